/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the symbols of a Xen say, by symbols and code made up here: instructions are written down
 * from the encodings of the Arm ARM, as objdump prints them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "cli/record/record_symbols.h"

#define TEXT UINT64_C(0x200000)

static struct elfsym symbols[8];
static size_t nsymbols;
static uint32_t code[64]; /* from TEXT on */
static unsigned bits;

/* ---- In the place of dump/elfsym ---- */

const struct elfsym *elfsym_find(const struct elfsyms *s, const char *name)
{
	(void)s;
	for (size_t i = 0; i < nsymbols; i++)
		if (!strcmp(symbols[i].name, name))
			return &symbols[i];
	return NULL;
}

const struct elfsym *elfsym_find_prefix(const struct elfsyms *s, const char *prefix)
{
	(void)s;
	for (size_t i = 0; i < nsymbols; i++)
		if (!strncmp(symbols[i].name, prefix, strlen(prefix)))
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
	uint64_t off = address - TEXT;

	(void)s;
	if (address < TEXT || off > sizeof(code) - len)
		return false;
	for (size_t i = 0; i < len; i++)
		((uint8_t *)buf)[i] = (uint8_t)(code[(off + i) / 4] >> 8 * ((off + i) % 4));
	return true;
}

/* ---- Made up ---- */

static int setup(void **state)
{
	(void)state;
	memset(code, 0, sizeof(code));
	nsymbols = 0;
	bits = 64;
	return 0;
}

static void function(const char *name, unsigned at, unsigned words)
{
	symbols[nsymbols++] = (struct elfsym){TEXT + 4 * at, 4 * words, name, true, false};
}

static void version(uint32_t major, uint32_t minor)
{
	function("xen_pt_update", 60, 1);
	function("xen_major_version", 0, 2);
	function("xen_minor_version", 2, 3);
	code[0] = major;
	code[3] = minor; /* behind a "bti c" */
}

static const char *dialect(void)
{
	struct record_symbols r;
	struct err err;

	assert_int_equal(record_symbols_read(NULL, &r, &err), ERR_NONE);
	return record_symbols_dialect(&r) ? record_symbols_dialect(&r)->name : "none";
}

/* ---- Tests ---- */

static void the_version_chooses_the_dialect(void **state)
{
	static const struct {
		uint32_t minor;
		const char *dialect;
	} row[] = {{15, "4k"},	   {16, "4k"},	   {17, "4.17"},
		   {18, "master"}, {20, "master"}, {23, "master"}};

	(void)state;
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		setup(NULL);
		version(0x52800080,
			0x52800000 | row[i].minor << 5); /* mov w0, #4; mov w0, #minor */
		assert_string_equal(dialect(), row[i].dialect);
		setup(NULL);
		bits = 32;
		version(0xe3a00004, 0xe3a00000 | row[i].minor); /* mov r0, #4; mov r0, #minor */
		assert_string_equal(dialect(), row[i].dialect);
	}
	setup(NULL);
	version(0x528000a0, 0x52800000); /* 5.0 */
	assert_string_equal(dialect(), "master");
}

static void other_code_tells_no_version(void **state)
{
	(void)state;
	version(0x52800081, 0x52800220); /* mov w1, #4 */
	assert_string_equal(dialect(), "none");
	setup(NULL);
	bits = 32;
	version(0xe3a01004, 0xe3a00011); /* mov r1, #4 */
	assert_string_equal(dialect(), "none");
}

static const struct record_outer *outer(struct record_symbols *r, unsigned at)
{
	struct err err;

	assert_int_equal(record_symbols_read(NULL, r, &err), ERR_NONE);
	return record_symbols_outer(r, TEXT + 4 * at);
}

/* Only functions that call need a breakpoint, and only a return address within them is theirs. */
static void who_calls_is_told_from_who_branches(void **state)
{
	struct record_symbols r;

	(void)state;
	function("xen_pt_update", 0, 8);
	function("map_pages_to_xen", 10, 4);
	function("destroy_xen_mappings", 20, 1);
	code[12] = 0x97fffff4; /* bl, 12 instructions back */
	code[20] = 0x17ffffec; /* b, 20 back */
	assert_ptr_equal(outer(&r, 13), &r.outer[0]);
	assert_int_equal(r.nouter, 1);
	assert_int_equal(r.outer[0].start, TEXT + 40);
	assert_null(outer(&r, 14));
	assert_null(outer(&r, 20));
	code[12] = 0x97fffff5; /* to the second instruction of it */
	assert_null(outer(&r, 13));
	bits = 32;
	code[12] = 0xebfffff2; /* bl, 12 back and 2 more, which is where the PC is ahead */
	assert_non_null(outer(&r, 13));
	code[12] = 0xeafffff2; /* b */
	assert_null(outer(&r, 13));
}

static void says(const char *words)
{
	struct record_symbols r;
	struct err err;

	assert_int_equal(record_symbols_read(NULL, &r, &err), ERR_SOURCE);
	assert_non_null(strstr(err.text, words));
}

static void what_is_missing_is_said(void **state)
{
	(void)state;
	says("a Xen for Arm from 4.15 on?");
	function("map_pages_to_xen", 0, 4);
	says("EXTRA_CFLAGS_XEN_CORE=-fno-inline-functions");
	function("xen_pt_update.constprop.0", 8, 4);
	says("these symbols have xen_pt_update.constprop.0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(the_version_chooses_the_dialect, setup),
		cmocka_unit_test_setup(other_code_tells_no_version, setup),
		cmocka_unit_test_setup(who_calls_is_told_from_who_branches, setup),
		cmocka_unit_test_setup(what_is_missing_is_said, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
