/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stage 1 whose tables and outputs go through stage 2: addresses, and visits. */
#include "tests/core/cm.h"

#include <string.h>

#include "src/walk/walk_run.h"
#include "tests/core/rig.h"

#define RO (UINT64_C(1) << 6) /* S2AP */
#define WO (UINT64_C(2) << 6)

static struct walk_result translate(struct rig *g, uint64_t ia, bool compose)
{
	struct walk_result r;

	walk_addr(&g->w, addr_ia(ia), compose, &r);
	return r;
}

static const char *leaves(struct rig *g)
{
	return rig_leaves(g, 0, ~UINT64_C(0));
}

/* ---- One address ---- */

/* Page on page, four levels each: 24 steps, each stage 1 descriptor after the stage 2 walk for it.
 */
static void all_steps(void **state)
{
	struct walk_result r;
	unsigned at = 0;
	struct rig g;

	(void)state;
	rig_nested(&g, true);
	rig_put(&g, 0x1000, 3, 0x77000 | D_PAGE);
	rig_put_s2(&g, 0x77000, 3, 0x99000 | D_PAGE | D_S2RW);
	r = translate(&g, 0x1abc, true);
	assert_int_equal(r.fault, WALK_FAULT_NONE);
	assert_int_equal(r.nsteps, 24);
	for (int l = 0; l < 4; l++) {
		uint64_t table = l ? 0x10000 + 0x1000 * (uint64_t)(l - 1) : 0x1000;

		for (int k = 0; k < 4; k++, at++) {
			assert_int_equal(r.steps[at].stage, 2);
			assert_int_equal(r.steps[at].level, k);
			assert_int_equal(r.steps[at].ia.v & ~UINT64_C(0xfff), table);
		}
		assert_int_equal(r.steps[at].stage, 1);
		assert_int_equal(r.steps[at].level, l);
		assert_int_equal(r.steps[at].ia.v, 0x1abc);
		assert_int_equal(r.steps[at].table.v, table);
		assert_int_equal(r.steps[at].table_pa.v, table + RIG_MOVED);
		at++;
	}
	for (int k = 0; k < 4; k++, at++)
		assert_int_equal(r.steps[at].ia.v, 0x77abc);
	assert_int_equal(r.oa.v, 0x77abc);
	assert_true(r.has_pa);
	assert_int_equal(r.pa.v, 0x99abc);
	assert_int_equal(r.level, 3);
	assert_int_equal(r.level2, 3);
	rig_free(&g);
}

static void not_composed(void **state)
{
	struct walk_result r;
	struct rig g;

	(void)state;
	rig_nested(&g, true);
	rig_put(&g, 0x1000, 3, 0x77000 | D_PAGE);
	r = translate(&g, 0x1abc, false);
	assert_int_equal(r.fault, WALK_FAULT_NONE);
	assert_int_equal(r.nsteps, 20);
	assert_int_equal(r.oa.v, 0x77abc);
	assert_false(r.has_pa);
	assert_int_equal(r.level2, -1);
	rig_free(&g);
}

/*
 * HCR_EL2 is unknown. With a VTTBR there may be a stage 2, so that no output is a PA; it is not
 * known to be on, so that nothing goes through it.
 */
static void hcr_unknown(void **state)
{
	for (int vttbr = 0; vttbr < 2; vttbr++) {
		struct walk_result r;
		struct sysregs regs = {0};
		struct rig g;

		(void)state;
		rig_nested(&g, true);
		rig_put(&g, 0x1000, 3, 0x77000 | D_PAGE);
		setup_el1(&regs, 0x1000, 0x1000);
		setup_unknown(&regs, SYSREG_HCR_EL2);
		if (vttbr)
			setup_reg(&regs, SYSREG_VTTBR_EL2, 0x5000);
		g.f.mem.cpus[0] = regs;
		assert_int_equal(walk_init(&g.w, &g.f.mem, REGIME_EL1_0, 0, NULL), ERR_NONE);
		assert_false(g.w.has_s2);
		assert_int_equal(g.w.r.nested, vttbr);
		assert_int_equal(g.w.r.stage2_unknown, vttbr);
		assert_int_equal(strstr(g.w.r.assumed, "outputs are IPAs") != NULL, vttbr);
		*fakemem_at(&g.f, 0x1000) = 0x40000000 | D_TABLE;
		*fakemem_at(&g.f, 0x40000000) = 0x80000000 | D_BLOCK;
		r = translate(&g, 0xabc, true);
		assert_int_equal(r.fault, WALK_FAULT_NONE);
		assert_int_equal(r.oa.v, 0x80000abc);
		assert_int_equal(r.has_pa, !vttbr);
		rig_free(&g);
	}
}

/* The smaller of both sizes is what holds. */
static void sizes(void **state)
{
	static const struct {
		int l1, l2;
	} rows[] = {{1, 1}, {1, 2}, {1, 3}, {2, 1}, {2, 2}, {2, 3}, {3, 1}, {3, 2}, {3, 3}};

	(void)state;
	for (size_t i = 0; i < 9; i++) {
		uint64_t out = UINT64_C(0x80000000), off = 0x12345678;
		int l1 = rows[i].l1, l2 = rows[i].l2;
		struct walk_result r;
		struct rig g;

		rig_nested(&g, true);
		off &= tree_size(l1) - 1;
		rig_put(&g, 0, l1, out | (l1 == 3 ? D_PAGE : D_BLOCK));
		rig_put_s2(&g, out + off, l2, 0xc0000000 | D_S2RW | (l2 == 3 ? D_PAGE : D_BLOCK));
		r = translate(&g, off, true);
		assert_int_equal(r.fault, WALK_FAULT_NONE);
		assert_int_equal(r.level, l1);
		assert_int_equal(r.level2, l2);
		assert_int_equal(r.size, tree_size(l1 > l2 ? l1 : l2));
		assert_int_equal(r.pa.v, 0xc0000000 + (off & (tree_size(l2) - 1)));
		rig_free(&g);
	}
}

static void combined(void **state)
{
	struct walk_result r;
	struct rig g;

	(void)state;
	rig_nested(&g, true);
	/* Linux's index 0: write-back; EL0 read-write */
	rig_put(&g, 0x1000, 3, 0x77000 | D_PAGE | 3 << 8 | 1 << 6 | UINT64_C(1) << 54);
	rig_put_s2(&g, 0x77000, 3, 0x99000 | D_PAGE | RO | UINT64_C(5) << 2 | UINT64_C(1) << 54);
	r = translate(&g, 0x1000, false);
	assert_int_equal(r.attr.type, 0xff);
	assert_int_equal(r.attr.perms, ATTR_R | ATTR_W);
	r = translate(&g, 0x1000, true);
	assert_int_equal(r.attr.type, ATTR_NORMAL_NC);
	assert_int_equal(r.attr.perms, ATTR_R);
	assert_int_equal(r.attr.perms_user, ATTR_R);
	assert_int_equal(r.attr.sh, 2);
	rig_free(&g);
}

/* ---- Stage 2 faults while stage 1 is walked ---- */

struct harm {
	uint64_t clear, set; /* of the stage 2 page that holds the table */
	enum walk_fault fault;
	enum err_code visited; /* what a visit says of the table */
};

static const struct harm harms[] = {
	{1, 0, WALK_FAULT_TRANSLATION, ERR_STAGE2},
	{2, 0, WALK_FAULT_TRANSLATION, ERR_STAGE2}, /* reserved at level 3 */
	{D_AF, 0, WALK_FAULT_ACCESS_FLAG, ERR_STAGE2},
	{0, UINT64_C(1) << 47, WALK_FAULT_ADDRESS_SIZE, ERR_STAGE2},
	{RO, 0, WALK_FAULT_PERMISSION, ERR_STAGE2}, /* write-only */
	{RO | WO, 0, WALK_FAULT_PERMISSION, ERR_STAGE2},
	{WO, 0, WALK_FAULT_NONE, ERR_NONE}, /* read-only is enough */
	{0, UINT64_C(1) << 54, WALK_FAULT_NONE, ERR_NONE},
};

static void harmed_table(const struct harm *h, int level, bool peek)
{
	uint64_t table = level ? 0x10000 + 0x1000 * (uint64_t)(level - 1) : 0x1000;
	struct walk_result r;
	struct rig g;
	uint64_t *e;

	rig_nested(&g, peek);
	rig_put(&g, 0x1000, 3, 0x77000 | D_PAGE);
	e = tree_entry(&g.s2, table, 3);
	*e = (*e & ~h->clear) | h->set;
	r = translate(&g, 0x1abc, false);
	assert_int_equal(r.fault, h->fault);
	assert_int_equal(r.fault_on_walk, h->fault != WALK_FAULT_NONE);
	if (h->fault) {
		assert_int_equal(r.fault_stage, 2);
		assert_int_equal(r.level, 3);
		assert_int_equal(r.nsteps, level * 5 + 4);
		assert_false(r.has_pa);
	}
	leaves(&g);
	if (h->visited) {
		assert_int_equal(g.log.e[g.log.n > 1 ? g.log.n - 1 - (size_t)level * 2 : 0].kind,
				 LOG_UNREADABLE);
		assert_non_null(strstr(log_text(&g.log), log_code(h->visited)));
		assert_null(strstr(log_text(&g.log), "0x77000"));
	} else {
		assert_string_equal(log_text(&g.log), "L3 page 1+1 0x1000>0x77000\n");
	}
	rig_free(&g);
}

/* Of a table of any level. What a translation cannot read, a visit does not either. */
static void faults_on_walks(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(harms) / sizeof(harms[0]); i++)
		for (int level = 0; level < 4; level++) {
			harmed_table(&harms[i], level, true);
			harmed_table(&harms[i], level, false);
		}
}

/* Stage 2 holds the last table read-only, and the hardware would have to write there. */
static void updates_of_read_only_tables(void **state)
{
	const uint64_t clean = 0x77000 | D_PAGE | UINT64_C(1) << 7 | UINT64_C(1) << 51;
	struct walk_result r;
	struct rig g;
	uint64_t *e;

	(void)state;
	rig_nested(&g, true);
	g.w.r.ha = g.w.r.hd = true;
	rig_put(&g, 0x1000, 3, 0x77000 | 3); /* without the access flag */
	r = translate(&g, 0x1abc, false);
	assert_int_equal(r.fault, WALK_FAULT_NONE);
	e = tree_entry(&g.s2, 0x12000, 3);
	*e &= ~WO;
	r = translate(&g, 0x1abc, false);
	assert_int_equal(r.fault, WALK_FAULT_PERMISSION);
	assert_true(r.fault_stage == 2 && r.fault_on_walk && r.update_refused && r.level == 3);
	rig_put(&g, 0x1000, 3, clean);
	r = translate(&g, 0x1abc, false);
	assert_true(r.fault == WALK_FAULT_NONE && r.update_refused);
	rig_put(&g, 0x1000, 3, clean ^ UINT64_C(1) << 7); /* dirty already */
	assert_false(translate(&g, 0x1abc, false).update_refused);
	g.w.r.modes = REGIME_HAFT; /* a table is without its access flag, where it can be set */
	assert_int_equal(translate(&g, 0x1abc, false).fault, WALK_FAULT_NONE);
	e = tree_entry(&g.s2, 0x11000, 3);
	*e &= ~WO;
	assert_int_equal(translate(&g, 0x1abc, false).fault, WALK_FAULT_PERMISSION);
	rig_free(&g);
}

/* The stage 2 table for a stage 1 table cannot be read, or the stage 1 table itself. */
static void unreadable_on_walks(void **state)
{
	struct walk_result r;
	struct rig g;

	(void)state;
	rig_nested(&g, true);
	rig_put(&g, 0x1000, 3, 0x77000 | D_PAGE);
	fakemem_find(&g.f, 0x11000 + RIG_MOVED)->st = ERR_IO;
	r = translate(&g, 0x1abc, false);
	assert_int_equal(r.fault, WALK_FAULT_UNREADABLE);
	assert_int_equal(r.fault_stage, 1);
	assert_int_equal(r.level, 2);
	assert_non_null(strstr(r.err.text, "stage 1 level 2 table at 0x100011000"));
	assert_string_equal(leaves(&g), "bad L2 0x11000: IO\n");
	fakemem_find(&g.f, 0x11000 + RIG_MOVED)->st = ERR_NONE;
	fakemem_find(&g.f, RIG_S2_NEXT + 0x2000)->st = ERR_HOLE; /* its level 3 */
	r = translate(&g, 0x1abc, false);
	assert_int_equal(r.fault, WALK_FAULT_UNREADABLE);
	assert_int_equal(r.fault_stage, 2);
	assert_true(r.fault_on_walk);
	assert_non_null(strstr(r.err.text, "stage 2 level 3 table"));
	g.w.last_s2.valid = false;
	assert_string_equal(leaves(&g), "bad L0 0x1000: HOLE\n");
	rig_free(&g);
}

/* A table beyond what stage 2 takes, and beyond what stage 1 puts out. */
static void tables_out_of_range(void **state)
{
	struct walk_result r;
	struct rig g;

	(void)state;
	rig_nested(&g, true);
	setup_reg(g.f.regs, SYSREG_VTCR_EL2, setup_vtcr(40, 2, 4));
	assert_int_equal(walk_init(&g.w, &g.f.mem, REGIME_EL1_0, 0, NULL), ERR_NONE);
	rig_put(&g, 0, 0, UINT64_C(0x10000000000) | D_TABLE); /* bit 40 */
	rig_put(&g, tree_size(0), 0, UINT64_C(0x100000000000) | D_TABLE);
	r = translate(&g, 0, true);
	assert_int_equal(r.fault, WALK_FAULT_TRANSLATION);
	assert_int_equal(r.fault_stage, 2);
	assert_int_equal(r.level, 0);
	assert_true(r.fault_on_walk);
	r = translate(&g, tree_size(0), true);
	assert_int_equal(r.fault, WALK_FAULT_ADDRESS_SIZE);
	assert_int_equal(r.fault_stage, 1);
	assert_false(r.fault_on_walk);
	assert_string_equal(leaves(&g), "bad L1 0x10000000000: STAGE2\n"
					"bad L1 0x100000000000: MALFORMED\n");
	rig_free(&g);
}

/* ---- The output ---- */

static void output_not_mapped(void **state)
{
	static const struct {
		uint64_t raw;
		enum walk_fault fault;
	} rows[] = {
		{0x99000, WALK_FAULT_TRANSLATION},
		{0x99000 | 3 | D_S2RW, WALK_FAULT_ACCESS_FLAG},
		{UINT64_C(1) << 46 | D_PAGE | D_S2RW, WALK_FAULT_ADDRESS_SIZE},
	};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct walk_result r;
		struct rig g;

		rig_nested(&g, true);
		rig_put(&g, 0x1000, 3, 0x77000 | D_PAGE);
		rig_put_s2(&g, 0x77000, 3, rows[i].raw);
		r = translate(&g, 0x1abc, true);
		assert_int_equal(r.fault, rows[i].fault);
		assert_int_equal(r.fault_stage, 2);
		assert_false(r.fault_on_walk || r.has_pa);
		assert_int_equal(r.level, 3);
		assert_int_equal(r.oa.v, 0x77abc);
		assert_int_equal(r.level2, -1);
		rig_free(&g);
	}
}

static void output_out_of_range(void **state)
{
	struct walk_result r;
	struct rig g;

	(void)state;
	rig_nested(&g, true);
	setup_reg(g.f.regs, SYSREG_TCR_EL1, setup_tcr_el1(48, 5)); /* wider than stage 2 */
	assert_int_equal(walk_init(&g.w, &g.f.mem, REGIME_EL1_0, 0, NULL), ERR_NONE);
	rig_put(&g, 0x1000, 3, UINT64_C(0x800000000000) | D_PAGE);
	r = translate(&g, 0x1abc, true);
	assert_int_equal(r.fault, WALK_FAULT_TRANSLATION);
	assert_int_equal(r.fault_stage, 2);
	assert_int_equal(r.level, 0);
	r = translate(&g, 0x1abc, false);
	assert_int_equal(r.fault, WALK_FAULT_NONE);
	rig_free(&g);
}

/* ---- The last answer of stage 2 is remembered ---- */

static void remembered(void **state)
{
	struct pa pa;
	uint64_t size;
	struct rig g;

	(void)state;
	rig_nested(&g, true);
	rig_put_s2(&g, 0x80000000, 2, 0xc0000000 | D_BLOCK | D_S2RW);
	rig_put_s2(&g, 0x80200000, 3, 0x5000 | D_PAGE | D_S2RW);
	rig_put_s2(&g, 0x7ffff000, 3, 0x6000 | D_PAGE | D_S2RW);
	assert_int_equal(walk_stage2(&g.w, addr_oa(0x80001234), &pa, &size), ERR_NONE);
	assert_int_equal(pa.v, 0xc0001234);
	assert_int_equal(size, 0x200000 - 0x1234);
	*tree_entry(&g.s2, 0x80000000, 2) = 0; /* still known */
	assert_int_equal(walk_stage2(&g.w, addr_oa(0x801fffff), &pa, &size), ERR_NONE);
	assert_int_equal(pa.v, 0xc01fffff);
	assert_int_equal(size, 1);
	assert_int_equal(walk_stage2(&g.w, addr_oa(0x80000000), &pa, &size), ERR_NONE);
	assert_int_equal(pa.v, 0xc0000000);
	assert_int_equal(size, 0x200000);
	/* Its neighbours are not in it. */
	assert_int_equal(walk_stage2(&g.w, addr_oa(0x80200000), &pa, &size), ERR_NONE);
	assert_int_equal(pa.v, 0x5000);
	assert_int_equal(walk_stage2(&g.w, addr_oa(0x7fffffff), &pa, &size), ERR_NONE);
	assert_int_equal(pa.v, 0x6fff);
	assert_int_equal(walk_stage2(&g.w, addr_oa(0x80000000), &pa, &size), ERR_STAGE2);
	assert_int_equal(walk_stage2(&g.w, addr_oa(UINT64_C(1) << 44), &pa, &size), ERR_STAGE2);
	rig_free(&g);
}

/* ---- Large tables ---- */

static enum err_code count_other(void *arg, uint64_t pa, uint64_t *e)
{
	unsigned *n = arg;

	(void)pa;
	(void)e;
	++*n;
	return ERR_NOT_PRESENT;
}

/* Tables of 64K whose 4K pieces are all over: read where stage 2 has them, and nowhere else. */
static void tables_in_pieces(void **state)
{
	unsigned others = 0;
	struct rig g = {.w = {.mem = NULL}};

	(void)state;
	fakemem_init(&g.f, false);
	g.f.other = count_other;
	g.f.other_arg = &others;
	setup_s2(g.f.regs, RIG_S2_ROOT);
	setup_el1(g.f.regs, 0x10000, 0x10000);
	setup_reg(g.f.regs, SYSREG_HCR_EL2, XEN_HCR_EL2);
	setup_reg(g.f.regs, SYSREG_TCR_EL1, setup_tcr_el1(42, 4) | 1 << 14);
	assert_int_equal(walk_init(&g.w, &g.f.mem, REGIME_EL1_0, 0, NULL), ERR_NONE);
	tree_init(&g.s2, &g.f, RIG_S2_ROOT, 0, 32, RIG_S2_NEXT);
	tree_init_scattered(&g.t, &g.s2, RIG_MOVED, 0x10000, 2, 8192, 0x100000);
	g.t.format = &ref_formats[REF_64K];
	for (uint64_t i = 0; i < 8192; i += 8191)
		rig_put(&g, i << 16, 3, 0x80000000 + (i << 17) + D_PAGE);
	rig_put(&g, 512 << 16, 3, 0x70000000 | D_PAGE);
	rig_put(&g, UINT64_C(8191) << 29, 2, 0x60000000 | D_BLOCK);
	assert_string_equal(leaves(&g), "L3 page 0+1 0x0>0x80000000\n"
					"L3 page 512+1 0x2000000>0x70000000\n"
					"L3 page 8191+1 0x1fff0000>0xbffe0000\n"
					"L2 block 8191+1 0x3ffe0000000>0x60000000\n");
	assert_int_equal(translate(&g, 0x2001234, false).oa.v, 0x70001234);
	assert_int_equal(others, 0);
	rig_free(&g);
}

/* ---- Setting up ---- */

static void stage2_refused(void **state)
{
	struct walker w;
	struct err err;
	struct rig g;

	(void)state;
	rig_nested(&g, true);
	setup_unknown(g.f.regs, SYSREG_VTTBR_EL2);
	assert_int_equal(walk_init(&w, &g.f.mem, REGIME_EL1_0, 0, &err), ERR_UNKNOWN_REG);
	assert_non_null(
		strstr(err.text, "el1.0 goes through stage 2: unknown on CPU 0: VTTBR_EL2"));
	setup_reg(g.f.regs, SYSREG_VTTBR_EL2, 0);
	setup_reg(g.f.regs, SYSREG_VTCR_EL2, UINT64_C(1) << 14);
	assert_int_equal(walk_init(&w, &g.f.mem, REGIME_EL1_0, 0, &err), ERR_MALFORMED);
	assert_non_null(strstr(err.text, "64K"));
	assert_int_equal(walk_init(&w, &g.f.mem, REGIME_EL1_0, 0, NULL), ERR_MALFORMED);
	rig_free(&g);
}

/* The upper half goes through the same stage 2. */
static void upper_half(void **state)
{
	struct walk_result r;
	struct rig g;

	(void)state;
	rig_nested(&g, false);
	assert_int_equal(walk_init(&g.w, &g.f.mem, REGIME_EL1_1, 0, NULL), ERR_NONE);
	rig_put(&g, ~UINT64_C(0), 3, 0x77000 | D_PAGE);
	rig_put_s2(&g, 0x77000, 3, 0x99000 | D_PAGE | D_S2RW);
	r = translate(&g, ~UINT64_C(0), true);
	assert_int_equal(r.pa.v, 0x99fff);
	assert_string_equal(leaves(&g), "L3 page 511+1 0xfffffffffffff000>0x77000\n");
	rig_free(&g);
}

/* A stage 1 table that is its own ancestor physically, by another intermediate address. */
static void loop_by_another_name(void **state)
{
	struct rig g;

	(void)state;
	rig_nested(&g, true);
	rig_put_s2(&g, 0x55000, 3, (0x1000 + RIG_MOVED) | D_PAGE | D_S2RW);
	rig_put(&g, 0, 0, 0x55000 | D_TABLE);
	assert_string_equal(leaves(&g), "bad L1 0x55000: LOOP\n");
	rig_free(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_steps),
		cmocka_unit_test(not_composed),
		cmocka_unit_test(sizes),
		cmocka_unit_test(combined),
		cmocka_unit_test(faults_on_walks),
		cmocka_unit_test(updates_of_read_only_tables),
		cmocka_unit_test(unreadable_on_walks),
		cmocka_unit_test(tables_out_of_range),
		cmocka_unit_test(output_not_mapped),
		cmocka_unit_test(output_out_of_range),
		cmocka_unit_test(remembered),
		cmocka_unit_test(tables_in_pieces),
		cmocka_unit_test(stage2_refused),
		cmocka_unit_test(upper_half),
		cmocka_unit_test(hcr_unknown),
		cmocka_unit_test(loop_by_another_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
