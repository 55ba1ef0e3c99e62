/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tables that are met again: four pages whose every descriptor points to the next one are reached
 * in 2^36 ways. Counts are exact, lists end and say so, and what is met once is all there.
 */
#include "tests/core/cm.h"

#include "src/diff/diff.h"
#include "src/walk/find.h"
#include "src/walk/range.h"
#include "src/walk/stats.h"
#include "tests/core/rig.h"

#define T(n) (UINT64_C(0x10000) + (n)*UINT64_C(0x1000))

/* Root, then T(0) to T(2), each descriptor of one the same; `last` is in all of T(2). */
static void bomb(struct rig *g, uint64_t last)
{
	rig_el2(g, 48, true);
	for (unsigned i = 0; i < 512; i++) {
		*fakemem_at(&g->f, 0x1000 + 8 * i) = T(0) | D_TABLE;
		*fakemem_at(&g->f, T(0) + 8 * i) = T(1) | D_TABLE;
		*fakemem_at(&g->f, T(1) + 8 * i) = T(2) | D_TABLE;
		*fakemem_at(&g->f, T(2) + 8 * i) = last;
	}
}

static void counted_once(void **state)
{
	struct stats s;
	struct rig g;

	(void)state;
	bomb(&g, 0x5000 | D_PAGE | D_CONT);
	fakemem_recount(&g.f);
	assert_int_equal(stats_count(&g.w, &s, NULL, NULL), ERR_NONE);
	assert_int_equal(g.w.ticked, 4);
	assert_int_equal(s.leaves[regime_slot(3)], UINT64_C(1) << 36);
	assert_int_equal(s.contiguous, UINT64_C(1) << 36);
	assert_int_equal(s.tables[regime_slot(3)], 1 << 27);
	assert_int_equal(s.tables[regime_slot(2)], 1 << 18);
	assert_int_equal(s.mapped_bytes, UINT64_C(1) << 48);
	rig_free(&g);
}

static void count_unreadable(void *arg, const struct walk_table *t)
{
	unsigned *n = arg;

	*n += t->st != ERR_AGAIN;
}

/* The last level is not there: told once, counted each time. */
static void a_hole_counted_once(void **state)
{
	unsigned told = 0;
	struct stats s;
	struct rig g;

	(void)state;
	bomb(&g, 0x5000 | D_PAGE);
	fakemem_find(&g.f, T(2))->st = ERR_HOLE;
	assert_int_equal(stats_count(&g.w, &s, count_unreadable, &told), ERR_NONE);
	assert_int_equal(told, 1);
	assert_int_equal(s.unreadable, 1 << 27);
	assert_int_equal(s.leaves[regime_slot(3)], 0);
	rig_free(&g);
}

/* A root that is one of its own tables, as Windows has it: what the hardware walks is counted. */
static void counted_through_itself(void **state)
{
	struct stats s;
	struct rig g;

	(void)state;
	rig_el2(&g, 48, true);
	rig_put(&g, 0x5000, 3, 0x9000 | D_PAGE);
	*fakemem_at(&g.f, 0x1000 + 8 * 493) = 0x1000 | D_TABLE;
	assert_int_equal(stats_count(&g.w, &s, NULL, NULL), ERR_NONE);
	/* The page; and at level 3 each table of levels 3, 2 and 1, and the root twice. */
	assert_int_equal(s.leaves[regime_slot(3)], 1 + 1 + 1 + 1 + 1);
	assert_int_equal(s.unreadable, 0);
	rig_free(&g);
}

struct listed {
	uint64_t ranges, left_out, last;
};

static void add_range(void *arg, const struct range *r)
{
	struct listed *l = arg;

	l->ranges++;
	l->last = r->start.v;
}

static void add_unreadable(void *arg, const struct walk_table *t)
{
	struct listed *l = arg;

	l->left_out += t->st == ERR_AGAIN;
}

static enum err_code list(struct rig *g, struct listed *l)
{
	*l = (struct listed){0};
	return range_visit(&g->w, addr_ia(0), addr_ia(~UINT64_C(0)), false, add_range, l,
			   add_unreadable, l);
}

static void listed_with_a_bound(void **state)
{
	struct listed l;
	struct rig g;

	(void)state;
	bomb(&g, 0x5000 | D_PAGE);
	g.w.again_most = 2000;
	/* What is met once is behind all that is met again, and must not be lost. */
	*fakemem_at(&g.f, 0x1000 + 8 * 511) = T(8) | D_TABLE;
	*fakemem_at(&g.f, T(8) + 8 * 511) = 0x40000000 | D_BLOCK;
	assert_int_equal(list(&g, &l), ERR_NONE);
	assert_true(l.ranges >= 2000 && l.ranges <= 2000 + 2 * 512);
	assert_int_equal(l.last, UINT64_C(0xffffc0000000));
	assert_true(l.left_out > 0);
	assert_int_equal(g.w.left_out, l.left_out);
	assert_null(g.w.again);
	/* Of another table none of that is left. */
	for (unsigned i = 0; i < 512; i++) {
		*fakemem_at(&g.f, 0x1000 + 8 * i) = 0;
		for (unsigned n = 0; n < 3; n++)
			*fakemem_at(&g.f, T(n) + 8 * i) = 0;
	}
	rig_put(&g, 0x5000, 3, 0x9000 | D_PAGE);
	assert_int_equal(list(&g, &l), ERR_NONE);
	assert_int_equal(g.w.left_out, 0);
	rig_free(&g);
}

/* Nothing to list, and yet work without end; also where it cannot be read. */
static void nothing_with_a_bound(void **state)
{
	struct listed l;
	struct rig g;

	(void)state;
	for (int hole = 0; hole < 2; hole++) {
		bomb(&g, 0);
		fakemem_find(&g.f, T(2))->st = hole ? ERR_HOLE : ERR_NONE;
		assert_int_equal(list(&g, &l), ERR_NONE);
		assert_int_equal(l.ranges, 0);
		assert_true(l.left_out > 0);
		assert_true(g.w.ticked >= 4 && g.w.ticked <= 2 * WALK_AGAIN_MOST);
		rig_free(&g);
	}
}

/* A small stage 1 with blocks that all lead to the same large piece of stage 2. */
static void through_stage2_with_a_bound(void **state)
{
	struct listed l = {0};
	struct rig g;

	(void)state;
	rig_nested(&g, true);
	g.w.again_most = 4000;
	for (uint64_t i = 0; i < 512; i++)
		rig_put_s2(&g, 0x80000000 + i * 0x1000, 3,
			   (0x90000000 + i * 0x3000) | D_PAGE | D_S2RW);
	for (uint64_t i = 0; i < 512; i++)
		rig_put(&g, 0x40000000 + i * 0x200000, 2, 0x80000000 | D_BLOCK);
	assert_int_equal(range_visit(&g.w, addr_ia(0), addr_ia(~UINT64_C(0)), true, add_range, &l,
				     add_unreadable, &l),
			 ERR_NONE);
	assert_true(l.ranges >= 4000 && l.ranges <= 4000 + 2 * 512);
	assert_true(l.left_out > 0);
	rig_free(&g);
}

static void add_row(void *arg, const struct diff_row *row)
{
	struct listed *l = arg;

	(void)row;
	l->ranges++;
}

static void diff_unreadable(void *arg, int side, const struct walk_table *t)
{
	(void)side;
	add_unreadable(arg, t);
}

static void compared(struct rig *a, struct rig *b, struct listed *l)
{
	struct diff_visitor v = {.row = add_row, .unreadable = diff_unreadable};

	*l = (struct listed){0};
	assert_int_equal(diff_entries(&a->w, &b->w, &v, l), ERR_NONE);
}

static void compared_with_a_bound(void **state)
{
	struct listed l;
	struct rig a, b, none;

	(void)state;
	bomb(&a, 0x5000 | D_PAGE);
	bomb(&b, 0x5000 | D_PAGE);
	rig_el2(&none, 48, true);
	a.w.again_most = 4000;
	compared(&a, &b, &l); /* the same: each pair once is enough */
	assert_int_equal(l.ranges, 0);
	assert_int_equal(l.left_out, 0);
	*fakemem_at(&b.f, T(2) + 8) = 0x6000 | D_PAGE;
	compared(&a, &b, &l);
	assert_true(l.ranges >= 2 && l.ranges <= 4000);
	assert_true(l.left_out > 0 && a.w.left_out > 0);
	compared(&none, &a, &l); /* all came: counts alone */
	assert_int_equal(l.ranges, 1);
	assert_int_equal(l.left_out, 0);
	rig_free(&a);
	rig_free(&b);
	rig_free(&none);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counted_once),
		cmocka_unit_test(a_hole_counted_once),
		cmocka_unit_test(counted_through_itself),
		cmocka_unit_test(listed_with_a_bound),
		cmocka_unit_test(nothing_with_a_bound),
		cmocka_unit_test(through_stage2_with_a_bound),
		cmocka_unit_test(compared_with_a_bound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
