/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stage 1 leaves carried on through stage 2, in pieces. */
#include "tests/core/cm.h"

#include <stdio.h>

#include "tests/core/rig.h"

struct pieces {
	char text[4096];
	size_t len;
	uint64_t next;
	unsigned n, unreadable;
	struct walk_piece last;
};

static void add_piece(void *arg, const struct walk_piece *p)
{
	struct pieces *ps = arg;

	if (ps->n++)
		assert_int_equal(p->ia.v, ps->next); /* no gap, no overlap */
	assert_true(p->size > 0);
	ps->next = p->ia.v + p->size;
	ps->last = *p;
	if (p->mapped)
		ps->len +=
			(size_t)snprintf(ps->text + ps->len, sizeof(ps->text) - ps->len,
					 "0x%llx+0x%llx>0x%llx L%d L%d\n",
					 (unsigned long long)p->ia.v, (unsigned long long)p->size,
					 (unsigned long long)p->pa.v, p->level, p->level2);
	else
		ps->len += (size_t)snprintf(ps->text + ps->len, sizeof(ps->text) - ps->len,
					    "0x%llx+0x%llx %s\n", (unsigned long long)p->ia.v,
					    (unsigned long long)p->size, log_code(p->st));
	assert_true(ps->len < sizeof(ps->text));
}

static void add_unreadable(void *arg, const struct walk_table *t)
{
	struct pieces *ps = arg;

	assert_int_not_equal(t->st, ERR_NONE);
	ps->unreadable++;
}

/* The one leaf run of stage 1, carried on. */
static struct pieces compose(struct rig *g)
{
	struct walk_table table;
	struct pieces ps = {.n = 0};
	struct walk_run run = {0};
	unsigned found = 0;

	log_clear(&g->log);
	assert_int_equal(walk_visit_all(&g->w, &log_visitor, &g->log), ERR_NONE);
	for (size_t i = 0; i < g->log.n; i++) {
		const struct log_event *e = &g->log.e[i];

		if (e->kind != LOG_RUN || (e->run.kind != DESC_PAGE && e->run.kind != DESC_BLOCK))
			continue;
		run = e->run;
		table = e->table;
		found++;
	}
	assert_int_equal(found, 1);
	run.table = &table;
	assert_int_equal(walk_compose(&g->w, &run, add_piece, add_unreadable, &ps), ERR_NONE);
	assert_int_equal(ps.next, run.ia.v + run.count * run.entry_size);
	return ps;
}

/* A 2M block on pages and nothing. */
static void pieces_of_a_block(void **state)
{
	struct pieces ps;
	struct rig g;

	(void)state;
	rig_nested(&g, true);
	rig_put(&g, 0x40000000, 2, 0x80000000 | D_BLOCK);
	rig_put_s2(&g, 0x80001000, 3, 0x5000 | D_PAGE | D_S2RW);
	rig_put_s2(&g, 0x80002000, 3, 0x6000 | D_PAGE | D_S2RW);
	rig_put_s2(&g, 0x80003000, 3, 0x9000 | D_PAGE | D_S2RW);
	rig_put_s2(&g, 0x801ff000, 3, 0xa000 | D_PAGE | D_S2RW);
	ps = compose(&g);
	assert_string_equal(ps.text, "0x40000000+0x1000 STAGE2\n"
				     "0x40001000+0x2000>0x5000 L2 L3\n"
				     "0x40003000+0x1000>0x9000 L2 L3\n"
				     "0x40004000+0x1fb000 STAGE2\n"
				     "0x401ff000+0x1000>0xa000 L2 L3\n");
	assert_int_equal(ps.unreadable, 0);
	rig_free(&g);
}

/* Pages in the middle of a stage 2 block, and over its edge. */
static void pieces_of_pages(void **state)
{
	struct pieces ps;
	struct rig g;

	(void)state;
	rig_nested(&g, true);
	for (unsigned i = 0; i < 4; i++)
		rig_put(&g, 0x7000 + i * 0x1000, 3, (0x803fe000 + i * 0x1000) | D_PAGE);
	rig_put_s2(&g, 0x80200000, 2, 0xc0000000 | D_BLOCK | D_S2RW);
	rig_put_s2(&g, 0x80400000, 2, 0xe0000000 | D_BLOCK | D_S2RW);
	ps = compose(&g);
	assert_string_equal(ps.text, "0x7000+0x2000>0xc01fe000 L3 L2\n"
				     "0x9000+0x2000>0xe0000000 L3 L2\n");
	rig_put_s2(&g, 0x80400000, 2, 0xc0200000 | D_BLOCK | D_S2RW); /* goes on */
	ps = compose(&g);
	assert_string_equal(ps.text, "0x7000+0x4000>0xc01fe000 L3 L2\n");
	rig_free(&g);
}

/* A run of blocks that is larger than what stage 2 maps it with, of several levels. */
static void pieces_of_blocks(void **state)
{
	struct pieces ps;
	struct rig g;

	(void)state;
	rig_nested(&g, true);
	rig_put(&g, 0x40000000, 1, 0x80000000 | D_BLOCK);
	rig_put(&g, 0x80000000, 1, 0xc0000000 | D_BLOCK);
	rig_put_s2(&g, 0x80000000, 1, 0x40000000 | D_BLOCK | D_S2RW);
	rig_put_s2(&g, 0xc0200000, 2, 0x10000000 | D_BLOCK | D_S2RW);
	rig_put_s2(&g, 0xc0400000, 3, 0x10200000 | D_PAGE | D_S2RW);
	ps = compose(&g);
	assert_string_equal(ps.text, "0x40000000+0x40000000>0x40000000 L1 L1\n"
				     "0x80000000+0x200000 STAGE2\n"
				     "0x80200000+0x200000>0x10000000 L1 L2\n"
				     "0x80400000+0x1000>0x10200000 L1 L3\n"
				     "0x80401000+0x3fbff000 STAGE2\n");
	rig_free(&g);
}

/* A stage 2 table that cannot be read: its whole range, told once; a loop as well. */
static void pieces_unreadable(void **state)
{
	struct pieces ps;
	struct rig g;

	(void)state;
	rig_nested(&g, true);
	rig_put(&g, 0x40000000, 1, 0x80000000 | D_BLOCK);
	rig_put_s2(&g, 0x80000000, 3, 0x5000 | D_PAGE | D_S2RW);
	rig_put_s2(&g, 0x80400000, 3, 0x5000 | D_PAGE | D_S2RW);
	rig_put_s2(&g, 0x80800000, 2, RIG_S2_ROOT | D_TABLE);
	fakemem_find(&g.f, *tree_entry(&g.s2, 0x80400000, 2) & ~UINT64_C(3))->st = ERR_IO;
	ps = compose(&g);
	assert_string_equal(ps.text, "0x40000000+0x1000>0x5000 L1 L3\n"
				     "0x40001000+0x3ff000 STAGE2\n"
				     "0x40400000+0x200000 IO\n"
				     "0x40600000+0x200000 STAGE2\n"
				     "0x40800000+0x200000 LOOP\n"
				     "0x40a00000+0x3f600000 STAGE2\n");
	assert_int_equal(ps.unreadable, 2);
	rig_free(&g);
}

/* An unreadable table that serves more than the run: only the run's part. */
static void pieces_unreadable_around(void **state)
{
	struct pieces ps;
	struct rig g;

	(void)state;
	rig_nested(&g, true);
	rig_put(&g, 0x5000, 3, 0x80005000 | D_PAGE);
	rig_put(&g, 0x6000, 3, 0x80006000 | D_PAGE);
	rig_put_s2(&g, 0x80000000, 3, 0x5000 | D_PAGE | D_S2RW);
	fakemem_find(&g.f, *tree_entry(&g.s2, 0x80000000, 2) & ~UINT64_C(3))->st = ERR_IO;
	ps = compose(&g);
	assert_string_equal(ps.text, "0x5000+0x2000 IO\n");
	rig_free(&g);
}

/* Outputs at and beyond the end of what stage 2 takes. */
static void pieces_out_of_range(void **state)
{
	struct pieces ps;
	struct rig g;

	(void)state;
	rig_nested(&g, true);
	setup_reg(g.f.regs, SYSREG_TCR_EL1, setup_tcr_el1(48, 5));
	assert_int_equal(walk_init(&g.w, &g.f.mem, REGIME_EL1_0, 0, NULL), ERR_NONE);
	rig_put(&g, 0x5000, 3, UINT64_C(0xffffffff000) | D_PAGE); /* the last page of 44 bits */
	rig_put(&g, 0x6000, 3, UINT64_C(0x100000000000) | D_PAGE);
	rig_put_s2(&g, UINT64_C(0xffffffff000), 3, 0x9000 | D_PAGE | D_S2RW);
	ps = compose(&g);
	assert_string_equal(ps.text, "0x5000+0x1000>0x9000 L3 L3\n"
				     "0x6000+0x1000 STAGE2\n");
	rig_put(&g, 0x5000, 3, 0);
	ps = compose(&g);
	assert_string_equal(ps.text, "0x6000+0x1000 STAGE2\n");
	rig_free(&g);
}

/* A stage 2 output beyond its size is no mapping; without AF it is one, with the flag. */
static void pieces_flawed(void **state)
{
	struct pieces ps;
	struct rig g;

	(void)state;
	rig_nested(&g, true);
	rig_put(&g, 0x5000, 3, 0x80005000 | D_PAGE);
	rig_put_s2(&g, 0x80005000, 3, UINT64_C(1) << 46 | D_PAGE | D_S2RW);
	ps = compose(&g);
	assert_string_equal(ps.text, "0x5000+0x1000 STAGE2\n");
	rig_put_s2(&g, 0x80005000, 3, 0x9000 | 3 | D_S2RW);
	ps = compose(&g);
	assert_string_equal(ps.text, "0x5000+0x1000>0x9000 L3 L3\n");
	assert_int_equal(ps.last.attr.flags, ATTR_NO_ACCESS_FLAG);
	rig_free(&g);
}

/* An enormous run over stage 2 can be stopped. */
static bool stop_at_once(void *arg, uint64_t tables)
{
	(void)tables;
	++*(unsigned *)arg;
	return false;
}

static void composing_is_cancelled(void **state)
{
	struct walk_table table = {.level = 1};
	struct walk_run run = {.table = &table, .kind = DESC_BLOCK, .count = 512};
	struct pieces ps = {.n = 0};
	unsigned ticks = 0;
	struct rig g;

	(void)state;
	rig_nested(&g, true);
	run.entry_size = tree_size(1);
	g.w.tick = stop_at_once;
	g.w.tick_arg = &ticks;
	assert_int_equal(walk_compose(&g.w, &run, add_piece, NULL, &ps), ERR_CANCELLED);
	assert_int_equal(ticks, 1);
	assert_int_equal(ps.n, 0); /* what was not looked at is not "not mapped" */
	rig_free(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_of_a_block),
		cmocka_unit_test(pieces_of_pages),
		cmocka_unit_test(pieces_of_blocks),
		cmocka_unit_test(pieces_unreadable),
		cmocka_unit_test(pieces_unreadable_around),
		cmocka_unit_test(pieces_out_of_range),
		cmocka_unit_test(pieces_flawed),
		cmocka_unit_test(composing_is_cancelled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
