/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fuzz/tables.h"

#include "src/bits.h"

enum {
	RECORD = 12,
	SECOND = 128,
	REGISTER = 254,
	END = 255,
	PAGE = 4096,
	SIZE = TABLES_PAGES * PAGE
};
/* Of tables that are met again: WALK_AGAIN_MOST is for people, who wait for seconds. */
enum { AGAIN_MOST = 1 << 13 };

/* By how much neighbours differ. */
static const uint8_t shifts[] = {64, 12, 14, 16, 21, 25, 29, 30, 34, 36, 39, 42, 3, 0, 52, 63};

static void put_entries(struct tables *t, unsigned what, unsigned a, unsigned b, uint64_t v)
{
	unsigned shift = shifts[b >> 9 & 15];
	uint64_t step = shift < 64 ? UINT64_C(1) << shift : 0;

	for (unsigned i = 0; i <= a && b % TABLES_ENTRIES + i < TABLES_ENTRIES; i++)
		t->page[what % TABLES_PAGES][b % TABLES_ENTRIES + i] = bits_le64(v + i * step);
}

static void put_register(struct tables *t, unsigned a, unsigned b, uint64_t v)
{
	t->regs.r[a % SYSREG_COUNT] = (struct sysreg_value){
		v, (enum sysreg_origin)(SYSREG_UNKNOWN + b % (SYSREG_CODE + 1))};
}

/* Where len bytes at pa are; NULL: nowhere. */
static const unsigned char *place(const struct tables *t, uint64_t pa, size_t len)
{
	if (t->flags & TABLES_WRAP)
		pa %= SIZE;
	if (pa > SIZE || len > SIZE - pa || ((t->flags & TABLES_HOLES) && pa / PAGE % 8 == 7))
		return NULL;
	return (const unsigned char *)t->page + pa;
}

/* Of a sparse source zeros are what is not known. */
static bool all_known(const unsigned char *p, size_t len)
{
	for (size_t i = 0; i + 8 <= len; i += 8)
		if (!memcmp(p + i, "\0\0\0\0\0\0\0", 8))
			return false;
	return true;
}

static enum err_code read_one(const struct tables *t, const struct mem_req *r)
{
	const unsigned char *p = place(t, r->pa.v, r->len);

	if (!p)
		return ERR_HOLE;
	if ((t->flags & TABLES_SPARSE) && !all_known(p, r->len))
		return ERR_NOT_IN_TEXT;
	memcpy(r->buf, p, r->len);
	return ERR_NONE;
}

static void read_tables(struct mem *m, struct mem_req *reqs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		reqs[i].st = read_one((const struct tables *)m, &reqs[i]);
}

static const void *peek_tables(struct mem *m, struct pa pa, size_t len)
{
	return pa.v % 8 ? NULL : place((const struct tables *)m, pa.v, len);
}

static void close_tables(struct mem *m)
{
	(void)m;
}

static const struct mem_ops peeking = {
	.read = read_tables, .peek = peek_tables, .close = close_tables};
static const struct mem_ops reading = {.read = read_tables, .close = close_tables};

/* What does not move with the struct. */
static void settle(struct tables *t)
{
	t->ram = (struct mem_range){.start = addr_pa(0), .size = SIZE, .kind = MEM_RAM};
	t->mem.ops =
		(t->flags & (TABLES_PEEK | TABLES_SPARSE)) == TABLES_PEEK ? &peeking : &reading;
	t->mem.ranges = &t->ram;
	t->mem.nranges = 1;
	t->mem.map_known = !(t->flags & TABLES_WRAP);
	t->mem.cpus = &t->regs;
	t->mem.ncpus = 1;
	t->mem.sparse = t->flags & TABLES_SPARSE;
}

void tables_read(struct feed *f, struct tables *first, struct tables *second)
{
	memset(first, 0, sizeof(*first));
	first->flags = (unsigned)feed_number(f, 1);
	memset(second, 0, sizeof(*second));
	while (f->left >= RECORD && *f->p != END) {
		unsigned what = (unsigned)feed_number(f, 1), a = (unsigned)feed_number(f, 1);
		unsigned b = (unsigned)feed_number(f, 2);
		uint64_t v = feed_number(f, 8);

		if (what == REGISTER)
			put_register(first, a, b, v);
		else if (what < SECOND)
			put_entries(first, what, a, b, v);
		else
			put_entries(second, what, a, b, v);
	}
	feed_number(f, 1);
	for (unsigned i = 0; i < TABLES_PAGES * TABLES_ENTRIES; i++)
		if (!((uint64_t *)second->page)[i])
			((uint64_t *)second->page)[i] = ((const uint64_t *)first->page)[i];
	second->flags = first->flags;
	second->regs = first->regs;
	settle(first);
	settle(second);
}

static bool tick(void *arg, uint64_t tables)
{
	struct tables *t = arg;

	(void)tables;
	return t->ticks && t->ticks--;
}

bool tables_walker(struct tables *t, unsigned which, unsigned ticks, struct walker *w)
{
	struct err err;

	for (unsigned i = 0; i < REGIME_COUNT; i++) {
		if (walk_init(w, &t->mem, (enum regime_id)((which + i) % REGIME_COUNT), 0, &err))
			continue;
		t->ticks = ticks;
		w->tick = tick;
		w->tick_arg = t;
		w->again_most = AGAIN_MOST;
		return true;
	}
	return false;
}
