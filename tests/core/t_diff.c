/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Each class of difference, and what comes near to it. */
#include "tests/core/cm.h"

#include <stdio.h>
#include <string.h>

#include "src/diff/diff.h"
#include "tests/core/rig.h"

#define BIT(n) (UINT64_C(1) << (n))
#define RO     BIT(7)
#define XN     BIT(54)
#define INNER  (UINT64_C(3) << 8)
#define PAGE   (D_PAGE | INNER | XN)
#define BLOCK  (D_BLOCK | INNER | XN)
#define NC     (UINT64_C(1) << 2) /* AttrIndx 1 */

/* Two targets, before and after. */
struct pair {
	struct rig g[2];
	char text[8192];
	size_t len;
	unsigned unreadable[2];
	int bbm_level;
};

static void say(struct pair *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void say(struct pair *p, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	p->len += (size_t)vsnprintf(p->text + p->len, sizeof(p->text) - p->len, fmt, ap);
	va_end(ap);
	assert_true(p->len < sizeof(p->text));
}

static void say_bits(struct pair *p, const char *what, unsigned bits)
{
	const char *sep = "";

	if (!bits)
		return;
	say(p, " %s(", what);
	for (unsigned i = 0; i < DIFF_BITS; i++) {
		if (!(bits >> i & 1))
			continue;
		say(p, "%s%s", sep, diff_change_name(i));
		sep = ", ";
	}
	say(p, ")");
}

/* "narrowed L3 0x5000x2 by(permissions) bbm(...)"; of ranges the size in place of the level. */
static void add_row(void *arg, const struct diff_row *r)
{
	struct pair *p = arg;
	uint64_t leaves = r->side[0].leaves + r->side[1].leaves;

	say(p, "%s ", diff_class_name(r->class));
	if (r->by_range)
		say(p, "0x%llx+0x%llx", (unsigned long long)r->ia.v,
		    (unsigned long long)r->entry_size);
	else
		say(p, "L%d 0x%llxx%llu", r->level, (unsigned long long)r->ia.v,
		    (unsigned long long)r->count);
	if (leaves)
		say(p, " leaves %llu", (unsigned long long)leaves);
	if (r->below)
		say(p, " below %llu", (unsigned long long)r->below);
	say_bits(p, "by", r->changes);
	say_bits(p, "bbm", r->bbm);
	say(p, "%s\n", r->bbm_content ? "?" : "");
}

static void add_unreadable(void *arg, int side, const struct walk_table *t)
{
	struct pair *p = arg;

	assert_int_not_equal(t->st, ERR_NONE);
	p->unreadable[side]++;
}

static void start(struct pair *p)
{
	*p = (struct pair){.bbm_level = 0};
	for (int k = 0; k < 2; k++) {
		rig_el2(&p->g[k], 48, true);
		setup_reg(p->g[k].f.regs, SYSREG_MAIR_EL2, 0x44ff); /* 0 write-back, 1 NC */
		assert_int_equal(walk_init(&p->g[k].w, &p->g[k].f.mem, REGIME_EL2, 0, NULL), 0);
	}
}

static void end(struct pair *p)
{
	rig_free(&p->g[0]);
	rig_free(&p->g[1]);
}

static const char *compare(struct pair *p)
{
	struct diff_visitor v = {p->bbm_level, add_row, add_unreadable};

	p->len = 0;
	p->text[0] = '\0';
	p->unreadable[0] = p->unreadable[1] = 0;
	assert_int_equal(diff_entries(&p->g[0].w, &p->g[1].w, &v, p), ERR_NONE);
	return p->text;
}

static const char *ranges(struct pair *p, bool through)
{
	struct diff_visitor v = {p->bbm_level, add_row, add_unreadable};

	p->len = 0;
	p->text[0] = '\0';
	assert_int_equal(diff_ranges(&p->g[0].w, &p->g[1].w, through, &v, p), ERR_NONE);
	return p->text;
}

static void put(struct pair *p, uint64_t ia, int level, uint64_t before, uint64_t after)
{
	rig_put(&p->g[0], ia, level, before);
	rig_put(&p->g[1], ia, level, after);
}

/* One page, before and after. */
static void expect_page(uint64_t before, uint64_t after, const char *want)
{
	struct pair p;

	start(&p);
	put(&p, 0x5000, 3, before, after);
	assert_string_equal(compare(&p), want);
	end(&p);
}

static void one_page(void **state)
{
	const uint64_t a = 0x40000000 | PAGE;

	(void)state;
	expect_page(a, a, "");
	expect_page(0, 0, "");
	expect_page(0, a, "mapped L3 0x5000x1\n");
	expect_page(a, 0, "unmapped L3 0x5000x1\n");
	expect_page(a, a ^ 2, "unmapped L3 0x5000x1\n"); /* reserved at level 3 */
	expect_page(0x10, 0x20, "same L3 0x5000x1 by(bits)\n");
	expect_page(a, a + 0x1000, "remapped L3 0x5000x1 by(output) bbm(output)\n");
	expect_page(a | RO, (a | RO) + 0x1000, "remapped L3 0x5000x1 by(output) bbm(output)?\n");
	expect_page(a | RO, a + 0x1000,
		    "remapped L3 0x5000x1 by(output, permissions) bbm(output)\n");
	expect_page(a, a | NC, "type L3 0x5000x1 by(type, shareability) bbm(type, shareability)\n");
	expect_page(a, a ^ BIT(8), "type L3 0x5000x1 by(shareability) bbm(shareability)\n");
	expect_page(a, a | RO, "narrowed L3 0x5000x1 by(permissions)\n");
	expect_page(a | RO, a, "widened L3 0x5000x1 by(permissions)\n");
	expect_page(a | RO, a & ~XN, "widened L3 0x5000x1 by(permissions)\n");
	expect_page(a, (a & ~XN) | RO, "permissions L3 0x5000x1 by(permissions)\n");
	expect_page(a, a ^ D_AF, "flags L3 0x5000x1 by(access flag)\n");
	expect_page(a, a | BIT(56), "flags L3 0x5000x1 by(software)\n");
	expect_page(a, a | BIT(50), "flags L3 0x5000x1 by(guarded)\n");
	expect_page(a, a | BIT(51), "flags L3 0x5000x1 by(DBM)\n");
	expect_page(a, a | BIT(60), "same L3 0x5000x1 by(bits)\n");
	expect_page(a, a | D_CONT, "same L3 0x5000x1 by(contiguous) bbm(contiguous)\n");
	/* What faults is in no TLB. */
	expect_page(a ^ D_AF, (a ^ D_AF) + 0x1000, "remapped L3 0x5000x1 by(output)\n");
}

/* Global entries exist at EL1&0 alone. */
static void global(void **state)
{
	struct pair p = {.bbm_level = 0};

	(void)state;
	for (int k = 0; k < 2; k++)
		rig_el1(&p.g[k], REGIME_EL1_0, 48);
	put(&p, 0x5000, 3, 0x40000000 | PAGE | BIT(11), 0x40000000 | PAGE);
	put(&p, 0x7000, 3, 0x40000000 | PAGE, 0x40000000 | PAGE | BIT(11));
	assert_string_equal(compare(&p), "flags L3 0x5000x1 by(global) bbm(global)\n"
					 "flags L3 0x7000x1 by(global)\n");
	end(&p);
}

/* FEAT_BBM: what each level does without. */
static void levels_of_bbm(void **state)
{
	static const char *const want[] = {"same L3 0x5000x1 by(contiguous) bbm(contiguous)\n"
					   "split L2 0x200000x1 leaves 512 by(size) bbm(size)\n",
					   "same L3 0x5000x1 by(contiguous)\n"
					   "split L2 0x200000x1 leaves 512 by(size) bbm(size)\n",
					   "same L3 0x5000x1 by(contiguous)\n"
					   "split L2 0x200000x1 leaves 512 by(size)\n"};
	struct pair p;

	(void)state;
	start(&p);
	put(&p, 0x5000, 3, 0x40000000 | PAGE, 0x40000000 | PAGE | D_CONT);
	rig_put(&p.g[0], 0x200000, 2, 0x40000000 | BLOCK);
	for (uint64_t i = 0; i < 512; i++)
		rig_put(&p.g[1], 0x200000 + i * 4096, 3, (0x40000000 + i * 4096) | PAGE);
	for (p.bbm_level = 0; p.bbm_level < 3; p.bbm_level++)
		assert_string_equal(compare(&p), want[p.bbm_level]);
	p.bbm_level = DIFF_BBM_UNKNOWN;
	assert_string_equal(compare(&p), want[0]);
	end(&p);
}

static void neighbours(void **state)
{
	struct pair p;

	(void)state;
	start(&p);
	for (uint64_t i = 0; i < 4; i++)
		put(&p, 0x5000 + i * 4096, 3, 0, (0x40000000 + i * 8192) | PAGE);
	put(&p, 0x9000, 3, 0, 0x40000000 | PAGE | RO); /* alike, but for this */
	put(&p, 0xb000, 3, 0, 0x40000000 | PAGE | RO); /* not a neighbour */
	/* From one table into the next. */
	put(&p, 0x3ff000, 3, 0x50000000 | PAGE, 0);
	put(&p, 0x400000, 3, 0x60000000 | PAGE, 0);
	assert_string_equal(compare(&p), "mapped L3 0x5000x4\nmapped L3 0x9000x1\n"
					 "mapped L3 0xb000x1\nunmapped L3 0x3ff000x2\n");
	end(&p);
}

static void fill_table(struct rig *g, uint64_t ia, uint64_t oa, uint64_t bits)
{
	for (uint64_t i = 0; i < 512; i++)
		rig_put(g, ia + i * 4096, 3, (oa + i * 4096) | bits);
}

static void swap(struct pair *p)
{
	struct walker w = p->g[0].w;

	p->g[0].w = p->g[1].w;
	p->g[1].w = w;
}

static void split_and_merged(void **state)
{
	struct pair p;

	(void)state;
	start(&p);
	rig_put(&p.g[0], 0x200000, 2, 0x40000000 | BLOCK);
	fill_table(&p.g[1], 0x200000, 0x40000000, PAGE | D_CONT);
	assert_string_equal(compare(&p), "split L2 0x200000x1 leaves 512 by(size) bbm(size)\n");
	swap(&p);
	assert_string_equal(compare(&p), "merged L2 0x200000x1 leaves 512 by(size) bbm(size)\n");
	swap(&p);
	assert_string_equal(ranges(&p, false), "");
	/* One page that is something else, and one that is not there. */
	rig_put(&p.g[1], 0x205000, 3, 0x40005000 | PAGE | RO);
	rig_put(&p.g[1], 0x207000, 3, 0);
	assert_string_equal(compare(&p), "changed L2 0x200000x1 by(size) bbm(size)\n"
					 "narrowed L3 0x205000x1 by(permissions)\n"
					 "unmapped L3 0x207000x1\n");
	assert_string_equal(ranges(&p, false), "narrowed 0x205000+0x1000 by(permissions)\n"
					       "unmapped 0x207000+0x1000\n");
	swap(&p);
	assert_string_equal(compare(&p), "changed L2 0x200000x1 by(size) bbm(size)\n"
					 "widened L3 0x205000x1 by(permissions)\n"
					 "mapped L3 0x207000x1\n");
	end(&p);
}

/* A block of 1G for tables of two levels: the half that is the same is not told. */
static void split_twice(void **state)
{
	struct pair p;

	(void)state;
	start(&p);
	rig_put(&p.g[0], 0x40000000, 1, 0x80000000 | BLOCK);
	for (uint64_t i = 0; i < 512; i++)
		if (i != 7)
			rig_put(&p.g[1], 0x40000000 + i * 0x200000, 2,
				(0x80000000 + i * 0x200000) | BLOCK);
	fill_table(&p.g[1], 0x40e00000, 0x80e00000, PAGE);
	assert_string_equal(compare(&p), "split L1 0x40000000x1 leaves 1023 by(size) bbm(size)\n");
	rig_put(&p.g[1], 0x40e01000, 3, 0x80e02000 | PAGE);
	assert_string_equal(compare(&p), "changed L1 0x40000000x1 by(size) bbm(size)\n"
					 "remapped L3 0x40e01000x1 by(output) bbm(output)\n");
	end(&p);
}

static void whole_tables(void **state)
{
	struct pair p;

	(void)state;
	start(&p);
	fill_table(&p.g[1], 0x40000000, 0x40000000, PAGE);
	fill_table(&p.g[1], 0x40200000, 0x80000000, PAGE);
	assert_string_equal(compare(&p), "mapped L0 0x0x1 leaves 1024\n");
	swap(&p);
	assert_string_equal(compare(&p), "unmapped L0 0x0x1 leaves 1024\n");
	end(&p);
	/* Two that are neighbours are one row; an empty one means nothing. */
	start(&p);
	put(&p, 0, 3, 0, 0); /* the tables above */
	fill_table(&p.g[1], 0x200000, 0x40000000, PAGE);
	fill_table(&p.g[1], 0x400000, 0x80000000, PAGE);
	rig_put(&p.g[1], 0x600000, 3, 0);
	assert_string_equal(compare(&p), "mapped L2 0x200000x2 leaves 1024\n"
					 "same L2 0x600000x1 by(table)\n");
	end(&p);
}

/* Tables at other pages: one row, unless something in them is different. */
static void moved(void **state)
{
	struct pair p;

	(void)state;
	start(&p);
	rig_put(&p.g[1], 0x8000000000, 3, 0); /* takes the pages that the other one uses below */
	rig_put(&p.g[0], 0x200000, 3, 0x40000000 | PAGE);
	rig_put(&p.g[1], 0x200000, 3, 0x40000000 | PAGE);
	rig_put(&p.g[0], 0x8000000000, 3, 0);
	assert_string_equal(compare(&p), "same L0 0x0x2 below 4 by(table)\n");
	assert_string_equal(ranges(&p, false), "");
	rig_put(&p.g[1], 0x201000, 3, 0x40000000 | PAGE);
	assert_string_equal(compare(&p), "changed L0 0x0x1 by(table)\n"
					 "changed L1 0x0x1 by(table)\n"
					 "changed L2 0x200000x1 by(table)\n"
					 "mapped L3 0x201000x1\n"
					 "same L0 0x8000000000x1 below 2 by(table)\n");
	end(&p);
}

/* APTable and XNTable of a table descriptor change what is below, though nothing else changed. */
static void hierarchical(void **state)
{
	struct pair p;

	(void)state;
	start(&p);
	put(&p, 0x5000, 3, 0x40000000 | PAGE, 0x40000000 | PAGE);
	put(&p, 0x6000, 3, 0x40001000 | PAGE | RO, 0x40001000 | PAGE | RO);
	*tree_entry(&p.g[1].t, 0x5000, 2) |= BIT(62);
	assert_string_equal(compare(&p), "changed L2 0x0x1 by(bits)\n"
					 "narrowed L3 0x5000x1 by(permissions)\n");
	/* All below it is execute-never anyway. */
	*tree_entry(&p.g[1].t, 0x5000, 2) ^= BIT(62) | BIT(60);
	assert_string_equal(compare(&p), "same L2 0x0x1 by(bits)\n");
	end(&p);
}

/* The same descriptors, another MAIR. */
static void registers(void **state)
{
	struct pair p;

	(void)state;
	start(&p);
	put(&p, 0x5000, 3, 0x40000000 | PAGE, 0x40000000 | PAGE);
	put(&p, 0x6000, 3, 0x40000000 | PAGE | NC, 0x40000000 | PAGE | NC);
	setup_reg(p.g[1].f.regs, SYSREG_MAIR_EL2, 0x4404);
	assert_int_equal(walk_init(&p.g[1].w, &p.g[1].f.mem, REGIME_EL2, 0, NULL), ERR_NONE);
	assert_string_equal(compare(&p),
			    "type L3 0x5000x1 by(type, shareability) bbm(type, shareability)\n");
	end(&p);
}

static void other_geometry(void **state)
{
	char why[DIFF_WHY_MAX];
	struct pair p = {.bbm_level = 0};

	(void)state;
	rig_el2(&p.g[0], 48, true);
	rig_el2(&p.g[1], 39, true);
	assert_false(diff_comparable(&p.g[0].w, &p.g[1].w, why));
	assert_string_equal(why, "4K granule, 48-bit input, start level 0, and 4K, 39-bit, start "
				 "level 1");
	put(&p, 0x5000, 3, 0x40000000 | PAGE, 0x40000000 | PAGE);
	assert_string_equal(ranges(&p, false), "");
	rig_put(&p.g[0], 0x8000000000, 3, 0x40000000 | PAGE); /* out of the other one's reach */
	assert_string_equal(ranges(&p, false), "unmapped 0x8000000000+0x1000\n");
	end(&p);
}

static void outside_and_loops(void **state)
{
	struct pair p;

	(void)state;
	start(&p);
	/* The same on both sides: nothing is known to have changed, and that is said. */
	put(&p, 0x8000000000, 0, 0x7000000 | D_TABLE, 0x7000000 | D_TABLE);
	put(&p, 0x10000000000, 0, 0x1000 | D_TABLE, 0x1000 | D_TABLE); /* the root itself */
	assert_string_equal(compare(&p), "");
	assert_int_equal(p.unreadable[0], 2);
	assert_int_equal(p.unreadable[1], 2);
	/* On one side. */
	rig_put(&p.g[1], 0x8000000000, 0, 0);
	rig_put(&p.g[1], 0x10000000000, 0, 0);
	rig_put(&p.g[0], 0x18000000000, 0, 0x7000000 | D_TABLE);
	rig_put(&p.g[1], 0x18000000000, 3, 0x40000000 | PAGE);
	assert_string_equal(compare(&p), "unknown L0 0x8000000000x1\n"
					 "unmapped L0 0x10000000000x1 leaves 3\n"
					 "unknown L0 0x18000000000x1\n");
	/* The table that is not there is told of once at each level where the root has it. */
	assert_int_equal(p.unreadable[0], 4);
	assert_int_equal(p.unreadable[1], 0);
	assert_string_equal(ranges(&p, false), "unknown 0x18000000000+0x1000\n");
	end(&p);
	/* The same descriptor, a table that only one side has. */
	start(&p);
	put(&p, 0x200000, 3, 0x40000000 | PAGE, 0x40000000 | PAGE);
	fakemem_find(&p.g[1].f, *tree_entry(&p.g[1].t, 0x200000, 2) & 0xfffffffff000)->st = ERR_IO;
	assert_string_equal(compare(&p), "unknown L2 0x200000x1\n");
	assert_int_equal(p.unreadable[1], 1);
	end(&p);
}

static void roots(void **state)
{
	struct pair p;

	(void)state;
	start(&p);
	fakemem_page(&p.g[0].f, 0x1000)->st = ERR_IO;
	put(&p, 0x5000, 3, 0, 0x40000000 | PAGE);
	assert_string_equal(compare(&p), "");
	assert_int_equal(p.unreadable[0], 1);
	end(&p);
}

/* Outputs beyond the configured size are no mappings. */
static void too_big(void **state)
{
	struct pair p;

	(void)state;
	start(&p);
	for (int k = 0; k < 2; k++) {
		setup_reg(p.g[k].f.regs, SYSREG_TCR_EL2, setup_tcr_el2(48, 0));
		assert_int_equal(walk_init(&p.g[k].w, &p.g[k].f.mem, REGIME_EL2, 0, NULL), 0);
	}
	put(&p, 0x5000, 3, 0x100000000 | PAGE, 0x200000000 | PAGE);
	put(&p, 0x7000, 3, 0x100000000 | PAGE, 0x40000000 | PAGE);
	assert_string_equal(compare(&p), "same L3 0x5000x1 by(bits)\nmapped L3 0x7000x1\n");
	end(&p);
}

static void nested(void **state)
{
	struct pair p = {.bbm_level = 0};

	(void)state;
	for (int k = 0; k < 2; k++) {
		rig_nested(&p.g[k], k);
		rig_put_s2(&p.g[k], 0x80000000, 3, 0x90000000 | D_PAGE | D_S2RW);
	}
	put(&p, 0x5000, 3, 0x80000000 | D_PAGE, 0x80000000 | D_PAGE);
	assert_string_equal(compare(&p), "");
	assert_string_equal(ranges(&p, true), "");
	rig_put_s2(&p.g[1], 0x80000000, 3, 0x90001000 | D_PAGE | D_S2RW);
	assert_string_equal(compare(&p), "");
	assert_string_equal(ranges(&p, true), "remapped 0x5000+0x1000 by(output) bbm(output)\n");
	end(&p);
}

/* At the top of the address space. */
static void upper_half(void **state)
{
	struct pair p = {.bbm_level = 0};

	(void)state;
	for (int k = 0; k < 2; k++)
		rig_el1(&p.g[k], REGIME_EL1_1, 48);
	put(&p, 0xfffffffffffff000, 3, 0x40000000 | PAGE, 0x40000000 | PAGE | RO);
	put(&p, 0xffff000000000000, 3, 0x40000000 | PAGE, 0);
	assert_string_equal(compare(&p), "unmapped L3 0xffff000000000000x1\n"
					 "narrowed L3 0xfffffffffffff000x1 by(permissions)\n");
	assert_string_equal(ranges(&p, false),
			    "unmapped 0xffff000000000000+0x1000\n"
			    "narrowed 0xfffffffffffff000+0x1000 by(permissions)\n");
	end(&p);
}

/* EL2 of a CPU with every feature and this TCR, root at 0x10000. */
static void start_with(struct pair *p, uint64_t tcr)
{
	*p = (struct pair){.bbm_level = 0};
	for (int k = 0; k < 2; k++) {
		struct rig *g = &p->g[k];
		struct err err = {0};

		fakemem_init(&g->f, k);
		setup_el2(g->f.regs, 0x10000);
		setup_features(g->f.regs);
		setup_reg(g->f.regs, SYSREG_TCR_EL2, tcr);
		fakemem_page(&g->f, 0x10000);
		if (walk_init(&g->w, &g->f.mem, REGIME_EL2, 0, &err))
			fail_msg("%s", err.text);
	}
}

static void put_at(struct pair *p, uint64_t table, unsigned index, uint64_t before, uint64_t after)
{
	*fakemem_at(&p->g[0].f, table + index * 8u) = before;
	*fakemem_at(&p->g[1].f, table + index * 8u) = after;
}

static void pages(struct pair *p, uint64_t table, unsigned n)
{
	for (int k = 0; k < 2; k++)
		for (unsigned i = 0; i < n; i++)
			fakemem_page(&p->g[k].f, table + i * FAKEMEM_PAGE);
}

/* 64K, 52 bits: bits 15:12 of a descriptor are 51:48 of the address; blocks of 512M. */
static void granule_64k(void **state)
{
	const uint64_t bits = 0x703;
	struct pair p;

	(void)state;
	start_with(&p, 12 | 1 << 14 | 6 << 16);
	assert_int_equal(p.g[0].w.r.start_level, 1);
	pages(&p, 0x10000, 2);
	pages(&p, 0x100000, 16);
	pages(&p, 0x200000, 16);
	put_at(&p, 0x10000, 0, 0x100000 | 3, 0x100000 | 3);
	put_at(&p, 0x100000, 0, 0x200000 | 3, 0x200000 | 3);
	put_at(&p, 0x200000, 5, 0x40000000 | 0x8000 | bits, 0x40000000 | 0x4000 | bits);
	put_at(&p, 0x200000, 6, 0x40010000 | bits, 0);
	put_at(&p, 0x100000, 1, 0x60000000 | 0x701, 0x300000 | 3);
	for (unsigned i = 0; i < 8192; i++)
		put_at(&p, 0x300000, i, 0, (0x60000000 + i * UINT64_C(0x10000)) | bits);
	assert_string_equal(compare(&p), "remapped L3 0x50000x1 by(output) bbm(output)\n"
					 "unmapped L3 0x60000x1\n"
					 "split L2 0x20000000x1 leaves 8192 by(size) bbm(size)\n");
	assert_string_equal(ranges(&p, false), "remapped 0x50000+0x10000 by(output) bbm(output)\n"
					       "unmapped 0x60000+0x10000\n");
	end(&p);
}

/* 4K, FEAT_LPA2: a root of level -1; bits 9:8 are 51:50 of the address, not shareability. */
static void level_minus_one(void **state)
{
	struct pair p;

	(void)state;
	start_with(&p, 12 | 6 << 16 | UINT64_C(1) << 32);
	assert_int_equal(p.g[0].w.r.start_level, -1);
	put_at(&p, 0x10000, 3, 0x11000 | 3, 0x11000 | 3);
	put_at(&p, 0x10000, 4, 0, 0x11000 | 3);
	put_at(&p, 0x11000, 0, 0x12000 | 3, 0x12000 | 3);
	put_at(&p, 0x12000, 0, 0x13000 | 3, 0x13000 | 3);
	put_at(&p, 0x13000, 0, 0x14000 | 3, 0x14000 | 3);
	put_at(&p, 0x14000, 1, 0x40000000 | 0x403, 0x40000000 | 0x503);
	assert_string_equal(compare(&p), "remapped L3 0x3000000001000x1 by(output) bbm(output)\n"
					 "mapped L-1 0x4000000000000x1 leaves 1\n");
	end(&p);
}

static bool give_up(void *arg, uint64_t tables)
{
	(void)arg;
	return tables < 3;
}

static void cancelled(void **state)
{
	struct diff_visitor v = {0, add_row, add_unreadable};
	struct pair p;

	(void)state;
	start(&p);
	put(&p, 0x5000, 3, 0, 0x40000000 | PAGE);
	p.g[0].w.tick = give_up;
	assert_int_equal(diff_entries(&p.g[0].w, &p.g[1].w, &v, &p), ERR_CANCELLED);
	end(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_page),
		cmocka_unit_test(global),
		cmocka_unit_test(levels_of_bbm),
		cmocka_unit_test(neighbours),
		cmocka_unit_test(split_and_merged),
		cmocka_unit_test(split_twice),
		cmocka_unit_test(whole_tables),
		cmocka_unit_test(moved),
		cmocka_unit_test(hierarchical),
		cmocka_unit_test(registers),
		cmocka_unit_test(other_geometry),
		cmocka_unit_test(outside_and_loops),
		cmocka_unit_test(roots),
		cmocka_unit_test(too_big),
		cmocka_unit_test(nested),
		cmocka_unit_test(upper_half),
		cmocka_unit_test(cancelled),
		cmocka_unit_test(granule_64k),
		cmocka_unit_test(level_minus_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
