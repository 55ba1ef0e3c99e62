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
	 .kind = DESC_BLOCK,
	 .levels = 4,
	 .leaf_sizes = 2 << 20,
	 .maps = true,
	 .out = 0x40200000,
	 .attr = &rw,
	 .has_raw = true,
	 .raw = 0x40200f7d},
	{.ia = {0x400000},
	 .size = 0x3000,
	 .kind = DESC_PAGE,
	 .levels = 8,
	 .leaf_sizes = 4096,
	 .maps = true,
	 .out = 0x80000000,
	 .attr = &rx,
	 .contiguous = true},
	{.ia = {0x800000},
	 .size = 0x1000,
	 .kind = DESC_PAGE,
	 .levels = 8,
	 .leaf_sizes = 4096,
	 .maps = true,
	 .out = 0x9000000,
	 .attr = &device},
	{.ia = {0x900000},
	 .size = 0x1000,
	 .kind = DESC_PAGE,
	 .levels = 8,
	 .leaf_sizes = 4096,
	 .maps = true,
	 .out = 0x9001000,
	 .attr = &unknown},
	{.ia = {0x40000000}, .size = 0x40000000, .kind = DESC_INVALID, .levels = 2},
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
		cmocka_unit_test(words),
		cmocka_unit_test(binding),
		cmocka_unit_test(refusals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
