/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a domain keeps beside its tables: the queue of free table pages, and the accesses by frame.
 */
#include "src/xen/p2m_int.h"

#include <stdlib.h>
#include <string.h>

/* ---- The pool: taken from the head, given back at the tail ---- */

/* Successive pages. */
struct run {
	uint64_t page, n;
};

struct queue {
	struct run *runs; /* a ring */
	size_t head, n, cap;
};

struct p2m_pool {
	struct queue given; /* named by someone: taken before all others */
	struct queue rest;
	uint64_t fresh; /* the first page never handed out */
	uint64_t free, total;
};

static const uint64_t page_bytes = UINT64_C(1) << P2M_FRAME_SHIFT;

struct p2m_pool *p2m_pool_new(struct pa base)
{
	struct p2m_pool *pool = calloc(1, sizeof(*pool));

	if (pool)
		pool->fresh = base.v;
	return pool;
}

void p2m_pool_delete(struct p2m_pool *pool)
{
	if (pool) {
		free(pool->given.runs);
		free(pool->rest.runs);
	}
	free(pool);
}

static bool grow(struct queue *q)
{
	size_t cap = q->cap ? q->cap * 2 : 64;
	struct run *runs = malloc(cap * sizeof(*runs));

	if (!runs)
		return false;
	for (size_t i = 0; i < q->n; i++)
		runs[i] = q->runs[(q->head + i) % q->cap];
	free(q->runs);
	q->runs = runs;
	q->head = 0;
	q->cap = cap;
	return true;
}

static enum err_code append(struct p2m_pool *pool, struct queue *q, uint64_t page, uint64_t n)
{
	struct run *last;

	if (q->n) {
		last = &q->runs[(q->head + q->n - 1) % q->cap];
		if (last->page + last->n * page_bytes == page) {
			last->n += n;
			pool->free += n;
			return ERR_NONE;
		}
	}
	if (q->n == q->cap && !grow(q))
		return ERR_NOMEM;
	q->runs[(q->head + q->n++) % q->cap] = (struct run){page, n};
	pool->free += n;
	return ERR_NONE;
}

/* Take up to n pages from the head; how many there were, in one run. */
static uint64_t take(struct p2m_pool *pool, uint64_t n, uint64_t *page)
{
	struct queue *q = pool->given.n ? &pool->given : &pool->rest;
	struct run *r;

	if (!q->n)
		return 0;
	r = &q->runs[q->head];
	n = n < r->n ? n : r->n;
	*page = r->page;
	r->page += n * page_bytes;
	r->n -= n;
	pool->free -= n;
	if (!r->n) {
		q->head = (q->head + 1) % q->cap;
		q->n--;
	}
	return n;
}

enum err_code p2m_pool_put(struct p2m_pool *pool, uint64_t mfn, uint64_t n)
{
	enum err_code st = n ? append(pool, &pool->given, mfn << P2M_FRAME_SHIFT, n) : ERR_NONE;

	pool->total += st ? 0 : n;
	return st;
}

enum err_code p2m_pool_resize(struct p2m_pool *pool, uint64_t total, int *rc)
{
	uint64_t n = 1, page;
	enum err_code st;

	*rc = 0;
	if (pool->total < total) {
		uint64_t more = total - pool->total;

		if (more > (bits_size(P2M_FRAME_BITS + P2M_FRAME_SHIFT) - pool->fresh) / page_bytes)
			return ERR_MALFORMED;
		st = append(pool, &pool->rest, pool->fresh, more);
		if (st)
			return st;
		pool->fresh += more * page_bytes;
		pool->total = total;
	}
	while (pool->total > total && n) {
		n = take(pool, pool->total - total, &page);
		pool->total -= n;
	}
	if (!n)
		*rc = P2M_RC_NOMEM;
	return ERR_NONE;
}

bool p2m_pool_take(struct p2m_pool *pool, struct pa *page)
{
	return take(pool, 1, &page->v) != 0;
}

enum err_code p2m_pool_give(struct p2m_pool *pool, struct pa page)
{
	return append(pool, &pool->rest, page.v, 1);
}

uint64_t p2m_pool_free(const struct p2m *p)
{
	return p->pool->free;
}

/* ---- Accesses: by chunks of 512 frames, in ascending order ---- */

enum { CHUNK = 512, CHUNKS_MAX = 1 << 16 }; /* 33 million frames, 34 MiB */

struct chunk {
	uint64_t first; /* gfn */
	unsigned char access[CHUNK];
};

struct p2m_accesses {
	struct chunk **chunks;
	size_t n, cap;
};

struct p2m_accesses *p2m_accesses_new(void)
{
	return calloc(1, sizeof(struct p2m_accesses));
}

void p2m_accesses_delete(struct p2m_accesses *a)
{
	for (size_t i = 0; a && i < a->n; i++)
		free(a->chunks[i]);
	if (a)
		free(a->chunks);
	free(a);
}

/* The first chunk that does not end before gfn. */
static size_t place_of(const struct p2m_accesses *a, uint64_t gfn)
{
	size_t lo = 0, hi = a->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (a->chunks[mid]->first + (CHUNK - 1) < gfn)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static bool holds(const struct p2m_accesses *a, size_t i, uint64_t gfn)
{
	return i < a->n && a->chunks[i]->first <= gfn;
}

enum p2m_access p2m_accesses_get(const struct p2m_accesses *a, uint64_t gfn)
{
	size_t i = place_of(a, gfn);

	return holds(a, i, gfn) ? (enum p2m_access)a->chunks[i]->access[gfn % CHUNK] : P2M_ACCESSES;
}

static struct chunk *add_chunk(struct p2m_accesses *a, size_t i, uint64_t gfn)
{
	size_t cap = a->cap ? a->cap * 2 : 16;
	struct chunk **more = a->chunks;
	struct chunk *c;

	if (a->n == a->cap)
		more = cap <= CHUNKS_MAX ? realloc(a->chunks, cap * sizeof(struct chunk *)) : NULL;
	if (!more)
		return NULL;
	a->cap = a->n == a->cap ? cap : a->cap;
	a->chunks = more;
	c = malloc(sizeof(*c));
	if (!c)
		return NULL;
	c->first = gfn - gfn % CHUNK;
	memset(c->access, P2M_ACCESSES, sizeof(c->access));
	memmove(&a->chunks[i + 1], &a->chunks[i], (a->n - i) * sizeof(struct chunk *));
	a->chunks[i] = c;
	a->n++;
	return c;
}

enum err_code p2m_accesses_set(struct p2m_accesses *a, uint64_t gfn, enum p2m_access access)
{
	size_t i = place_of(a, gfn);
	struct chunk *c = holds(a, i, gfn) ? a->chunks[i] : NULL;

	if (!c && access == P2M_ACCESSES)
		return ERR_NONE;
	if (!c)
		c = add_chunk(a, i, gfn);
	if (!c)
		return ERR_NOMEM;
	c->access[gfn % CHUNK] = (unsigned char)access;
	return ERR_NONE;
}

void p2m_accesses_list(const struct p2m *p,
		       void (*run)(void *arg, uint64_t gfn, uint64_t nr, enum p2m_access access),
		       void *arg)
{
	const struct p2m_accesses *a = p->accesses;
	enum p2m_access was = P2M_ACCESSES;
	uint64_t from = 0, next = 0;

	for (size_t i = 0; i < a->n * CHUNK; i++) {
		const struct chunk *c = a->chunks[i / CHUNK];
		uint64_t gfn = c->first + i % CHUNK;
		enum p2m_access now = (enum p2m_access)c->access[i % CHUNK];

		if (was != P2M_ACCESSES && (now != was || gfn != next))
			run(arg, from, next - from, was);
		if (now != was || gfn != next)
			from = gfn;
		was = now;
		next = gfn + 1;
	}
	if (was != P2M_ACCESSES)
		run(arg, from, next - from, was);
}
