/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Descriptors of one table cut into runs: what is one, and where one must end. */
#include "tests/core/cm.h"

#include <string.h>

#include "tests/core/rig.h"
#include "tests/core/rng.h"

/* ---- Runs ---- */

static void a_small_tree(void **state)
{
	struct rig g;

	(void)state;
	rig_el2(&g, 39, true);
	rig_put(&g, 0x40000000, 1, 0x80000000 | D_BLOCK);
	rig_put(&g, 0x200000, 2, 0x600000 | D_BLOCK);
	rig_put(&g, 0x3000, 3, 0xabc000 | D_PAGE);
	rig_put(&g, 0x4000, 3, 0xabd000 | D_PAGE);
	assert_string_equal(rig_visit_all(&g), "enter L1 0x1000 ia 0x0\n"
					       "L1 table 0+1 0x0>0x10000\n"
					       "enter L2 0x10000 ia 0x0\n"
					       "L2 table 0+1 0x0>0x11000\n"
					       "enter L3 0x11000 ia 0x0\n"
					       "L3 invalid 0+3\n"
					       "L3 page 3+2 0x3000>0xabc000\n"
					       "L3 invalid 5+507\n"
					       "leave L3\n"
					       "L2 block 1+1 0x200000>0x600000\n"
					       "L2 invalid 2+510\n"
					       "leave L2\n"
					       "L1 block 1+1 0x40000000>0x80000000\n"
					       "L1 invalid 2+510\n"
					       "leave L1\n");
	rig_free(&g);
}

/* What does and what does not continue a run. */
static void folding(void **state)
{
	static const uint64_t e[] = {
		0x5000 | D_PAGE,
		0x6000 | D_PAGE,		   /* a run */
		0x6000 | D_PAGE,		   /* the same again */
		0x8000 | D_PAGE,		   /* a jump */
		0x9000 | D_PAGE | 1 << 7,	   /* other attributes */
		0xa000 | D_PAGE | 1 << 7,	   /* a run */
		0x9000 | D_PAGE | 1 << 7,	   /* back */
		0xa000 | D_PAGE | 1 << 7 | D_CONT, /* the hint */
		0,
		0, /* invalid */
		0xb000,
		0xb000, /* invalid, otherwise */
		0xc000, /* invalid, and one more */
		0xd001,
		0xd001,
		0xd005,		 /* reserved at level 3 */
		0xe000 | D_PAGE, /* and a leaf at last */
	};
	struct rig g;

	(void)state;
	rig_el2(&g, 21, true);
	memcpy(fakemem_at(&g.f, 0x1000), e, sizeof(e));
	assert_string_equal(rig_visit_all(&g), "enter L3 0x1000 ia 0x0\n"
					       "L3 page 0+2 0x0>0x5000\n"
					       "L3 page 2+1 0x2000>0x6000\n"
					       "L3 page 3+1 0x3000>0x8000\n"
					       "L3 page 4+2 0x4000>0x9000\n"
					       "L3 page 6+1 0x6000>0x9000\n"
					       "L3 page 7+1 0x7000>0xa000\n"
					       "L3 invalid 8+2\n"
					       "L3 invalid 10+2\n"
					       "L3 invalid 12+1\n"
					       "L3 reserved 13+2\n"
					       "L3 reserved 15+1\n"
					       "L3 page 16+1 0x10000>0xe000\n"
					       "L3 invalid 17+495\n"
					       "leave L3\n");
	rig_free(&g);
}

/* Tables are never folded, be they ever so equal or successive. */
static void tables_one_by_one(void **state)
{
	struct rig g;

	(void)state;
	rig_el2(&g, 25, true); /* level 2, 16 entries */
	*fakemem_at(&g.f, 0x1000) = 0x5003;
	*fakemem_at(&g.f, 0x1008) = 0x5003;
	*fakemem_at(&g.f, 0x1010) = 0x6003;
	fakemem_page(&g.f, 0x5000);
	fakemem_page(&g.f, 0x6000);
	assert_string_equal(rig_visit_all(&g), "enter L2 0x1000 ia 0x0\n"
					       "L2 table 0+1 0x0>0x5000\n"
					       "enter L3 0x5000 ia 0x0\n"
					       "L3 invalid 0+512\n"
					       "leave L3\n"
					       "L2 table 1+1 0x200000>0x5000\n"
					       "enter L3 0x5000 ia 0x200000\n"
					       "L3 invalid 0+512\n"
					       "leave L3\n"
					       "L2 table 2+1 0x400000>0x6000\n"
					       "enter L3 0x6000 ia 0x400000\n"
					       "L3 invalid 0+512\n"
					       "leave L3\n"
					       "L2 invalid 3+13\n"
					       "leave L2\n");
	rig_free(&g);
}

/* A break of the pattern at every place of a table: runs end there and nowhere else. */
static void breaks_everywhere(void **state)
{
	struct rig g;
	uint64_t *e;

	(void)state;
	rig_el2(&g, 21, true);
	e = fakemem_at(&g.f, 0x1000);
	for (unsigned at = 0; at < 512; at++) {
		const struct walk_run *r;

		for (unsigned i = 0; i < 512; i++)
			e[i] = (UINT64_C(0x40000000) + i * 0x1000) | D_PAGE;
		e[at] ^= UINT64_C(1) << 54;
		rig_visit_all(&g);
		assert_int_equal(g.log.n, 2 + (at == 0 || at == 511 ? 2 : 3));
		r = &g.log.e[1].run;
		assert_int_equal(r->count, at ? at : 1);
		assert_int_equal(g.log.e[2].run.index, at ? at : 1);
		assert_int_equal(g.log.e[2].run.count, at ? 1 : 511);
	}
	rig_free(&g);
}

/* Many kinds of attributes in turn: each run has its own. */
static void attributes_of_each(void **state)
{
	struct rng rng = {7};
	struct rig g;
	uint64_t *e;

	(void)state;
	rig_el2(&g, 21, true);
	e = fakemem_at(&g.f, 0x1000);
	for (unsigned i = 0; i < 512; i++) {
		unsigned k = rng_below(&rng, 8);

		e[i] = (uint64_t)i * 0x5000 | D_PAGE | (k & 1) << 7 | (uint64_t)(k >> 1 & 1) << 54 |
		       (uint64_t)(k >> 2) << 55;
	}
	rig_visit_all(&g);
	assert_int_equal(g.log.n, 512 + 2);
	for (unsigned i = 0; i < 512; i++) {
		struct attr want = attr_of_leaf(&g.w.r, e[i], 0);

		assert_int_equal(g.log.e[1 + i].run.raw, e[i]);
		assert_memory_equal(&g.log.e[1 + i].run.attr, &want, sizeof(want));
	}
	rig_free(&g);
}

/* Hierarchical controls reach the leaves, and only those below. */
static void inherited(void **state)
{
	struct rig g;

	(void)state;
	rig_el2(&g, 48, true);
	g.w.r.wxn = false;
	rig_put(&g, 0x1000, 3, 0x5000 | D_PAGE);
	rig_put(&g, 0x40000000, 2, 0x600000 | D_BLOCK);
	rig_put(&g, UINT64_C(0x8000000000), 1, 0x80000000 | D_BLOCK);
	*tree_entry(&g.t, 0, 0) |= UINT64_C(1) << 62;
	*tree_entry(&g.t, 0, 2) |= UINT64_C(1) << 60;
	rig_visit_all(&g);
	for (size_t i = 0; i < g.log.n; i++) {
		const struct log_event *e = &g.log.e[i];

		if (e->kind != LOG_RUN || e->run.kind == DESC_INVALID || e->run.kind == DESC_TABLE)
			continue;
		assert_int_equal(e->run.attr.perms, e->table.level == 3	  ? ATTR_R
						    : e->table.level == 2 ? ATTR_R | ATTR_X
									  : 7);
	}
	rig_free(&g);
}

/* ---- Where a run must end though the numbers go on ---- */

/* An output that would carry out of the address field: what follows only looks like the next. */
static void carry_out_of_the_field(void **state)
{
	static const struct {
		unsigned ia_bits;
		int level;
		uint64_t last;
		unsigned low;
	} rows[] = {
		{21, 3, UINT64_C(0x0000fffffffff000), 3},
		{30, 2, UINT64_C(0x0000ffffffe00000), 1},
		{39, 1, UINT64_C(0x0000ffffc0000000), 1},
	};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		uint64_t size = tree_size(rows[i].level), *e;
		struct rig g;

		rig_el2(&g, rows[i].ia_bits, true);
		e = fakemem_at(&g.f, 0x1000);
		for (unsigned k = 0; k < 16; k++)
			e[k] = (rows[i].last - size + k * size) | D_AF | rows[i].low;
		rig_visit_all(&g);
		assert_int_equal(g.log.e[1].run.count, 2);
		assert_int_equal(g.log.e[2].run.count, 14);
		assert_int_equal(g.log.e[2].run.oa.v, 0); /* bit 48 is no address bit */
		assert_false(g.log.e[1].run.oa_too_big || g.log.e[2].run.oa_too_big);
		rig_free(&g);
	}
}

/* The same where the address is beyond the configured size already. */
static void carry_while_too_big(void **state)
{
	struct rig g;
	uint64_t *e;

	(void)state;
	rig_el2(&g, 21, true);
	g.w.r.oa_bits = 40;
	e = fakemem_at(&g.f, 0x1000);
	for (unsigned k = 0; k < 16; k++)
		e[k] = (UINT64_C(0x0000ffffffffe000) + k * 0x1000) | D_PAGE;
	rig_visit_all(&g);
	assert_int_equal(g.log.e[1].run.count, 2);
	assert_true(g.log.e[1].run.oa_too_big);
	assert_int_equal(g.log.e[2].run.count, 14);
	assert_false(g.log.e[2].run.oa_too_big);
	rig_free(&g);
}

/* A run ends at the configured output size, on every level and for every size. */
static void crossing_the_output_size(void **state)
{
	static const uint8_t bits[] = {32, 36, 40, 42, 44};

	(void)state;
	for (unsigned ps = 0; ps < 5; ps++)
		for (int level = 1; level < 4; level++) {
			uint64_t size = tree_size(level), *e;
			uint64_t end = UINT64_C(1) << bits[ps];
			struct rig g;

			rig_el2(&g, level == 3 ? 21 : level == 2 ? 30 : 39, true);
			setup_reg(g.f.regs, SYSREG_TCR_EL2, setup_tcr_el2(g.w.r.ia_bits, ps));
			assert_int_equal(walk_init(&g.w, &g.f.mem, REGIME_EL2, 0, NULL), 0);
			e = fakemem_at(&g.f, 0x1000);
			for (unsigned k = 0; k < 20; k++)
				e[k] = (end - 3 * size + k * size) | D_AF | (level == 3 ? 3 : 1);
			rig_visit_all(&g);
			assert_int_equal(g.log.e[1].run.count, 3);
			assert_false(g.log.e[1].run.oa_too_big);
			assert_int_equal(g.log.e[2].run.count, 17);
			assert_int_equal(g.log.e[2].run.oa.v, end);
			assert_true(g.log.e[2].run.oa_too_big);
			rig_free(&g);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_small_tree),
		cmocka_unit_test(folding),
		cmocka_unit_test(tables_one_by_one),
		cmocka_unit_test(breaks_everywhere),
		cmocka_unit_test(attributes_of_each),
		cmocka_unit_test(inherited),
		cmocka_unit_test(carry_out_of_the_field),
		cmocka_unit_test(carry_while_too_big),
		cmocka_unit_test(crossing_the_output_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
