/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/memcache.h"

#include <stdlib.h>
#include <string.h>

#include "src/array.h"
#include "src/hash.h"

enum { PAGE = 4096 };

struct page {
	uint64_t number; /* physical address / PAGE */
	enum err_code st;
	unsigned char *bytes; /* NULL where st is not ERR_NONE */
};

struct memcache {
	struct mem mem;
	struct mem *below;
	struct hash at; /* by number: places in pages */
	struct page *pages;
	size_t npages, cap, max;
};

static struct page *find(struct memcache *c, uint64_t number)
{
	size_t i = hash_get(&c->at, number);

	return i == HASH_NONE ? NULL : &c->pages[i];
}

static void forget(struct memcache *c)
{
	for (size_t i = 0; i < c->npages; i++)
		free(c->pages[i].bytes);
	c->npages = 0;
	hash_clear(&c->at);
}

/* Add an empty page; NULL when out of memory. */
static struct page *add(struct memcache *c, uint64_t number)
{
	struct page *p = array_grow(c->pages, c->npages, &c->cap, sizeof(*p));

	if (!p)
		return NULL;
	c->pages = p;
	p += c->npages;
	*p = (struct page){.number = number, .st = ERR_NOMEM, .bytes = malloc(PAGE)};
	if (p->bytes && hash_put(&c->at, number, c->npages)) {
		c->npages++;
		return p;
	}
	free(p->bytes);
	return NULL;
}

/* Ask for pages first..npages, which add() has made, all at once. */
static void fill(struct memcache *c, size_t first)
{
	size_t n = c->npages - first;
	struct mem_req *reqs = n ? malloc(n * sizeof(*reqs)) : NULL;

	if (!reqs)
		return;
	for (size_t i = 0; i < n; i++) {
		struct page *p = &c->pages[first + i];

		reqs[i] = (struct mem_req){
			.pa = addr_pa(p->number * PAGE), .buf = p->bytes, .len = PAGE};
	}
	mem_read_many(c->below, reqs, n);
	for (size_t i = 0; i < n; i++) {
		struct page *p = &c->pages[first + i];

		p->st = reqs[i].st;
		if (p->st) {
			free(p->bytes);
			p->bytes = NULL;
		}
	}
	free(reqs);
}

/* It goes on past the last address there is. */
static bool wraps(const struct mem_req *r)
{
	return r->len && r->pa.v + (r->len - 1) < r->pa.v;
}

static size_t pages_of(const struct mem_req *r)
{
	return wraps(r) ? 0 : (size_t)((r->pa.v % PAGE + r->len + PAGE - 1) / PAGE);
}

static size_t missing(struct memcache *c, const struct mem_req *r)
{
	size_t n = 0;

	for (size_t k = 0; k < pages_of(r); k++)
		n += !find(c, r->pa.v / PAGE + k);
	return n;
}

/* Serve one request from the cache. */
static void serve(struct memcache *c, struct mem_req *r)
{
	unsigned char *to = r->buf;

	r->st = wraps(r) ? ERR_NOT_PRESENT : ERR_NONE;
	for (size_t done = 0; done < r->len && !r->st;) {
		uint64_t at = r->pa.v + done;
		size_t off = (size_t)(at % PAGE), n = PAGE - off;
		const struct page *p = find(c, at / PAGE);

		if (n > r->len - done)
			n = r->len - done;
		r->st = p ? p->st : ERR_NOMEM;
		if (!r->st)
			memcpy(to + done, p->bytes + off, n);
		done += n;
	}
}

/* Serve some requests whose pages fit in the cache together. */
static void serve_some(struct memcache *c, struct mem_req *reqs, size_t n)
{
	size_t first = c->npages;

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < pages_of(&reqs[i]); k++) {
			uint64_t number = reqs[i].pa.v / PAGE + k;

			if (!find(c, number) && !add(c, number))
				break;
		}
	fill(c, first);
	for (size_t i = 0; i < n; i++)
		serve(c, &reqs[i]);
}

static void cache_read(struct mem *m, struct mem_req *reqs, size_t n)
{
	struct memcache *c = (struct memcache *)m;

	for (size_t i = 0; i < n;) {
		size_t k = 0, pages = 0, more = 0;

		while (i + k < n && (!k || pages + pages_of(&reqs[i + k]) <= c->max)) {
			more += missing(c, &reqs[i + k]);
			pages += pages_of(&reqs[i + k++]);
		}
		if (c->npages + more > c->max)
			forget(c);
		serve_some(c, &reqs[i], k);
		i += k;
	}
}

static void cache_close(struct mem *m)
{
	struct memcache *c = (struct memcache *)m;

	forget(c);
	mem_close(c->below);
	hash_free(&c->at);
	free(c->pages);
	free(c);
}

static const struct mem_ops ops = {.read = cache_read, .close = cache_close};

void memcache_forget(struct mem *m)
{
	if (m->ops == &ops)
		forget((struct memcache *)m);
}

struct mem *memcache_new(struct mem *below, size_t max_pages)
{
	struct memcache *c = calloc(1, sizeof(*c));

	if (!c)
		return NULL;
	c->mem = *below;
	c->mem.ops = &ops;
	c->below = below;
	c->max = max_pages;
	return &c->mem;
}
