/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/core/fakemem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "src/bits.h"

static unsigned slot_of(const struct fakemem *f, uint64_t pa)
{
	unsigned i = (unsigned)((pa / FAKEMEM_PAGE * UINT64_C(0x9e3779b97f4a7c15)) >> 52);

	while (f->slots[i] && f->pages[f->slots[i] - 1].pa != pa)
		i = (i + 1) % FAKEMEM_SLOTS;
	return i;
}

struct fakemem_page *fakemem_find(const struct fakemem *f, uint64_t pa)
{
	unsigned i = f->slots[slot_of(f, pa & ~(uint64_t)(FAKEMEM_PAGE - 1))];

	return i ? &f->pages[i - 1] : NULL;
}

struct fakemem_page *fakemem_page(struct fakemem *f, uint64_t pa)
{
	struct fakemem_page *p = fakemem_find(f, pa);

	assert(pa % FAKEMEM_PAGE == 0);
	if (p)
		return p;
	assert(f->npages < FAKEMEM_SLOTS / 2);
	p = &f->pages[f->npages];
	*p = (struct fakemem_page){.pa = pa, .e = calloc(2 * FAKEMEM_ENTRIES, sizeof(*p->e))};
	assert(p->e);
	p->le = p->e + FAKEMEM_ENTRIES;
	f->slots[slot_of(f, pa)] = (uint16_t)++f->npages;
	return p;
}

uint64_t *fakemem_at(struct fakemem *f, uint64_t pa)
{
	assert(pa % 8 == 0);
	return &fakemem_page(f, pa & ~(uint64_t)(FAKEMEM_PAGE - 1))->e[pa % FAKEMEM_PAGE / 8];
}

/* The n bytes from at on of a page's words, as the memory of a target has them: in le,
 * little-endian. */
static const char *in_memory(const uint64_t *e, uint64_t *le, uint64_t at, size_t n)
{
	for (uint64_t i = at / 8; i < (at + n + 7) / 8; i++)
		le[i] = bits_le64(e[i]);
	return (const char *)le + at;
}

/* Some bytes inside one page. */
static enum err_code read_page(struct fakemem *f, uint64_t pa, void *to, size_t n)
{
	uint64_t made[FAKEMEM_ENTRIES], le[FAKEMEM_ENTRIES];
	struct fakemem_page *p = fakemem_find(f, pa);
	const uint64_t *e = made;
	enum err_code st = ERR_NOT_PRESENT;

	if (p) {
		p->reads++;
		st = p->st;
		e = p->e;
	} else if (f->other) {
		st = f->other(f->other_arg, pa & ~(uint64_t)(FAKEMEM_PAGE - 1), made);
	}
	if (!st)
		memcpy(to, in_memory(e, le, pa % FAKEMEM_PAGE, n), n);
	return st;
}

static enum err_code read_one(struct fakemem *f, const struct mem_req *r)
{
	for (size_t done = 0; done < r->len;) {
		uint64_t at = r->pa.v + done;
		size_t n = (size_t)(FAKEMEM_PAGE - at % FAKEMEM_PAGE);
		enum err_code st;

		if (at < r->pa.v)
			return ERR_NOT_PRESENT; /* past the last address there is */
		if (n > r->len - done)
			n = r->len - done;
		st = read_page(f, at, (char *)r->buf + done, n);
		if (st)
			return st;
		done += n;
	}
	return ERR_NONE;
}

static void fake_read(struct mem *m, struct mem_req *reqs, size_t n)
{
	struct fakemem *f = (struct fakemem *)m;

	f->batches++;
	f->requests += n;
	if (n > f->biggest)
		f->biggest = n;
	for (size_t i = 0; i < n; i++)
		reqs[i].st = read_one(f, &reqs[i]);
}

static const void *fake_peek(struct mem *m, struct pa pa, size_t len)
{
	const struct fakemem_page *p = fakemem_find((struct fakemem *)m, pa.v);

	if (!p || p->st || pa.v % 8 || pa.v % FAKEMEM_PAGE + len > FAKEMEM_PAGE)
		return NULL;
	return in_memory(p->e, p->le, pa.v % FAKEMEM_PAGE, len);
}

static void fake_close(struct mem *m)
{
	((struct fakemem *)m)->closed = true;
}

static const struct mem_ops peeking = {.read = fake_read, .peek = fake_peek, .close = fake_close};
static const struct mem_ops reading = {.read = fake_read, .close = fake_close};

void fakemem_init(struct fakemem *f, bool peek)
{
	*f = (struct fakemem){.mem = {.ops = peek ? &peeking : &reading}};
	f->mem.cpus = f->regs;
	f->mem.ncpus = 1;
	f->pages = calloc(FAKEMEM_SLOTS / 2, sizeof(*f->pages));
	f->slots = calloc(FAKEMEM_SLOTS, sizeof(*f->slots));
	assert(f->pages && f->slots);
}

void fakemem_free(struct fakemem *f)
{
	for (size_t i = 0; i < f->npages; i++)
		free(f->pages[i].e);
	free(f->pages);
	free(f->slots);
	free(f->mem.found_vmcoreinfo);
}

size_t fakemem_overread(const struct fakemem *f, unsigned most)
{
	size_t n = 0;

	for (size_t i = 0; i < f->npages; i++)
		n += f->pages[i].reads > most;
	return n;
}

void fakemem_recount(struct fakemem *f)
{
	f->batches = f->requests = f->biggest = 0;
	for (size_t i = 0; i < f->npages; i++)
		f->pages[i].reads = 0;
}
