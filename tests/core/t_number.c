/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers as people type them: what is hexadecimal, what is refused, sizes. */
#include "tests/core/cm.h"

#include <string.h>

#include "src/number.h"

static void taken(const char *s, uint64_t want)
{
	struct err err = {0};
	uint64_t v = ~want;

	if (number_address(s, strlen(s), &v, &err))
		fail_msg("%s: %s", s, err.text);
	assert_int_equal(v, want);
}

static void refused(const char *s, enum err_code code, const char *words)
{
	struct err err = {0};
	uint64_t v;

	assert_int_equal(number_address(s, strlen(s), &v, &err), code);
	assert_string_equal(err.text, words);
	assert_int_equal(number_address(s, strlen(s), &v, NULL), code);
}

/* As Xen ("0x%016lx", "%08x"), Linux ("%016llx", "%px") and gdb ("0x%lx") print them. */
static void addresses_as_printed(void **state)
{
	(void)state;
	taken("0x90", 0x90);
	taken("0X9a", 0x9a);
	taken("0000000000000090", 0x90);
	taken("00000090", 0x90);
	taken("40200000", 0x40200000);
	taken("1000000000000000", 0x1000000000000000);
	taken("ffff800010000000", 0xffff800010000000);
	taken("FFFF800010000000", 0xffff800010000000);
	taken("5a", 0x5a);
	taken("090", 0x90);
	taken("0xffffffffffffffff", UINT64_MAX);
	taken("00000000000000000000000000000000000000000f", 15);
	taken("0", 0);
	taken("9", 9);
	taken("0x0", 0);
}

static void addresses_that_may_be_either(void **state)
{
	(void)state;
	refused("90", ERR_USAGE, "'90' may be hexadecimal or decimal: write 0x90 or 0x5a");
	refused("10", ERR_USAGE, "'10' may be hexadecimal or decimal: write 0x10 or 0xa");
	refused("1234567", ERR_USAGE,
		"'1234567' may be hexadecimal or decimal: write 0x1234567 or 0x12d687");
	refused("123456789012345", ERR_USAGE,
		"'123456789012345' may be hexadecimal or decimal: write 0x123456789012345 or "
		"0x7048860ddf79");
	refused("12345678901234567", ERR_USAGE,
		"'12345678901234567' fits 64 bits only as decimal: write 0x2bdc545d6b4b87");
}

static void no_addresses(void **state)
{
	(void)state;
	refused("", ERR_MALFORMED, "'' is not a number: write 0x...");
	refused("0x", ERR_MALFORMED, "'0x' is not a number: write 0x...");
	refused("here", ERR_MALFORMED, "'here' is not a number: write 0x...");
	refused("-1", ERR_MALFORMED, "'-1' is not a number: write 0x...");
	refused(" 1", ERR_MALFORMED, "' 1' is not a number: write 0x...");
	refused("0x1 ", ERR_MALFORMED, "'0x1 ' is not a number: write 0x...");
	refused("1_000", ERR_MALFORMED, "'1_000' is not a number: write 0x...");
	refused("0x10000000000000000", ERR_USAGE, "'0x10000000000000000' has more than 64 bits");
	refused("f0000000000000000", ERR_USAGE, "'f0000000000000000' has more than 64 bits");
	refused("99999999999999999999", ERR_USAGE, "'99999999999999999999' has more than 64 bits");
	refused("00000000000000000000000000000000000000000000zzz", ERR_MALFORMED,
		"'0000000000000000000000000000000000000000' is not a number: write 0x...");
}

/* The number is len bytes, whatever follows them. */
static void parts_of_a_text(void **state)
{
	uint64_t v;

	(void)state;
	assert_int_equal(number_address("0x1000+4K", 6, &v, NULL), ERR_NONE);
	assert_int_equal(v, 0x1000);
	assert_int_equal(number_address("40200000,", 8, &v, NULL), ERR_NONE);
	assert_int_equal(v, 0x40200000);
	assert_true(number_count("123", 2, &v));
	assert_int_equal(v, 12);
	assert_true(number_size("2M+4K", 2, &v));
	assert_int_equal(v, 2 << 20);
}

static bool size_is(const char *s, uint64_t want)
{
	uint64_t v;

	return number_size(s, strlen(s), &v) && v == want;
}

static void sizes(void **state)
{
	static const char *const bad[] = {"",	  "K",	 "2k",	      "2MB",
					  "-1",	  " 2",	 "2 ",	      "0xgK",
					  "x10",  "4KK", "16777216T", "18446744073709551616",
					  "1.5M", "ffff"};
	uint64_t v;

	(void)state;
	assert_true(size_is("10", 10)); /* as of --most: decimal */
	assert_true(size_is("010", 10));
	assert_true(size_is("4096", 4096));
	assert_true(size_is("40200000", 40200000));
	assert_true(size_is("0x1000", 4096));
	assert_true(size_is("4K", 4096));
	assert_true(size_is("2M", 2 << 20));
	assert_true(size_is("3G", UINT64_C(3) << 30));
	assert_true(size_is("16777215T", UINT64_C(16777215) << 40));
	assert_true(size_is("0x10K", 0x4000));
	assert_true(size_is("18446744073709551615", UINT64_MAX));
	assert_true(size_is("0", 0));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (number_size(bad[i], strlen(bad[i]), &v))
			fail_msg("'%s' is taken for a size", bad[i]);
	assert_false(number_count("4K", 2, &v));
}

static void sizes_in_words(void **state)
{
	static const struct {
		uint64_t bytes;
		const char *words;
	} of[] = {
		{0, "0B"},
		{4096, "4K"},
		{6144, "6K"},
		{4097, "4097B"},
		{2 << 20, "2M"},
		{UINT64_C(512) << 30, "512G"},
		{UINT64_C(255) << 39, "127.5T"},
		{UINT64_C(1) << 48, "256T"},
	};
	char buf[24];

	(void)state;
	for (size_t i = 0; i < sizeof(of) / sizeof(of[0]); i++)
		assert_string_equal(number_size_text(of[i].bytes, buf), of[i].words);
}

static void places(void **state)
{
	struct err err;
	uint64_t v;

	(void)state;
	assert_int_equal(number_place("1G", 2, &v, NULL), ERR_NONE);
	assert_int_equal(v, 1 << 30);
	assert_int_equal(number_place("10G", 3, &v, NULL), ERR_NONE);
	assert_int_equal(v, UINT64_C(10) << 30);
	assert_int_equal(number_place("40200000", 8, &v, NULL), ERR_NONE);
	assert_int_equal(v, 0x40200000);
	assert_int_equal(number_place("90", 2, &v, &err), ERR_USAGE);
	assert_int_equal(number_place("xG", 2, &v, &err), ERR_MALFORMED);
	assert_string_equal(err.text, "'xG' is not a size");
}

/* What a descriptor of up to 128 bits is read as; wide where it has more than 64. */
static void descriptor(const char *s, bool wide, uint64_t hi, uint64_t lo)
{
	uint64_t h, l;
	bool w;

	assert_int_equal(number_descriptor(s, strlen(s), &h, &l, &w, NULL), ERR_NONE);
	assert_int_equal(w, wide);
	assert_true(h == hi && l == lo);
}

static void no_descriptor(const char *s, const char *words)
{
	struct err err;
	uint64_t h, l;
	bool w;

	assert_int_not_equal(number_descriptor(s, strlen(s), &h, &l, &w, &err), ERR_NONE);
	if (!strstr(err.text, words))
		fail_msg("%s: '%s', want '%s'", s, err.text, words);
}

static void descriptors(void **state)
{
	(void)state;
	descriptor("0x40326f7f", false, 0, 0x40326f7f);
	descriptor("006000004032af7f", false, 0, UINT64_C(0x006000004032af7f));
	descriptor("0x00000000000000001", true, 0, 1); /* 17 digits: one of 16 bytes */
	descriptor("0x123456789abcdef00", true, 1, UINT64_C(0x23456789abcdef00));
	descriptor("0028000000000000008000000040326f", true, UINT64_C(0x0028000000000000),
		   UINT64_C(0x008000000040326f));
	descriptor("12345678901234567890123456789012", true, UINT64_C(0x1234567890123456),
		   UINT64_C(0x7890123456789012));
	descriptor("0x28:0x7f", true, 0x28, 0x7f);
	descriptor("0028000000000000:0000000040326f7f", true, UINT64_C(0x0028000000000000),
		   0x40326f7f);
	no_descriptor("18446744073709551615", "0xffffffffffffffff"); /* decimal, 20 digits */
	no_descriptor("0x123456789012345678901234567890123", "more than 128 bits");
	no_descriptor("12:0x1", "hexadecimal or decimal");
	no_descriptor("0x1:", "not a number");
	no_descriptor(":0x1", "not a number");
	no_descriptor("0x1:0x2:0x3", "not a number");
	no_descriptor("0x1:0x12345678901234567", "more than 64 bits");
	no_descriptor("0x123456789abcdef0g", "not a number");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(descriptors),
		cmocka_unit_test(addresses_as_printed),
		cmocka_unit_test(addresses_that_may_be_either),
		cmocka_unit_test(no_addresses),
		cmocka_unit_test(parts_of_a_text),
		cmocka_unit_test(sizes),
		cmocka_unit_test(sizes_in_words),
		cmocka_unit_test(places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
