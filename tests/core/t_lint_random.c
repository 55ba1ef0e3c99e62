/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random trees in every granule: a right one has no error; one wrong bit is found; and aliases are
 * found at the addresses at which a list of all frames has them.
 */
#include <stdlib.h>
#include <string.h>

#include "src/bits.h"
#include "src/lint/lint.h"
#include "tests/core/cm.h"
#include "tests/core/fakemem.h"
#include "tests/core/rng.h"
#include "tests/core/setup.h"

#define BIT(n) (UINT64_C(1) << (n))

enum { ROOT = 0x100000, TABLES = 0x1000000, SEEDS = 600 };
enum { AF = 1 << 10, INNER = 3 << 8, AP1 = 1 << 6, CONT = 52 };

struct place {
	uint64_t ia;
	int level;
};

struct tree {
	struct rng rng;
	struct fakemem f;
	struct walker w;
	uint64_t next;
	struct place group; /* a contiguous group, level -9 for none */
	struct place block;
};

static const struct shape {
	unsigned tg, ds, ps, lo, hi; /* TCR.TG0, DS, PS; widths of input addresses */
} shapes[] = {
	{0, 0, 5, 25, 48}, {2, 0, 5, 25, 47}, {1, 0, 5, 25, 48},
	{0, 1, 6, 30, 52}, {2, 1, 6, 30, 52}, {1, 0, 6, 30, 52},
};

/* ---- Building ---- */

static unsigned entries_of(const struct regime *r, int level)
{
	return level == r->start_level ? r->root_entries : 1u << r->geo->stride;
}

/* The descriptor at a level, NULL where a leaf is in the way; without `make`, or a table. */
static uint64_t *entry(struct tree *t, uint64_t ia, int level, bool make)
{
	const struct regime *r = &t->w.r;
	uint64_t table = r->root.v;

	for (int l = r->start_level;; l++) {
		uint64_t i = ia >> regime_level_shift(r, l) & (entries_of(r, l) - 1);
		uint64_t *e = fakemem_at(&t->f, table + i * 8);

		if (l == level)
			return e;
		if (*e & 1 ? (*e & 3) != 3 : !make)
			return NULL;
		if (!(*e & 1)) {
			*e = t->next | 3;
			for (uint64_t at = 0; at < BIT(r->geo->granule_shift); at += FAKEMEM_PAGE)
				fakemem_page(&t->f, t->next + at);
			t->next += BIT(r->geo->granule_shift);
		}
		table = *e & ~(BIT(r->geo->granule_shift) - 1) & (BIT(48) - 1);
	}
}

/* Attributes that are right, whatever the geometry. */
static uint64_t attributes(struct tree *t)
{
	uint64_t v = AF | AP1 | (uint64_t)rng_below(&t->rng, 8) << 2;

	if (t->w.r.geo->format != REGIME_FORMAT_LPA2)
		v |= INNER;
	v |= rng_one_in(&t->rng, 2) ? BIT(54) : BIT(7);
	return v | (rng_one_in(&t->rng, 4) ? (uint64_t)rng_below(&t->rng, 16) << 55 : 0);
}

static int a_level(struct tree *t)
{
	const struct regime *r = &t->w.r;

	for (;;) {
		int l = r->start_level + (int)rng_below(&t->rng, (unsigned)(4 - r->start_level));

		if (l == 3 || (l >= 0 && r->geo->block_levels >> l & 1))
			return l;
	}
}

static bool is_free(struct tree *t, uint64_t ia, int level, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		uint64_t at = ia + i * regime_entry_size(&t->w.r, level);
		uint64_t *e = at <= regime_last(&t->w.r).v ? entry(t, at, level, true) : NULL;

		if (!e || *e)
			return false;
	}
	return true;
}

static void put_some(struct tree *t)
{
	const struct regime *r = &t->w.r;
	int level = a_level(t);
	unsigned group = regime_contiguous(r, level), n = rng_between(&t->rng, 1, 40);
	uint64_t size = regime_entry_size(r, level), align = size, ia, raw;
	bool hint = group > 1 && group <= entries_of(r, level) && rng_one_in(&t->rng, 3);

	if (hint) {
		n = group * rng_between(&t->rng, 1, 2);
		align = size * group;
	}
	ia = rng_next(&t->rng) & (bits_size(r->ia_bits) - 1) & ~(align - 1);
	if (rng_one_in(&t->rng, 2)) /* near to others */
		ia &= 3 * (align << r->geo->stride) | 7 * align;
	if (!is_free(t, ia, level, n))
		return;
	raw = ((rng_next(&t->rng) & (BIT(47) - 1)) | BIT(47)) & ~(align - 1);
	/* Nothing of it may pass 48 bits, where 52-bit formats have their other bits. */
	raw -= raw + n * size > BIT(48) ? n * size : 0;
	raw &= ~(align - 1);
	raw |= attributes(t) | (level == 3 ? 3 : 1) | (hint ? BIT(CONT) : 0);
	for (unsigned i = 0; i < n; i++)
		*entry(t, ia + i * size, level, true) = raw + i * size;
	if (hint)
		t->group = (struct place){ia, level};
	if (level < 3)
		t->block = (struct place){ia, level};
}

static void make(struct tree *t, uint64_t seed)
{
	const struct shape *s;
	struct err err = {0};

	*t = (struct tree){.rng = {seed}, .next = TABLES};
	t->group.level = t->block.level = -9;
	s = &shapes[rng_below(&t->rng, sizeof(shapes) / sizeof(shapes[0]))];
	fakemem_init(&t->f, rng_one_in(&t->rng, 2));
	setup_el2(t->f.regs, ROOT);
	setup_features(t->f.regs);
	setup_reg(t->f.regs, SYSREG_MAIR_EL2, UINT64_C(0xff0444bbaa0c08ee));
	setup_reg(t->f.regs, SYSREG_TCR_EL2,
		  UINT64_C(0x80803500) | s->tg << 14 | s->ps << 16 | (uint64_t)s->ds << 32 |
			  (64 - rng_between(&t->rng, s->lo, s->hi)));
	if (walk_init(&t->w, &t->f.mem, REGIME_EL2, 0, &err))
		fail_msg("seed %llu: %s", (unsigned long long)seed, err.text);
	for (uint64_t at = 0; at < 0x10000; at += FAKEMEM_PAGE)
		fakemem_page(&t->f, ROOT + at);
	for (unsigned i = rng_between(&t->rng, 1, 12); i > 0; i--)
		put_some(t);
}

static void lint(struct tree *t, struct lint_result *r)
{
	const struct lint_options o = {.through = false};

	assert_int_equal(lint_run(&t->w, &o, r, NULL, NULL), ERR_NONE);
}

/* ---- Right ones ---- */

static void no_errors(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		struct lint_result r;
		struct tree t;

		make(&t, seed);
		lint(&t, &r);
		for (size_t i = 0; i < r.n; i++)
			if (lint_rule(r.f[i].id)->severity == LINT_ERROR)
				fail_msg("seed %llu, %s granule: %s at 0x%llx: %s",
					 (unsigned long long)seed, t.w.r.geo->name,
					 lint_rule(r.f[i].id)->id,
					 (unsigned long long)r.f[i].start.v, r.f[i].why);
		lint_free(&r);
		fakemem_free(&t.f);
	}
}

/* ---- One wrong bit ---- */

/* Flip bits of the third entry of a group or of a block; true where the tree has one. */
static bool harm(struct tree *t, enum lint_id id)
{
	struct place p = id == LINT_OUTPUT_MISALIGNED ? t->block : t->group;
	uint64_t size = p.level > -9 ? regime_entry_size(&t->w.r, p.level) : 0;
	uint64_t *e = size ? entry(t, p.ia + (id == LINT_OUTPUT_MISALIGNED ? 0 : 2) * size, p.level,
				   false)
			   : NULL;

	if (!e)
		return false;
	switch (id) {
	case LINT_CONTIGUOUS_INCOMPLETE: *e ^= BIT(CONT); break;
	case LINT_CONTIGUOUS_MIXED: *e ^= BIT(7); break;
	case LINT_CONTIGUOUS_MISALIGNED:
		for (unsigned i = 0; i < regime_contiguous(&t->w.r, p.level); i++)
			*entry(t, p.ia + i * size, p.level, false) -= size;
		break;
	default: /* bit 16 is nT, bits 15:12 are of the address with 52 bits */
		*e |= BIT(17);
		break;
	}
	return true;
}

static void one_wrong_bit(void **state)
{
	static const enum lint_id ids[] = {LINT_CONTIGUOUS_INCOMPLETE, LINT_CONTIGUOUS_MIXED,
					   LINT_CONTIGUOUS_MISALIGNED, LINT_OUTPUT_MISALIGNED};
	unsigned done[4] = {0};

	(void)state;
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		unsigned i = (unsigned)(seed % 4);
		struct lint_result r;
		struct tree t;

		make(&t, seed);
		if (harm(&t, ids[i])) {
			done[i]++;
			lint(&t, &r);
			if (r.found[ids[i]] != 1)
				fail_msg("seed %llu, %s granule: %s is found %llu times",
					 (unsigned long long)seed, t.w.r.geo->name,
					 lint_rule(ids[i])->id,
					 (unsigned long long)r.found[ids[i]]);
			lint_free(&r);
		}
		fakemem_free(&t.f);
	}
	for (unsigned i = 0; i < 4; i++)
		assert_true(done[i] > SEEDS / 20);
}

/* ---- Aliases ---- */

enum { FRAMES = 2048, WINDOW = 0x40000000 };

/* Frames are in stretches of 2M, far from each other. */
static uint64_t pa_of(unsigned frame)
{
	return WINDOW + (uint64_t)(frame / 512) * BIT(38) + frame % 512 * UINT64_C(4096);
}

static unsigned frame_of(uint64_t pa)
{
	return (unsigned)((pa - WINDOW) >> 38) * 512 + (unsigned)(pa >> 12) % 512;
}

/* What some mapping of a frame is: bits of kinds[]. */
static const uint64_t kinds[] = {
	BIT(54) | UINT64_C(7) << 2, /* writable, write-back */
	BIT(7) | UINT64_C(7) << 2,  /* executable */
	BIT(7) | BIT(54) | UINT64_C(7) << 2,
	BIT(7) | BIT(54) | UINT64_C(5) << 2, /* non-cacheable */
	BIT(7) | BIT(54) | UINT64_C(6) << 2, /* a device */
};

enum { W = 1, X = 2, CACHED = 1 | 2 | 4, NC = 8, DEVICE = 16 };

static void map_frames(struct tree *t, uint8_t *seen)
{
	unsigned kind = rng_below(&t->rng, 5);
	uint64_t ia = rng_next(&t->rng) & (BIT(34) - 1) & ~UINT64_C(0xfff);
	unsigned first = rng_below(&t->rng, FRAMES), n = rng_between(&t->rng, 1, 60);
	bool block = rng_one_in(&t->rng, 6);
	uint64_t raw = kinds[kind] | AF | INNER | AP1;

	if (block) {
		first &= ~511u;
		n = 512;
		ia &= ~UINT64_C(0x1fffff);
	}
	if (first % 512 + n > 512 || !is_free(t, ia, block ? 2 : 3, block ? 1 : n))
		return;
	raw |= pa_of(first) | (block ? 1 : 3);
	for (unsigned i = 0; i < n; i++) {
		seen[first + i] |= (uint8_t)(1 << kind);
		if (!block)
			*entry(t, ia + i * UINT64_C(4096), 3, true) = raw + i * UINT64_C(4096);
	}
	if (block)
		*entry(t, ia, 2, true) = raw;
}

static unsigned types_of(uint8_t seen)
{
	return (seen & CACHED ? 1u : 0) + (seen & NC ? 1u : 0) + (seen & DEVICE ? 1u : 0);
}

/* The frames that a kind of finding names, out of the mapping that it is said of. */
static void mark(struct tree *t, const struct lint_result *r, enum lint_id id, uint8_t *found)
{
	for (size_t i = 0; i < r->n; i++) {
		if (r->f[i].id != id)
			continue;
		for (uint64_t at = 0; at < r->f[i].size; at += 4096) {
			struct walk_result res;

			walk_addr(&t->w, addr_ia(r->f[i].start.v + at), false, &res);
			assert_int_equal(res.fault, WALK_FAULT_NONE);
			found[frame_of(res.oa.v)] |= id == LINT_ALIAS_TYPE ? 2 : 1;
		}
	}
}

static void aliases(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 200; seed++) {
		uint8_t seen[FRAMES] = {0}, found[FRAMES] = {0};
		struct lint_result r;
		struct tree t = {.rng = {seed + 1}, .next = TABLES};

		fakemem_init(&t.f, true);
		setup_el2(t.f.regs, ROOT);
		setup_reg(t.f.regs, SYSREG_MAIR_EL2, UINT64_C(0xff04440000000000));
		assert_int_equal(walk_init(&t.w, &t.f.mem, REGIME_EL2, 0, NULL), ERR_NONE);
		fakemem_page(&t.f, ROOT);
		for (unsigned i = rng_between(&t.rng, 2, 60); i > 0; i--)
			map_frames(&t, seen);
		lint(&t, &r);
		mark(&t, &r, LINT_ALIAS_WRITE_EXECUTE, found);
		mark(&t, &r, LINT_ALIAS_TYPE, found);
		for (unsigned i = 0; i < FRAMES; i++) {
			unsigned want = ((seen[i] & W && seen[i] & X) ? 1u : 0) |
					(types_of(seen[i]) > 1 ? 2u : 0);

			if (found[i] != want)
				fail_msg("seed %llu, frame %u: mapped 0x%x, found %u, not %u",
					 (unsigned long long)seed, i, seen[i], found[i], want);
		}
		lint_free(&r);
		fakemem_free(&t.f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_errors),
		cmocka_unit_test(one_wrong_bit),
		cmocka_unit_test(aliases),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
