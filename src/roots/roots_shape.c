/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/roots/roots_shape.h"

#include <string.h>

#include "src/bits.h"
#include "src/walk/walk_run.h"

/*
 * Start levels that systems use: Arm ARM, D8.2.8 to D8.2.10 and G5.5. Starting lower than these
 * leaves a tree of one or two tables, which cannot be told from data. Special: concatenated roots
 * of stage 2; the last GiB of Linux for arm32, whose TTBR1 has a table of level 2; and roots that
 * are a part of a page (roots_part.c).
 */
static const struct roots_form forms[] = {
	{"4K-LPA2", -1, 52, false}, {"4K", 0, 48, false},	{"4K", 1, 39, false},
	{"16K", 0, 48, false},	    {"16K-LPA2", 0, 52, false}, {"16K", 1, 47, false},
	{"16K", 2, 36, false},	    {"64K", 1, 48, false},	{"64K-LPA", 1, 52, false},
	{"64K", 2, 42, false},	    {"4K-A32", 1, 32, false},	{"4K-A32", 2, 30, true},
	{"4K", 1, 40, true},	    {"4K", 1, 42, true},	{"4K-A32", 1, 40, true},
	{"4K", 2, 30, true},	    {"4K", 1, 31, true},	{"4K", 1, 32, true},
	{"4K", 1, 33, true},	    {"4K", 1, 34, true},	{"4K", 1, 35, true},
	{"4K", 1, 36, true},	    {"4K", 1, 37, true},	{"4K", 1, 38, true},
};

const struct roots_form *roots_form(unsigned i)
{
	return i < sizeof(forms) / sizeof(forms[0]) ? &forms[i] : NULL;
}

const struct roots_form *roots_form_special(const char *geometry, int start_level, unsigned ia_bits)
{
	const struct roots_form *f;

	for (unsigned i = 0; (f = roots_form(i)) != NULL; i++)
		if (f->special && f->start_level == start_level && f->ia_bits == ia_bits &&
		    !strcmp(f->geometry, geometry))
			return f;
	return NULL;
}

void roots_regime(const struct roots_form *f, enum regime_id id, uint64_t root, struct regime *r)
{
	regime_bare(id, regime_geometry_by_name(f->geometry), r);
	r->start_level = f->start_level;
	r->ia_bits = f->ia_bits;
	r->root_entries = 1u << (f->ia_bits - regime_level_shift(r, f->start_level));
	r->lo = r->base = addr_ia(r->upper ? ~(bits_size(f->ia_bits) - 1) : 0);
	if (r->aarch32)
		r->lo.v = r->base.v &= UINT32_MAX;
	r->hi = addr_ia(r->lo.v + (bits_size(f->ia_bits) - 1));
	r->root = addr_oa(root);
}

/* A trait that is a bit of the descriptor. */
static const struct {
	enum roots_trait trait;
	uint8_t bit;
} bits[] = {
	{ROOTS_AF, 10}, {ROOTS_BIT_11, 11}, {ROOTS_AP1, 6},
	{ROOTS_AP2, 7}, {ROOTS_BIT_53, 53}, {ROOTS_BIT_54, 54},
};

/* MemAttr of stage 2: 0b0100, 0b1000, 0b1100 are reserved (D8.6.6). */
static bool memattr_bad(unsigned v)
{
	uint8_t mair;

	return !attr_from_memattr(v, &mair);
}

/* 0b1111, and with FWB 0b0110 and 0b0111 (write-back; cacheability of stage 1). */
static bool memattr_wb(unsigned v)
{
	return v == 0xf || v == 6 || v == 7;
}

struct look {
	struct walker *w;
	const struct roots_ram *ram;
	void (*enter)(void *arg, const struct walk_table *t);
	void *arg;
	struct roots_shape *s;
	walk_tick tick; /* who else may end it; NULL: nobody */
	void *tick_arg;
	bool stopped;
	struct {
		unsigned valid, odd;
		uint64_t raw; /* of the last leaf or table */
	} at[REGIME_LEVELS];  /* of the table under way, by slot */
};

static void is_wrong(struct look *k, const char *why)
{
	if (!k->s->wrong)
		k->s->wrong = why;
}

static void count_traits(struct roots_shape *s, const struct walk_run *run)
{
	unsigned memattr = (unsigned)bits_get(run->raw, 5, 2);

	for (size_t i = 0; i < sizeof(bits) / sizeof(bits[0]); i++)
		if (bits_test(run->raw, bits[i].bit))
			s->trait[bits[i].trait] += run->count;
	if (memattr_bad(memattr))
		s->trait[ROOTS_MEMATTR_BAD] += run->count;
	if (memattr_wb(memattr))
		s->trait[ROOTS_MEMATTR_WB] += run->count;
	if (!bits_get(run->raw, 11, 2))
		s->trait[ROOTS_NO_ATTRIBUTES] += run->count;
	if (bits_get(run->raw, 9, 8))
		s->trait[ROOTS_SH] += run->count;
	if (run->ia.v == run->oa.v)
		s->trait[ROOTS_IDENTITY] += run->count;
}

/*
 * Bits of a leaf or table that are 0 by the format: below the address, where the granule or the
 * block is larger than 4K (of 64K they could be 51:48 of the address: no RAM is looked for there),
 * and above it.
 */
static uint64_t res0(const struct geometry *g, int level, bool table)
{
	unsigned shift = g->granule_shift + g->stride * (unsigned)(REGIME_MAX_LEVEL - level);
	uint64_t high = g->format == REGIME_FORMAT_LPA2 ? 0 : bits_mask(49, 48);
	uint64_t low = g->granule_shift > 12 ? bits_mask(g->granule_shift - 1, 12) : 0;

	if (!table && level < REGIME_MAX_LEVEL) /* bit 16 is nT */
		low |= bits_mask(shift - 1, 17);
	return low | high;
}

static void leaf(struct look *k, const struct walk_run *run)
{
	struct roots_shape *s = k->s;
	uint64_t last = run->ia.v + (run->count * run->entry_size - 1);
	uint64_t *before = &k->at[regime_slot(run->table->level)].raw;

	if (run->raw & res0(k->w->r.geo, run->table->level, false))
		is_wrong(k, "a leaf with RES0 bits set");
	s->leaves[regime_slot(run->table->level)] += run->count;
	s->nleaves += run->count;
	s->runs++;
	s->repeated += run->raw == *before;
	*before = run->raw;
	count_traits(s, run);
	if (roots_ram_has(k->ram, run->oa.v))
		s->in_ram += run->count;
	s->outputs |= run->oa.v;
	if (run->ia.v < s->lo)
		s->lo = run->ia.v;
	if (last > s->hi)
		s->hi = last;
}

static void table(struct look *k, const struct walk_run *run)
{
	uint64_t *before = &k->at[regime_slot(run->table->level)].raw;

	if (run->raw & res0(k->w->r.geo, run->table->level, true))
		is_wrong(k, "a table with RES0 bits set");
	if (!k->w->has_s2 && (run->oa.v < k->ram->lo || run->oa.v > k->ram->hi))
		is_wrong(k, "a table outside of RAM");
	k->s->outputs |= run->oa.v;
	k->s->same += run->raw == *before;
	*before = run->raw;
}

/*
 * Invalid ones may hold anything: a swapped page, an owner (pKVM, below 4096), an entry kept for
 * later. No kernel keeps its own pointers there.
 */
static void invalid(struct look *k, const struct walk_run *run, unsigned *odd)
{
	if (run->raw >> 52 == 0xfff)
		is_wrong(k, "a pointer in a table");
	else if (run->raw >= 4096)
		*odd += run->count;
}

static void on_run(void *arg, const struct walk_run *run)
{
	struct look *k = arg;
	unsigned slot = regime_slot(run->table->level);

	switch (run->kind) {
	case DESC_INVALID: invalid(k, run, &k->at[slot].odd); return;
	case DESC_RESERVED: is_wrong(k, "a reserved descriptor"); return;
	case DESC_TABLE: table(k, run); break;
	default: leaf(k, run); break;
	}
	k->at[slot].valid += run->count;
}

static bool on_enter(void *arg, const struct walk_table *t)
{
	struct look *k = arg;
	unsigned slot = regime_slot(t->level);

	k->s->tables[slot]++;
	k->s->ntables++;
	memset(&k->at[slot], 0, sizeof(k->at[slot]));
	if (k->enter)
		k->enter(k->arg, t);
	return true;
}

/* As a linear map of pages of zeros begins, taken for a tree one level up. */
enum { MANY_EMPTY = 64 };

static void on_leave(void *arg, const struct walk_table *t)
{
	struct look *k = arg;
	unsigned slot = regime_slot(t->level);

	if (!k->at[slot].valid)
		k->at[slot].odd ? k->s->odd++ : k->s->empty++;
	if (k->s->empty == MANY_EMPTY && !k->s->nleaves)
		is_wrong(k, "nothing but empty tables");
}

static void on_unreadable(void *arg, const struct walk_table *t)
{
	struct look *k = arg;

	k->s->missing++;
	if (t->st == ERR_LOOP)
		is_wrong(k, "a table that is its own ancestor");
}

/* Tables met again count each time: few of them can lead to each other in a million ways. */
static bool go_on(void *arg, uint64_t tables)
{
	struct look *k = arg;

	if (tables > ROOTS_TABLES_MAX)
		is_wrong(k, "more tables than are looked at");
	if (tables % ROOTS_TABLES_ASK == 0 && k->tick && !k->tick(k->tick_arg, tables))
		k->stopped = true;
	return !k->s->wrong && !k->stopped;
}

bool roots_shape_most(const struct roots_shape *s, enum roots_trait t, unsigned percent)
{
	return s->trait[t] * 100 >= s->nleaves * percent;
}

/* So few leaves or tables that differ are no tree, if there are as many more that do not. */
enum { FEW_LEAVES = 16, FEW_TABLES = 8 };

/* What can only be said of the whole. */
static void judge(struct look *k)
{
	struct roots_shape *s = k->s;

	if (!s->nleaves)
		is_wrong(k, "no leaf");
	else if (s->missing * 4 > s->ntables)
		is_wrong(k, "most tables are not there");
	/* Xen makes tables ahead; pages of zeros that a linear map leads to have few leaves. */
	else if (s->empty * 2 > s->ntables && s->nleaves < 16 * s->empty)
		is_wrong(k, "most tables are empty");
	/* An array of structures has the same word over and over; the shadow of KASAN only mostly.
	 */
	else if (s->repeated * 2 > s->nleaves && s->nleaves - s->repeated < FEW_LEAVES)
		is_wrong(k, "leaves that are all the same");
	else if (s->same * 2 > s->ntables && s->ntables - s->same < FEW_TABLES)
		is_wrong(k, "tables that are all the same");
	else if (s->odd * 8 > s->ntables)
		is_wrong(k, "tables of words that are no descriptors");
	else if (s->trait[ROOTS_NO_ATTRIBUTES] * 2 > s->nleaves)
		is_wrong(k, "leaves without attributes");
}

enum err_code roots_shape(struct walker *w, const struct roots_ram *ram,
			  void (*enter)(void *arg, const struct walk_table *t), void *arg,
			  struct roots_shape *out)
{
	static const struct walk_visitor v = {
		.enter = on_enter, .run = on_run, .leave = on_leave, .unreadable = on_unreadable};
	struct look k = {.w = w, .ram = ram, .enter = enter, .arg = arg, .s = out};
	enum err_code st;

	k.tick = w->tick;
	k.tick_arg = w->tick_arg;
	*out = (struct roots_shape){.lo = UINT64_MAX};
	w->tick = go_on;
	w->tick_arg = &k;
	st = walk_visit_cached(w, regime_first(&w->r), regime_last(&w->r), &v, &k);
	w->tick = NULL;
	if (st == ERR_NOMEM || k.stopped)
		return st;
	judge(&k);
	return ERR_NONE;
}
