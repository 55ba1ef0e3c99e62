/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Merged ranges, and counting. */
#include "tests/core/cm.h"

#include <stdio.h>
#include <string.h>

#include "src/walk/range.h"
#include "src/walk/stats.h"
#include "src/walk/stats_where.h"
#include "tests/core/fakemem.h"
#include "tests/core/setup.h"
#include "tests/core/tree.h"

#define S2_ROOT UINT64_C(0x40000000)
#define XN	(UINT64_C(1) << 54)

struct rig {
	struct fakemem f;
	struct tree t, s2;
	struct walker w;
	char text[1 << 16];
	size_t len;
	unsigned ranges, unreadable;
	uint64_t contiguous;
};

static void rig_el2(struct rig *g, unsigned ia_bits)
{
	*g = (struct rig){0};
	fakemem_init(&g->f, true);
	setup_el2(g->f.regs, 0x1000);
	setup_reg(g->f.regs, SYSREG_TCR_EL2, setup_tcr_el2(ia_bits, 5));
	assert_int_equal(walk_init(&g->w, &g->f.mem, REGIME_EL2, 0, NULL), ERR_NONE);
	tree_init(&g->t, &g->f, 0x1000, g->w.r.start_level, g->w.r.root_entries, 0x10000);
}

static void rig_nested(struct rig *g)
{
	*g = (struct rig){0};
	fakemem_init(&g->f, true);
	setup_s2(g->f.regs, S2_ROOT);
	setup_el1(g->f.regs, 0x1000, 0x1000);
	setup_reg(g->f.regs, SYSREG_HCR_EL2, XEN_HCR_EL2);
	assert_int_equal(walk_init(&g->w, &g->f.mem, REGIME_EL1_0, 0, NULL), ERR_NONE);
	tree_init(&g->s2, &g->f, S2_ROOT, 0, g->w.s2.root_entries, S2_ROOT + 0x100000);
	tree_init_nested(&g->t, &g->s2, UINT64_C(0x100000000), 0x1000, 0, 512, 0x10000);
}

static void rig_free(struct rig *g)
{
	fakemem_free(&g->f);
}

static void put(struct tree *t, uint64_t ia, int level, uint64_t raw)
{
	uint64_t *e = tree_entry(t, ia, level);

	assert_non_null(e);
	*e = raw;
}

/* What stage 1 has, where that is another: "<0x80000000", "<crooked". */
static const char *own_of(const struct range *r, char buf[32])
{
	buf[0] = '\0';
	if (!r->straight)
		snprintf(buf, 32, "<crooked");
	else if (r->own != r->out)
		snprintf(buf, 32, "<0x%llx", (unsigned long long)r->own);
	return buf;
}

static void emit(void *arg, const struct range *r)
{
	struct rig *g = arg;
	char levels[8], *l = levels, own[32];

	for (int i = 0; i < 4; i++)
		if (r->levels >> i & 1)
			*l++ = (char)('0' + i);
	*l = '\0';
	assert_true(r->size > 0);
	assert_false(r->attr.flags & ATTR_CONTIGUOUS);
	g->ranges++;
	g->contiguous += r->contiguous;
	g->len += (size_t)snprintf(g->text + g->len, sizeof(g->text) - g->len,
				   "0x%llx+0x%llx>0x%llx%s L%s%s\n", (unsigned long long)r->start.v,
				   (unsigned long long)r->size, (unsigned long long)r->out,
				   own_of(r, own), levels, r->contiguous ? " c" : "");
	assert_true(g->len < sizeof(g->text));
}

static void unreadable(void *arg, const struct walk_table *t)
{
	struct rig *g = arg;

	assert_int_not_equal(t->st, ERR_NONE);
	g->unreadable++;
}

static const char *ranges_in(struct rig *g, uint64_t lo, uint64_t hi, bool through)
{
	g->len = 0;
	g->text[0] = '\0';
	g->ranges = g->unreadable = 0;
	g->contiguous = 0;
	assert_int_equal(
		range_visit(&g->w, addr_ia(lo), addr_ia(hi), through, emit, g, unreadable, g),
		ERR_NONE);
	return g->text;
}

static const char *ranges(struct rig *g, bool through)
{
	return ranges_in(g, 0, ~UINT64_C(0), through);
}

/* ---- Merging ---- */

/* Pages, a block and pages again, over the borders of tables: one range. */
static void across_sizes(void **state)
{
	struct rig g;

	(void)state;
	rig_el2(&g, 48);
	for (uint64_t ia = 0x3fe00000; ia < 0x40000000; ia += 0x1000)
		put(&g.t, ia, 3, (ia + 0x40000000) | D_PAGE);
	put(&g.t, 0x3fc00000, 2, 0x7fc00000 | D_BLOCK);
	put(&g.t, 0x40000000, 1, 0x80000000 | D_BLOCK);
	put(&g.t, 0x80000000, 2, 0xc0000000 | D_BLOCK);
	assert_string_equal(ranges(&g, false), "0x3fc00000+0x40600000>0x7fc00000 L123\n");
	rig_free(&g);
}

static void not_merged(void **state)
{
	struct rig g;

	(void)state;
	rig_el2(&g, 39);
	g.w.r.wxn = false;
	put(&g.t, 0x0000, 3, 0x5000 | D_PAGE);
	put(&g.t, 0x1000, 3, 0x6000 | D_PAGE | XN);		 /* attributes */
	put(&g.t, 0x2000, 3, 0x8000 | D_PAGE | XN);		 /* a jump */
	put(&g.t, 0x3000, 3, 0x8000 | D_PAGE | XN);		 /* the same again */
	put(&g.t, 0x5000, 3, 0xa000 | D_PAGE | XN);		 /* behind a gap */
	put(&g.t, 0x6000, 3, 0xb000 | 3 | XN);			 /* without AF */
	put(&g.t, 0x7000, 3, 0xc000 | D_PAGE | XN | 1ull << 55); /* software bit */
	put(&g.t, 0x8000, 3, 0xd000 | D_PAGE | XN | 1ull << 55);
	assert_string_equal(ranges(&g, false), "0x0+0x1000>0x5000 L3\n"
					       "0x1000+0x1000>0x6000 L3\n"
					       "0x2000+0x1000>0x8000 L3\n"
					       "0x3000+0x1000>0x8000 L3\n"
					       "0x5000+0x1000>0xa000 L3\n"
					       "0x6000+0x1000>0xb000 L3\n"
					       "0x7000+0x2000>0xc000 L3\n");
	rig_free(&g);
}

/* The same meaning in other bits: index, hint, ignored bits; and by what tables above take away. */
static void same_meaning(void **state)
{
	struct rig g;

	(void)state;
	rig_el2(&g, 39);
	g.w.r.mair = UINT64_C(0xffffff);
	g.w.r.wxn = false;
	put(&g.t, 0x0000, 3, 0x5000 | D_PAGE);
	put(&g.t, 0x1000, 3, 0x6000 | D_PAGE | 1 << 2);
	put(&g.t, 0x2000, 3, 0x7000 | D_PAGE | 1ull << 59);
	put(&g.t, 0x3000, 3, 0x8000 | D_PAGE | D_CONT);
	put(&g.t, 0x4000, 3, 0x9000 | D_PAGE);
	assert_string_equal(ranges(&g, false), "0x0+0x5000>0x5000 L3 c\n");
	assert_int_equal(g.contiguous, 1);
	/* Execute-never by its table, or by itself. */
	put(&g.t, 0x200000, 3, 0x205000 | D_PAGE);
	*tree_entry(&g.t, 0x200000, 2) |= UINT64_C(1) << 60;
	put(&g.t, 0x201000, 3, 0x206000 | D_PAGE | XN);
	assert_non_null(strstr(ranges(&g, false), "0x200000+0x2000>0x205000 L3\n"));
	rig_free(&g);
}

static void hints_counted(void **state)
{
	struct rig g;

	(void)state;
	rig_el2(&g, 39);
	for (uint64_t i = 0; i < 40; i++)
		put(&g.t, i * 0x1000, 3, (0x5000 + i * 0x1000) | D_PAGE | (i < 32 ? D_CONT : 0));
	for (uint64_t i = 0; i < 16; i++)
		put(&g.t, (i + 16) << 21, 2, (i + 64) << 21 | D_BLOCK | D_CONT);
	assert_string_equal(ranges(&g, false), "0x0+0x28000>0x5000 L3 c\n"
					       "0x2000000+0x2000000>0x8000000 L2 c\n");
	assert_int_equal(g.contiguous, 48);
	rig_free(&g);
}

/* Leaves beyond the output size are no mapping. */
static void too_far(void **state)
{
	struct rig g;

	(void)state;
	rig_el2(&g, 39);
	g.w.r.oa_bits = 36;
	put(&g.t, 0x1000, 3, UINT64_C(0xffffff000) | D_PAGE);
	put(&g.t, 0x2000, 3, UINT64_C(0x1000000000) | D_PAGE);
	assert_string_equal(ranges(&g, false), "0x1000+0x1000>0xffffff000 L3\n");
	rig_free(&g);
}

static void parts(void **state)
{
	struct rig g;

	(void)state;
	rig_el2(&g, 39);
	for (uint64_t ia = 0x1f0000; ia < 0x210000; ia += 0x1000)
		put(&g.t, ia, 3, (ia + 0x40000000) | D_PAGE);
	assert_string_equal(ranges(&g, false), "0x1f0000+0x20000>0x401f0000 L3\n");
	assert_string_equal(ranges_in(&g, 0x1ff800, 0x2017ff, false),
			    "0x1ff000+0x3000>0x401ff000 L3\n");
	assert_string_equal(ranges_in(&g, 0x210000, ~UINT64_C(0), false), "");
	rig_free(&g);
}

/* The last page of all, and what leads up to it. */
static void up_to_the_top(void **state)
{
	struct rig g;

	(void)state;
	rig_nested(&g);
	setup_reg(g.f.regs, SYSREG_HCR_EL2, HCR_RW);
	assert_int_equal(walk_init(&g.w, &g.f.mem, REGIME_EL1_1, 0, NULL), ERR_NONE);
	tree_init(&g.t, &g.f, 0x1000, 0, 512, 0x10000);
	put(&g.t, UINT64_C(0xffffffffffe00000), 2, 0x200000 | D_BLOCK);
	put(&g.t, UINT64_C(0xffffffffffc00000), 2, 0 | D_BLOCK);
	put(&g.t, UINT64_C(0xffff000000000000), 3, 0x400000 | D_PAGE);
	assert_string_equal(ranges(&g, false), "0xffff000000000000+0x1000>0x400000 L3\n"
					       "0xffffffffffc00000+0x400000>0x0 L2\n");
	rig_free(&g);
}

static void unreadable_is_told(void **state)
{
	struct rig g;

	(void)state;
	rig_el2(&g, 39);
	put(&g.t, 0x1000, 3, 0x5000 | D_PAGE);
	put(&g.t, 0x200000, 3, 0x5000 | D_PAGE);
	fakemem_find(&g.f, 0x12000)->st = ERR_HOLE;
	assert_string_equal(ranges(&g, false), "0x1000+0x1000>0x5000 L3\n");
	assert_int_equal(g.unreadable, 1);
	g.len = 0;
	assert_int_equal(
		range_visit(&g.w, addr_ia(0), addr_ia(~UINT64_C(0)), false, emit, &g, NULL, NULL),
		ERR_NONE);
	rig_free(&g);
}

/* ---- Through stage 2 ---- */

static void through(void **state)
{
	struct rig g;

	(void)state;
	rig_nested(&g);
	put(&g.t, 0x40000000, 2, 0x80000000 | D_BLOCK);
	put(&g.t, 0x40200000, 3, 0x80200000 | D_PAGE);
	put(&g.t, 0x40201000, 3, 0x80201000 | D_PAGE);
	for (uint64_t i = 0; i < 512; i++)
		put(&g.s2, 0x80000000 + (i << 12), 3, (0x90000000 + (i << 12)) | D_PAGE | D_S2RW);
	put(&g.s2, 0x80200000, 2, 0x90200000 | D_BLOCK | D_S2RW);
	assert_string_equal(ranges(&g, true), "0x40000000+0x202000>0x90000000<0x80000000 L23\n");
	assert_string_equal(ranges(&g, false), "0x40000000+0x202000>0x80000000 L23\n");
	/* A hole, a page elsewhere, a read-only one. */
	put(&g.s2, 0x80003000, 3, 0);
	put(&g.s2, 0x80005000, 3, 0x5000 | D_PAGE | D_S2RW);
	put(&g.s2, 0x80006000, 3, 0x6000 | D_PAGE | (D_S2RW & ~(UINT64_C(1) << 7)));
	assert_string_equal(ranges(&g, true), "0x40000000+0x3000>0x90000000<0x80000000 L23\n"
					      "0x40004000+0x1000>0x90004000<0x80004000 L23\n"
					      "0x40005000+0x1000>0x5000<0x80005000 L23\n"
					      "0x40006000+0x1000>0x6000<0x80006000 L23\n"
					      "0x40007000+0x1fb000>0x90007000<0x80007000 L23\n");
	rig_free(&g);
}

/* What is next to it in input and output, in two pieces that stage 2 maps elsewhere on the way. */
static void through_is_not_stage1_merging(void **state)
{
	struct rig g;

	(void)state;
	rig_nested(&g);
	put(&g.t, 0x1000, 3, 0x80000000 | D_PAGE);
	put(&g.t, 0x2000, 3, 0x70000000 | D_PAGE);
	put(&g.s2, 0x80000000, 3, 0x5000 | D_PAGE | D_S2RW);
	put(&g.s2, 0x70000000, 3, 0x6000 | D_PAGE | D_S2RW);
	assert_string_equal(ranges(&g, false), "0x1000+0x1000>0x80000000 L3\n"
					       "0x2000+0x1000>0x70000000 L3\n");
	assert_string_equal(ranges(&g, true), "0x1000+0x2000>0x5000<crooked L3\n");
	rig_free(&g);
}

/* A leaf with the hint counts once, in however many pieces stage 2 maps it. */
static void hints_through(void **state)
{
	struct rig g;

	(void)state;
	rig_nested(&g);
	put(&g.t, 0x40000000, 2, 0x80000000 | D_BLOCK | D_CONT);
	put(&g.t, 0x40200000, 2, 0x80200000 | D_BLOCK | D_CONT);
	for (uint64_t i = 0; i < 1024; i++)
		put(&g.s2, 0x80000000 + (i << 12), 3, (0x90000000 + (i << 13)) | D_PAGE | D_S2RW);
	ranges(&g, true);
	assert_int_equal(g.ranges, 1024);
	assert_int_equal(g.contiguous, 2);
	rig_free(&g);
}

static void through_unreadable(void **state)
{
	struct rig g;

	(void)state;
	rig_nested(&g);
	put(&g.t, 0x1000, 3, 0x80000000 | D_PAGE);
	put(&g.t, 0x2000, 3, 0x90000000 | D_PAGE);
	put(&g.s2, 0x80000000, 3, 0x5000 | D_PAGE | D_S2RW);
	put(&g.s2, 0x90000000, 3, 0x6000 | D_PAGE | D_S2RW);
	fakemem_find(&g.f, *tree_entry(&g.s2, 0x80000000, 2) & ~UINT64_C(3))->st = ERR_IO;
	assert_string_equal(ranges(&g, true), "0x2000+0x1000>0x6000<0x90000000 L3\n");
	assert_int_equal(g.unreadable, 1);
	rig_free(&g);
}

/* Asked to compose where there is no stage 2: as without. */
static void through_nothing(void **state)
{
	struct rig g;

	(void)state;
	rig_el2(&g, 39);
	put(&g.t, 0x1000, 3, 0x5000 | D_PAGE);
	assert_string_equal(ranges(&g, true), "0x1000+0x1000>0x5000 L3\n");
	rig_free(&g);
}

/* ---- Cancelling ---- */

struct ticks {
	uint64_t calls, stop, last;
	bool back; /* the count went back */
};

static bool tick(void *arg, uint64_t tables)
{
	struct ticks *t = arg;

	t->back |= tables < t->last;
	t->last = tables;
	return ++t->calls < t->stop;
}

static void cancelled(void **state)
{
	struct ticks t = {.stop = 1000};
	struct rig g;
	uint64_t all;

	(void)state;
	rig_nested(&g);
	put(&g.t, 0x1000, 3, 0x80000000 | D_PAGE);
	put(&g.t, 0x2000, 3, 0x90000000 | D_PAGE);
	put(&g.s2, 0x80000000, 3, 0x5000 | D_PAGE | D_S2RW);
	put(&g.s2, 0x90000000, 3, 0x7000 | D_PAGE | D_S2RW);
	g.w.tick = tick;
	g.w.tick_arg = &t;
	ranges(&g, true);
	assert_false(t.back);
	all = t.calls;
	assert_int_equal(all, 4 + 2 * 4); /* stage 1, and stage 2 for each run */
	for (uint64_t stop = 1; stop <= all; stop++) {
		t = (struct ticks){.stop = stop};
		assert_int_equal(range_visit(&g.w, addr_ia(0), addr_ia(~UINT64_C(0)), true, emit,
					     &g, NULL, NULL),
				 ERR_CANCELLED);
		assert_true(t.calls <= stop + 1);
	}
	rig_free(&g);
}

/* ---- Counting ---- */

static void counting(void **state)
{
	struct stats s;
	struct rig g;

	(void)state;
	rig_el2(&g, 48);
	for (uint64_t i = 0; i < 20; i++)
		put(&g.t, i * 0x1000, 3, (i * 0x1000) | D_PAGE | (i < 16 ? D_CONT : 0));
	put(&g.t, 0x200000, 2, 0x200000 | D_BLOCK);
	put(&g.t, 0x400000, 2, 0x600000 | D_BLOCK);
	put(&g.t, 0x40000000, 1, 0x40000000 | D_BLOCK);
	put(&g.t, 0x600000, 3, 0x9001); /* reserved; makes a table */
	put(&g.t, 0x601000, 3, 0x9001);
	put(&g.t, UINT64_C(0x8000000000), 0, 0x9001);
	assert_int_equal(stats_count(&g.w, &s, NULL, NULL), ERR_NONE);
	assert_int_equal(s.tables[regime_slot(0)], 1);
	assert_int_equal(s.tables[regime_slot(1)], 1);
	assert_int_equal(s.tables[regime_slot(2)], 1);
	assert_int_equal(s.tables[regime_slot(3)], 2);
	assert_int_equal(s.leaves[regime_slot(0)], 0);
	assert_int_equal(s.leaves[regime_slot(1)], 1);
	assert_int_equal(s.leaves[regime_slot(2)], 2);
	assert_int_equal(s.leaves[regime_slot(3)], 20);
	assert_int_equal(s.reserved, 3);
	assert_int_equal(s.contiguous, 16);
	assert_int_equal(s.mapped_bytes, 0x40000000 + 2 * 0x200000 + 20 * 0x1000);
	assert_int_equal(s.table_bytes, 5 * 4096);
	assert_int_equal(s.unreadable, 0);
	rig_free(&g);
}

/* Of all leaves, the same numbers; of some, those and the tables that lead to one. */
static void counting_where(void **state)
{
	static const struct {
		const char *expr;
		unsigned matches, tables[4];
	} cases[] = {
		{"leaf", 23, {1, 1, 1, 1}},	  {"4K", 20, {1, 1, 1, 1}},
		{"2M", 2, {1, 1, 1, 0}},	  {"L1", 1, {1, 1, 0, 0}},
		{"contiguous", 16, {1, 1, 1, 1}}, {"nc", 0, {0, 0, 0, 0}},
		{"in=0x602000", 1, {1, 1, 1, 1}},
	};
	struct stats all;
	struct rig g;

	(void)state;
	rig_el2(&g, 48);
	for (uint64_t i = 0; i < 19; i++)
		put(&g.t, i * 0x1000, 3, (i * 0x1000) | D_PAGE | (i < 16 ? D_CONT : 0));
	put(&g.t, 0x200000, 2, 0x200000 | D_BLOCK);
	put(&g.t, 0x400000, 2, 0x600000 | D_BLOCK);
	put(&g.t, 0x40000000, 1, 0x40000000 | D_BLOCK);
	put(&g.t, 0x602000, 3, 0x9000 | D_PAGE);
	assert_int_equal(stats_count(&g.w, &all, NULL, NULL), ERR_NONE);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct stats_where s;
		struct where w;
		struct err err;

		assert_int_equal(where_parse(cases[i].expr, &w, &err), ERR_NONE);
		assert_int_equal(stats_where_count(&g.w, &w, &s, NULL, NULL), ERR_NONE);
		assert_int_equal(s.leaves, 23);
		assert_int_equal(s.matches, cases[i].matches);
		for (int l = 0; l < 3; l++)
			assert_int_equal(s.of_them.tables[regime_slot(l)], cases[i].tables[l]);
		assert_int_equal(s.of_them.tables[regime_slot(3)], i < 2 ? 2 : cases[i].tables[3]);
		assert_true(s.of_them.valid_only);
		s.of_them.valid_only = all.valid_only;
		if (!i)
			assert_memory_equal(&s.of_them, &all, sizeof(all));
	}
	rig_free(&g);
}

static void counting_flaws(void **state)
{
	struct stats s;
	struct rig g;

	(void)state;
	rig_el2(&g, 48);
	g.w.r.oa_bits = 40;
	put(&g.t, 0x1000, 3, UINT64_C(0x20000000000) | D_PAGE);
	put(&g.t, 0x2000, 3, 0x5003); /* without AF: mapped all the same */
	put(&g.t, 0x200000, 3, 0x5000 | D_PAGE);
	fakemem_find(&g.f, *tree_entry(&g.t, 0x200000, 2) & ~UINT64_C(3))->st = ERR_HOLE;
	assert_int_equal(stats_count(&g.w, &s, unreadable, &g), ERR_NONE);
	assert_int_equal(s.unreadable, 1);
	assert_int_equal(g.unreadable, 1);
	assert_int_equal(s.leaves[regime_slot(3)], 1);
	assert_int_equal(s.mapped_bytes, 0x1000);
	assert_int_equal(s.tables[regime_slot(3)], 1);
	rig_free(&g);
}

/* Of a nested regime: of stage 1 alone. Of a concatenated root: one table of all its bytes. */
static void counting_other_regimes(void **state)
{
	struct stats s;
	struct rig g;

	(void)state;
	rig_nested(&g);
	put(&g.t, 0x1000, 3, 0x80000000 | D_PAGE);
	assert_int_equal(stats_count(&g.w, &s, NULL, NULL), ERR_NONE);
	assert_int_equal(s.tables[regime_slot(3)], 1);
	assert_int_equal(s.leaves[regime_slot(3)], 1);
	assert_int_equal(s.table_bytes, 4 * 4096);
	setup_reg(g.f.regs, SYSREG_VTCR_EL2, setup_vtcr(43, 1, 5));
	assert_int_equal(walk_init(&g.w, &g.f.mem, REGIME_S2, 0, NULL), ERR_NONE);
	tree_init(&g.s2, &g.f, S2_ROOT, 1, 8192, 0x41000000);
	put(&g.s2, UINT64_C(0x7ffc0000000), 1, 0x80000000 | D_BLOCK | D_S2RW);
	assert_int_equal(stats_count(&g.w, &s, NULL, NULL), ERR_NONE);
	assert_int_equal(s.tables[regime_slot(1)], 1);
	assert_int_equal(s.table_bytes % 65536,
			 s.tables[regime_slot(2)] * 4096 + s.tables[regime_slot(3)] * 4096);
	assert_true(s.leaves[regime_slot(1)] >= 1);
	rig_free(&g);
}

/* AArch32: where TTBR0 and TTBR1 meet inside of a block, each has only its part of it. */
static void halves_of_a_block(void **state)
{
	static const struct {
		uint64_t ttbcr;
		enum regime_id id;
		unsigned index;
		uint64_t first, size;
	} rows[] = {
		{0x80000007, REGIME_PL1_1, 0, 0x02000000, 0x3e000000},
		{0x80070000, REGIME_PL1_0, 3, 0xc0000000, 0x3e000000},
	};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct stats s;
		struct rig g = {.ranges = 0};
		char want[80];

		fakemem_init(&g.f, true);
		setup_a32(g.f.regs);
		setup_reg(g.f.regs, SYSREG_HCR, 0);
		setup_reg(g.f.regs, SYSREG_TTBCR, rows[i].ttbcr);
		setup_reg(g.f.regs, SYSREG_TTBR1, 0x1000);
		*fakemem_at(&g.f, 0x1000 + 8 * rows[i].index) = 0x80000000 | D_BLOCK;
		assert_int_equal(walk_init(&g.w, &g.f.mem, rows[i].id, 0, NULL), ERR_NONE);
		snprintf(want, sizeof(want), "0x%llx+0x%llx>0x%llx L1\n",
			 (unsigned long long)rows[i].first, (unsigned long long)rows[i].size,
			 (unsigned long long)(0x80000000 + (rows[i].first & 0x3fffffff)));
		assert_string_equal(ranges(&g, false), want);
		assert_int_equal(stats_count(&g.w, &s, NULL, NULL), ERR_NONE);
		assert_int_equal(s.mapped_bytes, rows[i].size);
		rig_free(&g);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(across_sizes),
		cmocka_unit_test(not_merged),
		cmocka_unit_test(same_meaning),
		cmocka_unit_test(hints_counted),
		cmocka_unit_test(too_far),
		cmocka_unit_test(parts),
		cmocka_unit_test(up_to_the_top),
		cmocka_unit_test(unreadable_is_told),
		cmocka_unit_test(through),
		cmocka_unit_test(through_is_not_stage1_merging),
		cmocka_unit_test(hints_through),
		cmocka_unit_test(through_unreadable),
		cmocka_unit_test(through_nothing),
		cmocka_unit_test(cancelled),
		cmocka_unit_test(halves_of_a_block),
		cmocka_unit_test(counting),
		cmocka_unit_test(counting_where),
		cmocka_unit_test(counting_flaws),
		cmocka_unit_test(counting_other_regimes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
