/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a recorded call is checked by: copies of tables, the prediction, and the comparison. "Xen"
 * is the engine over tables of its own, with pages from elsewhere; what it is made to do wrong must
 * be found.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cli/record/record_check.h"
#include "src/bits.h"
#include "src/overlay.h"

#define ROOT	   UINT64_C(0x40000000)
#define FIRST_PAGE UINT64_C(0x50000000) /* that Xen's allocator hands out */
#define TABLE(pa)  ((pa) | 0xf7f)
#define PAGE_RW	   UINT32_C(0x2f) /* present, execute-never, attribute index 7 */
#define BLOCK_RW   UINT32_C(0xaf) /* and superpages are welcome */

static struct mem *xen; /* its memory */
static uint64_t next_page;
static const struct xenpt_arch *arch;
static struct record_tree before, after;
static struct record_check check;
static struct record_diff diffs[8];
static unsigned ndiffs;

static int setup(void **state)
{
	(void)state;
	xen = overlay_open(NULL);
	overlay_zero_page(xen, addr_pa(ROOT));
	next_page = FIRST_PAGE;
	record_tree_init(&before);
	record_tree_init(&after);
	arch = xenpt_arch("arm64");
	check = (struct record_check){.dialect = xenpt_dialect("4.17"), .arch = arch};
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	record_check_free(&check);
	record_tree_free(&before);
	record_tree_free(&after);
	mem_close(xen);
	return 0;
}

static void use_arm32(void)
{
	arch = check.arch = xenpt_arch("arm32");
}

static bool hand_out(void *arg, struct pa *page)
{
	(void)arg;
	*page = addr_pa(next_page);
	next_page += OVERLAY_PAGE;
	return true;
}

static void poke(uint64_t table, unsigned index, uint64_t v)
{
	v = bits_le64(v);
	assert_int_equal(overlay_write(xen, addr_pa(table + index * sizeof(v)), &v, sizeof(v)), 0);
}

static uint64_t peek(uint64_t table, unsigned index)
{
	uint64_t v;

	assert_int_equal(mem_read(xen, addr_pa(table + index * sizeof(v)), &v, sizeof(v)), 0);
	return bits_le64(v);
}

static void new_table(uint64_t table)
{
	assert_int_equal(overlay_zero_page(xen, addr_pa(table)), 0);
}

static void copy(struct record_tree *t)
{
	assert_int_equal(record_tree_read(t, xen, addr_pa(ROOT), arch->root_level), ERR_NONE);
}

/* Xen does it; the prediction is made on the tables before it. Returns what Xen does. */
static int do_op(const struct xenpt_op *op)
{
	struct xenpt x = {.dialect = check.dialect,
			  .arch = arch,
			  .mem = xen,
			  .root = addr_pa(ROOT),
			  .alloc = hand_out};
	struct err err;
	int rc;

	copy(&before);
	xenpt_begin(&x, op);
	while (xenpt_more(&x))
		assert_int_equal(xenpt_step(&x, &err), ERR_NONE);
	rc = xenpt_end(&x);
	assert_int_equal(record_check_predict(&check, &before, op, &err), ERR_NONE);
	return rc;
}

static int map(uint64_t virt, uint64_t mfn, uint64_t nr, uint32_t flags)
{
	const struct xenpt_op op = {
		.kind = XENPT_OP_MAP, .virt = virt, .mfn = mfn, .nr = nr, .flags = flags};

	return do_op(&op);
}

static void take_diff(void *arg, const struct record_diff *d)
{
	(void)arg;
	if (ndiffs < sizeof(diffs) / sizeof(diffs[0]))
		diffs[ndiffs++] = *d;
}

/* How many entries differ from the prediction; they are in diffs. */
static uint64_t compare(void)
{
	copy(&after);
	ndiffs = 0;
	return record_check_compare(&check, &after, take_diff, NULL);
}

/* ---- Copies ---- */

static void a_copy_has_each_table_once(void **state)
{
	(void)state;
	new_table(0x40001000);
	poke(ROOT, 1, TABLE(0x40001000));
	poke(ROOT, 2, TABLE(0x40001000));
	poke(ROOT, 3, TABLE(ROOT));			  /* itself */
	poke(0x40001000, 7, TABLE(UINT64_C(0x90000000))); /* nothing is there */
	copy(&before);
	assert_int_equal(before.n, 3);
	assert_int_equal(before.unreadable, 1);
	assert_non_null(record_tree_find(&before, addr_pa(0x40001000)));
	assert_null(record_tree_find(&before, addr_pa(0x40002000)));
	poke(ROOT, 1, 0);
	assert_int_equal(bits_le64(before.t[0].e[1]), TABLE(0x40001000));
}

static void copies_translate(void **state)
{
	struct pa pa;

	(void)state;
	map(UINT64_C(0x812345678000), 0x12345, 1, PAGE_RW);
	map(UINT64_C(0x40200000), 0x80200, 0x200, BLOCK_RW);
	poke(next_page - OVERLAY_PAGE, 1, peek(next_page - OVERLAY_PAGE, 1) | 1 << 16); /* nT */
	copy(&after);
	assert_true(
		record_tree_translate(&after.m, addr_pa(ROOT), 0, UINT64_C(0x812345678abc), &pa));
	assert_int_equal(pa.v, 0x12345abc);
	assert_true(record_tree_translate(&after.m, addr_pa(ROOT), 0, UINT64_C(0x402fedcb), &pa));
	assert_int_equal(pa.v, 0x802fedcb);
	assert_false(
		record_tree_translate(&after.m, addr_pa(ROOT), 0, UINT64_C(0x812345679000), &pa));
	assert_false(record_tree_translate(&after.m, addr_pa(ROOT), 0, 0, &pa));
}

/* ---- Predictions ---- */

static void what_xen_does_is_as_predicted(void **state)
{
	(void)state;
	assert_int_equal(map(0x40000000, 0x80000, 0x40203, BLOCK_RW), 0);
	assert_int_equal(check.rc, 0);
	assert_int_equal(compare(), 0);
	assert_true(check.npages >= 2);
	for (size_t i = 0; i < check.npages; i++) {
		assert_true(check.pages[i].found);
		assert_true(check.pages[i].real.v >= FIRST_PAGE &&
			    check.pages[i].real.v < next_page);
	}
	assert_int_equal(map(0x40001000, 0x1, 1, PAGE_RW), XENPT_RC_NOTSUPP);
	assert_int_equal(check.rc, XENPT_RC_NOTSUPP);
	assert_int_equal(compare(), 0);
}

static void a_wrong_entry_is_found(void **state)
{
	const struct record_diff *d = &diffs[0];
	uint64_t leaf;

	(void)state;
	map(0x40000000, 0x80000, 3, PAGE_RW);
	leaf = peek(next_page - OVERLAY_PAGE, 1);
	poke(next_page - OVERLAY_PAGE, 1, leaf ^ UINT64_C(1) << 54);
	assert_int_equal(compare(), 1);
	assert_int_equal(d->level, 3);
	assert_int_equal(d->index, 1);
	assert_int_equal(d->virt, 0x40001000);
	assert_int_equal(d->expected, leaf);
	assert_int_equal(d->got, leaf ^ UINT64_C(1) << 54);
	assert_int_equal(d->table.v, next_page - OVERLAY_PAGE);
	assert_non_null(d->step);
	assert_int_equal(d->step->vfn, 0x40001);
}

static void an_entry_too_many_or_too_few_is_found(void **state)
{
	(void)state;
	map(0x40000000, 0x80000, 3, PAGE_RW);
	poke(next_page - OVERLAY_PAGE, 3, peek(next_page - OVERLAY_PAGE, 2) + 0x1000);
	assert_int_equal(compare(), 1);
	assert_null(diffs[0].step);
	poke(next_page - OVERLAY_PAGE, 3, 0);
	poke(next_page - OVERLAY_PAGE, 0, 0);
	assert_int_equal(compare(), 1);
	assert_non_null(diffs[0].step);
}

/* A table descriptor must be right in all but the address, and the address that of a new page. */
static void a_wrong_table_is_found(void **state)
{
	uint64_t table;

	(void)state;
	map(0x40000000, 0x80000, 1, PAGE_RW);
	assert_int_equal(compare(), 0);
	table = peek(ROOT, 0);
	poke(ROOT, 0, table ^ 0x80);
	assert_int_equal(compare(), 1);
	assert_int_equal(diffs[0].level, 0);
	poke(ROOT, 0, TABLE(ROOT) | UINT64_C(1) << 54); /* was a table before */
	assert_int_equal(compare(), 1);
	poke(ROOT, 0, table);
	assert_int_equal(compare(), 0);
}

static void a_table_that_cannot_be_read_is_a_difference(void **state)
{
	(void)state;
	map(0x40000000, 0x80000, 1, PAGE_RW);
	poke(ROOT, 0, (peek(ROOT, 0) & 0xfff) | UINT64_C(0x40000000000000) | 0x90000000);
	assert_int_equal(compare(), 1);
	assert_int_equal(diffs[0].st, ERR_NOT_PRESENT);
}

/* ---- arm32 ---- */

/* map_domain_page writes at 2 GiB and above as it likes; but not what a step was to write. */
static void the_window_of_arm32_is_left_out(void **state)
{
	(void)state;
	use_arm32();
	new_table(0x40001000);
	poke(ROOT, 2, TABLE(0x40001000));
	map(0x10000000, 0x80000, 1, PAGE_RW);
	poke(0x40001000, 5, UINT64_C(0x00400000800ffe7d));
	assert_int_equal(compare(), 0);
	poke(0x40001000, 5, 0);
	map(UINT64_C(0x80200000), 0x80200, 0x200, BLOCK_RW);
	assert_int_equal(compare(), 0);
	poke(0x40001000, 1, 0);
	assert_int_equal(compare(), 1);
	assert_non_null(diffs[0].step);
}

static void below_the_window_all_counts(void **state)
{
	(void)state;
	use_arm32();
	new_table(0x40001000);
	poke(ROOT, 1, TABLE(0x40001000));
	map(0x10000000, 0x80000, 1, PAGE_RW);
	poke(0x40001000, 511, UINT64_C(0x00400000800ffe7d));
	assert_int_equal(compare(), 1);
	assert_int_equal(diffs[0].virt, 0x7fe00000);
}

/* On arm64 there is no such window. */
static void arm64_has_no_window(void **state)
{
	(void)state;
	map(UINT64_C(0x80000000), 0x80000, 1, PAGE_RW);
	poke(next_page - OVERLAY_PAGE, 9, 1);
	assert_int_equal(compare(), 1);
}

/* ---- Between calls ---- */

static void two_copies_are_compared(void **state)
{
	(void)state;
	map(0x40000000, 0x80000, 3, PAGE_RW);
	copy(&before);
	copy(&after);
	ndiffs = 0;
	assert_int_equal(record_check_tables(&before.m, &after, take_diff, NULL), 0);
	poke(next_page - OVERLAY_PAGE, 1, 0);
	copy(&after);
	assert_int_equal(record_check_tables(&before.m, &after, take_diff, NULL), 1);
	assert_int_equal(ndiffs, 1);
	assert_int_equal(diffs[0].got, 0);
	assert_int_equal(diffs[0].virt, 0x40001000);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_copy_has_each_table_once),
		TEST(copies_translate),
		TEST(what_xen_does_is_as_predicted),
		TEST(a_wrong_entry_is_found),
		TEST(an_entry_too_many_or_too_few_is_found),
		TEST(a_wrong_table_is_found),
		TEST(a_table_that_cannot_be_read_is_a_difference),
		TEST(the_window_of_arm32_is_left_out),
		TEST(below_the_window_all_counts),
		TEST(arm64_has_no_window),
		TEST(two_copies_are_compared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
