/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Expressions over mappings: each word, how they bind, and what is no expression. */
#include <string.h>

#include "tests/core/cm.h"

#include "src/walk/where.h"

static const struct attr rw = {
	.type = ATTR_NORMAL_WB, .type_known = true, .perms = 6, .perms_user = 4};
static const struct attr rx = {.type = ATTR_NORMAL_NC, .type_known = true, .perms = 5};
static const struct attr device = {
	.type = ATTR_DEVICE_NGNRE, .type_known = true, .perms = 7, .flags = ATTR_NOT_GLOBAL};
static const struct attr unknown = {.perms = 6};

static const struct where_item items[] = {
	{.ia = {0x200000},
	 .size = 0x200000,
	 .kinds = 1u << DESC_BLOCK,
	 .levels = 4,
	 .leaf_sizes = 2 << 20,
	 .maps = true,
	 .out = 0x40200000,
	 .attr = &rw,
	 .has_raw = true,
	 .raw = 0x40200f7d},
	{.ia = {0x400000},
	 .size = 0x3000,
	 .kinds = 1u << DESC_PAGE,
	 .levels = 8,
	 .leaf_sizes = 4096,
	 .maps = true,
	 .out = 0x80000000,
	 .attr = &rx,
	 .contiguous = true},
	{.ia = {0x800000},
	 .size = 0x1000,
	 .kinds = 1u << DESC_PAGE,
	 .levels = 8,
	 .leaf_sizes = 4096,
	 .maps = true,
	 .out = 0x9000000,
	 .attr = &device},
	{.ia = {0x900000},
	 .size = 0x1000,
	 .kinds = 1u << DESC_PAGE,
	 .levels = 8,
	 .leaf_sizes = 4096,
	 .maps = true,
	 .out = 0x9001000,
	 .attr = &unknown},
	{.ia = {0x40000000}, .size = 0x40000000, .kinds = 1u << DESC_INVALID, .levels = 2},
};

/* A page that would be read-write, and a note: none of them is valid. */
static const struct where_item kept[] = {
	{.ia = {0x500000},
	 .size = 0x1000,
	 .kinds = 1u << DESC_INVALID | 1u << DESC_PAGE,
	 .levels = 8,
	 .leaf_sizes = 4096,
	 .maps = true,
	 .kept = true,
	 .out = 0x9000000,
	 .attr = &rw},
	{.ia = {0x501000}, .size = 0x1000, .kinds = 1u << DESC_INVALID, .levels = 8, .kept = true},
};

enum { ITEMS = sizeof(items) / sizeof(items[0]) };

/* Which of the items match, a character each. */
static void matches(const char *expr, const char *want)
{
	char got[ITEMS + 1] = "";
	struct where w;
	struct err err;

	assert_int_equal(where_parse(expr, &w, &err), ERR_NONE);
	for (unsigned i = 0; i < ITEMS; i++)
		got[i] = where_match(&w, &items[i]) ? '1' : '.';
	assert_string_equal(got, want);
}

static void words(void **state)
{
	(void)state;
	matches("", "11111");
	matches("w", "1.11.");
	matches("wx", "..1..");
	matches("rwx", "..1..");
	matches("ro", ".1...");
	matches("user", "1....");
	matches("rw user", ".....");
	matches("r user", "1....");
	matches("page", ".111.");
	matches("leaf", "1111.");
	matches("invalid", "....1");
	matches("device", "..1..");
	matches("normal", "11...");
	matches("NGNRE", "..1..");
	matches("wb", "1....");
	matches("nG", "..1..");
	matches("contiguous", ".1...");
	matches("L3", ".111.");
	matches("2M", "1....");
	matches("4k", ".111.");
	matches("size>=2M", "1...1");
	matches("size>2M", "....1");
	matches("size<12K", "..11.");
	matches("size<=12K", ".111.");
	matches("size=4K", "..11.");
	matches("0x275000", "1....");
	matches("in=0x3ff000-0x400fff", "11...");
	matches("out=0x40200000", "1....");
	matches("out=0x9000fff-0x9001000", "..11.");
	matches("raw=0x40200f7d", "1....");
	matches("kept", ".....");
}

/* What is kept is asked what it would be; what keeps nothing is no such thing. */
static void what_is_kept(void **state)
{
	static const struct {
		const char *expr;
		bool page, note;
	} cases[] = {
		{"kept", true, true},	  {"!kept", false, false},
		{"kept w", true, false},  {"kept out=0x9000fff", true, false},
		{"invalid", true, true},  {"page", true, false},
		{"Kept 4K", true, false}, {"kept device", false, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct where w;
		struct err err;

		assert_int_equal(where_parse(cases[i].expr, &w, &err), ERR_NONE);
		assert_int_equal(where_match(&w, &kept[0]), cases[i].page);
		assert_int_equal(where_match(&w, &kept[1]), cases[i].note);
	}
}

/* Not before and, and before or. */
static void binding(void **state)
{
	(void)state;
	matches("page !device", ".1.1.");
	matches("!page", "1...1");
	matches("!page | device", "1.1.1");
	matches("device | page nG | 2M", "1.1..");
	matches("!(device | 2M)", ".1.11");
	matches("(device|ro)page", ".11..");
	matches("!!w", "1.11.");
}

/* What no leaf or range can be is refused of them, so that "none" is true. */
static void what_is_listed(void **state)
{
	static const struct {
		const char *expr;
		bool leaves, ranges;
	} cases[] = {
		{"wx 2M", true, true},	    {"block | page", true, true},
		{"table", false, false},    {"wx !invalid", false, false},
		{"reserved", false, false}, {"raw=0x1", true, false},
		{"!kept", false, true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct where w;
		struct err err;

		assert_int_equal(where_parse(cases[i].expr, &w, &err), ERR_NONE);
		assert_int_equal(where_check(&w, WHERE_DESCRIPTORS, &err), ERR_NONE);
		assert_int_equal(!where_check(&w, WHERE_LEAVES, &err), cases[i].leaves);
		assert_int_equal(!where_check(&w, WHERE_RANGES, &err), cases[i].ranges);
		assert_int_equal(where_names(&w, DESC_INVALID), i == 3);
	}
}

/* A range of blocks and pages is some of both. */
static void mixed_range(void **state)
{
	struct regime r = {.geo = regime_geometry_by_name("4K")};
	struct range range = {.size = 0x201000, .levels = 1 << 2 | 1 << 3, .attr = rw};
	struct where_item i = where_range(&r, &range);
	struct where w;
	struct err err;

	(void)state;
	where_parse("block page 2M 4K L2 L3", &w, &err);
	assert_true(where_match(&w, &i));
	where_parse("!page", &w, &err);
	assert_false(where_match(&w, &i));
}

static void hits(void **state)
{
	struct find_hit h = {.ia = {0x201000},
			     .out = 0x40201000,
			     .length = 0x2000,
			     .size = 0x200000,
			     .level = 2,
			     .level2 = -1,
			     .attr = rw};
	struct where_item i = where_hit(&h);
	struct where w;
	struct err err;

	(void)state;
	where_parse("block 2M L2 size=8K rw in=0x202000 out=0x40202fff !contiguous !page", &w,
		    &err);
	assert_true(where_match(&w, &i));
}

static void refused(const char *expr, const char *word)
{
	struct where w;
	struct err err = {.code = ERR_NONE};

	assert_int_equal(where_parse(expr, &w, &err), ERR_USAGE);
	assert_non_null(strstr(err.text, word));
}

static void refusals(void **state)
{
	char much[400] = "";

	(void)state;
	refused("wz", "'wz'");
	refused("w |", "missing");
	refused("(w", ") is missing");
	refused("w)", ") too many");
	refused("size>", "'size>'");
	refused("L4", "'L4'");
	refused("3Q", "'3Q'");
	refused("in=0x2000-0x1000", "'in=");
	refused("in=zz", "'in=zz'");
	for (unsigned i = 0; i < 40; i++)
		strcat(much, "w ");
	refused(much, "too long");
	memset(much, '(', 200);
	much[200] = '\0';
	refused(much, "too deep");
	memset(much, '!', 200);
	refused(much, "too deep");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words),	  cmocka_unit_test(binding),
		cmocka_unit_test(what_is_listed), cmocka_unit_test(mixed_range),
		cmocka_unit_test(hits),		  cmocka_unit_test(refusals),
		cmocka_unit_test(what_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
