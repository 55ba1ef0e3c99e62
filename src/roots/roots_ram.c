/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/roots/roots_ram.h"

#include <stdlib.h>
#include <string.h>

/* Bytes asked for at once: enough to hide a latency, little enough to be cancelled soon. */
enum { PAGE = 4096, STRETCH = 1 << 20, PAGES = STRETCH / PAGE };

/* A live target is read over a line. A file is not, compressed or not: it can say what it holds. */
static bool is_slow(struct mem *m)
{
	struct mem_count count;

	return !mem_can_peek(m) && !mem_count(m, &count);
}

void roots_ram_init(struct roots_ram *ram, struct mem *m)
{
	*ram = (struct roots_ram){.mem = m, .lo = UINT64_MAX};
	for (size_t i = 0; i < m->nranges; i++) {
		const struct mem_range *r = &m->ranges[i];

		if (r->kind != MEM_RAM)
			continue;
		if (r->start.v < ram->lo)
			ram->lo = r->start.v;
		if (r->start.v + (r->size - 1) > ram->hi)
			ram->hi = r->start.v + (r->size - 1);
		ram->bytes += r->size;
	}
	ram->slow = is_slow(m);
	if (ram->slow && ram->bytes > ROOTS_SLOW_BYTES)
		ram->left_out = ram->bytes - ROOTS_SLOW_BYTES;
}

void roots_ram_free(struct roots_ram *ram)
{
	free(ram->blank);
	ram->blank = NULL;
}

bool roots_ram_has(const struct roots_ram *ram, uint64_t pa)
{
	const struct mem_range *r;

	if (pa < ram->lo || pa > ram->hi)
		return false;
	r = mem_find_range(ram->mem, addr_pa(pa));
	return r && r->kind == MEM_RAM;
}

struct pass {
	struct roots_ram *ram;
	roots_ram_fn fn;
	void *arg;
	uint64_t *buf;
	struct mem_req reqs[PAGES];
	uint64_t budget; /* bytes that may still be read */
	uint8_t *blank;	 /* of the stretch that is next; NULL: not kept */
	bool again;	 /* what it says is known */
};

/* Pages of a stretch that could be read, in runs as long as they are. */
static bool pass_on(struct pass *p, uint64_t pa, size_t n)
{
	for (size_t i = 0, end; i < n; i = end + 1) {
		for (end = i; end < n && !p->reqs[end].st;)
			end++;
		if (end > i &&
		    !p->fn(p->arg, pa + i * PAGE, p->buf + i * (PAGE / 8), (end - i) * PAGE))
			return false;
	}
	return true;
}

static bool read_stretch(struct pass *p, uint64_t pa, size_t n)
{
	for (size_t i = 0; i < n; i++)
		p->reqs[i] = (struct mem_req){.pa = addr_pa(pa + i * PAGE),
					      .buf = p->buf + i * (PAGE / 8),
					      .len = PAGE,
					      .st = ERR_IO};
	mem_read_many(p->ram->mem, p->reqs, n);
	return pass_on(p, pa, n);
}

static bool all_zero(const uint64_t *words, size_t size)
{
	return !words[0] && !memcmp(words, words + 1, size - sizeof(*words));
}

/*
 * Of a file all of it at once; where that has gaps, page by page. Pointers into its mapping would
 * do, but touching all of it costs more than a copy.
 */
static bool stretch(struct pass *p, uint64_t pa, size_t size)
{
	struct mem *m = p->ram->mem;

	if (!mem_can_peek(m) || mem_read(m, addr_pa(pa), p->buf, size))
		return read_stretch(p, pa, size / PAGE);
	if (p->blank)
		*p->blank = all_zero(p->buf, size);
	return p->fn(p->arg, pa, p->buf, size);
}

/* One range, inwards to whole pages. */
static bool range(struct pass *p, const struct mem_range *r)
{
	uint64_t pa = (r->start.v + PAGE - 1) & ~(uint64_t)(PAGE - 1);
	uint64_t end = (r->start.v + r->size) & ~(uint64_t)(PAGE - 1);

	if (pa < r->start.v)
		return true;
	for (size_t n; pa != end && end - pa <= r->size && p->budget; pa += n) {
		n = end - pa < STRETCH ? (size_t)(end - pa) : STRETCH;
		if (n > p->budget)
			n = (size_t)p->budget;
		if (!(p->again && *p->blank) && !stretch(p, pa, n))
			return false;
		p->budget -= n;
		if (p->blank)
			p->blank++;
	}
	return true;
}

/* Of 16 TiB; a map that has more makes no bytes of ours. */
enum { BLANK_MAX = 1 << 24 };

/* Stretches of all ranges, at most. */
static size_t stretches(const struct roots_ram *ram)
{
	return (size_t)(ram->bytes / STRETCH) + ram->mem->nranges;
}

enum err_code roots_ram_each(struct roots_ram *ram, roots_ram_fn fn, void *arg)
{
	struct pass *p = calloc(1, sizeof(*p));
	enum err_code st = ERR_NONE;

	if (!p)
		return ERR_NOMEM;
	*p = (struct pass){.ram = ram, .fn = fn, .arg = arg, .buf = malloc(STRETCH)};
	p->budget = ram->slow ? ROOTS_SLOW_BYTES : UINT64_MAX;
	p->again = ram->blank != NULL;
	if (!p->again && stretches(ram) < BLANK_MAX) /* without it nothing is left out */
		ram->blank = calloc(stretches(ram) + 1, 1);
	p->blank = ram->blank;
	if (!p->buf)
		st = ERR_NOMEM;
	for (size_t i = 0; !st && i < ram->mem->nranges; i++)
		if (ram->mem->ranges[i].kind == MEM_RAM && !range(p, &ram->mem->ranges[i]))
			st = ERR_CANCELLED;
	free(p->buf);
	free(p);
	return st;
}
