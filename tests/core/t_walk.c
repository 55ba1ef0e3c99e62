/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One address, and tables that are not followed: by a walk, by a visit. */
#include "tests/core/cm.h"

#include <string.h>

#include "tests/core/rig.h"

/* ---- One address ---- */

static void steps(void **state)
{
	struct walk_result res;
	struct rig g;

	(void)state;
	rig_el2(&g, 48, true);
	rig_put(&g, UINT64_C(0x8040203456), 3, UINT64_C(0x0040000012345000) | D_PAGE | D_CONT);
	walk_addr(&g.w, addr_ia(UINT64_C(0x8040203456)), false, &res);
	assert_int_equal(res.fault, WALK_FAULT_NONE);
	assert_int_equal(res.fault_stage, 0);
	assert_int_equal(res.in.v, UINT64_C(0x8040203456));
	assert_int_equal(res.level, 3);
	assert_int_equal(res.oa.v, 0x12345456);
	assert_true(res.has_pa);
	assert_int_equal(res.pa.v, 0x12345456);
	assert_int_equal(res.size, 0x1000);
	assert_int_equal(res.level2, -1);
	assert_int_equal(res.attr.flags, ATTR_CONTIGUOUS);
	assert_int_equal(res.nsteps, 4);
	for (int l = 0; l < 4; l++) {
		static const unsigned index[] = {1, 1, 1, 3};
		static const uint64_t table[] = {0x1000, 0x10000, 0x11000, 0x12000};
		const struct walk_step *s = &res.steps[l];

		assert_int_equal(s->stage, 1);
		assert_int_equal(s->level, l);
		assert_int_equal(s->index, index[l]);
		assert_int_equal(s->table.v, table[l]);
		assert_int_equal(s->table_pa.v, table[l]);
		assert_int_equal(s->kind, l == 3 ? DESC_PAGE : DESC_TABLE);
		assert_int_equal(s->raw, *fakemem_at(&g.f, table[l] + 8 * index[l]));
		assert_int_equal(s->ia.v, UINT64_C(0x8040203456));
		assert_int_equal(s->st, ERR_NONE);
	}
	rig_free(&g);
}

static void fault_at(struct rig *g, uint64_t ia, enum walk_fault fault, int level)
{
	struct walk_result res;

	walk_addr(&g->w, addr_ia(ia), false, &res);
	assert_int_equal(res.fault, fault);
	assert_int_equal(res.level, level);
	assert_int_equal(res.fault_stage, fault ? g->w.r.stage : 0);
	assert_false(res.fault_on_walk);
	assert_int_equal(res.has_pa, fault == WALK_FAULT_NONE);
	assert_int_equal(res.nsteps, level + 1);
}

static void faults(void **state)
{
	struct rig g;

	(void)state;
	rig_el2(&g, 48, true);
	g.w.r.oa_bits = 40;
	rig_put(&g, 0, 3, D_PAGE);
	rig_put(&g, 0x1000, 3, 0x9000);
	rig_put(&g, 0x2000, 3, 0x9001 | D_AF);
	rig_put(&g, 0x3000, 3, 0x9003);
	rig_put(&g, 0x4000, 3, UINT64_C(0x10000000000) | D_PAGE);
	rig_put(&g, 0x5000, 3, UINT64_C(0x10000000000) | 3); /* address size comes first */
	rig_put(&g, 0x200000, 2, 0x600001);
	rig_put(&g, 0x40000000, 1, UINT64_C(0x20000000001));
	rig_put(&g, tree_size(0), 0, 0x9001);
	fault_at(&g, 0, WALK_FAULT_NONE, 3);
	fault_at(&g, 0x1fff, WALK_FAULT_TRANSLATION, 3);
	fault_at(&g, 0x2000, WALK_FAULT_TRANSLATION, 3); /* reserved */
	fault_at(&g, 0x3000, WALK_FAULT_ACCESS_FLAG, 3);
	fault_at(&g, 0x4000, WALK_FAULT_ADDRESS_SIZE, 3);
	fault_at(&g, 0x5000, WALK_FAULT_ADDRESS_SIZE, 3);
	fault_at(&g, 0x200000, WALK_FAULT_ACCESS_FLAG, 2);
	fault_at(&g, 0x400000, WALK_FAULT_TRANSLATION, 2);
	fault_at(&g, 0x40000000, WALK_FAULT_ADDRESS_SIZE, 1);
	fault_at(&g, 0x80000000, WALK_FAULT_TRANSLATION, 1);
	fault_at(&g, tree_size(0), WALK_FAULT_TRANSLATION, 0); /* reserved */
	fault_at(&g, 2 * tree_size(0), WALK_FAULT_TRANSLATION, 0);
	g.w.r.ha = true;
	fault_at(&g, 0x3000, WALK_FAULT_NONE, 3);
	fault_at(&g, 0x200000, WALK_FAULT_NONE, 2);
	rig_free(&g);
}

/* Beyond what TxSZ leaves: of level 0, or where there is no such level, of level 1. */
static void out_of_range(void **state)
{
	struct walk_result res;
	struct rig g;

	(void)state;
	rig_el2(&g, 31, true);
	for (int a32 = 0; a32 < 2; a32++) {
		g.w.r.aarch32 = a32 != 0;
		walk_addr(&g.w, addr_ia(0x80000000), false, &res);
		assert_int_equal(res.fault, WALK_FAULT_TRANSLATION);
		assert_int_equal(res.level, a32);
		assert_int_equal(res.nsteps, 0);
	}
	rig_free(&g);
}

static void fault_names(void **state)
{
	(void)state;
	assert_null(walk_fault_name(WALK_FAULT_NONE));
	assert_string_equal(walk_fault_name(WALK_FAULT_TRANSLATION), "translation");
	assert_string_equal(walk_fault_name(WALK_FAULT_ADDRESS_SIZE), "address_size");
	assert_string_equal(walk_fault_name(WALK_FAULT_ACCESS_FLAG), "access_flag");
	assert_string_equal(walk_fault_name(WALK_FAULT_PERMISSION), "permission");
	assert_string_equal(walk_fault_name(WALK_FAULT_UNREADABLE), "unreadable");
}

/* A leaf without AF is shown by a visit, with the flag. */
static void access_flag_in_visits(void **state)
{
	struct rig g;

	(void)state;
	rig_el2(&g, 21, true);
	rig_put(&g, 0, 3, 0x5003);
	rig_visit_all(&g);
	assert_int_equal(g.log.e[1].run.attr.flags, ATTR_NO_ACCESS_FLAG);
	g.w.r.ha = true;
	rig_visit_all(&g);
	assert_int_equal(g.log.e[1].run.attr.flags, ATTR_AF_BY_HARDWARE);
	rig_free(&g);
}

/* A tag is taken off before the walk, and kept in what was asked. */
static void tagged_addresses(void **state)
{
	struct walk_result res;
	struct rig g;

	(void)state;
	rig_el1(&g, REGIME_EL1_0, 48);
	rig_put(&g, 0x123456789000, 3, 0x9000 | D_PAGE);
	walk_addr(&g.w, addr_ia(UINT64_C(0x5a00123456789abc)), false, &res);
	assert_int_equal(res.fault, WALK_FAULT_TRANSLATION);
	g.w.r.tag_bits = 8;
	walk_addr(&g.w, addr_ia(UINT64_C(0x5a00123456789abc)), false, &res);
	assert_int_equal(res.fault, WALK_FAULT_NONE);
	assert_int_equal(res.oa.v, 0x9abc);
	assert_int_equal(res.in.v, UINT64_C(0x5a00123456789abc));
	rig_free(&g);
}

/* Each table of a walk is touched once, eight bytes of it. */
static void reads_of_one_address(void **state)
{
	struct walk_result res;
	struct rig g;

	(void)state;
	rig_el2(&g, 48, false);
	rig_put(&g, 0x1000, 3, 0x9000 | D_PAGE);
	walk_addr(&g.w, addr_ia(0x1000), false, &res);
	assert_int_equal(g.f.requests, 4);
	assert_int_equal(fakemem_overread(&g.f, 1), 0);
	rig_free(&g);
}

static void no_such_cpu(void **state)
{
	struct walker w;
	struct rig g;
	struct err err;

	(void)state;
	rig_el2(&g, 48, false);
	assert_int_equal(walk_init(&w, &g.f.mem, REGIME_EL2, 1, &err), ERR_USAGE);
	assert_non_null(strstr(err.text, "CPU 1"));
	assert_int_equal(walk_init(&w, &g.f.mem, REGIME_EL3, 0, &err), ERR_UNKNOWN_REG);
	g.f.mem.ncpus = 2;
	assert_int_equal(walk_init(&w, &g.f.mem, REGIME_EL2, 1, &err), ERR_UNKNOWN_REG);
	g.f.regs[1] = g.f.regs[0];
	setup_reg(&g.f.regs[1], SYSREG_TTBR0_EL2, 0x7000);
	assert_int_equal(walk_init(&w, &g.f.mem, REGIME_EL2, 1, &err), ERR_NONE);
	assert_int_equal(w.r.root.v, 0x7000);
	assert_int_equal(w.r.cpu, 1);
	rig_free(&g);
}

/* ---- Not followed ---- */

static void self_pointing(void **state)
{
	struct rig g;

	(void)state;
	rig_el2(&g, 48, true);
	*fakemem_at(&g.f, 0x1000 + 8 * 511) = 0x1003;
	assert_string_equal(rig_visit_all(&g), "enter L0 0x1000 ia 0x0\n"
					       "L0 invalid 0+511\n"
					       "L0 table 511+1 0xff8000000000>0x1000\n"
					       "bad L1 0x1000: LOOP\n"
					       "leave L0\n");
	rig_free(&g);
}

/* Two tables that point at each other, and every entry of them. */
static void loop_of_two(void **state)
{
	struct rig g;
	size_t bad = 0;

	(void)state;
	rig_el2(&g, 48, true);
	for (unsigned i = 0; i < 512; i++) {
		*fakemem_at(&g.f, 0x1000 + 8 * i) = 0x2003;
		*fakemem_at(&g.f, 0x2000 + 8 * i) = i % 2 ? 0x2003 : 0x1003;
	}
	rig_visit(&g, 0, tree_size(0) - 1);
	for (size_t i = 0; i < g.log.n; i++) {
		bad += g.log.e[i].kind == LOG_UNREADABLE;
		if (g.log.e[i].kind == LOG_UNREADABLE)
			assert_int_equal(g.log.e[i].table.st, ERR_LOOP);
	}
	assert_int_equal(bad, 512);
	rig_free(&g);
}

/* A table that points into a concatenated root, not at its first page. */
static void loop_into_the_root(void **state)
{
	struct rig g;

	(void)state;
	rig_s2(&g, 41, 1, 0x40000, false); /* four tables */
	*fakemem_at(&g.f, 0x40000) = 0x43003;
	*fakemem_at(&g.f, 0x40008) = 0x44003; /* just behind it */
	fakemem_page(&g.f, 0x44000);
	assert_string_equal(rig_visit(&g, 0, 0x7fffffff), "enter L1 0x40000 ia 0x0\n"
							  "L1 table 0+1 0x0>0x43000\n"
							  "bad L2 0x43000: LOOP\n"
							  "L1 table 1+1 0x40000000>0x44000\n"
							  "enter L2 0x44000 ia 0x40000000\n"
							  "L2 invalid 0+512\n"
							  "leave L2\n"
							  "leave L1\n");
	rig_free(&g);
}

/* The hardware does follow: an address through a self-pointing root translates. */
static void loops_translate(void **state)
{
	struct walk_result res;
	struct rig g;

	(void)state;
	rig_el2(&g, 48, true);
	*fakemem_at(&g.f, 0x1000 + 8 * 511) = 0x1003 | D_AF;
	walk_addr(&g.w, addr_ia(UINT64_C(0xffffffffffff)), false, &res);
	assert_int_equal(res.fault, WALK_FAULT_NONE);
	assert_int_equal(res.oa.v, 0x1fff);
	assert_int_equal(res.nsteps, 4);
	rig_free(&g);
}

/* A table that two descriptors share is no loop: it serves both. */
static void shared_tables(void **state)
{
	struct rig g;

	(void)state;
	rig_el2(&g, 39, true);
	rig_put(&g, 0x1000, 3, 0x9000 | D_PAGE);
	*tree_entry(&g.t, 0x40000000, 1) = *tree_entry(&g.t, 0, 1);
	*tree_entry(&g.t, 0x200000, 2) = *tree_entry(&g.t, 0, 2);
	g.log.leaves_only = true;
	assert_string_equal(rig_visit_all(&g), "L3 page 1+1 0x1000>0x9000\n"
					       "L3 page 1+1 0x201000>0x9000\n"
					       "L3 page 1+1 0x40001000>0x9000\n"
					       "L3 page 1+1 0x40201000>0x9000\n");
	rig_free(&g);
}

/* Tables that cannot be read, at every level, for every reason; the rest is visited. */
static void unreadable_tables(void **state)
{
	static const enum err_code why[] = {ERR_HOLE, ERR_DEVICE, ERR_IO, ERR_NOT_PRESENT,
					    ERR_SOURCE};

	(void)state;
	for (int peek = 0; peek < 2; peek++)
		for (unsigned i = 0; i < 5; i++)
			for (uint64_t table = 0x10000; table < 0x13000; table += 0x1000) {
				int level = (int)((table - 0x10000) / 0x1000) + 1;
				struct walk_result res;
				struct rig g;

				rig_el2(&g, 48, peek);
				rig_put(&g, 0x1000, 3, 0x9000 | D_PAGE);
				rig_put(&g, tree_size(0), 1, 0x40000000 | D_BLOCK);
				fakemem_find(&g.f, table)->st = why[i];
				g.log.leaves_only = true;
				rig_visit_all(&g);
				assert_int_equal(g.log.n > 2, 1);
				assert_non_null(strstr(log_text(&g.log), log_code(why[i])));
				assert_non_null(
					strstr(log_text(&g.log), "0x8000000000>0x40000000"));
				assert_null(strstr(log_text(&g.log), "0x9000"));
				walk_addr(&g.w, addr_ia(0x1234), false, &res);
				assert_int_equal(res.fault, WALK_FAULT_UNREADABLE);
				assert_int_equal(res.level, level);
				assert_int_equal(res.nsteps, level + 1);
				assert_int_equal(res.steps[level].st, why[i]);
				assert_int_equal(res.err.code, why[i]);
				assert_non_null(strstr(res.err.text, err_words(why[i])));
				rig_free(&g);
			}
}

static void unreadable_root(void **state)
{
	struct walk_table root;
	struct rig g;

	(void)state;
	rig_el2(&g, 39, false);
	fakemem_find(&g.f, 0x1000)->st = ERR_DEVICE;
	assert_string_equal(rig_visit_all(&g), "bad L1 0x1000: DEVICE\n");
	root = walk_root(&g.w);
	assert_int_equal(root.st, ERR_NONE); /* where it is, is known */
	assert_int_equal(walk_list(&g.w, &root, &log_visitor, &g.log), ERR_DEVICE);
	rig_free(&g);
}

/* Tables and roots beyond the configured output size: an address size fault, never a read. */
static void tables_too_far(void **state)
{
	struct walk_result res;
	struct rig g;

	(void)state;
	rig_el2(&g, 39, true);
	setup_reg(g.f.regs, SYSREG_TCR_EL2, setup_tcr_el2(39, 1)); /* 36 bits */
	assert_int_equal(walk_init(&g.w, &g.f.mem, REGIME_EL2, 0, NULL), ERR_NONE);
	*fakemem_at(&g.f, 0x1000) = UINT64_C(0x1000000000) | 3;
	*fakemem_at(&g.f, 0x1008) = UINT64_C(0x0fffffffff000) | 3;
	fakemem_page(&g.f, UINT64_C(0x1000000000));
	fakemem_page(&g.f, UINT64_C(0x0ffffff000));
	*fakemem_at(&g.f, 0x1010) = UINT64_C(0x0ffffff000) | 3;
	assert_string_equal(rig_visit(&g, 0, UINT64_C(0xbfffffff)),
			    "enter L1 0x1000 ia 0x0\n"
			    "L1 table 0+1 0x0>0x1000000000!\n"
			    "bad L2 0x1000000000: MALFORMED\n"
			    "L1 table 1+1 0x40000000>0xfffffffff000!\n"
			    "bad L2 0xfffffffff000: MALFORMED\n"
			    "L1 table 2+1 0x80000000>0xffffff000\n"
			    "enter L2 0xffffff000 ia 0x80000000\n"
			    "L2 invalid 0+512\n"
			    "leave L2\n"
			    "leave L1\n");
	walk_addr(&g.w, addr_ia(0), false, &res);
	assert_int_equal(res.fault, WALK_FAULT_ADDRESS_SIZE);
	assert_int_equal(res.level, 1);
	assert_int_equal(res.fault_stage, 1);
	setup_reg(g.f.regs, SYSREG_TTBR0_EL2, UINT64_C(0x1000000000));
	assert_int_equal(walk_init(&g.w, &g.f.mem, REGIME_EL2, 0, NULL), ERR_NONE);
	assert_string_equal(rig_visit_all(&g), "bad L1 0x1000000000: MALFORMED\n");
	walk_addr(&g.w, addr_ia(0), false, &res);
	assert_int_equal(res.fault, WALK_FAULT_ADDRESS_SIZE);
	assert_int_equal(res.level, 0);
	rig_free(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(self_pointing),
		cmocka_unit_test(loop_of_two),
		cmocka_unit_test(loop_into_the_root),
		cmocka_unit_test(loops_translate),
		cmocka_unit_test(shared_tables),
		cmocka_unit_test(unreadable_tables),
		cmocka_unit_test(unreadable_root),
		cmocka_unit_test(tables_too_far),
		cmocka_unit_test(steps),
		cmocka_unit_test(faults),
		cmocka_unit_test(out_of_range),
		cmocka_unit_test(fault_names),
		cmocka_unit_test(access_flag_in_visits),
		cmocka_unit_test(tagged_addresses),
		cmocka_unit_test(reads_of_one_address),
		cmocka_unit_test(no_such_cpu),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
