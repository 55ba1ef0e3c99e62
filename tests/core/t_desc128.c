/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Descriptors of 128 bits (FEAT_D128): kinds by level and SKL, the layout of each, and words. */
#include "tests/core/cm.h"

#include <stdio.h>
#include <string.h>

#include "src/bits.h"
#include "src/desc/desc.h"
#include "tests/core/rng.h"

static const enum regime_id schemes[] = {REGIME_EL3, REGIME_EL1_0, REGIME_S2};
static const char *const granules[] = {"4K", "16K", "64K"};

static void bare(enum regime_id id, const char *granule, struct regime *r)
{
	struct sysregs regs = {0};

	regime_bare(id, regime_geometry_d128(granule), r);
	assert_int_equal(regime_bare_regs(r, &regs, NULL), 0);
}

/* ---- Kinds: tables D8-45, D8-46 and D8-49 ---- */

/* A letter for each SKL, 0 to 3, of a descriptor with bit 0 set. */
static const struct {
	const char *granule;
	int level;
	const char *kinds;
} kinds[] = {
	{"4K", -2, "tttt"}, {"4K", -1, "tttt"}, {"4K", 0, "tttb"},   {"4K", 1, "ttbr"},
	{"4K", 2, "tbrr"},  {"4K", 3, "prrr"},	{"16K", -1, "tttr"}, {"16K", 0, "tttr"},
	{"16K", 1, "ttbr"}, {"16K", 2, "tbrr"}, {"16K", 3, "prrr"},  {"64K", 0, "tttr"},
	{"64K", 1, "ttbr"}, {"64K", 2, "tbrr"}, {"64K", 3, "prrr"},
};

static void kinds_by_level_and_skl(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		for (unsigned skl = 0; skl < 4; skl++) {
			const struct geometry *g = regime_geometry_d128(kinds[i].granule);
			struct desc_wide raw = {(uint64_t)skl << 45, 1};

			assert_int_equal(
				desc_kind_name(desc_classify_wide(g, kinds[i].level, raw))[0],
				kinds[i].kinds[skl]);
			raw.lo = ~UINT64_C(1);
			assert_int_equal(desc_classify_wide(g, kinds[i].level, raw), DESC_INVALID);
		}
	assert_null(regime_geometry_d128("8K"));
}

static void regimes_that_have_them(void **state)
{
	(void)state;
	for (int id = 0; id < REGIME_COUNT; id++)
		assert_int_equal(regime_may_be_d128((enum regime_id)id),
				 id != REGIME_EL2 && id != REGIME_PL2 && id != REGIME_PL1_0 &&
					 id != REGIME_PL1_1);
}

/* ---- Layouts: D8.3.2, by hand ---- */

#define S1_TABLE                                                                             \
	"127 NSTable|126:125 RES0|124:121 ignored or RES0|120:119 RES0|118:115 ignored|114 " \
	"Protected|113 ignored|112 DisCH|111 ignored|"
#define S2_TABLE                                                                         \
	"127 ignored or RES0|126:125 RES0|124:121 ignored or RES0|120:119 RES0|118:115 " \
	"ignored|114 ignored or RES0|113:112 RES0|111 ignored|"
#define MIDDLE	   "110:109 SKL|108:101 RES0|100:91 software use|90:64 RES0|63:56 RES0|"
#define TABLE_TAIL "10 ignored|9:7 ignored|6 nT|5:2 ignored|1 RES0|0 valid"
#define S1_LEAF                                                                         \
	"127 NS|126:125 RES0|124:121 POIndex or RES0|120:119 RES0|118:115 PIIndex|114 " \
	"Protected|113 GP|112 ignored|111 Contiguous|"
#define S2_LEAF                                                                         \
	"127 NS|126:125 RES0|124:121 POIndex or RES0|120:119 RES0|118:115 PIIndex|114 " \
	"AssuredOnly|113:112 RES0|111 Contiguous|"
#define AMEC_MIDDLE \
	"110:109 SKL|108 AMEC or RES0|107:101 RES0|100:91 software use|90:64 RES0|63:56 RES0|"
#define S1_TAIL	 "10 AF|9:8 SH|7 nDirty|6 RES0|5:2 AttrIndx|1 RES0|0 valid"
#define S1_BLOCK "10 AF|9:8 SH|7 nDirty|6 nT|5:2 AttrIndx|1 RES0|0 valid"

static const struct {
	enum regime_id id;
	const char *granule;
	int level;
	unsigned skl, bit0;
	const char *want;
} layouts[] = {
	{REGIME_EL1_0, "4K", 0, 0, 1,
	 S1_TABLE MIDDLE "55:12 next-level table|11 ignored|" TABLE_TAIL},
	{REGIME_EL3, "16K", 1, 1, 1,
	 S1_TABLE MIDDLE "55:14 next-level table|13:12 RES0|11 ignored or RES0|" TABLE_TAIL},
	{REGIME_S2, "64K", 2, 0, 1,
	 S2_TABLE MIDDLE "55:16 next-level table|15:12 RES0|11 ignored|" TABLE_TAIL},
	{REGIME_EL1_0, "4K", 3, 0, 1, S1_LEAF AMEC_MIDDLE "55:12 output address|11 nG|" S1_TAIL},
	{REGIME_EL1_0, "16K", 2, 1, 1,
	 S1_LEAF AMEC_MIDDLE "55:24 output address|23:14 address, not used|13:12 RES0|11 "
			     "nG|" S1_BLOCK},
	{REGIME_EL3, "4K", 0, 3, 1,
	 S1_LEAF MIDDLE "55:36 output address|35:12 address, not used|11 nG or NSE "
			"(RES0)|" S1_BLOCK},
	{REGIME_S2, "64K", 3, 0, 1,
	 S2_LEAF AMEC_MIDDLE "55:16 output address|15:12 RES0|11 FnXS|10 AF|9:8 SH|7 Dirty|6 "
			     "RES0|5:2 MemAttr|1 RES0|0 valid"},
	{REGIME_EL1_0, "4K", 3, 0, 0,
	 "127:115 ignored|114 Protected|113:64 ignored|63:1 ignored|0 valid"},
	{REGIME_S2, "4K", 0, 3, 0,
	 "127:115 ignored|114 ignored|113:64 ignored|63:1 ignored|0 valid"},
	{REGIME_S2, "64K", 1, 3, 1,
	 "127:111 ignored|110:109 SKL|108:64 ignored|63:1 ignored|0 valid"},
};

static void layout_of(const struct regime *r, int level, struct desc_wide raw, char *buf,
		      size_t size)
{
	struct desc_part parts[DESC_PARTS_MAX];
	size_t n = desc_parts_wide(r, level, raw, parts), len = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < n; i++) {
		char bits[12];

		snprintf(bits, sizeof(bits), parts[i].hi == parts[i].lo ? "%u" : "%u:%u",
			 parts[i].hi, parts[i].lo);
		len += (size_t)snprintf(buf + len, size - len, "%s%s %s", i ? "|" : "", bits,
					parts[i].field->name);
		assert_true(len < size);
	}
}

static void layouts_by_hand(void **state)
{
	static const uint64_t fill[] = {0, ~UINT64_C(0), UINT64_C(0x5a5a5a5a5a5a5a5a)};
	const uint64_t skl = UINT64_C(3) << 45;
	char have[1024];

	(void)state;
	for (size_t i = 0; i < sizeof(layouts) / sizeof(layouts[0]); i++) {
		struct regime r;

		bare(layouts[i].id, layouts[i].granule, &r);
		for (size_t k = 0; k < 3; k++) {
			struct desc_wide raw = {(fill[k] & ~skl) | (uint64_t)layouts[i].skl << 45,
						(fill[k] & ~UINT64_C(1)) | layouts[i].bit0};

			layout_of(&r, layouts[i].level, raw, have, sizeof(have));
			assert_string_equal(have, layouts[i].want);
		}
	}
}

/* ---- Every bit is in one part, and no row hides another ---- */

static unsigned uses(const struct desc_part *parts, size_t n, const struct desc_field *row)
{
	unsigned used = 0;

	for (size_t i = 0; i < n; i++)
		used += parts[i].field == row;
	return used;
}

static void check_parts(const struct regime *r, int level, struct desc_wide raw)
{
	struct desc_part parts[DESC_PARTS_MAX];
	size_t n = desc_parts_wide(r, level, raw, parts);
	enum desc_kind kind = desc_classify_wide(r->geo, level, raw);
	const struct desc_field *row;
	struct desc_wide rebuilt = {0};
	unsigned next = 128;

	assert_true(n >= 2 && n <= DESC_PARTS_MAX);
	for (size_t i = 0; i < n; i++) {
		const struct desc_part *p = &parts[i];

		assert_int_equal(p->hi, next - 1);
		assert_true(p->lo <= p->hi && p->hi / 64 == p->lo / 64);
		next = p->lo;
		if (p->hi - p->lo < 63)
			assert_int_equal(p->value >> (p->hi - p->lo + 1), 0);
		*(p->lo < 64 ? &rebuilt.lo : &rebuilt.hi) |= p->value << p->lo % 64;
		assert_true(strlen(p->words) < sizeof(p->words) - 1); /* not cut */
		assert_true(p->field->name[0] && p->section[0]);
	}
	assert_int_equal(next, 0);
	assert_true(rebuilt.hi == raw.hi && rebuilt.lo == raw.lo);
	for (size_t i = 0; (row = desc_field_row(i)) != NULL; i++)
		assert_int_equal(uses(parts, n, row), desc_applies(r, kind, row));
}

static void every_bit_once(void **state)
{
	struct rng rng = {128};

	(void)state;
	for (size_t s = 0; s < 3; s++)
		for (size_t g = 0; g < 3; g++) {
			struct regime r;

			bare(schemes[s], granules[g], &r);
			for (int level = r.geo->first_level; level < 4; level++)
				for (unsigned i = 0; i < 500; i++) {
					struct desc_wide raw = {rng_next(&rng), rng_next(&rng)};

					r.modes =
						REGIME_PIE |
						((unsigned)rng_next(&rng) &
						 (REGIME_POE | REGIME_HAFT |
						  (r.stage == 1 ? REGIME_E0POE | REGIME_FNG : 0u)));
					check_parts(&r, level, raw);
				}
		}
}

/* ---- Words ---- */

static const char *words(const struct regime *r, int level, struct desc_wide raw, const char *name)
{
	static struct desc_part parts[DESC_PARTS_MAX];
	size_t n = desc_parts_wide(r, level, raw, parts);

	for (size_t i = 0; i < n; i++)
		if (!strcmp(parts[i].field->name, name))
			return parts[i].words;
	fail_msg("no part '%s'", name);
	return "";
}

/* PIIndex 5 and POIndex 9; AttrIndx 10, of MAIR2. */
static void indices(void **state)
{
	const struct desc_wide raw = {UINT64_C(9) << 57 | UINT64_C(5) << 51, 10 << 2 | 0x81};
	struct sysregs regs = {0};
	struct regime r;

	(void)state;
	bare(REGIME_EL1_0, "4K", &r);
	assert_string_equal(words(&r, 3, raw, "PIIndex"), "PIIndex 5: ?\?\?/?\?\?");
	assert_string_equal(words(&r, 3, raw, "AttrIndx"), "unknown without MAIR2");
	regs.r[SYSREG_TCR2_EL1] = (struct sysreg_value){0x20 | 0x4, SYSREG_GIVEN}; /* E0POE */
	regs.r[SYSREG_PIR_EL1] = (struct sysreg_value){UINT64_C(0x5) << 20, SYSREG_GIVEN};
	regs.r[SYSREG_PIRE0_EL1] = (struct sysreg_value){UINT64_C(0x5) << 20, SYSREG_GIVEN};
	regs.r[SYSREG_POR_EL0] = (struct sysreg_value){UINT64_C(0x1) << 36, SYSREG_GIVEN};
	regs.r[SYSREG_MAIR2_EL1] = (struct sysreg_value){UINT64_C(0x44) << 16, SYSREG_GIVEN};
	regime_bare(REGIME_EL1_0, regime_geometry_d128("4K"), &r);
	assert_int_equal(regime_bare_regs(&r, &regs, NULL), 0);
	assert_string_equal(words(&r, 3, raw, "PIIndex"), "PIIndex 5: RW-/R--");
	assert_string_equal(words(&r, 3, raw, "AttrIndx"), "normal-nc");
	words(&r, 3, raw, "POIndex");
}

static void skips(void **state)
{
	const uint64_t nlta = UINT64_C(0xffffffffffffff) << 12 | 1;
	struct regime r;

	(void)state;
	bare(REGIME_EL2_1, "4K", &r);
	assert_string_equal(words(&r, -2, (struct desc_wide){UINT64_C(2) << 45, nlta}, "SKL"),
			    "the next-level table, of 256M, is of level 1");
	assert_string_equal(
		words(&r, -2, (struct desc_wide){UINT64_C(2) << 45, nlta}, "next-level table"),
		"0xfffffff0000000");
	assert_string_equal(
		words(&r, 1, (struct desc_wide){UINT64_C(2) << 45, nlta}, "output address"),
		"0xfffffff0000000");
	assert_string_equal(words(&r, 2, (struct desc_wide){UINT64_C(2) << 45, nlta}, "SKL"),
			    "level and SKL make 4, over 3");
	bare(REGIME_EL2_1, "16K", &r);
	assert_string_equal(words(&r, -1, (struct desc_wide){UINT64_C(3) << 45, nlta}, "SKL"),
			    "no table or block skips so many with 16K");
	assert_string_equal(words(&r, 3, (struct desc_wide){0, nlta}, "SKL"),
			    "level and SKL make 3: a page");
}

/* A walk refuses them, and a register that says 64 bits refuses such a descriptor. */
static void registers_agree(void **state)
{
	struct sysregs regs = {0};
	struct regime r;
	struct err err;

	(void)state;
	regs.r[SYSREG_TCR2_EL1] = (struct sysreg_value){0x20, SYSREG_GIVEN};
	regime_bare(REGIME_EL1_0, NULL, &r);
	assert_int_equal(regime_bare_regs(&r, &regs, &err), ERR_UNSUPPORTED);
	assert_non_null(strstr(err.text, "128-bit descriptors"));
	regs.r[SYSREG_TCR2_EL1].v = 2;
	regime_bare(REGIME_EL1_0, regime_geometry_d128("4K"), &r);
	assert_int_equal(regime_bare_regs(&r, &regs, &err), ERR_USAGE);
	assert_non_null(strstr(err.text, "64 bits"));
	/* D8.1, R_RKHJV: EL2 by itself has none, whatever bit 5 holds. */
	regs.r[SYSREG_TCR2_EL2] = (struct sysreg_value){0x20, SYSREG_GIVEN};
	regime_bare(REGIME_EL2, NULL, &r);
	assert_int_equal(regime_bare_regs(&r, &regs, &err), 0);
	regime_bare(REGIME_EL2_0, NULL, &r);
	assert_int_equal(regime_bare_regs(&r, &regs, &err), ERR_UNSUPPORTED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds_by_level_and_skl),
		cmocka_unit_test(regimes_that_have_them),
		cmocka_unit_test(layouts_by_hand),
		cmocka_unit_test(every_bit_once),
		cmocka_unit_test(indices),
		cmocka_unit_test(skips),
		cmocka_unit_test(registers_agree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
