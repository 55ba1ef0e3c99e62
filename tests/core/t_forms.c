/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a leaf means where the format or a switch changes it: AArch32, 52-bit descriptors, FWB. */
#include "tests/core/cm.h"

#include <string.h>

#include "src/desc/attr.h"
#include "src/desc/desc.h"
#include "tests/core/setup.h"

#define BIT(n) (UINT64_C(1) << (n))

enum { AF = 1 << 10 };

static struct regime bare(enum regime_id id, const char *geometry)
{
	struct regime r;

	regime_bare(id, regime_geometry_by_name(geometry), &r);
	return r;
}

static void perms_are(const struct regime *r, uint64_t raw, attr_inherited above, const char *want)
{
	struct attr a = attr_of_leaf(r, raw | AF | 3, above);
	char have[ATTR_PERMS_MAX];

	assert_string_equal(attr_perms_text(r->perms, &a, have), want);
}

/* ---- AArch32 ---- */

/*
 * AArch32, G5.6: XN is PL1's and EL0's, PXN PL1's alone; what one may not read one may not execute;
 * what EL0 may write PL1 may execute, but for UWXN.
 */
static void aarch32_permissions(void **state)
{
	static const uint64_t ap0 = 0, ap1 = BIT(6), ap2 = BIT(7), ap3 = BIT(7) | BIT(6);
	static const uint64_t xn = BIT(54), pxn = BIT(53);
	struct regime r = bare(REGIME_PL1_0, "4K-A32");

	(void)state;
	perms_are(&r, ap0, 0, "RWX/---"); /* nothing to execute for EL0: it may not read */
	perms_are(&r, ap1, 0, "RWX/RWX");
	perms_are(&r, ap2, 0, "R-X/---");
	perms_are(&r, ap3, 0, "R-X/R-X");
	perms_are(&r, ap1 | xn, 0, "RW-/RW-");
	perms_are(&r, ap3 | pxn, 0, "R--/R-X");
	perms_are(&r, ap3 | pxn | xn, 0, "R--/R--");
	perms_are(&r, ap1, 1 << 2, "RWX/---"); /* APTable[0] */
	perms_are(&r, ap1, 1 << 3, "R-X/R-X");
	perms_are(&r, ap3, 1 << 1, "R--/R--"); /* XNTable */
	perms_are(&r, ap3, 1 << 0, "R--/R-X"); /* PXNTable */
	r.uwxn = true;
	perms_are(&r, ap1, 0, "RW-/RWX");
	perms_are(&r, ap0, 0, "RWX/---");
	perms_are(&r, ap3, 0, "R-X/R-X");
	r.wxn = true;
	perms_are(&r, ap1, 0, "RW-/RW-");
	perms_are(&r, ap0, 0, "RW-/---");
	/* AArch64 with the same bits. */
	r = bare(REGIME_EL1_0, "4K");
	perms_are(&r, ap0, 0, "RWX/--X");
	perms_are(&r, ap1, 0, "RW-/RWX");
	perms_are(&r, ap3 | xn, 0, "R-X/R--");
}

static void aarch32_hyp_permissions(void **state)
{
	struct regime r = bare(REGIME_PL2, "4K-A32");

	(void)state;
	perms_are(&r, BIT(6), 0, "RWX");
	perms_are(&r, BIT(6) | BIT(7), 0, "R-X");
	perms_are(&r, BIT(6) | BIT(54), 0, "RW-");
	perms_are(&r, BIT(6) | BIT(53), 0, "RWX"); /* PXN is none of PL2's */
	r = bare(REGIME_S2, "4K-A32");
	perms_are(&r, BIT(7), 0, "-W-"); /* not readable: not executable */
	perms_are(&r, BIT(6), 0, "R-X");
	perms_are(&r, BIT(6) | BIT(54), 0, "R--");
	r.xnx = true;
	perms_are(&r, BIT(6) | BIT(53), 0, "R--/R-X");
	perms_are(&r, BIT(6) | BIT(53) | BIT(54), 0, "R-X/R--");
	r = bare(REGIME_S2, "4K"); /* AArch64: execute-only is possible */
	perms_are(&r, BIT(7), 0, "-WX");
}

/* Bits that are AArch64's only: DBM, GP. */
static void aarch32_flags(void **state)
{
	uint64_t all = BIT(50) | BIT(51) | BIT(52) | BIT(11) | AF | 3;
	struct regime a32 = bare(REGIME_PL1_0, "4K-A32"), a64 = bare(REGIME_EL1_0, "4K");

	(void)state;
	assert_int_equal(attr_of_leaf(&a32, all, 0).flags, ATTR_CONTIGUOUS | ATTR_NOT_GLOBAL);
	assert_int_equal(attr_of_leaf(&a64, all, 0).flags,
			 ATTR_CONTIGUOUS | ATTR_NOT_GLOBAL | ATTR_DBM | ATTR_GUARDED);
	a32.ha = a32.hd = true; /* no such thing there: DBM does not make it writable */
	assert_false(attr_of_leaf(&a32, all | BIT(7), 0).perms & ATTR_W);
}

/* ---- 52-bit descriptors ---- */

/* With DS, bits 9:8 are of the address, and shareability is the register's. */
static void lpa2_shareability(void **state)
{
	struct regime r = bare(REGIME_EL2, "4K-LPA2");

	(void)state;
	r.mair = UINT64_C(0xff00);
	r.mair_known = true;
	for (unsigned sh = 0; sh < 4; sh++)
		for (unsigned bits = 0; bits < 4; bits++) {
			uint64_t raw = (uint64_t)bits << 8 | 1 << 2 | AF | 3;

			r.sh = (uint8_t)sh;
			assert_int_equal(attr_of_leaf(&r, raw, 0).sh, sh);
			assert_int_equal(desc_leaf_oa(r.geo, 3, raw).v, (uint64_t)bits << 50);
		}
	r.sh = 3;
	assert_int_equal(attr_of_leaf(&r, AF | 3, 0).sh, 2); /* Device */
}

/* ---- Secure state ---- */

/* NS, or a table reached through NSTable, is Non-secure memory; elsewhere NS means nothing. */
static void non_secure_outputs(void **state)
{
	struct regime r = bare(REGIME_EL3, "4K");

	(void)state;
	assert_false(attr_of_leaf(&r, BIT(5) | AF | 3, 0).flags & ATTR_NON_SECURE);
	r.secure = true;
	assert_int_equal(attr_of_leaf(&r, BIT(5) | AF | 3, 0).flags, ATTR_NON_SECURE);
	assert_int_equal(attr_of_leaf(&r, AF | 3, 1 << 4).flags, ATTR_NON_SECURE);
	assert_int_equal(attr_of_leaf(&r, AF | 3, 0).flags, 0);
	r = bare(REGIME_S2, "4K"); /* MemAttr there */
	r.secure = true;
	assert_int_equal(attr_of_leaf(&r, BIT(5) | AF | 3, 0).flags, 0);
}

/* ---- Forced write-back ---- */

/* MAIR bytes of stage 1 against MemAttr of stage 2 with FWB (D8.6.6). */
static void forced_types(void **state)
{
	static const struct {
		uint8_t s1, memattr, want;
	} rows[] = {
		/* Device: stage 2's, or the stricter of two. */
		{0xff, 0, 0x00},
		{0xff, 1, 0x04},
		{0x44, 2, 0x08},
		{0xbb, 3, 0x0c},
		{0x00, 3, 0x00},
		{0x0c, 1, 0x04},
		{0x04, 2, 0x04},
		{0x05, 3, 0x05},
		/* Non-cacheable, unless stage 1 is Device. */
		{0xff, 5, 0x44},
		{0x44, 5, 0x44},
		{0x04, 5, 0x04},
		{0xb4, 5, 0x44},
		/* Write-back, with the hints of what was cacheable. */
		{0x00, 6, 0xff},
		{0x0c, 6, 0xff},
		{0x44, 6, 0xff},
		{0xff, 6, 0xff},
		{0xbb, 6, 0xff},
		{0xaa, 6, 0xee},
		{0x4f, 6, 0xff},
		{0xe4, 6, 0xef},
		{0x33, 6, 0x77},
		{0x88, 6, 0xcc},
		{0xf0, 6, 0xf0}, /* with its tags */
		{0xf0, 5, 0x44},
		/* Stage 1's. */
		{0xff, 7, 0xff},
		{0x04, 7, 0x04},
		{0x44, 7, 0x44},
		{0xf0, 7, 0xf0},
		/* MemAttr[3] is RES0 and does not count. */
		{0xff, 8 + 1, 0x04},
		{0x04, 8 + 7, 0x04},
	};
	struct regime s1 = bare(REGIME_EL1_0, "4K"), s2 = bare(REGIME_S2, "4K");

	(void)state;
	s1.mair_known = s2.fwb = true;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct attr a, b, both;

		s1.mair = rows[i].s1;
		a = attr_of_leaf(&s1, 3 << 8 | AF | 3, 0);
		b = attr_of_leaf(&s2, (uint64_t)rows[i].memattr << 2 | 3 << 8 | AF | 3, 0);
		both = attr_combine(&a, &b);
		assert_true(both.type_known);
		assert_int_equal(both.type, rows[i].want);
		/* Device and Non-cacheable are outer shareable, at stage 1 as well. */
		assert_int_equal(both.sh,
				 a.sh == 2 || rows[i].want == 0x44 || rows[i].want < 0x10 ? 2 : 3);
		assert_false(both.flags & ATTR_FWB);
	}
}

static void forced_words(void **state)
{
	static const char *const words[8] = {
		"forced-device-nGnRnE", "forced-device-nGnRE", "forced-device-nGRE",
		"forced-device-GRE",	"unknown(4)",	       "normal-nc-or-device",
		"forced-normal-wb",	"as-stage-1",
	};
	static const uint8_t alone[8] = {0x00, 0x04, 0x08, 0x0c, 0, 0x44, 0xff, 0xff};
	struct regime r = bare(REGIME_S2, "4K");
	char buf[ATTR_TYPE_MAX];

	(void)state;
	r.fwb = true;
	for (unsigned m = 0; m < 8; m++) {
		struct attr a = attr_of_leaf(&r, (uint64_t)m << 2 | AF | 3, 0);
		struct attr other = attr_of_leaf(&r, (uint64_t)(m ^ 1) << 2 | AF | 3, 0);

		/* What stage 2 says by itself. */
		assert_int_equal(a.type_known, m != 4);
		if (m != 4)
			assert_int_equal(a.type, alone[m]);
		assert_string_equal(attr_type_text(&a, buf), words[m]);
		assert_string_equal(attr_memattr_text(&r, m, buf), m == 4 ? "reserved" : words[m]);
		assert_true(attr_same_meaning(&a, &a));
		assert_false(attr_same_meaning(&a, &other)); /* even where both end as write-back */
	}
	r.fwb = false;
	assert_string_equal(attr_memattr_text(&r, 6, buf), "normal-i:wt-o:nc");
}

/* ---- Whose exception level ---- */

static const char *words_of(const struct regime *r, uint64_t raw, const char *field)
{
	static struct desc_part parts[DESC_PARTS_MAX];
	size_t n = desc_parts(r, 3, raw, parts);

	for (size_t i = 0; i < n; i++)
		if (!strcmp(parts[i].field->name, field))
			return parts[i].words;
	fail_msg("no field %s", field);
	return "";
}

static void privileged_level_named(void **state)
{
	struct regime r = bare(REGIME_EL1_0, "4K");

	(void)state;
	assert_string_equal(words_of(&r, 3, "AP[2:1]"), "EL1 read-write, EL0 none");
	assert_string_equal(words_of(&r, 3 | BIT(53), "PXN"), "EL1 may not execute");
	r = bare(REGIME_EL2_1, "4K");
	assert_string_equal(words_of(&r, 3 | BIT(6), "AP[2:1]"), "EL2 and EL0 read-write");
	r = bare(REGIME_PL1_0, "4K-A32");
	assert_string_equal(words_of(&r, 3 | BIT(54), "XN"), "execute-never at PL1 and EL0");
	assert_string_equal(
		desc_section(desc_field_row(0), REGIME_FORMAT_A32),
		"G5.5.4.1 Hierarchical control of Secure or Non-secure memory accesses");
	assert_string_equal(desc_section(desc_field_row(0), REGIME_FORMAT_LPA),
			    desc_field_row(0)->section);
	r = bare(REGIME_EL2, "4K-LPA2");
	assert_string_equal(words_of(&r, 3 | BIT(9), "address[51:50]"), "0x8000000000000");
	r = bare(REGIME_EL2, "64K-LPA");
	assert_string_equal(words_of(&r, 3 | BIT(12), "address[51:48]"), "0x1000000000000");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(aarch32_permissions), cmocka_unit_test(aarch32_hyp_permissions),
		cmocka_unit_test(aarch32_flags),       cmocka_unit_test(lpa2_shareability),
		cmocka_unit_test(non_secure_outputs),  cmocka_unit_test(forced_types),
		cmocka_unit_test(forced_words),	       cmocka_unit_test(privileged_level_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
