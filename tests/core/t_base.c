/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What everything stands on: bits, errors, registers by name, memory maps. */
#include "tests/core/cm.h"

#include <string.h>

#include "src/bits.h"
#include "src/err.h"
#include "src/mem.h"
#include "src/regime/sysreg.h"
#include "tests/core/fakemem.h"
#include "tests/core/setup.h"

/* ---- Bits ---- */

static void bits(void **state)
{
	(void)state;
	for (unsigned lo = 0; lo < 64; lo++)
		for (unsigned hi = lo; hi < 64; hi++) {
			uint64_t want = 0;

			for (unsigned b = lo; b <= hi; b++)
				want |= UINT64_C(1) << b;
			assert_int_equal(bits_mask(hi, lo), want);
			assert_int_equal(bits_get(~UINT64_C(0), hi, lo), want >> lo);
			assert_int_equal(bits_get(UINT64_C(0x123456789abcdef0), hi, lo),
					 (UINT64_C(0x123456789abcdef0) & want) >> lo);
		}
	for (unsigned b = 0; b < 64; b++) {
		assert_true(bits_test(UINT64_C(1) << b, b));
		assert_false(bits_test(~(UINT64_C(1) << b), b));
		assert_int_equal(bits_size(b), UINT64_C(1) << b);
	}
	assert_int_equal(bits_size(64), 0);
	assert_memory_equal(&(uint64_t){bits_le64(UINT64_C(0x0807060504030201))},
			    "\1\2\3\4\5\6\7\10", 8);
}

/* ---- Errors ---- */

static void error_lines(void **state)
{
	struct err e = {0};

	(void)state;
	assert_int_equal(err_set(&e, ERR_IO, "page 0x%x", 0x1000), ERR_IO);
	assert_int_equal(e.code, ERR_IO);
	assert_string_equal(e.text, "page 0x1000");
	assert_int_equal(err_wrap(&e, "level %d", 3), ERR_IO);
	assert_int_equal(err_wrap(&e, "el2"), ERR_IO);
	assert_string_equal(e.text, "el2: level 3: page 0x1000");
	assert_int_equal(err_set(NULL, ERR_HOLE, "x"), ERR_HOLE);
	err_wrap(NULL, "x");
}

/* Cut, never overrun. */
static void long_lines(void **state)
{
	char big[2 * ERR_TEXT_MAX];
	struct err e;

	(void)state;
	memset(big, 'a', sizeof(big));
	big[sizeof(big) - 1] = '\0';
	err_set(&e, ERR_IO, "%s", big);
	assert_int_equal(strlen(e.text), ERR_TEXT_MAX - 1);
	err_wrap(&e, "front");
	assert_int_equal(strlen(e.text), ERR_TEXT_MAX - 1);
	assert_memory_equal(e.text, "front: aaa", 10);
	big[0] = 'b';
	err_wrap(&e, "%s", big);
	assert_int_equal(strlen(e.text), ERR_TEXT_MAX - 1);
	assert_memory_equal(e.text, "baaa", 4);
	assert_int_equal(e.code, ERR_IO);
	for (size_t n = ERR_TEXT_MAX - 6; n < ERR_TEXT_MAX + 3; n++) { /* around the end */
		big[n] = '\0';
		err_set(&e, ERR_IO, "tail");
		err_wrap(&e, "%s", big);
		assert_true(strlen(e.text) < ERR_TEXT_MAX);
		big[n] = 'a';
	}
}

static void error_words(void **state)
{
	(void)state;
	for (int i = 0; i <= ERR_RUNNING; i++)
		for (int k = 0; k <= ERR_RUNNING; k++) {
			const char *a = err_words((enum err_code)i),
				   *b = err_words((enum err_code)k);

			assert_true(strlen(a) > 1 && strcmp(a, "unknown error"));
			assert_int_equal(strcmp(a, b) == 0, i == k);
		}
	assert_string_equal(err_words((enum err_code)(ERR_RUNNING + 1)), "unknown error");
	assert_string_equal(err_words((enum err_code) - 1), "unknown error");
}

/* ---- Registers ---- */

static void registers_by_name(void **state)
{
	(void)state;
	for (int i = 0; i < SYSREG_COUNT; i++) {
		assert_int_equal(sysreg_by_name(sysreg_name((enum sysreg)i)), i);
		assert_true(sysreg_bits((enum sysreg)i) == 32 || sysreg_bits((enum sysreg)i) == 64);
	}
	assert_int_equal(sysreg_by_name("ttbr0_el2"), SYSREG_TTBR0_EL2);
	assert_int_equal(sysreg_by_name("SCTLR"), SYSREG_SCTLR);
	assert_int_equal(sysreg_by_name("sctlr_el1"), SYSREG_SCTLR_EL1);
	assert_int_equal(sysreg_by_name("cpsr"), SYSREG_PSTATE);
	assert_int_equal(sysreg_by_name("TTBR0"), SYSREG_TTBR0);
	assert_int_equal(sysreg_by_name("ID_AA64MMFR3_EL1_RESERVED"), SYSREG_COUNT);
	assert_int_equal(sysreg_by_name("TTBR2"), SYSREG_COUNT);
	assert_int_equal(sysreg_by_name(""), SYSREG_COUNT);
	assert_string_equal(sysreg_name(SYSREG_COUNT), "?");
}

/* What QEMU's names mean: target/arm/helper.c, where one row serves both execution states. */
static void registers_by_stub_name(void **state)
{
	static const struct {
		const char *name;
		enum sysreg a64, a32;
	} rows[] = {
		{"SCTLR", SYSREG_SCTLR_EL1, SYSREG_SCTLR},
		{"SCTLR_EL1", SYSREG_SCTLR_EL1, SYSREG_SCTLR}, /* QEMU after 10.0, AArch32 too */
		{"SCTLR_EL2", SYSREG_SCTLR_EL2, SYSREG_HSCTLR},
		{"TCR_EL2", SYSREG_TCR_EL2, SYSREG_HTCR},
		{"MAIR_EL2", SYSREG_MAIR_EL2, SYSREG_HMAIR0},
		{"HMAIR1", SYSREG_COUNT, SYSREG_HMAIR1},
		{"ESR_EL2", SYSREG_ESR_EL2, SYSREG_HSR},
		{"FAR_EL2", SYSREG_FAR_EL2, SYSREG_HDFAR},
		{"TTBR0_EL1", SYSREG_TTBR0_EL1, SYSREG_COUNT},
		{"TTBR0", SYSREG_COUNT, SYSREG_TTBR0},
		{"HTTBR", SYSREG_COUNT, SYSREG_HTTBR},
		{"TTBR0_EL2", SYSREG_TTBR0_EL2, SYSREG_COUNT},
		{"HCR", SYSREG_COUNT, SYSREG_HCR},
		{"HCR_EL2", SYSREG_HCR_EL2, SYSREG_COUNT},
		{"ID_AA64MMFR3_EL1_RESERVED", SYSREG_ID_AA64MMFR3_EL1, SYSREG_COUNT},
		{"ID_AA64MMFR3_EL1", SYSREG_ID_AA64MMFR3_EL1, SYSREG_COUNT},
		{"cpsr", SYSREG_PSTATE, SYSREG_PSTATE},
		{"pc", SYSREG_PC, SYSREG_PC},
		{"", SYSREG_COUNT, SYSREG_COUNT},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(sysreg_by_stub_name(rows[i].name, SYSREG_A64), rows[i].a64);
		assert_int_equal(sysreg_by_stub_name(rows[i].name, SYSREG_A32), rows[i].a32);
	}
}

static void registers_known(void **state)
{
	static const struct {
		enum sysreg_origin origin;
		bool known;
		const char *name;
	} rows[] = {
		{SYSREG_UNKNOWN, false, "unknown"},
		{SYSREG_ABSENT, false, "absent"},
		{SYSREG_READ, true, "read"},
		{SYSREG_GIVEN, true, "given"},
		{SYSREG_INFERRED, true, "inferred"},
		{SYSREG_VMCOREINFO, true, "from VMCOREINFO"},
		{SYSREG_SYMBOLS, true, "from symbols"},
		{SYSREG_CONTEXT, true, "from a saved context"},
		{SYSREG_CODE, true, "from code"},
	};
	struct sysregs regs = {0};

	(void)state;
	assert_false(sysreg_known(&regs, SYSREG_PC));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		regs.r[SYSREG_PC].origin = rows[i].origin;
		assert_int_equal(sysreg_known(&regs, SYSREG_PC), rows[i].known);
		assert_string_equal(sysreg_origin_name(rows[i].origin), rows[i].name);
	}
}

/* Fields go down from bit 63 and do not overlap. */
static void fields_in_order(void **state)
{
	unsigned all = 0;

	(void)state;
	for (int i = 0; i < SYSREG_COUNT; i++) {
		const struct sysreg_field *f = NULL;
		unsigned next = 64;

		while ((f = sysreg_next_field((enum sysreg)i, f)) != NULL) {
			assert_int_equal(f->reg, i);
			assert_true(f->hi < next && f->lo <= f->hi);
			assert_true(f->hi < sysreg_bits(f->reg));
			assert_true(f->name && f->name[0] && f->meaning);
			next = f->lo;
			all++;
		}
	}
	assert_true(all > 60);
}

/* Some of them by number, from the Arm ARM's pages of these registers. */
static void fields_by_hand(void **state)
{
	static const struct {
		enum sysreg reg;
		const char *name;
		unsigned hi, lo;
	} rows[] = {
		{SYSREG_TCR_EL1, "T0SZ", 5, 0},	   {SYSREG_TCR_EL1, "EPD0", 7, 7},
		{SYSREG_TCR_EL1, "TG0", 15, 14},   {SYSREG_TCR_EL1, "T1SZ", 21, 16},
		{SYSREG_TCR_EL1, "EPD1", 23, 23},  {SYSREG_TCR_EL1, "TG1", 31, 30},
		{SYSREG_TCR_EL1, "IPS", 34, 32},   {SYSREG_TCR_EL1, "TBI1", 38, 38},
		{SYSREG_TCR_EL1, "HA", 39, 39},	   {SYSREG_TCR_EL1, "HPD1", 42, 42},
		{SYSREG_TCR_EL1, "E0PD1", 56, 56}, {SYSREG_TCR_EL1, "DS", 59, 59},
		{SYSREG_TCR_EL2, "T0SZ", 5, 0},	   {SYSREG_TCR_EL2, "PS", 18, 16},
		{SYSREG_TCR_EL2, "TBI", 20, 20},   {SYSREG_TCR_EL2, "HPD", 24, 24},
		{SYSREG_TCR_EL2, "DS", 32, 32},	   {SYSREG_VTCR_EL2, "SL0", 7, 6},
		{SYSREG_VTCR_EL2, "PS", 18, 16},   {SYSREG_VTCR_EL2, "VS", 19, 19},
		{SYSREG_VTCR_EL2, "SL2", 33, 33},  {SYSREG_HCR_EL2, "VM", 0, 0},
		{SYSREG_HCR_EL2, "DC", 12, 12},	   {SYSREG_HCR_EL2, "TGE", 27, 27},
		{SYSREG_HCR_EL2, "RW", 31, 31},	   {SYSREG_HCR_EL2, "E2H", 34, 34},
		{SYSREG_HCR_EL2, "FWB", 46, 46},   {SYSREG_SCTLR_EL1, "WXN", 19, 19},
		{SYSREG_SCTLR_EL2, "EE", 25, 25},  {SYSREG_VTTBR_EL2, "VMID", 63, 48},
		{SYSREG_TTBCR, "EAE", 31, 31},	   {SYSREG_TTBCR, "A1", 22, 22},
		{SYSREG_TTBCR, "T1SZ", 18, 16},	   {SYSREG_TTBCR, "T0SZ", 2, 0},
		{SYSREG_TTBCR, "EPD1", 23, 23},	   {SYSREG_TTBCR, "EPD0", 7, 7},
		{SYSREG_TTBCR, "T2E", 6, 6},	   {SYSREG_TTBCR2, "HPD1", 10, 10},
		{SYSREG_TTBCR2, "HPD0", 9, 9},	   {SYSREG_HTCR, "T0SZ", 2, 0},
		{SYSREG_HTCR, "HPD", 24, 24},	   {SYSREG_VTCR, "T0SZ", 3, 0},
		{SYSREG_VTCR, "S", 4, 4},	   {SYSREG_VTCR, "SL0", 7, 6},
		{SYSREG_HCR, "TGE", 27, 27},	   {SYSREG_HCR, "PTW", 2, 2},
		{SYSREG_HCR2, "CD", 0, 0},	   {SYSREG_SCTLR, "AFE", 29, 29},
		{SYSREG_SCTLR, "UWXN", 20, 20},	   {SYSREG_SCTLR, "WXN", 19, 19},
		{SYSREG_HSCTLR, "WXN", 19, 19},	   {SYSREG_TTBR0, "ASID", 55, 48},
		{SYSREG_VTTBR, "VMID", 55, 48},	   {SYSREG_HTTBR, "BADDR", 47, 1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct sysreg_field *f = NULL;

		while ((f = sysreg_next_field(rows[i].reg, f)) != NULL)
			if (!strcmp(f->name, rows[i].name))
				break;
		assert_non_null(f);
		assert_int_equal(f->hi, rows[i].hi);
		assert_int_equal(f->lo, rows[i].lo);
	}
}

/* What a value says, not what another would. */
static void values_in_words(void **state)
{
	static const struct {
		enum sysreg reg;
		const char *field;
		uint64_t v;
		const char *words;
	} rows[] = {
		{SYSREG_SCTLR_EL2, "M", 1, "the MMU is on"},
		{SYSREG_SCTLR_EL2, "M", 0, "no (1: the MMU is on)"},
		{SYSREG_TCR_EL2, "PS", 4, "output size: 44 bits"},
		{SYSREG_TCR_EL2, "TG0", 2, "granule: 16K"},
		{SYSREG_TCR_EL1, "TG1", 2, "granule of the upper half: 4K"},
		{SYSREG_TCR_EL1, "T1SZ", 25, "upper half: 39 address bits"},
		{SYSREG_TCR_EL1, "SH0", 3, "shareability of walks, lower half: inner shareable"},
		{SYSREG_VTCR_EL2, "IRGN0", 0, "inner cacheability of walks: non-cacheable"},
		{SYSREG_VTCR, "T0SZ", 8, "40 address bits; from -8 to 7, in two's complement"},
		{SYSREG_HTCR, "T0SZ", 4, "28 address bits"},
		{SYSREG_VTTBR_EL2, "VMID", 7, ""},
	};
	char buf[SYSREG_WORDS_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct sysreg_field *f = NULL;

		while ((f = sysreg_next_field(rows[i].reg, f)) != NULL)
			if (!strcmp(f->name, rows[i].field))
				break;
		assert_non_null(f);
		assert_string_equal(sysreg_field_words(f, rows[i].v, buf), rows[i].words);
	}
}

/* ---- Memory ---- */

static void memory_map(void **state)
{
	static const struct mem_range map[] = {
		{{0}, 0x1000, MEM_ROM, "flash"},
		{{0x9000}, 0x1000, MEM_DEVICE, "uart"},
		{{0x40000000}, 0x80000000, MEM_RAM, "ram"},
		{{~UINT64_C(0xfff)}, 0x1000, MEM_DEVICE, "top"}, /* ends at 2^64 */
	};
	static const struct {
		uint64_t pa;
		int at;
	} rows[] = {
		{0, 0},
		{0xfff, 0},
		{0x1000, -1},
		{0x8fff, -1},
		{0x9000, 1},
		{0x9fff, 1},
		{0xa000, -1},
		{0x3fffffff, -1},
		{0x40000000, 2},
		{0xbfffffff, 2},
		{0xc0000000, -1},
		{~UINT64_C(0x1000), -1},
		{~UINT64_C(0xfff), 3},
		{~UINT64_C(0), 3},
	};
	struct mem m = {.ranges = map, .nranges = 4};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_ptr_equal(mem_find_range(&m, addr_pa(rows[i].pa)),
				 rows[i].at < 0 ? NULL : &map[rows[i].at]);
	m.nranges = 0;
	assert_null(mem_find_range(&m, addr_pa(0)));
	assert_string_equal(mem_kind_name(MEM_RAM), "RAM");
	assert_string_equal(mem_kind_name(MEM_ROM), "ROM");
	assert_string_equal(mem_kind_name(MEM_DEVICE), "device");
}

static void memory_reads(void **state)
{
	struct mem_req none = {.st = ERR_IO};
	uint64_t v = 0;
	struct fakemem f;

	(void)state;
	fakemem_init(&f, true);
	*fakemem_at(&f, 0x1008) = 0x55;
	assert_int_equal(mem_read(&f.mem, addr_pa(0x1008), &v, 8), ERR_NONE);
	assert_int_equal(bits_le64(v), 0x55);
	assert_int_equal(mem_read(&f.mem, addr_pa(0x2008), &v, 8), ERR_NOT_PRESENT);
	assert_int_equal(f.batches, 2);
	mem_read_many(&f.mem, &none, 0); /* nobody is asked */
	assert_int_equal(f.batches, 2);
	assert_true(mem_can_peek(&f.mem));
	assert_int_equal(bits_le64(*(const uint64_t *)mem_peek(&f.mem, addr_pa(0x1008), 8)), 0x55);
	assert_null(mem_peek(&f.mem, addr_pa(0x2008), 8));
	mem_close(&f.mem);
	assert_true(f.closed);
	mem_close(NULL);
	fakemem_free(&f);
	fakemem_init(&f, false);
	fakemem_page(&f, 0x1000);
	assert_false(mem_can_peek(&f.mem));
	assert_null(mem_peek(&f.mem, addr_pa(0x1008), 8));
	fakemem_free(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bits),
		cmocka_unit_test(error_lines),
		cmocka_unit_test(long_lines),
		cmocka_unit_test(error_words),
		cmocka_unit_test(registers_by_name),
		cmocka_unit_test(registers_by_stub_name),
		cmocka_unit_test(registers_known),
		cmocka_unit_test(fields_in_order),
		cmocka_unit_test(fields_by_hand),
		cmocka_unit_test(values_in_words),
		cmocka_unit_test(memory_map),
		cmocka_unit_test(memory_reads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
