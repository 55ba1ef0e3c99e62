/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether the symbols are those of what runs: refused as soon as another hypervisor is up, and not
 * before one is. Tables, code and registers are made up here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cli/record/record_build.h"
#include "src/bits.h"
#include "src/overlay.h"

#define ROOT	UINT64_C(0x40000000)
#define BLOCKS	UINT64_C(0x40002000) /* the table of blocks of 2 MiB, from address 0 on */
#define ENTRY	UINT64_C(0x244000)   /* xen_pt_update */
#define VECTORS UINT64_C(0x457800)
#define LOADED	UINT64_C(0x48000000) /* where the loader put Xen: its address 0 */
#define TABLE	0xf7f
#define BLOCK	0x77d

enum { CONTROL, VBAR, SIZE, TTBR, NREGS };

static const char code[16] = "xen_pt_update: ";
static uint64_t regs[2][NREGS]; /* of two CPUs */
static struct mem *memory, cpus = {.ncpus = 2};
static struct record_abi abi = {
	.control = "control", .root = "root", .vectors = "vectors", .size = "size", .t0sz = 16};
static const struct record_kind kind = {.what = "xen_pt_update"};
static struct record r;

/* ---- In the place of gdbstub/trace and dump/elfsym ---- */

int trace_regnum(const struct trace *t, const char *name)
{
	const char *const known[NREGS] = {"control", "vectors", "size", "root"};

	(void)t;
	for (int i = 0; i < NREGS; i++)
		if (!strcmp(name, known[i]))
			return i;
	return -1;
}

enum err_code trace_regs(struct trace *t, unsigned cpu, const unsigned *num, size_t n, uint64_t *v,
			 struct err *err)
{
	(void)t;
	(void)err;
	for (size_t i = 0; i < n; i++)
		v[i] = regs[cpu][num[i]];
	return ERR_NONE;
}

bool elfsym_bytes(const struct elfsyms *s, uint64_t address, void *buf, size_t len)
{
	(void)s;
	if (address != ENTRY || len > sizeof(code))
		return false;
	memcpy(buf, code, len);
	return true;
}

/* ---- A Xen that is up ---- */

static void poke(uint64_t at, uint64_t v)
{
	v = bits_le64(v);
	assert_int_equal(overlay_write(memory, addr_pa(at), &v, sizeof(v)), ERR_NONE);
}

/* The 2 MiB around an address of Xen's are at `pa`; 0: nowhere. */
static void map(uint64_t ia, uint64_t pa)
{
	poke(BLOCKS + (ia >> 21) * 8, pa ? pa | BLOCK : 0);
}

static void put_code(uint64_t pa, const char *bytes)
{
	assert_int_equal(overlay_write(memory, addr_pa(pa), bytes, sizeof(code)), ERR_NONE);
}

static int setup(void **state)
{
	static const uint64_t up[NREGS] = {1, VECTORS, 16, ROOT};

	(void)state;
	memory = overlay_open(NULL);
	for (uint64_t page = ROOT; page <= BLOCKS; page += OVERLAY_PAGE)
		overlay_zero_page(memory, addr_pa(page));
	overlay_zero_page(memory, addr_pa(LOADED + (ENTRY & ~UINT64_C(0xfff))));
	overlay_zero_page(memory, addr_pa(ENTRY & ~UINT64_C(0xfff)));
	poke(ROOT, (ROOT + OVERLAY_PAGE) | TABLE);
	poke(ROOT + OVERLAY_PAGE, BLOCKS | TABLE);
	map(ENTRY, LOADED + 0x200000);
	map(VECTORS, LOADED + 0x400000);
	put_code(LOADED + ENTRY, code);
	memcpy(regs[0], up, sizeof(up));
	memcpy(regs[1], up, sizeof(up));
	r = (struct record){.kind = &kind,
			    .mem = memory,
			    .stub = &cpus,
			    .abi = &abi,
			    .symbols = {.entry = ENTRY},
			    .check = {.arch = xenpt_arch("arm64")}};
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	mem_close(memory);
	return 0;
}

static void set_both(int reg, uint64_t value)
{
	regs[0][reg] = regs[1][reg] = value;
}

static void assert_build(enum record_build want)
{
	assert_int_equal(record_build_look(&r), want);
}

/* ---- Tests ---- */

static void test_same(void **state)
{
	(void)state;
	assert_build(RECORD_BUILD_SAME);
	assert_true(record_build_is_called(&r, addr_pa(ROOT)));
}

/* One byte of the code: a call need not come for it to be seen. */
static void test_other_code(void **state)
{
	(void)state;
	put_code(LOADED + ENTRY, "xen_pt_update: b");
	assert_build(RECORD_BUILD_OTHER);
	assert_false(record_build_is_called(&r, addr_pa(ROOT)));
}

/* A smaller Xen, or one elsewhere: nothing at xen_pt_update, and it is no firmware. */
static void test_elsewhere(void **state)
{
	(void)state;
	map(ENTRY, 0);
	assert_build(RECORD_BUILD_OTHER);
}

/* Until tables are on that can be Xen's, with Xen's size of addresses, nothing is said. */
static void test_not_up(void **state)
{
	(void)state;
	put_code(LOADED + ENTRY, "xen_pt_update: b");
	set_both(CONTROL, 0);
	assert_build(RECORD_BUILD_UNKNOWN);
	set_both(CONTROL, 1);
	set_both(SIZE, 20);
	assert_build(RECORD_BUILD_UNKNOWN);
}

/* Firmware runs where it is in memory; there may be anything at xen_pt_update, or nothing. */
static void test_firmware(void **state)
{
	(void)state;
	map(VECTORS, VECTORS & ~UINT64_C(0x1fffff));
	map(ENTRY, ENTRY & ~UINT64_C(0x1fffff));
	assert_build(RECORD_BUILD_UNKNOWN);
	map(ENTRY, 0);
	assert_build(RECORD_BUILD_UNKNOWN);
}

/* Vectors in the upper half, as Linux' are, are not TTBR0's; nor are those that are not mapped. */
static void test_vectors(void **state)
{
	(void)state;
	map(ENTRY, 0);
	set_both(VBAR, UINT64_C(0xffff000000000000) | VECTORS);
	assert_build(RECORD_BUILD_UNKNOWN);
	set_both(VBAR, VECTORS + 0x200000);
	assert_build(RECORD_BUILD_UNKNOWN);
}

/* One CPU is enough, for either: the other may still be in firmware. */
static void test_one_cpu(void **state)
{
	(void)state;
	for (int off = 0; off < 2; off++) {
		set_both(CONTROL, 1);
		regs[off][CONTROL] = 0;
		put_code(LOADED + ENTRY, code);
		assert_build(RECORD_BUILD_SAME);
		put_code(LOADED + ENTRY, "xen_pt_update: b");
		assert_build(RECORD_BUILD_OTHER);
	}
}

/* A build is refused by what is not there, and with what to do. */
static void test_refusal(void **state)
{
	struct err err;

	(void)state;
	assert_int_equal(record_build_refuse(&r, &err), ERR_SOURCE);
	assert_non_null(strstr(err.text, "at 0x244000 is not their xen_pt_update"));
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	static const struct CMUnitTest tests[] = {
		CASE(test_same),    CASE(test_other_code), CASE(test_elsewhere),
		CASE(test_not_up),  CASE(test_firmware),   CASE(test_vectors),
		CASE(test_one_cpu), CASE(test_refusal),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
