/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The model as rows: what software keeps in entries that are not valid, what stage 2 makes of a
 * leaf, how a walk ends.
 */
#include "tests/core/cm.h"

#include <string.h>

#include "report/rows.h"
#include "src/walk/owner.h"
#include "tests/core/rig.h"

#define ROOT	UINT64_C(0x40000000)
#define X_RAM	UINT64_C(0x00800000000007ff) /* a page, or a table, as Xen writes them */
#define KEPT(e) ((e) & ~UINT64_C(1))

static struct text text;
static const struct rows_options ascii = {.ascii = true};
static struct rig g;

/* A guest of Xen: three pages, two of which are kept, a note of nobody's, and a kept table. */
static void rig_xen(void)
{
	rig_s2(&g, 40, 1, ROOT, true);
	rig_put(&g, 0x40000000, 3, 0x40000000 | X_RAM);
	rig_put(&g, 0x40001000, 3, KEPT(0x40001000 | X_RAM));
	rig_put(&g, 0x40002000, 3, KEPT(0x40002000 | X_RAM));
	rig_put(&g, 0x40003000, 3, UINT64_C(0x00005aa500000000));
	rig_put(&g, 0x80000000, 3, 0x80000000 | X_RAM);
	*fakemem_at(&g.f, ROOT + 8) |= X_RAM;
	*fakemem_at(&g.f, ROOT + 16) |= X_RAM;
	*fakemem_at(&g.f, ROOT + 16) &= ~UINT64_C(1);
	owner_infer(&g.w);
}

static void is(const char *want)
{
	text_put(&text, TEXT_PLAIN, "%s", ""); /* so that there is a buffer */
	assert_string_equal(text.buf, want);
	text_clear(&text);
}

/* Of a long one: how it ends. */
static void ends(const char *want)
{
	size_t n = strlen(want);

	assert_true(text.len >= n);
	if (strcmp(text.buf + text.len - n, want))
		fputs(text.buf, stderr);
	assert_string_equal(text.buf + text.len - n, want);
	text_clear(&text);
}

static void put_run(void *arg, const struct walk_run *run)
{
	(void)arg;
	if (!run->raw)
		return;
	rows_run(&text, &g.w, run, &ascii);
	text_put(&text, TEXT_PLAIN, "\n");
}

static const struct walk_visitor all = {.run = put_run, .kept = put_run};

static void runs(void **state)
{
	(void)state;
	rig_xen();
	assert_int_equal(walk_visit_all(&g.w, &all, NULL), ERR_NONE);
	is("001     table    0x0000000040000000       1G -> 0x000000100000\n"
	   "000     table    0x0000000040000000       2M -> 0x000000101000\n"
	   "000     page     0x0000000040000000       4K -> 0x000040000000 RWX  normal-wb inner "
	   "sw=1\n"
	   "001-002 invalid  0x0000000040001000     2x4K -> 0x000040001000 page kept by Xen "
	   "(inferred)  RWX  normal-wb inner sw=1\n"
	   "003     invalid  0x0000000040003000       4K  raw 0x00005aa500000000\n"
	   "002     invalid  0x0000000080000000       1G -> 0x000000102000 table kept by Xen "
	   "(inferred)\n"
	   "000     table    0x0000000080000000       2M -> 0x000000103000 (below a kept table)\n"
	   "000     page     0x0000000080000000       4K -> 0x000080000000 RWX  normal-wb inner "
	   "sw=1 (below a kept table)\n");
	rig_free(&g);
}

/* What Linux keeps: a swap entry has no output. */
static void a_note(void **state)
{
	(void)state;
	rig_el1(&g, REGIME_EL1_0, 39);
	owner_give(&g.w, REGIME_OWNER_LINUX);
	rig_put(&g, 0x1000, 3, UINT64_C(0x0000000012345608));
	assert_int_equal(walk_visit_all(&g.w, &all, NULL), ERR_NONE);
	is("000     table    0x0000000000000000       1G -> 0x000000010000\n"
	   "000     table    0x0000000000000000       2M -> 0x000000011000\n"
	   "001     invalid  0x0000000000001000       4K  raw 0x0000000012345608 swap entry, type "
	   "0x1, offset 0x123456\n");
	rig_free(&g);
}

static void put_range(void *arg, const struct range *r)
{
	(void)arg;
	rows_range(&text, &g.w, r, &ascii);
	text_put(&text, TEXT_PLAIN, "\n");
}

static void ranges(void **state)
{
	(void)state;
	rig_xen();
	assert_int_equal(range_visit(&g.w, regime_first(&g.w.r), regime_last(&g.w.r), false,
				     put_range, NULL, NULL, NULL),
			 ERR_NONE);
	is("  0x0000000040000000-0x0000000040000fff       4K -> 0x000040000000  RWX  normal-wb "
	   "inner sw=1  4K\n"
	   "  0x0000000040001000-0x0000000040002fff       8K -> 0x000040001000  not valid, kept by "
	   "Xen (inferred)  RWX  normal-wb inner sw=1  4K\n"
	   "  0x0000000080000000-0x0000000080000fff       4K -> 0x000080000000  not valid, kept by "
	   "Xen (inferred)  RWX  normal-wb inner sw=1  4K\n");
	rig_free(&g);
}

static void put_hit(void *arg, const struct find_hit *h)
{
	(void)arg;
	rows_hit(&text, &g.w, h, &ascii);
	text_put(&text, TEXT_PLAIN, "\n");
}

static void hits(void **state)
{
	struct find_want want = {.first = 0x40000800, .last = 0x40001fff},
			 one = {.first = 0x40000123, .last = 0x40000123};

	(void)state;
	rig_xen();
	assert_int_equal(find_visit(&g.w, false, &want, 1, put_hit, NULL, NULL, NULL), ERR_NONE);
	is("  0x0000000040000800-0x0000000040000fff -> 0x000040000800  L3   4K  RWX  normal-wb "
	   "inner sw=1\n"
	   "  0x0000000040001000-0x0000000040001fff -> 0x000040001000  L3   4K  RWX  normal-wb "
	   "inner sw=1 not valid, kept by Xen (inferred)\n");
	assert_int_equal(find_visit(&g.w, false, &one, 1, put_hit, NULL, NULL, NULL), ERR_NONE);
	is("  0x0000000040000123 -> 0x000040000123  L3   4K  RWX  normal-wb inner sw=1\n");
	rig_free(&g);
}

static void counts(void **state)
{
	struct stats s;

	(void)state;
	rig_xen();
	fakemem_page(&g.f, 0x102000)->st = ERR_NOT_PRESENT;
	assert_int_equal(stats_count(&g.w, &s, NULL, NULL), ERR_NONE);
	rows_stats(&text, "s2", &g.w, &s);
	is("s2  stage 2 of EL1&0, CPU 0: root 0x40000000, 4K granule, 40-bit input, 48-bit output, "
	   "start level 1 (2 tables concatenated)\n"
	   "  level 1         1 table            0 blocks  of 1G\n"
	   "  level 2         1 table            0 blocks  of 2M\n"
	   "  level 3         1 table            1 page    of 4K    100.0%\n"
	   "  mapped   4K, 16K of tables, 0 leaves have the contiguous hint\n"
	   "  TLB      1 entry, one a leaf\n"
	   "  kept     8K, not valid, in 2 leaves and 0 tables: kept by Xen (inferred); Xen makes "
	   "it valid at the first fault\n"
	   "  1 invalid descriptor is not 0\n"
	   "  1 table could not be read: the counts are too low\n");
	rig_free(&g);
	rig_el1(&g, REGIME_EL1_0, 39);
	owner_give(&g.w, REGIME_OWNER_LINUX);
	rig_put(&g, 0x1000, 3, UINT64_C(0x0000000012345608));
	rig_put(&g, 0x2000, 3, UINT64_C(0x1)); /* reserved */
	assert_int_equal(stats_count(&g.w, &s, NULL, NULL), ERR_NONE);
	rows_stats(&text, "el1.0", &g.w, &s);
	is("el1.0  EL1&0 stage 1, lower half, CPU 0: root 0x1000, 4K granule, 39-bit input, 48-bit "
	   "output, start level 1\n"
	   "  level 1         1 table            0 blocks  of 1G\n"
	   "  level 2         1 table            0 blocks  of 2M\n"
	   "  level 3         1 table            0 pages   of 4K\n"
	   "  mapped   0B, 12K of tables, 0 leaves have the contiguous hint\n"
	   "  1 invalid descriptor keeps a note of software's, and no output\n"
	   "  1 reserved encoding\n");
	rig_free(&g);
}

/* What each level has of all, and how far the largest leaves reach. */
static void shares(void **state)
{
	struct stats s = {.mapped_bytes = UINT64_C(0x40446000)};

	(void)state;
	rig_el1(&g, REGIME_EL1_0, 39);
	s.leaves[regime_slot(1)] = 1;
	s.leaves[regime_slot(2)] = 2;
	s.leaves[regime_slot(3)] = 70;
	rows_stats(&text, "el1.0", &g.w, &s);
	ends("  level 1         0 tables           1 block   of 1G    99.6%\n"
	     "  level 2         0 tables           2 blocks  of 2M     0.4%\n"
	     "  level 3         0 tables          70 pages   of 4K    <0.1%\n"
	     "  mapped   1052952K (1.0G), 0B of tables, 0 leaves have the contiguous hint\n"
	     "  TLB      73 entries, one a leaf: 64 reach at most 1.0G\n");
	rig_free(&g);
}

static void walk(uint64_t ia, bool through)
{
	struct walk_result res;

	walk_addr(&g.w, addr_ia(ia), through, &res);
	rows_walk(&text, &g.w, &res, &ascii);
}

static void walks_to_what_is_kept(void **state)
{
	(void)state;
	rig_xen();
	walk(0x40001123, false);
	is("0x0000000040001123  stage 2 of EL1&0, CPU 0\n"
	   "   L1 0x000040000000[001] 0x00800000001007ff table\n"
	   "   L2 0x000000100000[000] 0x0000000000101003 table\n"
	   "   L3 0x000000101000[001] 0x00800000400017fe invalid\n"
	   "  translation fault, stage 2, level 3\n"
	   "  not valid, kept by Xen (inferred): keeps PA 0x40001123, level 3, 4K; Xen makes it "
	   "valid at the first fault\n");
	walk(0x80002000, false);
	is("0x0000000080002000  stage 2 of EL1&0, CPU 0\n"
	   "   L1 0x000040000000[002] 0x00800000001027fe invalid\n"
	   "  translation fault, stage 2, level 1\n"
	   "  not valid, kept by Xen (inferred); Xen makes it valid at the first fault\n");
	rig_free(&g);
}

static void rig_two_stages(void)
{
	rig_nested(&g, true);
	owner_give(&g.w, REGIME_OWNER_XEN);
	rig_put(&g, 0x8000, 3, 0x50000000 | D_PAGE);
	rig_put(&g, 0x9000, 3, 0x50001000 | D_PAGE);
	rig_put(&g, 0xa000, 3, 0x70000000 | D_PAGE);
	rig_put(&g, 0x200000, 2, 0x50000000 | D_BLOCK);
	rig_put_s2(&g, 0x50000000, 3, 0x60000000 | X_RAM);
	rig_put_s2(&g, 0x50001000, 3, KEPT(0x60001000 | X_RAM));
}

/* A block of 2M in pieces of stage 2, and a walk to a part of it. */
static void put_piece(void *arg, const struct walk_piece *p)
{
	(void)arg;
	if (p->ia.v >= 0x204000)
		return;
	rows_piece(&text, &g.w, p, &ascii);
	text_put(&text, TEXT_PLAIN, "\n");
}

static void put_pieces(void *arg, const struct walk_run *run)
{
	(void)arg;
	if (run->kind == DESC_BLOCK || run->kind == DESC_PAGE)
		assert_int_equal(walk_compose(&g.w, run, put_piece, NULL, NULL), ERR_NONE);
}

static void pieces(void **state)
{
	static const struct walk_visitor v = {.run = put_pieces};

	(void)state;
	rig_two_stages();
	assert_int_equal(walk_visit_all(&g.w, &v, NULL), ERR_NONE);
	is("stage 2: 0x0000000000008000       4K -> PA 0x000060000000 RWX/--X  normal-wb inner\n"
	   "stage 2: 0x0000000000009000       4K -> kept by Xen, keeps PA 0x000060001000 RWX/--X  "
	   "normal-wb inner\n"
	   "stage 2: 0x000000000000a000       4K -> not mapped by stage 2\n"
	   "stage 2: 0x0000000000200000       4K -> PA 0x000060000000 RWX/--X  normal-wb inner\n"
	   "stage 2: 0x0000000000201000       4K -> kept by Xen, keeps PA 0x000060001000 RWX/--X  "
	   "normal-wb inner\n"
	   "stage 2: 0x0000000000202000    2040K -> not mapped by stage 2\n");
	walk(0x200123, true);
	ends("  = PA 0x60000123 (IPA 0x50000123)  4K of 2M RWX/--X  normal-wb inner\n");
	walk(0x201123, true);
	ends("  translation fault, stage 2, level 3\n"
	     "  not valid, kept by Xen: keeps PA 0x60001123, level 3, 4K; Xen makes it valid at "
	     "the first fault\n");
	rig_free(&g);
}

/* Stage 2 has nothing for a table of stage 1. */
static void a_walk_that_faults_on_its_way(void **state)
{
	(void)state;
	rig_two_stages();
	rig_put(&g, 0x40000000, 1, UINT64_C(0x90000000) | D_TABLE);
	walk(0x40000000, true);
	ends("  translation fault, stage 2, level 1, on the walk of stage 1\n");
	rig_free(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs),
		cmocka_unit_test(a_note),
		cmocka_unit_test(ranges),
		cmocka_unit_test(hits),
		cmocka_unit_test(counts),
		cmocka_unit_test(shares),
		cmocka_unit_test(walks_to_what_is_kept),
		cmocka_unit_test(pieces),
		cmocka_unit_test(a_walk_that_faults_on_its_way),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	text_free(&text);
	return failed;
}
