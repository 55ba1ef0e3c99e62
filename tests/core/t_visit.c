/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Visits of trees and of parts of trees, through roots of all sizes, by all kinds of visitors. */
#include "tests/core/cm.h"

#include <string.h>

#include "tests/core/rig.h"

#define TOP (~UINT64_C(0))

/* ---- Parts of a tree ---- */

/* Pages for input addresses 0x1fe000 .. 0x202000 and 0x3fffffff000, 44-bit tree. */
static void some_pages(struct rig *g)
{
	for (uint64_t ia = 0x1fe000; ia < 0x203000; ia += 0x1000)
		rig_put(g, ia, 3, (ia + 0x40000000) | D_PAGE);
	rig_put(g, UINT64_C(0x3fffffff000), 3, 0x9000 | D_PAGE);
}

static void sub_ranges(void **state)
{
	struct rig g;

	(void)state;
	rig_el2(&g, 44, true);
	some_pages(&g);
	assert_string_equal(rig_leaves(&g, 0, TOP >> 20), "L3 page 510+2 0x1fe000>0x401fe000\n"
							  "L3 page 0+3 0x200000>0x40200000\n"
							  "L3 page 511+1 0x3fffffff000>0x9000\n");
	/* Cut at both edges. */
	assert_string_equal(rig_leaves(&g, 0x1ff000, 0x201fff),
			    "L3 page 511+1 0x1ff000>0x401ff000\n"
			    "L3 page 0+2 0x200000>0x40200000\n");
	/* A descriptor that is touched is whole. */
	assert_string_equal(rig_leaves(&g, 0x1fffff, 0x200000),
			    "L3 page 511+1 0x1ff000>0x401ff000\n"
			    "L3 page 0+1 0x200000>0x40200000\n");
	assert_string_equal(rig_leaves(&g, 0x201234, 0x201234),
			    "L3 page 1+1 0x201000>0x40201000\n");
	assert_string_equal(rig_leaves(&g, 0x203000, UINT64_C(0x3ffffffefff)), "");
	assert_string_equal(rig_leaves(&g, UINT64_C(0x3fffffff000), UINT64_C(0x3ffffffffff)),
			    "L3 page 511+1 0x3fffffff000>0x9000\n");
	rig_free(&g);
}

/* Invalid runs are cut as well. */
static void sub_range_cuts_everything(void **state)
{
	struct rig g;

	(void)state;
	rig_el2(&g, 21, true);
	rig_put(&g, 0x8000, 3, 0x8000 | D_PAGE);
	assert_string_equal(rig_visit(&g, 0x5000, 0xa000), "enter L3 0x1000 ia 0x0\n"
							   "L3 invalid 5+3\n"
							   "L3 page 8+1 0x8000>0x8000\n"
							   "L3 invalid 9+2\n"
							   "leave L3\n");
	rig_free(&g);
}

static void upper_half(void **state)
{
	struct rig g;

	(void)state;
	rig_el1(&g, REGIME_EL1_1, 48);
	rig_put(&g, UINT64_C(0xffff000000000000), 3, 0x5000 | D_PAGE);
	rig_put(&g, UINT64_C(0xffff000000001000), 3, 0x6000 | D_PAGE);
	rig_put(&g, UINT64_C(0xffff800000000000), 1, 0x40000000 | D_BLOCK);
	rig_put(&g, TOP - 0xfff, 3, 0x7000 | D_PAGE);
	g.log.leaves_only = true;
	assert_string_equal(rig_visit_all(&g), "L3 page 0+2 0xffff000000000000>0x5000\n"
					       "L1 block 0+1 0xffff800000000000>0x40000000\n"
					       "L3 page 511+1 0xfffffffffffff000>0x7000\n");
	assert_string_equal(rig_leaves(&g, TOP, TOP), "L3 page 511+1 0xfffffffffffff000>0x7000\n");
	assert_string_equal(rig_leaves(&g, TOP - 0x1000, TOP),
			    "L3 page 511+1 0xfffffffffffff000>0x7000\n");
	assert_string_equal(rig_leaves(&g, TOP - 0x1fff, TOP - 0x1000), "");
	assert_string_equal(
		rig_leaves(&g, UINT64_C(0xffff000000001000), UINT64_C(0xffff80003fffffff)),
		"L3 page 1+1 0xffff000000001000>0x6000\n"
		"L1 block 0+1 0xffff800000000000>0x40000000\n");
	rig_free(&g);
}

/* Short regimes in the upper half: 39 and 25 bits. */
static void upper_half_small(void **state)
{
	static const uint64_t first[] = {UINT64_C(0xffffff8000000000),
					 UINT64_C(0xfffffffffe000000)};
	static const unsigned bits[] = {39, 25};

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		struct walk_result res;
		struct rig g;

		rig_el1(&g, REGIME_EL1_1, bits[i]);
		rig_put(&g, first[i], 3, 0x5000 | D_PAGE);
		rig_put(&g, TOP, 3, 0x7000 | D_PAGE);
		g.log.leaves_only = true;
		rig_visit_all(&g);
		assert_int_equal(g.log.e[g.log.n - 1].kind, LOG_LEAVE);
		walk_addr(&g.w, addr_ia(first[i] + 5), false, &res);
		assert_int_equal(res.oa.v, 0x5005);
		walk_addr(&g.w, addr_ia(TOP), false, &res);
		assert_int_equal(res.oa.v, 0x7fff);
		walk_addr(&g.w, addr_ia(first[i] - 1), false, &res);
		assert_int_equal(res.fault, WALK_FAULT_TRANSLATION);
		assert_int_equal(res.level, 0);
		assert_int_equal(res.nsteps, 0);
		rig_free(&g);
	}
}

/* What lies outside the regime is nothing to visit. */
static void outside_the_regime(void **state)
{
	struct rig g;

	(void)state;
	rig_el1(&g, REGIME_EL1_1, 48);
	for (unsigned i = 0; i < 512; i++)
		rig_put(&g, UINT64_C(0xffff000000000000) + i * tree_size(0), 1,
			0x40000000 | D_BLOCK);
	assert_string_equal(rig_visit(&g, 0, 0x1000), "");
	assert_string_equal(rig_visit(&g, 0, UINT64_C(0xfffeffffffffffff)), "");
	g.log.leaves_only = true;
	rig_visit_all(&g);
	assert_string_equal(rig_visit(&g, 0x123, UINT64_C(0xffff000000000000)),
			    "L1 block 0+1 0xffff000000000000>0x40000000\n");
	rig_free(&g);
	rig_el2(&g, 39, true);
	rig_put(&g, 0, 1, 0x40000000 | D_BLOCK);
	rig_put(&g, UINT64_C(0x7fc0000000), 1, 0x80000000 | D_BLOCK);
	assert_string_equal(rig_visit(&g, UINT64_C(0x8000000000), TOP), "");
	g.log.leaves_only = true;
	assert_string_equal(rig_visit(&g, 0, TOP), "L1 block 0+1 0x0>0x40000000\n"
						   "L1 block 511+1 0x7fc0000000>0x80000000\n");
	assert_string_equal(rig_visit(&g, 0x2000, 0x1000), ""); /* nothing in it */
	assert_string_equal(rig_visit(&g, UINT64_C(0x4000000000), 0x1000), "");
	rig_free(&g);
}

/* ---- Roots of all sizes ---- */

/* Sixteen tables side by side; each page by itself where the source has pointers. */
static void concatenated(void **state)
{
	(void)state;
	for (int peek = 0; peek < 2; peek++) {
		struct walk_result res;
		struct rig g;

		rig_s2(&g, 43, 1, 0x40000, peek);
		assert_int_equal(g.w.r.root_entries, 8192);
		rig_put(&g, 0, 1, 0x40000000 | D_BLOCK | D_S2RW);
		rig_put(&g, UINT64_C(511) << 30, 1, 0x80000000 | D_BLOCK | D_S2RW);
		rig_put(&g, UINT64_C(512) << 30, 1, 0xc0000000 | D_BLOCK | D_S2RW);
		rig_put(&g, UINT64_C(8191) << 30, 3, 0x7000 | D_PAGE | D_S2RW);
		rig_put(&g, UINT64_C(0x7fffffff000), 3, 0x9000 | D_PAGE | D_S2RW);
		g.log.leaves_only = true;
		assert_string_equal(rig_visit_all(&g), "L1 block 0+1 0x0>0x40000000\n"
						       "L1 block 511+2 0x7fc0000000>0x80000000\n"
						       "L3 page 0+1 0x7ffc0000000>0x7000\n"
						       "L3 page 511+1 0x7fffffff000>0x9000\n");
		walk_addr(&g.w, addr_ia(UINT64_C(0x7ffffffffff)), false, &res);
		assert_int_equal(res.oa.v, 0x9fff);
		assert_int_equal(res.steps[0].index, 8191);
		assert_int_equal(res.steps[0].table_pa.v, 0x40000);
		rig_free(&g);
	}
}

/* The last visit had one leaf, of one page at this input address. */
static void visit_leaf(struct rig *g, uint64_t ia)
{
	unsigned n = 0;

	for (size_t i = 0; i < g->log.n; i++) {
		const struct walk_run *r = &g->log.e[i].run;

		if (g->log.e[i].kind != LOG_RUN || r->kind == DESC_TABLE)
			continue;
		assert_int_equal(r->kind, DESC_PAGE);
		assert_int_equal(r->ia.v, ia);
		assert_int_equal(r->count, 1);
		n++;
	}
	assert_int_equal(n, 1);
}

/* Every start level with each number of concatenated tables, last address included. */
static void concatenated_all(void **state)
{
	static const struct {
		unsigned sl0, one;
	} rows[] = {{1, 39}, {0, 30}, {3, 21}};

	(void)state;
	for (unsigned i = 0; i < 3; i++)
		for (unsigned more = 0; more < 5; more++) {
			unsigned bits = rows[i].one + more;
			uint64_t last = (UINT64_C(1) << bits) - 1;
			struct walk_result res;
			struct rig g;

			rig_s2(&g, bits, rows[i].sl0, 0x40000, more & 1);
			rig_put(&g, last, 3, 0x9000 | D_PAGE | D_S2RW);
			rig_visit_all(&g);
			assert_int_equal(g.log.e[0].table.entries, 512u << more);
			walk_addr(&g.w, addr_ia(last), false, &res);
			assert_int_equal(res.oa.v, 0x9fff);
			assert_int_equal(res.steps[0].index, (512u << more) - 1);
			walk_addr(&g.w, addr_ia(last + 1), false, &res);
			assert_int_equal(res.fault, WALK_FAULT_TRANSLATION);
			rig_visit(&g, last, last);
			assert_int_equal(g.log.e[g.log.n - 1].kind, LOG_LEAVE);
			visit_leaf(&g, last - 0xfff);
			rig_free(&g);
		}
}

/* A root of two descriptors at the end of a page: nothing behind it is looked at. */
static void tiny_root(void **state)
{
	(void)state;
	for (int peek = 0; peek < 2; peek++) {
		struct walk_result res;
		struct rig g;

		rig_el2(&g, 40, peek);
		setup_reg(g.f.regs, SYSREG_TTBR0_EL2, 0x5ff0);
		assert_int_equal(walk_init(&g.w, &g.f.mem, REGIME_EL2, 0, NULL), ERR_NONE);
		assert_int_equal(g.w.r.root.v, 0x5ff0);
		*fakemem_at(&g.f, 0x5fe8) = ~UINT64_C(0);
		*fakemem_at(&g.f, 0x5ff8) = 0x7003;
		*fakemem_at(&g.f, 0x7000) = 0x40000000 | D_BLOCK;
		g.log.leaves_only = true;
		assert_string_equal(rig_visit_all(&g), "L1 block 0+1 0x8000000000>0x40000000\n");
		walk_addr(&g.w, addr_ia(UINT64_C(0x8000000000)), false, &res);
		assert_int_equal(res.oa.v, 0x40000000);
		assert_int_equal(res.steps[0].table_pa.v, 0x5ff0);
		assert_int_equal(res.steps[0].index, 1);
		rig_free(&g);
	}
}

/* ---- Visitors ---- */

static void passing_over(void **state)
{
	struct rig g;

	(void)state;
	rig_el2(&g, 39, true);
	rig_put(&g, 0x200000, 2, 0x600000 | D_BLOCK);
	rig_put(&g, 0x1000, 3, 0x9000 | D_PAGE);
	rig_put(&g, 0x40000000, 1, 0x80000000 | D_BLOCK);
	g.log.refuse = 2;
	assert_string_equal(rig_visit_all(&g), "enter L1 0x1000 ia 0x0\n"
					       "L1 table 0+1 0x0>0x10000\n"
					       "enter L2 0x10000 ia 0x0\n"
					       "L1 block 1+1 0x40000000>0x80000000\n"
					       "L1 invalid 2+510\n"
					       "leave L1\n");
	rig_free(&g);
}

static void no_callbacks(void **state)
{
	static const struct walk_visitor nothing = {.run = NULL};
	struct walk_table root;
	struct rig g;

	(void)state;
	rig_el2(&g, 39, false);
	rig_put(&g, 0x1000, 3, 0x9000 | D_PAGE);
	rig_put(&g, 0x40000000, 3, 0);
	fakemem_find(&g.f, 0x12000)->st = ERR_IO;
	assert_int_equal(walk_visit_all(&g.w, &nothing, NULL), ERR_NONE);
	root = walk_root(&g.w);
	assert_int_equal(walk_list(&g.w, &root, &nothing, NULL), ERR_NONE);
	rig_free(&g);
}

static void listing(void **state)
{
	struct walk_table root, child;
	struct rig g;

	(void)state;
	rig_el2(&g, 39, true);
	rig_put(&g, 0x40003000, 3, 0x9000 | D_PAGE);
	*tree_entry(&g.t, 0x40000000, 1) |= UINT64_C(3) << 61;
	root = walk_root(&g.w);
	assert_int_equal(root.level, 1);
	assert_int_equal(root.pa.v, 0x1000);
	assert_int_equal(root.entries, 512);
	assert_int_equal(root.raw, 0);
	assert_int_equal(walk_list(&g.w, &root, &log_visitor, &g.log), ERR_NONE);
	assert_string_equal(log_text(&g.log), "L1 invalid 0+1\n"
					      "L1 table 1+1 0x40000000>0x10000\n"
					      "L1 invalid 2+510\n");
	g.log.e[1].run.table = &root;
	child = walk_child(&g.w, &g.log.e[1].run);
	assert_int_equal(child.level, 2);
	assert_int_equal(child.index, 1);
	assert_int_equal(child.entries, 512);
	assert_int_equal(child.raw, UINT64_C(0x6000000000010003));
	assert_int_equal(child.above, 0x0c);
	assert_int_equal(child.ia.v, 0x40000000);
	assert_int_equal(child.at.v, 0x10000);
	assert_int_equal(child.pa.v, 0x10000);
	assert_int_equal(child.st, ERR_NONE);
	rig_free(&g);
}

/* ---- Cancelling ---- */

struct countdown {
	uint64_t calls, stop, last;
	bool ascending;
};

static bool count_down(void *arg, uint64_t tables)
{
	struct countdown *c = arg;

	c->ascending &= tables > c->last;
	c->last = tables;
	return ++c->calls < c->stop;
}

/* A tree of 1 + 2 + 4 + 8 tables. */
static void bushy(struct rig *g)
{
	for (unsigned i = 0; i < 8; i++)
		rig_put(g,
			(i & 1) * tree_size(2) + (i >> 1 & 1) * tree_size(1) +
				(i >> 2) * tree_size(0),
			3, 0x9000 | D_PAGE);
}

/* Stopped at the nth table: nothing of it or after it is told. */
static void cancelled(void **state)
{
	struct rig g;

	(void)state;
	rig_el2(&g, 48, true);
	bushy(&g);
	g.w.tick = count_down;
	for (unsigned stop = 1; stop <= 16; stop++) {
		struct countdown c = {.stop = stop, .ascending = true};
		enum err_code st;
		size_t tables = 0;

		g.w.tick_arg = &c;
		log_clear(&g.log);
		st = walk_visit_all(&g.w, &log_visitor, &g.log);
		for (size_t i = 0; i < g.log.n; i++)
			tables += g.log.e[i].kind == LOG_ENTER;
		assert_int_equal(st, stop == 16 ? ERR_NONE : ERR_CANCELLED);
		assert_int_equal(tables, stop - 1);
		assert_true(c.ascending);
		if (st)
			assert_int_equal(c.calls, stop);
		if (st && g.log.n) /* ends with the descriptor whose table was not looked at */
			assert_int_equal(g.log.e[g.log.n - 1].run.kind, DESC_TABLE);
	}
	rig_free(&g);
}

/* The same where tables are read ahead: within a few calls nothing is read any more. */
static void cancelled_reading_ahead(void **state)
{
	struct rig g;

	(void)state;
	rig_el2(&g, 48, false);
	bushy(&g);
	g.w.tick = count_down;
	for (unsigned stop = 1; stop <= 4; stop++) {
		struct countdown c = {.stop = stop};

		g.w.tick_arg = &c;
		log_clear(&g.log);
		fakemem_recount(&g.f);
		assert_int_equal(walk_visit_all(&g.w, &log_visitor, &g.log), ERR_CANCELLED);
		assert_int_equal(c.calls, stop);
		assert_int_equal(g.log.n, 0);
		assert_int_equal(g.f.requests, (1u << (stop - 1)) - 1);
	}
	rig_free(&g);
}

/* Of a range, the tables of other addresses are not read ahead: neither those below nor above. */
static void reads_ahead_its_part(void **state)
{
	uint64_t tables[3];
	struct rig g;

	(void)state;
	rig_el2(&g, 48, false);
	for (uint64_t i = 0; i < 3; i++) {
		rig_put(&g, i << 21, 3, 0x80000 | D_PAGE);
		tables[i] = *tree_entry(&g.t, i << 21, 2) & ~UINT64_C(3);
	}
	fakemem_recount(&g.f);
	rig_visit(&g, 0x200000, 0x3fffff);
	for (unsigned i = 0; i < 3; i++)
		assert_int_equal(fakemem_find(&g.f, tables[i])->reads > 0, i == 1);
	rig_free(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sub_ranges),
		cmocka_unit_test(sub_range_cuts_everything),
		cmocka_unit_test(upper_half),
		cmocka_unit_test(upper_half_small),
		cmocka_unit_test(outside_the_regime),
		cmocka_unit_test(concatenated),
		cmocka_unit_test(concatenated_all),
		cmocka_unit_test(tiny_root),
		cmocka_unit_test(passing_over),
		cmocka_unit_test(no_callbacks),
		cmocka_unit_test(listing),
		cmocka_unit_test(cancelled),
		cmocka_unit_test(cancelled_reading_ahead),
		cmocka_unit_test(reads_ahead_its_part),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
