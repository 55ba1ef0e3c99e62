/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Predictions of what calls do to a guest's tables, against tables on which another engine, with
 * other pages, did them; and against such as were changed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/record/record_p2m_check.h"
#include "cli/record/record_p2m_tables.h"
#include "src/bits.h"
#include "src/overlay.h"

#define ROOT	 UINT64_C(0x80000000)
#define REAL	 UINT64_C(0x90000000) /* pages of the live tables */
#define EXPECTED UINT64_C(0xa0000000) /* and of the model */

static const struct replay_roots roots = {{ROOT}, 1, 2};

struct both {
	struct p2m live, model;
	struct record_p2m_check check;
	struct record_p2m_diff last;
};

static void open_one(struct p2m *p, uint64_t base)
{
	struct err err;

	*p = (struct p2m){.dialect = p2m_dialect("master"),
			  .mem = overlay_open(NULL),
			  .root = {ROOT},
			  .root_level = 1,
			  .roots = 2,
			  .ram_end = 1 << 24,
			  .alloc_base = {base}};
	assert_non_null(p->mem);
	assert_int_equal(p2m_reset(p, 64, false, &err), ERR_NONE);
}

static int setup(void **state)
{
	struct both *b = calloc(1, sizeof(*b));

	open_one(&b->live, REAL);
	open_one(&b->model, EXPECTED);
	*state = b;
	return 0;
}

static int teardown(void **state)
{
	struct both *b = *state;

	record_p2m_check_free(&b->check);
	p2m_free(&b->live);
	p2m_free(&b->model);
	mem_close(b->live.mem);
	mem_close(b->model.mem);
	free(b);
	return 0;
}

static void do_op(struct p2m *p, struct p2m_op op)
{
	struct err err;
	int rc;

	assert_int_equal(p2m_do(p, &op, &rc, &err), ERR_NONE);
}

static void on_diff(void *arg, const struct record_p2m_diff *d)
{
	((struct both *)arg)->last = *d;
}

/* How many entries are not as predicted, after an operation of which the live tables had `done`. */
static uint64_t differ(struct both *b, struct p2m_op op, struct p2m_op done)
{
	struct record_p2m_compare k = {.roots = roots,
				       .first = op.gfn,
				       .last = op.gfn + (op.nr ? op.nr - 1 : 0),
				       .differ = on_diff,
				       .arg = b};
	struct err err;

	assert_int_equal(record_p2m_check_predict(&b->check, &b->model, &op, &err), ERR_NONE);
	do_op(&b->live, done);
	k.expected = b->check.x.mem;
	k.live = b->live.mem;
	k.pages = b->check.pages;
	k.npages = b->check.npages;
	assert_int_equal(record_p2m_tables_compare(&k, &err), ERR_NONE);
	return k.diffs;
}

/* The model does it as well, with the pages that it turned out to be. */
static void learn(struct both *b, struct p2m_op op)
{
	for (size_t i = 0; i < b->check.npages; i++) {
		assert_true(b->check.pages[i].found);
		do_op(&b->model, (struct p2m_op){.kind = P2M_PAGES,
						 .mfn = b->check.pages[i].real.v >> P2M_FRAME_SHIFT,
						 .nr = 1});
	}
	do_op(&b->model, op);
}

static struct p2m_op set(uint64_t gfn, uint64_t nr, uint64_t mfn)
{
	return (struct p2m_op){.kind = P2M_SET,
			       .gfn = gfn,
			       .nr = nr,
			       .mfn = mfn,
			       .type = mfn == P2M_NONE ? P2M_INVALID : P2M_RAM_RW};
}

static const struct p2m_op story[] = {
	{.kind = P2M_SET, .gfn = 0x40000, .nr = 0x40000, .mfn = 0x80000, .type = P2M_RAM_RW},
	{.kind = P2M_SET, .gfn = 0x40005, .nr = 1, .mfn = P2M_NONE}, /* shatters 1G, and 2M */
	{.kind = P2M_INVALIDATE},
	{.kind = P2M_FAULT, .gfn = 0x40006},
	{.kind = P2M_FAULT, .gfn = 0x40006},
	{.kind = P2M_FAULT, .gfn = 0x40006},
	{.kind = P2M_SET,
	 .gfn = 0x7fff0,
	 .nr = 0x20,
	 .mfn = 0x10,
	 .type = P2M_MMIO_DEV},						   /* two roots */
	{.kind = P2M_SET, .gfn = 0x40000, .nr = 0x40000, .mfn = P2M_NONE}, /* frees tables */
	{.kind = P2M_SET, .gfn = 0x50001, .nr = 1, .mfn = 0x7777, .type = P2M_GRANT_RO},
};

static void calls_are_predicted(void **state)
{
	struct both *b = *state;
	size_t pages = 0;

	for (size_t i = 0; i < sizeof(story) / sizeof(story[0]); i++) {
		assert_int_equal(differ(b, story[i], story[i]), 0);
		assert_true(b->check.changes);
		pages += b->check.npages;
		learn(b, story[i]);
		assert_int_equal(b->model.now.max, b->live.now.max);
		assert_int_equal(b->model.now.pending, b->live.now.pending);
	}
	assert_int_equal(pages, 7);
	assert_int_equal(differ(b, set(0x10, 1, P2M_NONE), set(0x10, 1, P2M_NONE)), 0);
	assert_false(b->check.changes);
}

static void another_outcome_is_seen(void **state)
{
	struct both *b = *state;

	learn(b, (differ(b, story[0], story[0]), story[0]));
	assert_int_equal(differ(b, set(0x40005, 1, 0x99), set(0x40005, 1, 0x9a)), 1);
	assert_int_equal(b->last.level, 3);
	assert_int_equal(b->last.index, 5);
	assert_int_equal(b->last.gfn, 0x40005);
	assert_int_equal(b->last.got - b->last.expected, 1 << P2M_FRAME_SHIFT);
}

/* An entry beside the one that was changed, in a table on the way. */
static void what_else_changed_is_seen(void **state)
{
	struct both *b = *state;
	uint64_t stray = bits_le64(UINT64_C(0x0080000000001ffd));

	learn(b, (differ(b, story[0], story[0]), story[0]));
	overlay_write(b->live.mem, addr_pa(ROOT + 8 * 511), &stray, sizeof(stray));
	assert_int_equal(differ(b, set(0x40005, 1, 0x99), set(0x40005, 1, 0x99)), 1);
	assert_int_equal(b->last.index, 511);
	assert_int_equal(b->last.expected, 0);
}

/* One page cannot be two tables. */
static void a_table_has_a_page_of_its_own(void **state)
{
	struct both *b = *state;
	struct p2m_op two = set(0x3ffff, 2, 0x1000);
	uint64_t e;

	assert_int_equal(differ(b, two, two), 0);
	mem_read(b->live.mem, addr_pa(ROOT), &e, sizeof(e));
	overlay_write(b->live.mem, addr_pa(ROOT + 8), &e, sizeof(e)); /* both 1G: one table */
	assert_int_equal(differ(b, two, (struct p2m_op){.kind = P2M_UNLOCK}), 1);
}

/* What is written down as an initial state is the tables. */
static void an_initial_state_replays(void **state)
{
	struct both *b = *state;
	struct record_p2m_compare k = {.live = b->live.mem, .roots = roots, .last = UINT64_MAX};
	const struct replay_opts opts = {.below = NULL};
	struct replay_run *run;
	struct replay *s;
	char *text;
	size_t len;
	FILE *fp = open_memstream(&text, &len);
	uint64_t entries;
	struct err err;

	for (size_t i = 0; i < 7; i++)
		do_op(&b->live, story[i]);
	fprintf(fp,
		"ptreplay 2\nkind p2m\ndialect master\narch arm64\nroot 0x%llx level=1 pages=2\n"
		"init\n",
		(unsigned long long)ROOT);
	assert_int_equal(record_p2m_tables_put(fp, b->live.mem, &roots, &entries, &err), ERR_NONE);
	fclose(fp);
	assert_int_equal(entries, 2 + 512 + 2 * 512 - 1 + 16 + 1);
	assert_int_equal(replay_parse(text, len, &s, &err), ERR_NONE);
	assert_int_equal(replay_open(s, &opts, &run, &err), ERR_NONE);
	k.expected = replay_mem(run);
	assert_int_equal(record_p2m_tables_compare(&k, &err), ERR_NONE);
	assert_int_equal(k.diffs, 0);
	assert_true(k.tables > 5);
	replay_close(run);
	replay_free(s);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(calls_are_predicted, setup, teardown),
		cmocka_unit_test_setup_teardown(another_outcome_is_seen, setup, teardown),
		cmocka_unit_test_setup_teardown(what_else_changed_is_seen, setup, teardown),
		cmocka_unit_test_setup_teardown(a_table_has_a_page_of_its_own, setup, teardown),
		cmocka_unit_test_setup_teardown(an_initial_state_replays, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
