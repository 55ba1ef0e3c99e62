/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a Xen has what a recording of stage 2 needs, by its code: the first instructions of the
 * functions as Debian's compilers wrote them for 4.17.7 (gcc 12) and 4.20.4 (gcc 14).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "cli/record/record_p2m_code.h"

#define TEXT UINT64_C(0x200000)

enum { WORDS = 64 };

struct made_up {
	const char *name;
	uint32_t insn[16];
};

static const struct made_up debian_4_17[] = {
	{"p2m_force_tlb_flush_sync",
	 {0xd53c2101, 0xf9401803, 0xd2800002, 0xeb01007f}}, /* mrs; ldr x3, [x0, #48]; mov; cmp */
	{"p2m_tlb_flush_sync", {0x39412401, 0x35000041}},   /* ldrb w1, [x0, #73]; cbnz */
	{"p2m_resolve_translation_fault",
	 {0xaa0103f3,		  /* mov x19, x1 */
	  0x91082014,		  /* add x20, x0, #0x208 */
	  0xf9400280,		  /* ldr x0, [x20]: not compared */
	  0xf9401e80, 0xeb13001f, /* ldr x0, [x20, #56]; cmp x0, x19 */
	  0x39412281}},		  /* ldrb w1, [x20, #72] */
	{"p2m_set_entry", {0xaa0003fa, 0xf9406000, 0x39424741}}, /* mov x26, x0; ldr; ldrb w1,
								    [x26, #145] */
	{"p2m_invalidate_root", {0x9ac42042}} /* lsl x2, x2, x4 */,
	{"p2m_root_level", {1}},
	{"p2m_root_order", {1}},
};

static const struct made_up debian_4_20[] = {
	{"p2m_force_tlb_flush_sync", {0xd53c2101, 0xf9401403, 0xd2800002, 0xeb01007f}},
	{"p2m_tlb_flush_sync", {0x39410401, 0x37000041}},
	{"p2m_resolve_translation_fault", {0x91082014, 0xf9401a80, 0xeb13001f, 0x39410281}},
	{"p2m_set_entry", {0xaa0003fa, 0xf9405000, 0x39422740}},
	{"p2m_invalidate_root", {0x9ac42042}} /* lsl x2, x2, x4 */,
	{"p2m_root_level", {1}},
	{"p2m_root_order", {1}},
};

enum { FUNCTIONS = sizeof(debian_4_17) / sizeof(debian_4_17[0]) };

_Static_assert(sizeof(debian_4_20) == sizeof(debian_4_17), "the same functions");

static struct made_up xen[FUNCTIONS];
static struct elfsym symbols[FUNCTIONS];
static unsigned bits;

/* ---- In the place of dump/elfsym ---- */

const struct elfsym *elfsym_find(const struct elfsyms *s, const char *name)
{
	(void)s;
	for (unsigned i = 0; i < FUNCTIONS; i++)
		if (xen[i].name && !strcmp(xen[i].name, name))
			return &symbols[i];
	return NULL;
}

unsigned elfsym_bits(const struct elfsyms *s)
{
	(void)s;
	return bits;
}

bool elfsym_bytes(const struct elfsyms *s, uint64_t address, void *buf, size_t len)
{
	uint64_t word = (address - TEXT) / 4;
	uint32_t insn = xen[word / WORDS].insn[word % WORDS];

	(void)s;
	for (size_t i = 0; i < len; i++)
		((uint8_t *)buf)[i] = (uint8_t)(insn >> 8 * i);
	return true;
}

/* ---- Made up ---- */

static void have(const struct made_up *debian)
{
	bits = 64;
	memcpy(xen, debian, sizeof(xen));
	for (unsigned i = 0; i < FUNCTIONS; i++)
		symbols[i] = (struct elfsym){TEXT + (uint64_t)i * WORDS * 4, 16 * 4, xen[i].name,
					     true, false};
}

static struct made_up *function(const char *name)
{
	unsigned i = 0;

	while (strcmp(xen[i].name, name))
		i++;
	return &xen[i];
}

static void refused(const char *why)
{
	struct record_p2m_code c;
	struct err err = {0};

	assert_int_equal(record_p2m_code_read(NULL, &c, &err), ERR_SOURCE);
	if (!strstr(err.text, why))
		fail_msg("not refused for %s but: %s", why, err.text);
}

/* ---- Tests ---- */

static void debian_s_code_tells(void **state)
{
	static const struct {
		const struct made_up *code;
		unsigned vttbr, max, need_flush, clean;
		int mem_access;
	} row[] = {{debian_4_17, 48, 56, 73, 72, 145}, {debian_4_20, 40, 48, 65, 64, 137}};

	(void)state;
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct record_p2m_code c;
		struct err err = {0};

		have(row[i].code);
		assert_int_equal(record_p2m_code_read(NULL, &c, &err), ERR_NONE);
		assert_int_equal(c.p2m, 0x208);
		assert_int_equal(c.vttbr, row[i].vttbr);
		assert_int_equal(c.max, row[i].max);
		assert_int_equal(c.need_flush, row[i].need_flush);
		assert_int_equal(c.clean, row[i].clean);
		assert_int_equal(c.mem_access, row[i].mem_access);
		assert_int_equal(c.set, TEXT + 3 * WORDS * 4);
		assert_int_equal(c.invalidate, TEXT + 4 * WORDS * 4);
	}
}

static void a_build_may_lack_some(void **state)
{
	struct record_p2m_code c;
	struct err err = {0};

	(void)state;
	have(debian_4_20);
	function("p2m_set_entry")->insn[2] = 0xd503201f; /* no mem-access */
	function("p2m_invalidate_root")->name = "inlined";
	assert_int_equal(record_p2m_code_read(NULL, &c, &err), ERR_NONE);
	assert_int_equal(c.mem_access, -1);
	assert_int_equal(c.invalidate, 0);
}

static void other_code_is_refused(void **state)
{
	static const char *const each[] = {"p2m_force_tlb_flush_sync", "p2m_tlb_flush_sync",
					   "p2m_resolve_translation_fault", "p2m_set_entry"};

	(void)state;
	for (size_t i = 0; i < sizeof(each) / sizeof(each[0]); i++) {
		have(debian_4_17);
		memset(function(each[i])->insn, 0, sizeof(xen[0].insn));
		refused(each[i]);
		have(debian_4_17);
		function(each[i])->name = "gone";
		refused(each[i]);
	}
	have(debian_4_17);
	function("p2m_force_tlb_flush_sync")->insn[0] = 0xd503201f; /* no VTTBR_EL2 */
	refused("p2m_force_tlb_flush_sync");
	have(debian_4_17);
	function("p2m_resolve_translation_fault")->insn[4] = 0xd503201f; /* nothing is compared */
	refused("p2m_resolve_translation_fault");
	have(debian_4_17);
	function("p2m_force_tlb_flush_sync")->insn[1] = 0xf9410003; /* ldr x3, [x0, #512] */
	refused("p2m_*");
	have(debian_4_17);
	bits = 32;
	refused("arm64 only");
}

static void version_and_code_choose_the_dialect(void **state)
{
	static const struct {
		bool all_roots, inlined;
		unsigned major, minor;
		const char *name;
	} row[] = {{false, false, 4, 16, NULL},	   {false, false, 4, 17, "4.17"},
		   {false, false, 4, 18, "4.20"},  {false, false, 4, 20, "4.20"},
		   {true, false, 4, 20, "master"}, {false, false, 4, 21, "4.20"},
		   {false, true, 4, 20, "4.20"},   {false, true, 4, 21, "master"},
		   {true, false, 5, 0, "master"}};

	(void)state;
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct record_p2m_code c;
		const struct p2m_dialect *d;
		struct err err = {0};

		have(debian_4_20);
		if (row[i].all_roots) /* lsl w0, w1, w2 */
			function("p2m_invalidate_root")->insn[1] = 0x1ac22020;
		if (row[i].inlined)
			function("p2m_invalidate_root")->name = "inlined";
		assert_int_equal(record_p2m_code_read(NULL, &c, &err), ERR_NONE);
		d = record_p2m_code_dialect(&c, row[i].major, row[i].minor);
		if (row[i].name)
			assert_string_equal(d ? d->name : "none", row[i].name);
		else
			assert_null(d);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(debian_s_code_tells),
		cmocka_unit_test(a_build_may_lack_some),
		cmocka_unit_test(other_code_is_refused),
		cmocka_unit_test(version_and_code_choose_the_dialect),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
