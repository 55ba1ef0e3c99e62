/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What became kept, or valid again, or is kept otherwise: no difference is "unmapped" then. */
#include "tests/core/cm.h"

#include <stdio.h>
#include <string.h>

#include "src/diff/watch.h"
#include "src/walk/owner.h"
#include "tests/core/rig.h"

#define ROOT	UINT64_C(0x40000000)
#define X_TABLE UINT64_C(0x00800000000007ff) /* as Xen's page_to_p2m_table() makes it */
#define X_RAM	UINT64_C(0x00800000000007ff) /* a page of ram_rw; a block has bit 1 clear */
#define X_BLOCK UINT64_C(0x00800000000007fd)
#define VALID	UINT64_C(1)

/* A guest of Xen's, before and after. */
struct pair {
	struct rig g[2];
	char text[2048];
	size_t len;
};

static void add_row(void *arg, const struct diff_row *r)
{
	struct pair *p = arg;
	char where[64], leaves[32] = "", below[32] = "", by[64] = "", keeps[32] = "";
	uint64_t kept = r->side[0].kept_bytes + r->side[1].kept_bytes;
	uint64_t n = r->side[0].leaves + r->side[1].leaves;

	if (r->by_range)
		snprintf(where, sizeof(where), "0x%llx+0x%llx", (unsigned long long)r->ia.v,
			 (unsigned long long)r->entry_size);
	else
		snprintf(where, sizeof(where), "L%d 0x%llxx%llu", r->level,
			 (unsigned long long)r->ia.v, (unsigned long long)r->count);
	if (n)
		snprintf(leaves, sizeof(leaves), " leaves %llu", (unsigned long long)n);
	if (kept)
		snprintf(keeps, sizeof(keeps), " keeps 0x%llx", (unsigned long long)kept);
	if (r->below)
		snprintf(below, sizeof(below), " below %llu", (unsigned long long)r->below);
	for (unsigned i = 0; i < DIFF_BITS; i++)
		if (r->changes >> i & 1)
			snprintf(by + strlen(by), sizeof(by) - strlen(by), " %s",
				 diff_change_name(i));
	assert_int_equal(r->bbm, 0); /* what is kept is in no TLB */
	p->len += (size_t)snprintf(p->text + p->len, sizeof(p->text) - p->len, "%s %s%s%s%s%s\n",
				   diff_class_name(r->class), where, leaves, keeps, below, by);
	assert_true(p->len < sizeof(p->text));
}

static const char *compare(struct pair *p, unsigned from, unsigned to)
{
	static const struct diff_visitor v = {.row = add_row};

	p->len = 0;
	p->text[0] = '\0';
	assert_int_equal(diff_entries(&p->g[from].w, &p->g[to].w, &v, p), ERR_NONE);
	return p->text;
}

static const char *ranges(struct pair *p, bool through)
{
	static const struct diff_visitor v = {.row = add_row};

	p->len = 0;
	p->text[0] = '\0';
	assert_int_equal(diff_ranges(&p->g[0].w, &p->g[1].w, through, &v, p), ERR_NONE);
	return p->text;
}

static uint64_t *entry(struct rig *g, uint64_t ia, int level)
{
	return tree_entry(&g->t, ia, level);
}

/* Two tables of pages, and a block, below one descriptor of the root. */
static void start(struct pair *p)
{
	*p = (struct pair){.len = 0};
	for (int k = 0; k < 2; k++) {
		struct rig *g = &p->g[k];

		rig_s2(g, 40, 1, ROOT, true);
		for (uint64_t i = 0; i < 4; i++)
			rig_put(g, 0x40000000 + i * 4096, 3, (0x40000000 + i * 4096) | X_RAM);
		rig_put(g, 0x40200000, 2, 0x40200000 | X_BLOCK);
		rig_put(g, 0x40400000, 3, 0x40400000 | X_RAM);
		*entry(g, 0x40000000, 2) |= X_TABLE;
		*entry(g, 0x40400000, 2) |= X_TABLE;
		*entry(g, 0x40000000, 1) |= X_TABLE;
		owner_infer(&g->w);
		assert_int_equal(g->w.r.owner, REGIME_OWNER_XEN);
	}
}

static void end(struct pair *p)
{
	rig_free(&p->g[0]);
	rig_free(&p->g[1]);
}

/* What Xen does of a whole table at the fault on one of its entries: all others become kept. */
static void invalidate(struct rig *g, uint64_t table, uint64_t but)
{
	for (uint64_t at = table; at < table + FAKEMEM_PAGE; at += 8)
		if (at != but && *fakemem_at(&g->f, at))
			*fakemem_at(&g->f, at) &= ~VALID;
}

/* p2m_invalidate_root(): one row says it of all that is below. */
static void a_root_invalidated(void **state)
{
	struct pair p;

	(void)state;
	start(&p);
	*fakemem_at(&p.g[1].f, ROOT + 8) &= ~VALID;
	assert_string_equal(compare(&p, 0, 1), "kept L1 0x40000000x1 leaves 6\n");
	assert_string_equal(compare(&p, 1, 0), "valid again L1 0x40000000x1 leaves 6\n");
	assert_string_equal(compare(&p, 1, 1), "");
	assert_string_equal(ranges(&p, false),
			    "kept 0x40000000+0x4000\nkept 0x40200000+0x201000\n");
	/* Of an owner that is not known nothing is said of what it keeps. */
	p.g[1].w.r.owner = REGIME_OWNER_UNKNOWN;
	assert_string_equal(compare(&p, 0, 1), "unmapped L1 0x40000000x1 leaves 6\n");
	assert_string_equal(ranges(&p, false),
			    "unmapped 0x40000000+0x4000\nunmapped 0x40200000+0x201000\n");
	end(&p);
}

/* p2m_resolve_translation_fault(), at each level in turn. */
static void a_fault_resolved(void **state)
{
	static const char *const rest = "kept L3 0x40001000x3\nkept L2 0x40200000x1\n"
					"kept L2 0x40400000x1 leaves 1\n";
	struct pair p;
	struct rig *now;

	(void)state;
	start(&p);
	now = &p.g[1];
	invalidate(now, *entry(now, 0x40000000, 1) & 0xfffffff000,
		   (*entry(now, 0x40000000, 1) & 0xfffffff000));
	invalidate(now, *entry(now, 0x40000000, 2) & 0xfffffff000,
		   (*entry(now, 0x40000000, 2) & 0xfffffff000));
	assert_string_equal(compare(&p, 0, 1), rest);
	*fakemem_at(&p.g[0].f, ROOT + 8) &= ~VALID;
	assert_string_equal(compare(&p, 0, 1), "changed L1 0x40000000x1\n"
					       "valid again L3 0x40000000x1\n"
					       "same L3 0x40001000x3 bits\n"
					       "same L2 0x40200000x1 bits\n"
					       "same L2 0x40400000x1 bits\n");
	assert_string_equal(ranges(&p, false), "valid again 0x40000000+0x1000\n");
	end(&p);
}

/* What else differs is told, too. */
static void kept_of_another_content(void **state)
{
	struct pair p;

	(void)state;
	start(&p);
	*entry(&p.g[1], 0x40001000, 3) = (0x50001000 | X_RAM) & ~VALID;
	assert_string_equal(compare(&p, 0, 1), "kept L3 0x40001000x1 output\n");
	assert_string_equal(compare(&p, 1, 0), "valid again L3 0x40001000x1 output\n");
	*entry(&p.g[0], 0x40001000, 3) = (0x40001000 | X_RAM) & ~VALID;
	assert_string_equal(compare(&p, 0, 1), "kept other L3 0x40001000x1 output\n");
	assert_string_equal(ranges(&p, false), "kept other 0x40001000+0x1000 output\n");
	*entry(&p.g[0], 0x40001000, 3) = 0;
	assert_string_equal(compare(&p, 0, 1), "kept other L3 0x40001000x1\n");
	assert_string_equal(compare(&p, 1, 0), "kept other L3 0x40001000x1\n");
	/* A table that became kept, and in which something is another: it is told where. */
	*fakemem_at(&p.g[1].f, ROOT + 8) &= ~VALID;
	assert_string_equal(compare(&p, 0, 1), "changed L1 0x40000000x1\n"
					       "kept L3 0x40000000x1\n"
					       "kept other L3 0x40001000x1\n"
					       "kept L3 0x40002000x2\nkept L2 0x40200000x1\n"
					       "kept L3 0x40400000x1\n");
	end(&p);
}

/* Tables that came with nothing in them that is valid, and a kept block that was shattered. */
static void kept_tables_alone(void **state)
{
	struct pair p;

	(void)state;
	start(&p);
	*entry(&p.g[0], 0x40400000, 2) = 0;
	*entry(&p.g[0], 0x40000000, 2) = 0x40000000 | X_BLOCK;
	for (uint64_t i = 0; i < 512; i++)
		rig_put(&p.g[1], 0x40000000 + i * 4096, 3, (0x40000000 + i * 4096) | X_RAM);
	for (int k = 0; k < 2; k++)
		*fakemem_at(&p.g[k].f, ROOT + 8) &= ~VALID;
	assert_string_equal(compare(&p, 0, 1), "split L2 0x40000000x1 size\n"
					       "kept other L2 0x40400000x1 keeps 0x1000\n");
	assert_string_equal(ranges(&p, false), "kept other 0x40400000+0x1000\n");
	end(&p);
}

/* Linux swaps a page out and in; without an owner it is gone. */
static void swapped(void **state)
{
	const uint64_t page = 0x40000000 | D_PAGE, swap = UINT64_C(0x1234) << 8;
	struct pair p = {.len = 0};

	(void)state;
	for (int k = 0; k < 2; k++)
		rig_el1(&p.g[k], REGIME_EL1_0, 48);
	rig_put(&p.g[0], 0x5000, 3, page);
	rig_put(&p.g[1], 0x5000, 3, swap);
	assert_string_equal(compare(&p, 0, 1), "unmapped L3 0x5000x1\n");
	for (int k = 0; k < 2; k++)
		owner_give(&p.g[k].w, REGIME_OWNER_LINUX);
	assert_string_equal(compare(&p, 0, 1), "kept L3 0x5000x1\n");
	assert_string_equal(compare(&p, 1, 0), "valid again L3 0x5000x1\n");
	rig_put(&p.g[1], 0x3000, 3, D_PAGE);
	rig_put(&p.g[1], 0x7000, 3, swap);
	rig_put(&p.g[1], 0x8000, 3, swap);
	assert_string_equal(ranges(&p, false), "mapped 0x3000+0x1000\nkept 0x5000+0x1000\n"
					       "kept other 0x7000+0x2000\n");
	rig_put(&p.g[1], 0x3000, 3, 0);
	rig_put(&p.g[1], 0x7000, 3, 0);
	rig_put(&p.g[1], 0x8000, 3, 0);
	rig_put(&p.g[0], 0x5000, 3, swap << 1);
	assert_string_equal(compare(&p, 0, 1), "kept other L3 0x5000x1\n");
	end(&p);
}

/* Stage 2 made it so: seen in the outputs of stage 1. */
static void through_stage_2(void **state)
{
	struct pair p = {.len = 0};

	(void)state;
	for (int k = 0; k < 2; k++) {
		rig_nested(&p.g[k], k);
		rig_put(&p.g[k], 0x5000, 3, 0x80000000 | D_PAGE);
		rig_put_s2(&p.g[k], 0x80000000, 3, 0x90000000 | X_RAM);
		owner_give(&p.g[k].w, REGIME_OWNER_XEN);
	}
	rig_put_s2(&p.g[1], 0x80000000, 3, (0x90000000 | X_RAM) & ~VALID);
	assert_string_equal(compare(&p, 0, 1), "");
	assert_string_equal(ranges(&p, true), "kept 0x5000+0x1000\n");
	end(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_root_invalidated),
		cmocka_unit_test(a_fault_resolved),
		cmocka_unit_test(kept_of_another_content),
		cmocka_unit_test(kept_tables_alone),
		cmocka_unit_test(swapped),
		cmocka_unit_test(through_stage_2),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
