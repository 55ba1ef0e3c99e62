/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/core/world.h"

#include "tests/core/setup.h"

#define ROOT	UINT64_C(0x40000000) /* of the stage that is looked at */
#define TABLES	UINT64_C(0x40100000)
#define S2_ROOT UINT64_C(0x60000000) /* of the stage under it */
#define MOVED	UINT64_C(0x8000000)  /* tables of a nested stage 1 are physically higher */

static const uint8_t widths[6] = {32, 36, 40, 42, 44, 48};

#define BIT(n) (UINT64_C(1) << (n))

static uint64_t any_of(struct rng *r, uint64_t bits)
{
	return rng_next(r) & bits;
}

/* ---- Registers ---- */

/* Start level and number of descriptors of the root, as t_regime.c expects them. */
static int stage1_start(unsigned ia_bits, unsigned *entries)
{
	int level = 3;
	unsigned low = 12;

	while (ia_bits > low + 9) {
		low += 9;
		level--;
	}
	*entries = 1u << (ia_bits - low);
	return level;
}

static void make_stage1(struct world *w, unsigned *entries)
{
	static const enum regime_id ids[] = {REGIME_EL2, REGIME_EL1_0, REGIME_EL1_1};
	unsigned ps = rng_below(&w->rng, 6), bits = rng_between(&w->rng, 16, 48);
	struct sysregs *regs = w->f.regs;

	w->id = ids[w->nested ? rng_between(&w->rng, 1, 2) : rng_below(&w->rng, 3)];
	if (rng_one_in(&w->rng, 2))
		bits = 48;
	setup_reg(regs, SYSREG_TCR_EL2,
		  setup_tcr_el2(bits, ps) | any_of(&w->rng, BIT(21) | BIT(22) | BIT(24)));
	setup_reg(regs, SYSREG_TCR_EL1,
		  setup_tcr_el1(bits, ps) | any_of(&w->rng, BIT(39) | BIT(40) | BIT(41) | BIT(42)));
	w->stage.ia_bits = bits;
	w->stage.oa_bits = widths[ps];
	w->stage.ha = w->id == REGIME_EL2 ? regs->r[SYSREG_TCR_EL2].v >> 21 & 1
					  : regs->r[SYSREG_TCR_EL1].v >> 39 & 1;
	w->stage.upper = w->id == REGIME_EL1_1;
	w->stage.start = stage1_start(bits, entries);
}

static void make_stage2(struct world *w, struct ref_stage *s, unsigned *entries)
{
	static const struct {
		unsigned sl0;
		int level;
		unsigned least, most;
	} rows[] = {{2, 0, 40, 48}, {1, 1, 31, 43}, {0, 2, 22, 34}, {3, 3, 16, 25}};
	/* Under a stage 1 its addresses have to fit. */
	unsigned i = rng_below(&w->rng, w->nested ? 2 : 4), ps = rng_below(&w->rng, 6);
	unsigned bits = rng_between(&w->rng, w->nested && i ? 36 : rows[i].least, rows[i].most);

	setup_reg(w->f.regs, SYSREG_VTCR_EL2,
		  setup_vtcr(bits, rows[i].sl0, ps) | any_of(&w->rng, BIT(21) | BIT(22)));
	s->ia_bits = bits;
	s->oa_bits = widths[ps];
	s->ha = w->f.regs[0].r[SYSREG_VTCR_EL2].v >> 21 & 1;
	s->start = rows[i].level;
	s->is_stage2 = true;
	*entries = 1u << (bits - 12 - 9 * (3 - (unsigned)s->start));
}

static void make_registers(struct world *w)
{
	struct sysregs *regs = w->f.regs;

	setup_s2(regs, w->nested ? S2_ROOT : ROOT);
	setup_el1(regs, ROOT, ROOT);
	setup_reg(regs, SYSREG_TTBR0_EL2, ROOT);
	setup_reg(regs, SYSREG_ID_AA64MMFR2_EL1, MMFR2_TTST);
	setup_reg(regs, SYSREG_ID_AA64MMFR1_EL1,
		  0x1002 | any_of(&w->rng, MMFR1_XNX)); /* HPDS, HAFDBS */
	setup_reg(regs, SYSREG_MAIR_EL1, rng_next(&w->rng));
	setup_reg(regs, SYSREG_MAIR_EL2, rng_next(&w->rng));
	regs->r[SYSREG_SCTLR_EL1].v |= any_of(&w->rng, SCTLR_WXN);
	setup_reg(regs, SYSREG_HCR_EL2, w->nested ? XEN_HCR_EL2 : HCR_RW);
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

/* An output address: anywhere, mostly in reach, sometimes next to a limit. */
static uint64_t output(struct world *w, const struct ref_stage *s, int level)
{
	uint64_t size = tree_size(level);
	uint64_t v = rng_next(&w->rng) & (BIT(s->oa_bits) - 1);

	switch (rng_below(&w->rng, 8)) {
	case 0: v = BIT(s->oa_bits) - size * rng_between(&w->rng, 1, 5); break;
	case 1: v = BIT(48) - size * rng_between(&w->rng, 1, 5); break;
	case 2: v = rng_next(&w->rng); break;
	default:
		if (s->s2) /* where stage 2 has something */
			v = 0x80000000 + (v & 0x3fffffff);
		break;
	}
	return v & (BIT(48) - 1) & ~(size - 1);
}

/* Some successive descriptors, mostly with successive outputs. */
static void put_run(struct world *w, struct tree *t, const struct ref_stage *s, uint64_t ia,
		    int level)
{
	uint64_t raw = output(w, s, level) | attributes(&w->rng) | (level == 3 ? 3 : 1);
	unsigned n = rng_one_in(&w->rng, 3) ? 1 : rng_between(&w->rng, 1, 40);

	for (unsigned i = 0; i < n; i++, ia += tree_size(level)) {
		uint64_t *e = tree_entry(t, ia, level);

		if (!e || (*e & 1 && (*e & 3) == 3 && level != 3))
			continue; /* something is there */
		*e = raw;
		raw += tree_size(level);
		if (rng_one_in(&w->rng, 12))
			raw ^= BIT(rng_between(&w->rng, 2, 58)) & ~UINT64_C(0xffff000000000003);
	}
}

/* Where two descriptors of one level share a table. */
static void share(struct world *w, struct tree *t, uint64_t from, uint64_t to, int level)
{
	uint64_t *a = tree_entry(t, from, level), *b = a ? tree_entry(t, to, level) : NULL;

	a = b ? tree_entry(t, from, level)
	      : NULL; /* making b may have moved nothing, but be sure */
	if (a && (*a & 3) == 3 && !(*b & 1))
		*b = *a | any_of(&w->rng, UINT64_C(31) << 59);
}

/* Not a mapping, in one way or another. */
static uint64_t garbage(struct world *w, const struct ref_stage *s, int level)
{
	uint64_t v = rng_next(&w->rng);

	switch (rng_below(&w->rng, 4)) {
	case 0: return v & ~UINT64_C(1);
	case 1: return (v & ~UINT64_C(3)) | (level == 0 || level == 3 ? 1 : 0);
	case 2: return level < 3 && s->oa_bits < 48 ? BIT(s->oa_bits) | 3 : 0;
	default: return 2;
	}
}

/* ---- Worlds ---- */

uint64_t world_address(struct world *w)
{
	unsigned bits = w->stage.ia_bits;
	uint64_t v = rng_next(&w->rng) & (BIT(bits) - 1);

	/* A few tables, so that there is something to share and to run into. */
	if (!rng_one_in(&w->rng, 4))
		v &= UINT64_C(0x8000c0603000) | 0xfff;
	if (rng_one_in(&w->rng, 6))
		v |= (BIT(bits) - 1) & ~UINT64_C(0xfff);
	return (w->first + v) & ~UINT64_C(0xfff);
}

static int a_level(struct world *w, const struct ref_stage *s, int highest)
{
	int lo = s->start > highest ? s->start : highest;

	return (int)rng_between(&w->rng, (unsigned)lo, 3);
}

static void fill(struct world *w)
{
	unsigned n = rng_between(&w->rng, 1, 24);

	for (unsigned i = 0; i < n; i++)
		put_run(w, &w->t, &w->stage, world_address(w), a_level(w, &w->stage, 1));
	for (unsigned i = rng_below(&w->rng, 4); i > 0 && w->stage.start < 3; i--) {
		int level = (int)rng_between(&w->rng, (unsigned)w->stage.start, 2);

		share(w, &w->t, world_address(w), world_address(w), level);
	}
	for (unsigned i = rng_below(&w->rng, 6); i > 0; i--) {
		int level = a_level(w, &w->stage, 0);
		uint64_t *e = tree_entry(&w->t, world_address(w), level);

		if (e && !(*e & 1))
			*e = garbage(w, &w->stage, level);
	}
}

/* What stage 2 has besides the tables of stage 1: from 0x80000000 on. */
static void fill_stage2(struct world *w)
{
	for (unsigned i = rng_between(&w->rng, 2, 12); i > 0; i--) {
		int level = (int)rng_between(&w->rng, 1, 3);
		uint64_t ipa = 0x80000000 + (rng_next(&w->rng) & 0x3fe03000);

		put_run(w, &w->s2_tree, &w->s2, ipa & ~(tree_size(level) - 1), level);
	}
}

/* One of the pages in which stage 2 has the tables of stage 1 is not as it should be. */
static void harm_stage2(struct world *w)
{
	static const uint64_t flip[] = {1, 2, D_AF, BIT(6), BIT(7), BIT(47), BIT(54)};
	uint64_t tables = (w->t.next - TABLES) / FAKEMEM_PAGE;
	uint64_t *e;

	if (!tables)
		return;
	e = tree_entry(&w->s2_tree, TABLES + rng_below(&w->rng, (unsigned)tables) * UINT64_C(4096),
		       3);
	if (e)
		*e ^= flip[rng_below(&w->rng, 7)];
}

/* Not one of a root: a visit gives up a root of many pages as a whole. */
static void harm_a_page(struct world *w)
{
	struct fakemem_page *p = &w->f.pages[rng_below(&w->rng, (unsigned)w->f.npages)];
	uint64_t into = p->pa - (w->nested ? MOVED : 0) - ROOT;

	if (into >= w->t.roots * 8u && p->pa - S2_ROOT >= 0x100000)
		p->st = ERR_IO;
}

void world_make(struct world *w, uint64_t seed, bool nested, bool peek)
{
	unsigned entries, entries2;

	*w = (struct world){.rng = {seed}, .nested = nested};
	fakemem_init(&w->f, peek);
	make_registers(w);
	w->stage.root = ROOT;
	w->stage.f = w->s2.f = &w->f;
	if (!nested && rng_one_in(&w->rng, 4)) {
		w->id = REGIME_S2;
		setup_reg(w->f.regs, SYSREG_HCR_EL2, XEN_HCR_EL2);
		make_stage2(w, &w->stage, &entries);
	} else {
		make_stage1(w, &entries);
	}
	w->first = w->stage.upper ? 0 - BIT(w->stage.ia_bits) : 0;
	w->last = w->first + (BIT(w->stage.ia_bits) - 1);
	if (nested) {
		make_stage2(w, &w->s2, &entries2);
		w->s2.root = S2_ROOT;
		w->stage.s2 = &w->s2;
		tree_init(&w->s2_tree, &w->f, S2_ROOT, w->s2.start, entries2, S2_ROOT + 0x100000);
		tree_init_nested(&w->t, &w->s2_tree, MOVED, ROOT, w->stage.start, entries, TABLES);
		fill_stage2(w);
	} else {
		tree_init(&w->t, &w->f, ROOT, w->stage.start, entries, TABLES);
	}
	fill(w);
	if (nested && rng_one_in(&w->rng, 3))
		harm_stage2(w);
	if (rng_one_in(&w->rng, 4))
		harm_a_page(w);
}
