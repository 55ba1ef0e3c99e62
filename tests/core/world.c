/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/core/world.h"

#include "tests/core/setup.h"

#define BIT(n) (UINT64_C(1) << (n))

static uint64_t any_of(struct rng *r, uint64_t bits)
{
	return rng_next(r) & bits;
}

/* ---- Descriptors ---- */

/* Attribute bits that differ between leaves, rarely. */
static uint64_t attributes(struct rng *r)
{
	uint64_t v = D_AF | UINT64_C(0x3c) | BIT(6) | BIT(7);

	while (rng_one_in(r, 3))
		v ^= BIT(rng_below(r, 2) ? rng_between(r, 2, 11) : rng_between(r, 50, 58));
	return v;
}

static bool has_block(const struct ref_stage *s, int level)
{
	return level >= 0 && s->format->blocks >> level & 1;
}

/* An output address: anywhere, mostly in reach, sometimes next to a limit. */
static uint64_t output(struct world *w, const struct ref_stage *s, int level)
{
	uint64_t size = ref_size(s->format, level), field = BIT(s->format->in_place);
	uint64_t v = rng_next(&w->rng) & (BIT(s->oa_bits) - 1);

	switch (rng_below(&w->rng, 8)) {
	case 0: v = BIT(s->oa_bits) - size * rng_between(&w->rng, 1, 5); break;
	case 1: /* the last below what is in place */
		v = (v & ~(field - 1)) | (field - size * rng_between(&w->rng, 1, 5));
		break;
	case 2: v = rng_next(&w->rng); break;
	default:
		if (s->s2) /* where stage 2 has something */
			v = 0x80000000 + (v & 0x3fffffff);
		break;
	}
	return v & (BIT(s->format->most_oa) - 1) & ~(size - 1);
}

/*
 * The output of the next descriptor: its address plus the size, or what adding to the descriptor
 * makes of it, which at the end of the field in place is the wrong address or a wrong attribute.
 */
static uint64_t next_raw(const struct ref_format *f, uint64_t raw, int level, bool naive)
{
	uint64_t size = ref_size(f, level), all = ref_put(f, ~UINT64_C(0));
	uint64_t address = ref_get(f, raw, f->granule) + size;

	return naive ? raw + size : (raw & ~all) | ref_put(f, address);
}

/* Some successive descriptors, mostly with successive outputs. */
static void put_run(struct world *w, struct tree *t, const struct ref_stage *s, uint64_t ia,
		    int level)
{
	uint64_t raw = attributes(&w->rng) | (level == 3 ? 3 : 1);
	unsigned n = rng_one_in(&w->rng, 3) ? 1 : rng_between(&w->rng, 1, 40);
	bool naive = rng_one_in(&w->rng, 2);

	if (s->format->high == REF_HIGH_9_8 && !rng_one_in(&w->rng, 8))
		raw &= ~UINT64_C(0x300); /* of the address */
	raw |= ref_put(s->format, output(w, s, level));
	for (unsigned i = 0; i < n; i++, ia += ref_size(s->format, level)) {
		uint64_t *e = tree_entry(t, ia, level);

		if (!e || (*e & 1 && (*e & 3) == 3 && level != 3))
			continue; /* something is there */
		*e = raw;
		raw = next_raw(s->format, raw, level, naive);
		if (rng_one_in(&w->rng, 12))
			raw ^= BIT(rng_between(&w->rng, 2, 58)) & ~UINT64_C(0xffff000000000003);
	}
}

/* Where two descriptors of one level share a table. */
static void share(struct world *w, struct tree *t, uint64_t from, uint64_t to, int level)
{
	uint64_t *a = tree_entry(t, from, level), *b = a ? tree_entry(t, to, level) : NULL;

	if (b && (*a & 3) == 3 && !(*b & 1))
		*b = *a | any_of(&w->rng, UINT64_C(31) << 59);
}

/* Not a mapping, in one way or another. */
static uint64_t garbage(struct world *w, const struct ref_stage *s, int level)
{
	uint64_t v = rng_next(&w->rng);

	switch (rng_below(&w->rng, 4)) {
	case 0: return v & ~UINT64_C(1);
	case 1: return (v & ~UINT64_C(3)) | !has_block(s, level);
	case 2:
		return level < 3 && s->oa_bits < s->format->most_oa
			       ? ref_put(s->format, BIT(s->oa_bits)) | 3
			       : 0;
	default: return 2;
	}
}

/* ---- Worlds ---- */

uint64_t world_address(struct world *w)
{
	const struct ref_stage *s = &w->stage;
	uint64_t v = rng_next(&w->rng) & (BIT(s->ia_bits) - 1), few = BIT(s->ia_bits - 1) | 0xfff;

	/* A few tables, so that there is something to share and to run into. */
	for (int l = s->start < 1 ? 1 : s->start; l <= 3; l++)
		few |= UINT64_C(3) << ref_shift(s->format, l);
	if (!rng_one_in(&w->rng, 4))
		v &= few;
	if (rng_one_in(&w->rng, 6))
		v |= (BIT(s->ia_bits) - 1) & ~UINT64_C(0xfff);
	return (w->first + v % (w->last - w->first + 1)) & ~UINT64_C(0xfff);
}

/* From the root, or from the highest level that may have leaves, to the last. */
static int a_level(struct world *w, const struct ref_stage *s, bool of_leaf)
{
	int lo = s->start;

	if (of_leaf && lo < 1 && !(has_block(s, 0) && rng_one_in(&w->rng, 4)))
		lo = 1;
	return lo + (int)rng_below(&w->rng, (unsigned)(4 - lo));
}

static void fill(struct world *w)
{
	/* Large tables take long to look at. */
	unsigned n = rng_between(&w->rng, 1, w->stage.format->granule == 12 ? 24 : 8);

	for (unsigned i = 0; i < n; i++)
		put_run(w, &w->t, &w->stage, world_address(w), a_level(w, &w->stage, true));
	for (unsigned i = rng_below(&w->rng, 4); i > 0 && w->stage.start < 3; i--) {
		unsigned levels = (unsigned)(3 - w->stage.start);
		int level = w->stage.start + (int)rng_below(&w->rng, levels);

		share(w, &w->t, world_address(w), world_address(w), level);
	}
	for (unsigned i = rng_below(&w->rng, 6); i > 0; i--) {
		int level = a_level(w, &w->stage, false);
		uint64_t *e = tree_entry(&w->t, world_address(w), level);

		if (e && !(*e & 1))
			*e = garbage(w, &w->stage, level);
	}
}

/* What stage 2 has besides the tables of stage 1: from 0x80000000 on. */
static void fill_stage2(struct world *w)
{
	const struct ref_format *f = w->s2.format;

	for (unsigned i = rng_between(&w->rng, 2, 12); i > 0; i--) {
		int level = w->s2.start < 1 ? 1 : w->s2.start;
		uint64_t ipa = 0x80000000 + (rng_next(&w->rng) & 0x3fe03000);

		level += (int)rng_below(&w->rng, (unsigned)(4 - level));
		/* A block so large that the tables are in it would be in their way. */
		if (ref_shift(f, level) < 31)
			put_run(w, &w->s2_tree, &w->s2, ipa & ~(ref_size(f, level) - 1), level);
	}
}

/* The pages in which stage 2 has one of the tables of stage 1 are not as they should be. */
static void harm_stage2(struct world *w)
{
	static const uint64_t flip[] = {1, 2, D_AF, BIT(6), BIT(7), BIT(47), BIT(54)};
	uint64_t table = UINT64_C(8) << w->t.format->stride, page = ref_size(w->s2.format, 3);
	uint64_t tables = (w->t.next - WORLD_TABLES) / table, at, bit;

	if (!tables)
		return;
	at = WORLD_TABLES + rng_below(&w->rng, (unsigned)tables) * table;
	bit = flip[rng_below(&w->rng, 7)];
	for (uint64_t to = at + table; at < to; at += page) {
		uint64_t *e = tree_entry(&w->s2_tree, at, 3);

		if (e)
			*e ^= bit;
	}
}

/* A whole table cannot be read, since a visit gives one of many pages up as a whole. Not a root. */
static void harm_a_table(struct world *w)
{
	uint64_t pa = w->f.pages[rng_below(&w->rng, (unsigned)w->f.npages)].pa, bytes, at;
	const struct tree *t = &w->t;

	if (w->nested && pa >= w->s2.root && pa < w->s2_tree.next)
		t = &w->s2_tree;
	bytes = UINT64_C(8) << t->format->stride;
	at = (pa - t->moved) ^ t->swap;
	if (at - (t->root & ~UINT64_C(0xfff)) < (t->roots * UINT64_C(8) | 0xfff))
		return;
	at &= ~(bytes - 1);
	for (uint64_t to = at + bytes; at < to; at += FAKEMEM_PAGE) {
		struct fakemem_page *p = fakemem_find(&w->f, tree_physical(t, at));

		if (p)
			p->st = ERR_IO;
	}
}

/* What is above 48 bits in the addresses of tables, where the format and the output have it. */
static uint64_t any_high(struct world *w, const struct ref_stage *s)
{
	return s->oa_bits == 52 ? (uint64_t)rng_below(&w->rng, 16) << 48 : 0;
}

static void make_trees(struct world *w)
{
	uint64_t high = any_high(w, w->nested ? &w->s2 : &w->stage);

	w->stage.f = w->s2.f = &w->f;
	w->stage.root = WORLD_ROOT;
	if (!w->nested) {
		w->stage.root += high;
		tree_init(&w->t, &w->f, w->stage.root, w->stage.start, w->stage.roots,
			  WORLD_TABLES + high);
		w->t.format = w->stage.format;
		return;
	}
	w->s2.root = WORLD_S2_ROOT + high;
	w->stage.s2 = &w->s2;
	tree_init(&w->s2_tree, &w->f, w->s2.root, w->s2.start, w->s2.roots, w->s2.root + 0x100000);
	w->s2_tree.format = w->s2.format;
	tree_init_scattered(&w->t, &w->s2_tree, WORLD_MOVED + high, WORLD_ROOT, w->stage.start,
			    w->stage.roots, WORLD_TABLES);
	w->t.format = w->stage.format;
	fill_stage2(w);
}

static void make(struct world *w, bool peek)
{
	fakemem_init(&w->f, peek);
	world_registers(w);
	w->first = w->stage.first;
	w->last = w->stage.last;
	make_trees(w);
	world_roots(w);
	fill(w);
	if (w->nested && rng_one_in(&w->rng, 3))
		harm_stage2(w);
	if (rng_one_in(&w->rng, 4))
		harm_a_table(w);
}

void world_make(struct world *w, uint64_t seed, bool nested, bool peek)
{
	*w = (struct world){.rng = {seed}, .nested = nested};
	make(w, peek);
}

void world_make_4k(struct world *w, uint64_t seed, bool peek)
{
	*w = (struct world){.rng = {seed}, .only_4k = true};
	make(w, peek);
}
