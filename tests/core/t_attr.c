/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Permissions, memory types and shareability: tables from the Arm ARM, and every combination held
 * against rules that are written here again, another way. */
#include "tests/core/cm.h"

#include <stdio.h>
#include <string.h>

#include "src/desc/attr.h"
#include "tests/core/setup.h"

#define BIT(n) (UINT64_C(1) << (n))

/* Leaf bits, as the Arm ARM numbers them. */
#define AP1   BIT(6)
#define AP2   BIT(7)
#define RD    BIT(6) /* S2AP[0] */
#define WR    BIT(7) /* S2AP[1] */
#define AF    BIT(10)
#define NG    BIT(11)
#define GP    BIT(50)
#define DBM   BIT(51)
#define CONT  BIT(52)
#define PXN   BIT(53)
#define UXN   BIT(54)
#define XN1   BIT(54)
#define XN0   BIT(53)
#define PAGE3 (AF | 3)

/* Bits of a table descriptor. */
#define T_PXN (BIT(59) | 3)
#define T_UXN (BIT(60) | 3)
#define T_NO0 (BIT(61) | 3)
#define T_RO  (BIT(62) | 3)
#define T_NS  (BIT(63) | 3)

static struct regime one, two, s2;

static int setup(void **state)
{
	(void)state;
	regime_bare(REGIME_EL2, NULL, &one);
	regime_bare(REGIME_EL1_0, NULL, &two);
	regime_bare(REGIME_S2, NULL, &s2);
	return 0;
}

static const char *perms(const struct regime *r, uint64_t leaf, uint64_t table)
{
	static char buf[ATTR_PERMS_MAX];
	struct attr a = attr_of_leaf(r, leaf | PAGE3, attr_inherit(r, 0, table));

	return attr_perms_text(r->perms, &a, buf);
}

struct row {
	uint64_t leaf, table;
	const char *want;
};

static void expect(const struct regime *r, const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *have = perms(r, rows[i].leaf, rows[i].table);

		if (strcmp(have, rows[i].want))
			fail_msg("leaf 0x%llx under 0x%llx: have %s, want %s",
				 (unsigned long long)rows[i].leaf,
				 (unsigned long long)rows[i].table, have, rows[i].want);
	}
}

#define EXPECT(r, rows) expect(r, rows, sizeof(rows) / sizeof((rows)[0]))

/* ---- Permissions, by hand ---- */

/* D8.4.1.2: one privilege level. AP[1] is RES1 and makes no difference; PXN is RES0. */
static void perms_one_level(void **state)
{
	static const struct row rows[] = {
		{AP1, 3, "RWX"},       {AP1 | UXN, 3, "RW-"},
		{AP1 | AP2, 3, "R-X"}, {AP1 | AP2 | UXN, 3, "R--"},
		{0, 3, "RWX"},	       {AP2, 3, "R-X"},
		{AP1 | PXN, 3, "RWX"}, {AP1, T_RO, "R-X"},
		{AP1, T_UXN, "RW-"},   {AP1, T_RO | T_UXN, "R--"},
		{AP1, T_PXN, "RWX"},   {AP1, T_NO0, "RWX"},
		{AP1, T_NS, "RWX"},    {AP1 | AP2 | DBM, 3, "R-X"},
	};

	(void)state;
	EXPECT(&one, rows);
}

static void perms_one_level_wxn(void **state)
{
	static const struct row rows[] = {
		{AP1, 3, "RW-"},       {AP1 | UXN, 3, "RW-"},
		{AP1 | AP2, 3, "R-X"}, {AP1, T_RO, "R-X"}, /* not writable after all */
		{AP1, T_UXN, "RW-"},
	};

	(void)state;
	one.wxn = true;
	EXPECT(&one, rows);
}

/* The Arm ARM's table of EL1&0 permissions: AP[2:1], UXN, PXN. */
static void perms_two_levels(void **state)
{
	static const struct row rows[] = {
		{0, 3, "RWX/--X"}, /* EL0 execute-only */
		{UXN, 3, "RWX/---"},
		{PXN, 3, "RW-/--X"},
		{UXN | PXN, 3, "RW-/---"},
		{AP1, 3, "RW-/RWX"}, /* what EL0 may write EL1 never executes */
		{AP1 | UXN, 3, "RW-/RW-"},
		{AP1 | PXN, 3, "RW-/RWX"},
		{AP1 | UXN | PXN, 3, "RW-/RW-"},
		{AP2, 3, "R-X/--X"},
		{AP2 | UXN, 3, "R-X/---"},
		{AP2 | PXN, 3, "R--/--X"},
		{AP2 | UXN | PXN, 3, "R--/---"},
		{AP2 | AP1, 3, "R-X/R-X"},
		{AP2 | AP1 | UXN, 3, "R-X/R--"},
		{AP2 | AP1 | PXN, 3, "R--/R-X"},
		{AP2 | AP1 | UXN | PXN, 3, "R--/R--"},
	};

	(void)state;
	EXPECT(&two, rows);
}

static void perms_two_levels_wxn(void **state)
{
	static const struct row rows[] = {
		{0, 3, "RW-/--X"},	 {UXN, 3, "RW-/---"},	    {AP1, 3, "RW-/RW-"},
		{AP2, 3, "R-X/--X"},	 {AP2 | AP1, 3, "R-X/R-X"}, {AP1, T_RO, "R-X/R-X"},
		{AP1, T_NO0, "RW-/--X"}, {AP2 | DBM, 3, "R-X/--X"},
	};

	(void)state;
	two.wxn = true;
	EXPECT(&two, rows);
}

/* D8.4.1.2.2, D8.4.1.2.5: what tables take away. */
static const struct row hierarchy[] = {
	{AP1, T_NO0, "RWX/--X"}, /* EL0 cannot write any more, so EL1 may execute */
	{AP1, T_RO, "R-X/R-X"},	       {AP1, T_RO | T_NO0, "R-X/--X"},
	{AP1, T_UXN, "RW-/RW-"},       {AP2 | AP1, T_PXN, "R--/R-X"},
	{0, T_PXN, "RW-/--X"},	       {0, T_UXN, "RWX/---"},
	{0, T_UXN | T_PXN, "RW-/---"}, {0, T_NS, "RWX/--X"},
	{0, T_NO0, "RWX/--X"},	       {0, T_RO | T_NO0 | T_UXN | T_PXN, "R--/---"},
};

static void perms_hierarchical(void **state)
{
	(void)state;
	EXPECT(&two, hierarchy);
}

/* With HPD the same tables take nothing. */
static void perms_hierarchical_off(void **state)
{
	(void)state;
	two.hpd = true;
	for (size_t i = 0; i < sizeof(hierarchy) / sizeof(hierarchy[0]); i++) {
		char want[ATTR_PERMS_MAX];

		strcpy(want, perms(&two, hierarchy[i].leaf, 3));
		assert_string_equal(perms(&two, hierarchy[i].leaf, hierarchy[i].table), want);
	}
	one.hpd = true;
	assert_string_equal(perms(&one, AP1, T_RO | T_UXN), "RWX");
}

/* What one table takes, a table below does not give back. */
static void inherits_downwards(void **state)
{
	attr_inherited above = 0;

	(void)state;
	above = attr_inherit(&two, above, T_RO);
	above = attr_inherit(&two, above, 3);
	above = attr_inherit(&two, above, T_PXN);
	assert_int_equal(above, 0x08 | 0x01);
	above = attr_inherit(&two, above, T_NS | T_UXN | T_NO0);
	assert_int_equal(above, 0x1f);
	two.hpd = true;
	assert_int_equal(attr_inherit(&two, 0, ~UINT64_C(0)), 0x10);
	assert_int_equal(attr_inherit(&s2, 0, ~UINT64_C(0)), 0);
	assert_int_equal(attr_inherit(&two, 0, ~(UINT64_C(31) << 59)), 0);
}

static void inherited_text(void **state)
{
	static const struct {
		uint64_t table;
		const char *one, *two;
	} rows[] = {
		{3, "", ""},
		{T_NS, "NSTable", "NSTable"},
		{T_RO, "APTable=2", "APTable=2"},
		{T_NO0, "", "APTable=1"},
		{T_RO | T_NO0, "APTable=2", "APTable=3"},
		{T_UXN, "XNTable", "UXNTable"},
		{T_PXN, "", "PXNTable"},
		{~UINT64_C(0), "NSTable APTable=2 XNTable", "NSTable APTable=3 UXNTable PXNTable"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		attr_inherited a = attr_inherit(&two, 0, rows[i].table);
		char buf[ATTR_INHERITED_MAX];

		assert_string_equal(attr_inherited_text(&one, a, buf), rows[i].one);
		assert_string_equal(attr_inherited_text(&two, a, buf), rows[i].two);
	}
}

static void perms_e0pd(void **state)
{
	static const struct row rows[] = {
		{0, 3, "RWX/---"},
		{AP1, 3, "RW-/---"},
		{AP2 | AP1, 3, "R-X/---"},
	};

	(void)state;
	two.e0pd = true;
	EXPECT(&two, rows);
}

/* D8.5.2.1: a read-only leaf with DBM is writable where the hardware keeps dirty state. */
static void perms_dirty(void **state)
{
	static const struct row rows[] = {
		{AP2 | DBM, 3, "RWX/--X"}, {AP2 | AP1 | DBM, 3, "RW-/RWX"},
		{AP2 | AP1, 3, "R-X/R-X"}, {AP2 | AP1 | DBM, T_RO, "R-X/R-X"},
		{DBM, 3, "RWX/--X"},
	};
	static const struct row wxn[] = {{AP2 | AP1 | DBM, 3, "RW-/RW-"}, {AP2, 3, "R-X/--X"}};
	static const struct row el2[] = {{AP1 | AP2 | DBM, 3, "RWX"}, {AP1 | AP2, 3, "R-X"}};

	(void)state;
	two.ha = two.hd = one.ha = one.hd = true;
	EXPECT(&two, rows);
	EXPECT(&one, el2);
	two.wxn = one.wxn = true;
	EXPECT(&two, wxn);
	assert_string_equal(perms(&one, AP1 | AP2 | DBM, 3), "RW-");
}

/* D8.4.2.1: S2AP and XN. Without FEAT_XNX only XN[1] counts; with it 01 is EL0 only, 11 EL1 only.
 */
static void perms_stage2(void **state)
{
	static const struct row rows[] = {
		{0, 3, "--X"},
		{RD, 3, "R-X"},
		{WR, 3, "-WX"},
		{RD | WR, 3, "RWX"},
		{RD | WR | XN0, 3, "RWX"},
		{RD | WR | XN1, 3, "RW-"},
		{RD | WR | XN1 | XN0, 3, "RW-"},
		{RD | DBM, 3, "R-X"},
		{XN1, 3, "---"},
		{RD | WR, T_RO | T_UXN | T_PXN | T_NO0, "RWX"}, /* no hierarchy in stage 2 */
	};
	static const struct row xnx[] = {
		{RD | WR, 3, "RWX"},	   {RD | WR | XN0, 3, "RW-/RWX"},
		{RD | WR | XN1, 3, "RW-"}, {RD | WR | XN1 | XN0, 3, "RWX/RW-"},
		{XN1 | XN0, 3, "--X/---"}, {RD | XN0, 3, "R--/R-X"},
	};

	(void)state;
	EXPECT(&s2, rows);
	s2.xnx = true;
	EXPECT(&s2, xnx);
	s2.xnx = false;
	s2.ha = s2.hd = true;
	assert_string_equal(perms(&s2, RD | DBM, 3), "RWX");
	assert_string_equal(perms(&s2, RD, 3), "R-X");
	assert_string_equal(perms(&s2, DBM, 3), "-WX");
}

/* ---- Permissions, all of them ---- */

/* The Arm ARM's pseudocode in spirit: access by access instead of bit by bit. */
enum who { EL1, EL0 };
enum what { READ, WRITE, FETCH };

static bool bit(uint64_t v, unsigned n)
{
	return v >> n & 1;
}

static bool allowed2(const struct regime *r, uint64_t leaf, uint64_t table, enum who who,
		     enum what what)
{
	unsigned ap = (unsigned)(leaf >> 6 & 3), aptable = (unsigned)(table >> 61 & 3);
	bool xn = bit(leaf, who == EL1 ? 53 : 54);

	if (r->hpd)
		aptable = 0;
	else
		xn |= bit(table, who == EL1 ? 59 : 60);
	if (r->hd && bit(leaf, 51))
		ap &= 1;
	switch (what) {
	case READ: return who == EL1 || (!r->e0pd && (ap & 1) && !(aptable & 1));
	case WRITE:
		if (ap & 2 || aptable & 2)
			return false;
		return who == EL1 || (!r->e0pd && (ap & 1) && !(aptable & 1));
	case FETCH: break;
	}
	if (who == EL0 && r->e0pd)
		return false;
	if (!(ap & 2) && !(aptable & 2)) {
		bool el0_writes = (ap & 1) && !(aptable & 1);

		if (who == EL1 && (el0_writes || r->wxn))
			return false;
		if (who == EL0 && el0_writes && r->wxn)
			return false;
	}
	return !xn;
}

static uint8_t all2(const struct regime *r, uint64_t leaf, uint64_t table, enum who who)
{
	return (uint8_t)((allowed2(r, leaf, table, who, READ) ? 4 : 0) |
			 (allowed2(r, leaf, table, who, WRITE) ? 2 : 0) |
			 (allowed2(r, leaf, table, who, FETCH) ? 1 : 0));
}

static uint8_t all1(const struct regime *r, uint64_t leaf, uint64_t table)
{
	bool ro = bit(leaf, 7) && !(r->hd && bit(leaf, 51));
	bool xn = bit(leaf, 54);

	if (!r->hpd) {
		ro |= bit(table, 62);
		xn |= bit(table, 60);
	}
	if (r->wxn && !ro)
		xn = true;
	return (uint8_t)(4 | (ro ? 0 : 2) | (xn ? 0 : 1));
}

/* Bits 6, 7, 51, 53, 54 of the leaf, 59..63 of the table, HPD, WXN, HD, E0PD: all of them. */
static void perms_all(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 1u << 14; i++) {
		uint64_t leaf = (uint64_t)(i & 3) << 6 | (uint64_t)(i >> 2 & 1) << 51 |
				(uint64_t)(i >> 3 & 3) << 53 | PAGE3;
		uint64_t table = (uint64_t)(i >> 5 & 31) << 59 | 3;
		struct attr a;

		one.hpd = two.hpd = i >> 10 & 1;
		one.wxn = two.wxn = i >> 11 & 1;
		one.hd = two.hd = i >> 12 & 1;
		two.e0pd = i >> 13 & 1;
		a = attr_of_leaf(&two, leaf, attr_inherit(&two, 0, table));
		assert_int_equal(a.perms, all2(&two, leaf, table, EL1));
		assert_int_equal(a.perms_user, all2(&two, leaf, table, EL0));
		a = attr_of_leaf(&one, leaf, attr_inherit(&one, 0, table));
		assert_int_equal(a.perms, all1(&one, leaf, table));
		assert_int_equal(a.perms_user, 0);
	}
}

/* ---- Flags ---- */

static void flags(void **state)
{
	static const struct {
		uint64_t leaf;
		const char *one, *two, *s2;
	} rows[] = {
		{AF, "", "", ""},
		{0, "AF=0", "AF=0", "AF=0"},
		{AF | CONT, "contiguous", "contiguous", "contiguous"},
		{AF | NG, "", "nG", "xs0"}, /* RES0 with one level; FnXS in stage 2 */
		{AF | DBM, "DBM", "DBM", "DBM"},
		{AF | GP, "GP", "GP", ""},
		{CONT | NG | DBM | GP, "AF=0 contiguous DBM GP", "AF=0 contiguous nG DBM GP",
		 "AF=0 contiguous DBM xs0"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct attr a = attr_of_leaf(&one, rows[i].leaf | 3, 0);
		char buf[ATTR_FLAGS_MAX];

		assert_string_equal(attr_flags_text(&a, buf), rows[i].one);
		a = attr_of_leaf(&two, rows[i].leaf | 3, 0);
		assert_string_equal(attr_flags_text(&a, buf), rows[i].two);
		a = attr_of_leaf(&s2, rows[i].leaf | 3, 0);
		assert_string_equal(attr_flags_text(&a, buf), rows[i].s2);
	}
}

static void flags_by_hardware(void **state)
{
	char buf[ATTR_FLAGS_MAX];
	struct attr a;

	(void)state;
	two.ha = true;
	a = attr_of_leaf(&two, 3, 0);
	assert_int_equal(a.flags, ATTR_AF_BY_HARDWARE);
	assert_string_equal(attr_flags_text(&a, buf), "AF=0(HA)");
	a = attr_of_leaf(&two, 3 | AF, 0);
	assert_int_equal(a.flags, 0);
	memset(&a, 0xff, sizeof(a));
	assert_true(strlen(attr_flags_text(&a, buf)) < ATTR_FLAGS_MAX);
}

static void software_bits(void **state)
{
	(void)state;
	for (unsigned v = 0; v < 16; v++)
		assert_int_equal(attr_of_leaf(&one, (uint64_t)v << 55 | PAGE3, 0).software, v);
	assert_int_equal(attr_of_leaf(&one, ~(UINT64_C(15) << 55), 0).software, 0);
}

/* ---- Sameness ---- */

static void same_meaning(void **state)
{
	struct attr a, b;

	(void)state;
	two.mair = 0xff;
	two.mair_known = true;
	a = attr_of_leaf(&two, AF | AP1 | UXN | 3, 0);
	b = attr_of_leaf(&two, AF | AP1 | UXN | CONT | 3, 0);
	assert_true(attr_same_meaning(&a, &b)); /* the hint means nothing */
	b = attr_of_leaf(&two, AF | AP1 | UXN | BIT(5) | 7, 0);
	assert_false(attr_same_meaning(&a, &b)); /* another index: 0, device */
	two.mair = 0xffff;
	b = attr_of_leaf(&two, AF | AP1 | UXN | 7, 0);
	assert_true(attr_same_meaning(&a, &b)); /* another index, the same type */
	two.mair_known = false;
	a = attr_of_leaf(&two, AF | AP1 | UXN | 3, 0);
	b = attr_of_leaf(&two, AF | AP1 | UXN | 7, 0);
	assert_false(attr_same_meaning(&a, &b)); /* unknown: as different as the index */
}

static void different_meaning(void **state)
{
	static const uint64_t change[] = {AF,  NG,     GP,     DBM,	AP2,	AP1,
					  UXN, BIT(8), BIT(9), BIT(55), BIT(58)};
	struct attr a;

	(void)state;
	two.mair = 0xff;
	two.mair_known = true;
	a = attr_of_leaf(&two, AF | AP1 | 3, 0);
	assert_true(attr_same_meaning(&a, &a));
	for (size_t i = 0; i < sizeof(change) / sizeof(change[0]); i++) {
		struct attr b = attr_of_leaf(&two, (AF | AP1 | 3) ^ change[i], 0);

		assert_false(attr_same_meaning(&a, &b));
		assert_false(attr_same_meaning(&b, &a));
	}
}

/* Reserved bytes are as different as they are. */
static void different_reserved(void **state)
{
	struct attr a, b;

	(void)state;
	two.mair = 0x0302;
	two.mair_known = true;
	a = attr_of_leaf(&two, AF | 3, 0);
	b = attr_of_leaf(&two, AF | 7, 0);
	assert_false(a.type_known || b.type_known);
	assert_false(attr_same_meaning(&a, &b));
}

static void perms_text(void **state)
{
	struct attr a = {.perms = 6, .perms_user = 4};
	char buf[ATTR_PERMS_MAX];

	(void)state;
	assert_string_equal(attr_perms_text(REGIME_PERMS_ONE, &a, buf), "RW-");
	assert_string_equal(attr_perms_text(REGIME_PERMS_TWO, &a, buf), "RW-/R--");
	assert_string_equal(attr_perms_text(REGIME_PERMS_STAGE2, &a, buf), "RW-/R--");
	a.perms_user = 6;
	assert_string_equal(attr_perms_text(REGIME_PERMS_STAGE2, &a, buf), "RW-");
	assert_string_equal(attr_perms_text(REGIME_PERMS_TWO, &a, buf), "RW-/RW-");
	a.perms = a.perms_user = 0;
	assert_string_equal(attr_perms_text(REGIME_PERMS_TWO, &a, buf), "---/---");
}

#define TEST(f) cmocka_unit_test_setup(f, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(perms_one_level),
		TEST(perms_one_level_wxn),
		TEST(perms_two_levels),
		TEST(perms_two_levels_wxn),
		TEST(perms_hierarchical),
		TEST(perms_hierarchical_off),
		TEST(inherits_downwards),
		TEST(inherited_text),
		TEST(perms_e0pd),
		TEST(perms_dirty),
		TEST(perms_stage2),
		TEST(perms_all),
		TEST(flags),
		TEST(flags_by_hardware),
		TEST(software_bits),
		TEST(same_meaning),
		TEST(different_meaning),
		TEST(different_reserved),
		TEST(perms_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
