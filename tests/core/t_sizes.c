/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Start levels, roots and widths of every geometry, against the numbers that the Arm ARM prints for
 * each granule (DDI 0487, D8.2.8 to D8.2.10 and G5.5).
 */
#include "tests/core/cm.h"

#include <string.h>

#include "tests/core/setup.h"

#define BIT(n) (UINT64_C(1) << (n))

/* TG0 of a granule. */
static uint64_t tg0(const char *granule)
{
	return (uint64_t)(!strncmp(granule, "4K", 2) ? 0 : granule[0] == '6' ? 1 : 2) << 14;
}

/* TCR_EL2 or VTCR_EL2: 52 bits of output where there can be so many. */
static uint64_t control(const char *geometry, unsigned txsz)
{
	bool lpa2 = strstr(geometry, "LPA2") != NULL;

	return tg0(geometry) | txsz | 6 << 16 | (lpa2 ? BIT(32) : 0);
}

/* ---- Stage 1 ---- */

static const struct {
	const char *geometry;
	unsigned first, last; /* TxSZ, inclusive */
	int level;
	unsigned most; /* entries of the root for the first */
} stage1[] = {
	{"4K", 16, 24, 0, 512},	       {"4K", 25, 33, 1, 512},	     {"4K", 34, 42, 2, 512},
	{"4K", 43, 48, 3, 512},	       {"4K-LPA2", 12, 15, -1, 16},  {"4K-LPA2", 16, 24, 0, 512},
	{"4K-LPA2", 43, 48, 3, 512},   {"16K", 16, 16, 0, 2},	     {"16K", 17, 27, 1, 2048},
	{"16K", 28, 38, 2, 2048},      {"16K", 39, 48, 3, 2048},     {"16K-LPA2", 12, 16, 0, 32},
	{"16K-LPA2", 17, 27, 1, 2048}, {"64K-LPA", 12, 21, 1, 1024}, {"64K-LPA", 22, 34, 2, 8192},
	{"64K-LPA", 35, 47, 3, 8192},
};

static void stage1_starts(void **state)
{
	struct sysregs regs;

	(void)state;
	for (size_t i = 0; i < sizeof(stage1) / sizeof(stage1[0]); i++)
		for (unsigned sz = stage1[i].first; sz <= stage1[i].last; sz++) {
			struct regime r;

			setup_all(&regs);
			setup_features(&regs);
			setup_reg(&regs, SYSREG_TCR_EL2, control(stage1[i].geometry, sz));
			r = setup_decode(REGIME_EL2, &regs);
			assert_string_equal(r.geo->name, stage1[i].geometry);
			assert_int_equal(r.start_level, stage1[i].level);
			assert_int_equal(r.ia_bits, 64 - sz);
			assert_int_equal(r.root_entries, stage1[i].most >> (sz - stage1[i].first));
			assert_int_equal(r.oa_bits, strstr(r.geo->name, "LPA") ? 52 : 48);
		}
}

/* Just outside: too wide or too narrow for the granule, or for a CPU without the feature. */
static void stage1_outside(void **state)
{
	static const struct {
		const char *geometry;
		unsigned txsz;
		bool features;
	} rows[] = {
		{"4K", 15, true},      {"4K", 49, true},      {"4K-LPA2", 11, true},
		{"16K", 15, true},     {"16K", 49, true},     {"16K-LPA2", 11, true},
		{"64K-LPA", 11, true}, {"64K-LPA", 48, true}, {"64K", 15, false},
		{"64K", 40, false},    {"4K", 40, false},
	};
	struct sysregs regs;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		setup_all(&regs);
		if (rows[i].features)
			setup_features(&regs);
		setup_reg(&regs, SYSREG_TCR_EL2, control(rows[i].geometry, rows[i].txsz));
		setup_refused(REGIME_EL2, &regs, ERR_MALFORMED, "TxSZ", "TCR_EL2");
	}
}

/* ---- Stage 2 ---- */

static const struct {
	const char *geometry;
	unsigned sl0, sl2;
	int level;
	unsigned least, one, most; /* input bits: in all; of one table; with 16 */
} stage2[] = {
	{"4K", 2, 0, 0, 40, 48, 48},	   {"4K", 1, 0, 1, 31, 39, 43},
	{"4K", 0, 0, 2, 22, 30, 34},	   {"4K", 3, 0, 3, 16, 21, 25},
	{"4K-LPA2", 0, 1, -1, 49, 52, 52}, {"4K-LPA2", 2, 0, 0, 40, 48, 52},
	{"4K-LPA2", 1, 0, 1, 31, 39, 43},  {"16K", 2, 0, 1, 37, 47, 48},
	{"16K", 1, 0, 2, 26, 36, 40},	   {"16K", 0, 0, 3, 16, 25, 29},
	{"16K-LPA2", 3, 0, 0, 48, 52, 52}, {"16K-LPA2", 2, 0, 1, 37, 47, 51},
	{"64K-LPA", 2, 0, 1, 43, 52, 52},  {"64K-LPA", 1, 0, 2, 30, 42, 46},
	{"64K-LPA", 0, 0, 3, 17, 29, 33},
};

static void stage2_starts(void **state)
{
	struct sysregs regs;

	(void)state;
	for (size_t i = 0; i < sizeof(stage2) / sizeof(stage2[0]); i++)
		for (unsigned bits = 17; bits <= 52; bits++) {
			bool good = bits >= stage2[i].least && bits <= stage2[i].most;
			struct regime r;

			setup_all(&regs);
			setup_features(&regs);
			setup_reg(&regs, SYSREG_VTCR_EL2,
				  control(stage2[i].geometry, 64 - bits) |
					  (uint64_t)stage2[i].sl0 << 6 |
					  (uint64_t)stage2[i].sl2 << 33);
			if (!good) {
				setup_refused(REGIME_S2, &regs, ERR_MALFORMED, "VTCR_EL2", "s2");
				continue;
			}
			r = setup_decode(REGIME_S2, &regs);
			assert_string_equal(r.geo->name, stage2[i].geometry);
			assert_int_equal(r.start_level, stage2[i].level);
			if (bits > stage2[i].one)
				assert_int_equal(r.root_entries >> r.geo->stride,
						 1u << (bits - stage2[i].one));
			else
				assert_true(r.root_entries <= 1u << r.geo->stride);
			assert_int_equal(regime_index(&r, r.start_level, regime_last(&r)),
					 r.root_entries - 1);
		}
}

/* Values of SL0 that are not there, and those that the CPU's physical addresses are too few for. */
static void stage2_outside(void **state)
{
	static const struct {
		const char *geometry;
		unsigned sl0, bits;
		uint64_t mmfr0; /* PARange and granules */
		unsigned sl2;
	} rows[] = {
		{"64K", 3, 40, 5, 0},
		{"16K", 3, 48, 0x100005, 0},
		{"4K", 2, 40, 3, 0},
		{"16K", 2, 40, 0x100002, 0},
		{"64K", 2, 42, 3, 0},
		{"4K", 1, 43, 3, 0},
		{"16K", 3, 48, 0x100006, 0}, /* level 0 is LPA2's alone */
		{"4K-LPA2", 1, 50, 0x10000006, 1},
	};
	struct sysregs regs;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		setup_all(&regs);
		setup_reg(&regs, SYSREG_ID_AA64MMFR0_EL1, rows[i].mmfr0);
		setup_reg(&regs, SYSREG_VTCR_EL2,
			  control(rows[i].geometry, 64 - rows[i].bits) |
				  (uint64_t)rows[i].sl0 << 6 | (uint64_t)rows[i].sl2 << 33);
		setup_refused(REGIME_S2, &regs, ERR_MALFORMED, "VTCR_EL2", "s2");
	}
	/* Just enough. */
	setup_reg(&regs, SYSREG_ID_AA64MMFR0_EL1, 0x100003);
	setup_reg(&regs, SYSREG_VTCR_EL2, control("16K", 22) | 2 << 6);
	assert_int_equal(setup_decode(REGIME_S2, &regs).start_level, 1);
}

/* An EL1 in AArch32 may have 40 bits whatever the CPU has. */
static void stage2_of_aarch32(void **state)
{
	struct sysregs regs;

	(void)state;
	setup_all(&regs);
	setup_reg(&regs, SYSREG_ID_AA64MMFR0_EL1, 1); /* 36 bits */
	setup_reg(&regs, SYSREG_VTCR_EL2, setup_vtcr(40, 1, 1));
	setup_refused(REGIME_S2, &regs, ERR_MALFORMED, "TxSZ 24", "s2");
	setup_reg(&regs, SYSREG_HCR_EL2, HCR_VM);
	assert_int_equal(setup_decode(REGIME_S2, &regs).ia_bits, 40);
}

/* ---- Where ID registers are not known ---- */

/* 64K descriptors have 52 bits on a CPU with FEAT_LPA; PS says so of what it cannot be without. */
static void wide_by_ps(void **state)
{
	struct sysregs regs;

	(void)state;
	for (unsigned ps = 5; ps < 7; ps++) {
		setup_all(&regs);
		setup_unknown(&regs, SYSREG_ID_AA64MMFR0_EL1);
		setup_reg(&regs, SYSREG_TCR_EL2, tg0("64K") | 24 | ps << 16);
		assert_string_equal(setup_decode(REGIME_EL2, &regs).geo->name,
				    ps == 6 ? "64K-LPA" : "64K");
	}
}

/* ---- Roots above 48 bits ---- */

static void wide_roots(void **state)
{
	static const struct {
		const char *geometry;
		unsigned ps;
		uint64_t ttbr, root;
	} rows[] = {
		{"4K-LPA2", 6, 0x0000123456789014 | 0xffff000000000001, 0x5123456789000},
		{"4K-LPA2", 5, 0x14, 0x5000000000000}, /* whatever PS is */
		{"16K-LPA2", 6, 0x00001234567c003c, 0xf1234567c0000},
		{"64K-LPA", 6, 0x00001234567f0008, 0x21234567f0000},
		{"64K-LPA", 5, 0x00001234567f0008, 0x1234567f0000}, /* there it is PS that tells */
		{"4K", 5, 0x0000123456789014, 0x123456789000},
	};
	struct sysregs regs;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		setup_all(&regs);
		setup_features(&regs);
		setup_reg(&regs, SYSREG_TTBR0_EL2, rows[i].ttbr);
		setup_reg(&regs, SYSREG_TCR_EL2,
			  (control(rows[i].geometry, 16) & ~UINT64_C(0x70000)) |
				  (uint64_t)rows[i].ps << 16);
		assert_int_equal(setup_decode(REGIME_EL2, &regs).root.v, rows[i].root);
	}
}

/* ---- AArch32 ---- */

/* TTBCR.T0SZ and T1SZ: which addresses each of the two has. */
static void two_halves_of_4g(void **state)
{
	static const struct {
		unsigned t0, t1;
		uint64_t last0, first1;
		int level0, level1;
		unsigned entries0, entries1;
	} rows[] = {
		{0, 0, 0xffffffff, 0, 1, 0, 4, 0}, /* TTBR1 has nothing */
		{0, 1, 0x7fffffff, 0x80000000, 1, 1, 4, 2},
		{0, 2, 0xbfffffff, 0xc0000000, 1, 2, 4, 512},
		{1, 0, 0x7fffffff, 0x80000000, 1, 1, 2, 4},
		{2, 0, 0x3fffffff, 0x40000000, 2, 1, 512, 4},
		{7, 0, 0x01ffffff, 0x02000000, 2, 1, 16, 4},
		{1, 1, 0x7fffffff, 0x80000000, 1, 1, 2, 2},
		{2, 3, 0x3fffffff, 0xe0000000, 2, 2, 512, 256},
	};
	struct sysregs regs;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct regime r;
		struct ia in;

		setup_all(&regs);
		setup_reg(&regs, SYSREG_TTBCR, BIT(31) | rows[i].t1 << 16 | rows[i].t0);
		r = setup_decode(REGIME_PL1_0, &regs);
		assert_int_equal(regime_first(&r).v, 0);
		assert_int_equal(regime_last(&r).v, rows[i].last0);
		assert_int_equal(r.start_level, rows[i].level0);
		assert_int_equal(r.root_entries, rows[i].entries0);
		assert_false(regime_contains(&r, addr_ia(UINT64_C(0x100000000)), &in));
		if (!rows[i].t0 && !rows[i].t1) {
			setup_refused(REGIME_PL1_1, &regs, ERR_DISABLED, "TTBR1", "T1SZ");
			continue;
		}
		r = setup_decode(REGIME_PL1_1, &regs);
		assert_int_equal(regime_first(&r).v, rows[i].first1);
		assert_int_equal(regime_last(&r).v, 0xffffffff);
		assert_int_equal(r.start_level, rows[i].level1);
		assert_int_equal(r.root_entries, rows[i].entries1);
		assert_int_equal(regime_index(&r, r.start_level, regime_last(&r)),
				 rows[i].entries1 - 1);
		/* Where T1SZ is 0 the table is that of all 4 GiB. */
		assert_int_equal(regime_index(&r, r.start_level, regime_first(&r)),
				 rows[i].t1 ? 0 : rows[i].first1 >> 30);
	}
}

static void hyp_sizes(void **state)
{
	static const struct {
		unsigned vtcr; /* S, T0SZ; SL0 in 7:6 */
		unsigned bits;
		int level;
		unsigned entries;
	} rows[] = {
		{0x40 | 0x18, 40, 1, 1024}, {0x40 | 0x1f, 33, 1, 8}, {0x40, 32, 1, 4},
		{0x40 | 1, 31, 1, 2},	    {0x00, 32, 2, 2048},     {0x00 | 7, 25, 2, 16},
		{0x00 | 0x1e, 34, 2, 8192},
	};
	struct sysregs regs;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct regime r;

		memset(&regs, 0, sizeof(regs));
		setup_a32(&regs);
		setup_reg(&regs, SYSREG_VTCR, UINT32_C(0x80003500) | rows[i].vtcr);
		r = setup_decode(REGIME_S2, &regs);
		assert_int_equal(r.ia_bits, rows[i].bits);
		assert_int_equal(r.start_level, rows[i].level);
		assert_int_equal(r.root_entries, rows[i].entries);
		assert_int_equal(r.oa_bits, 40);
		assert_string_equal(r.assumed, "");
	}
	setup_reg(&regs, SYSREG_VTCR, 0x40 | 2); /* 30 bits do not reach level 1 */
	setup_refused(REGIME_S2, &regs, ERR_MALFORMED, "VTCR", "start level");
	setup_reg(&regs, SYSREG_VTCR, 0x80); /* SL0 = 2 */
	setup_refused(REGIME_S2, &regs, ERR_MALFORMED, "VTCR", "start level");
	setup_reg(&regs, SYSREG_VTCR, 0x40 | 8); /* -8 without S */
	assert_non_null(strstr(setup_decode(REGIME_S2, &regs).assumed, "VTCR.S"));
	for (unsigned sz = 0; sz < 8; sz++) {
		struct regime r;

		setup_reg(&regs, SYSREG_HTCR, sz);
		r = setup_decode(REGIME_PL2, &regs);
		assert_int_equal(r.ia_bits, 32 - sz);
		assert_int_equal(r.start_level, sz < 2 ? 1 : 2);
		assert_int_equal(r.root_entries, sz < 2 ? 4 >> sz : 512 >> (sz - 2));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stage1_starts),     cmocka_unit_test(stage1_outside),
		cmocka_unit_test(stage2_starts),     cmocka_unit_test(stage2_outside),
		cmocka_unit_test(stage2_of_aarch32), cmocka_unit_test(wide_by_ps),
		cmocka_unit_test(wide_roots),	     cmocka_unit_test(two_halves_of_4g),
		cmocka_unit_test(hyp_sizes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
