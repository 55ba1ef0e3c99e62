/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Registers to regimes: widths, start levels, roots, controls, ranges of addresses. */
#include "tests/core/cm.h"

#include <stdio.h>
#include <string.h>

#include "src/bits.h"
#include "src/regime/regime.h"
#include "tests/core/setup.h"

#define BIT(n) (UINT64_C(1) << (n))

/* ---- Widths and start levels ---- */

/* By counting levels up from the pages: independent of how the core works it out. */
static void expect_start(unsigned bits, int *level, unsigned *entries)
{
	unsigned cover = 12;

	for (*level = 4; cover < bits; cover += 9)
		--*level;
	*entries = 1;
	for (unsigned b = cover - 9; b < bits; b++)
		*entries *= 2;
}

static void sweep(enum regime_id id, enum sysreg tcr, unsigned shift, bool ttst)
{
	unsigned good = 0;
	struct sysregs regs;

	for (unsigned sz = 0; sz < 64; sz++) {
		unsigned max = ttst ? 48 : 39, entries;
		struct regime r;
		int level;

		setup_all(&regs);
		setup_reg(&regs, SYSREG_ID_AA64MMFR2_EL1, ttst ? MMFR2_TTST : 0);
		regs.r[tcr].v &= ~(UINT64_C(63) << shift);
		regs.r[tcr].v |= (uint64_t)sz << shift;
		if (sz < 16 || sz > max) {
			setup_refused(id, &regs, ERR_MALFORMED, "TxSZ", sysreg_name(tcr));
			continue;
		}
		r = setup_decode(id, &regs);
		expect_start(64 - sz, &level, &entries);
		assert_int_equal(r.ia_bits, 64 - sz);
		assert_int_equal(r.start_level, level);
		assert_int_equal(r.root_entries, entries);
		good++;
	}
	assert_int_equal(good, ttst ? 33 : 24);
}

static void txsz_sweep(void **state)
{
	(void)state;
	for (int ttst = 0; ttst < 2; ttst++) {
		sweep(REGIME_EL2, SYSREG_TCR_EL2, 0, ttst);
		sweep(REGIME_EL1_0, SYSREG_TCR_EL1, 0, ttst);
		sweep(REGIME_EL1_1, SYSREG_TCR_EL1, 16, ttst);
	}
}

/* Some of it from the Arm ARM's own table for the 4KB granule, in case the formula is wrong too. */
static void txsz_known(void **state)
{
	static const struct {
		unsigned bits;
		int level;
		unsigned entries;
	} rows[] = {{48, 0, 512}, {40, 0, 2}, {39, 1, 512}, {36, 1, 64},
		    {32, 1, 4},	  {31, 1, 2}, {30, 2, 512}, {25, 2, 16}};
	struct sysregs regs;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct regime r;

		setup_all(&regs);
		setup_reg(&regs, SYSREG_TCR_EL2, setup_tcr_el2(rows[i].bits, 5));
		r = setup_decode(REGIME_EL2, &regs);
		assert_int_equal(r.start_level, rows[i].level);
		assert_int_equal(r.root_entries, rows[i].entries);
	}
}

/* Stage 2, 4KB granule: which input widths a start level serves, and how many tables side by side.
 */
static void start_levels_stage2(void **state)
{
	static const struct {
		unsigned sl0;
		int level;
		unsigned least, one, most; /* input bits: least, most with one table, most */
	} rows[] = {{2, 0, 40, 48, 48}, {1, 1, 31, 39, 43}, {0, 2, 22, 30, 34}, {3, 3, 16, 21, 25}};
	struct sysregs regs;

	(void)state;
	for (int ttst = 0; ttst < 2; ttst++)
		for (unsigned i = 0; i < 4; i++)
			for (unsigned bits = 16; bits <= 48; bits++) {
				unsigned least = bits < 25 && !ttst ? 99 : rows[i].least;
				unsigned tables =
					bits > rows[i].one ? 1u << (bits - rows[i].one) : 1;
				struct regime r;

				setup_all(&regs);
				setup_reg(&regs, SYSREG_ID_AA64MMFR2_EL1, ttst ? MMFR2_TTST : 0);
				setup_reg(&regs, SYSREG_VTCR_EL2, setup_vtcr(bits, rows[i].sl0, 5));
				if (bits < least || bits > rows[i].most ||
				    (rows[i].sl0 == 3 && !ttst)) {
					setup_refused(REGIME_S2, &regs, ERR_MALFORMED, "VTCR_EL2",
						      "s2");
					continue;
				}
				r = setup_decode(REGIME_S2, &regs);
				assert_int_equal(r.start_level, rows[i].level);
				assert_int_equal(r.ia_bits, bits);
				if (tables > 1) {
					assert_true(tables <= 16);
					assert_int_equal(r.root_entries, tables * 512);
				} else {
					assert_int_equal(r.root_entries,
							 bits == rows[i].one
								 ? 512
								 : 512u >> (rows[i].one - bits));
				}
			}
}

/* The configured size is TCR.PS or what the CPU has, whichever is less; 48 at most in this format.
 */
static void output_sizes(void **state)
{
	static const unsigned width[8] = {32, 36, 40, 42, 44, 48, 48, 48};
	struct sysregs regs;

	(void)state;
	for (unsigned ps = 0; ps < 8; ps++)
		for (unsigned has = 0; has < 9; has++) {
			unsigned want = width[ps];

			setup_all(&regs);
			if (has < 8)
				setup_reg(&regs, SYSREG_ID_AA64MMFR0_EL1, 0xf0 | has);
			else
				setup_unknown(&regs, SYSREG_ID_AA64MMFR0_EL1);
			if (has < 8 && width[has] < want)
				want = width[has];
			setup_reg(&regs, SYSREG_TCR_EL2, setup_tcr_el2(39, ps));
			setup_reg(&regs, SYSREG_TCR_EL1, setup_tcr_el1(39, ps));
			setup_reg(&regs, SYSREG_VTCR_EL2, setup_vtcr(32, 1, ps));
			assert_int_equal(setup_decode(REGIME_EL2, &regs).oa_bits, want);
			assert_int_equal(setup_decode(REGIME_EL1_0, &regs).oa_bits, want);
			assert_int_equal(setup_decode(REGIME_EL1_1, &regs).oa_bits, want);
			assert_int_equal(setup_decode(REGIME_S2, &regs).oa_bits, want);
		}
}

/* ---- The root ---- */

/* A root of n entries is aligned to its 8n bytes; what is set below is dropped and noted. */
static void root_alignment(void **state)
{
	struct sysregs regs;

	(void)state;
	for (unsigned bits = 25; bits <= 48; bits++) {
		uint64_t size, base = UINT64_C(0x5555ffffffff) & ~UINT64_C(1);
		struct regime r;

		setup_all(&regs);
		setup_reg(&regs, SYSREG_TCR_EL2, setup_tcr_el2(bits, 5));
		size = setup_decode(REGIME_EL2, &regs).root_entries * UINT64_C(8);
		setup_reg(&regs, SYSREG_TTBR0_EL2, base);
		r = setup_decode(REGIME_EL2, &regs);
		assert_int_equal(r.root.v, base / size * size);
		assert_non_null(strstr(r.assumed, "alignment"));
		setup_reg(&regs, SYSREG_TTBR0_EL2, base / size * size | 1); /* CnP is no address */
		r = setup_decode(REGIME_EL2, &regs);
		assert_int_equal(r.root.v, base / size * size);
		assert_string_equal(r.assumed, "");
	}
	/* 16 concatenated tables: 64 KiB. */
	setup_all(&regs);
	setup_reg(&regs, SYSREG_VTCR_EL2, setup_vtcr(43, 1, 5));
	setup_reg(&regs, SYSREG_VTTBR_EL2, UINT64_C(0xffff00004001f000));
	assert_int_equal(setup_decode(REGIME_S2, &regs).root.v, 0x40010000);
}

/* The list of registers is what it says, and ends. */
static void registers_listed(void **state)
{
	static const struct {
		enum regime_id id;
		enum sysreg reg[6];
	} rows[] = {
		{REGIME_EL2,
		 {SYSREG_TTBR0_EL2, SYSREG_TCR_EL2, SYSREG_MAIR_EL2, SYSREG_SCTLR_EL2,
		  SYSREG_HCR_EL2, SYSREG_COUNT}},
		{REGIME_S2,
		 {SYSREG_VTTBR_EL2, SYSREG_VTCR_EL2, SYSREG_HCR_EL2, SYSREG_COUNT, SYSREG_COUNT,
		  SYSREG_COUNT}},
		{REGIME_EL1_1,
		 {SYSREG_TTBR1_EL1, SYSREG_TCR_EL1, SYSREG_MAIR_EL1, SYSREG_SCTLR_EL1,
		  SYSREG_HCR_EL2, SYSREG_COUNT}},
	};

	(void)state;
	for (size_t i = 0; i < 3; i++)
		for (unsigned k = 0; k < 6; k++)
			assert_int_equal(regime_reg(rows[i].id, NULL, k), rows[i].reg[k]);
}

static void root_registers(void **state)
{
	static const enum sysreg want[REGIME_COUNT] = {
		[REGIME_EL2] = SYSREG_TTBR0_EL2,   [REGIME_EL2_0] = SYSREG_TTBR0_EL2,
		[REGIME_EL2_1] = SYSREG_TTBR1_EL2, [REGIME_S2] = SYSREG_VTTBR_EL2,
		[REGIME_EL1_0] = SYSREG_TTBR0_EL1, [REGIME_EL1_1] = SYSREG_TTBR1_EL1,
		[REGIME_EL3] = SYSREG_TTBR0_EL3,   [REGIME_PL2] = SYSREG_HTTBR,
		[REGIME_PL1_0] = SYSREG_TTBR0,	   [REGIME_PL1_1] = SYSREG_TTBR1,
		[REGIME_S2S] = SYSREG_VSTTBR_EL2,
	};

	(void)state;
	for (int i = 0; i < REGIME_COUNT; i++) {
		enum regime_id id = (enum regime_id)i;
		bool root = false, ended = false;

		assert_int_equal(regime_root_reg(id, NULL), want[id]);
		assert_int_equal(regime_by_name(regime_name(id)), id);
		assert_true(strlen(regime_title(id, NULL)) > 3);
		for (unsigned k = 0; k < 20; k++) {
			enum sysreg reg = regime_reg(id, NULL, k);

			root |= reg == want[id];
			assert_false(ended && reg != SYSREG_COUNT);
			ended = reg == SYSREG_COUNT;
		}
		assert_true(root && ended);
	}
	assert_int_equal(regime_by_name("el4"), REGIME_COUNT);
	assert_int_equal(regime_by_name("el"), REGIME_COUNT);
	assert_int_equal(regime_by_name(""), REGIME_COUNT);
}

/* ---- Controls ---- */

static void controls(void **state)
{
	static const struct {
		enum regime_id id;
		enum sysreg reg;
		uint64_t set;
		bool hpd, wxn, e0pd, ha, hd, xnx;
		unsigned tag;
	} rows[] = {
		{.id = REGIME_EL2, .reg = SYSREG_TCR_EL2, .set = 0},
		{.id = REGIME_EL2, .reg = SYSREG_TCR_EL2, .set = BIT(20), .tag = 8},
		{.id = REGIME_EL2, .reg = SYSREG_TCR_EL2, .set = BIT(21), .ha = true},
		{.id = REGIME_EL2, .reg = SYSREG_TCR_EL2, .set = BIT(22)}, /* HD needs HA */
		{.id = REGIME_EL2, .reg = SYSREG_TCR_EL2, BIT(21) | BIT(22), .ha = true, .hd = 1},
		{.id = REGIME_EL2, .reg = SYSREG_TCR_EL2, .set = BIT(24), .hpd = true},
		{.id = REGIME_EL2, .reg = SYSREG_SCTLR_EL2, .set = SCTLR_WXN, .wxn = true},
		{.id = REGIME_EL1_0, .reg = SYSREG_TCR_EL1, .set = BIT(37), .tag = 8},
		{.id = REGIME_EL1_0, .reg = SYSREG_TCR_EL1, .set = BIT(38)},
		{.id = REGIME_EL1_1, .reg = SYSREG_TCR_EL1, .set = BIT(37)},
		{.id = REGIME_EL1_1, .reg = SYSREG_TCR_EL1, .set = BIT(38), .tag = 8},
		{.id = REGIME_EL1_0, .reg = SYSREG_TCR_EL1, .set = BIT(41), .hpd = true},
		{.id = REGIME_EL1_0, .reg = SYSREG_TCR_EL1, .set = BIT(42)},
		{.id = REGIME_EL1_1, .reg = SYSREG_TCR_EL1, .set = BIT(41)},
		{.id = REGIME_EL1_1, .reg = SYSREG_TCR_EL1, .set = BIT(42), .hpd = true},
		{.id = REGIME_EL1_0, .reg = SYSREG_TCR_EL1, .set = BIT(55), .e0pd = true},
		{.id = REGIME_EL1_0, .reg = SYSREG_TCR_EL1, .set = BIT(56)},
		{.id = REGIME_EL1_1, .reg = SYSREG_TCR_EL1, .set = BIT(55)},
		{.id = REGIME_EL1_1, .reg = SYSREG_TCR_EL1, .set = BIT(56), .e0pd = true},
		{.id = REGIME_EL1_1, .reg = SYSREG_TCR_EL1, .set = BIT(39), .ha = true},
		{.id = REGIME_EL1_1, .reg = SYSREG_TCR_EL1, .set = BIT(40)},
		{.id = REGIME_EL1_0, .reg = SYSREG_TCR_EL1, BIT(39) | BIT(40), .ha = 1, .hd = 1},
		{.id = REGIME_EL1_0, .reg = SYSREG_SCTLR_EL1, .set = SCTLR_WXN, .wxn = true},
		{.id = REGIME_EL1_1, .reg = SYSREG_SCTLR_EL1, .set = SCTLR_WXN, .wxn = true},
		{.id = REGIME_S2, .reg = SYSREG_VTCR_EL2, .set = BIT(21), .ha = true},
		{.id = REGIME_S2, .reg = SYSREG_VTCR_EL2, .set = BIT(22)},
		{.id = REGIME_S2, .reg = SYSREG_VTCR_EL2, BIT(21) | BIT(22), .ha = 1, .hd = 1},
		{.id = REGIME_S2, .reg = SYSREG_VTCR_EL2, .set = BIT(20)}, /* no TBI */
		{.id = REGIME_S2, .reg = SYSREG_ID_AA64MMFR1_EL1, .set = MMFR1_XNX, .xnx = true},
		{.id = REGIME_S2, .reg = SYSREG_ID_AA64MMFR1_EL1, .set = BIT(27) | BIT(32)},
		{.id = REGIME_EL3, .reg = SYSREG_TCR_EL3, .set = BIT(20), .tag = 8},
		{.id = REGIME_EL3, .reg = SYSREG_TCR_EL3, BIT(21) | BIT(22), .ha = true, .hd = 1},
		{.id = REGIME_EL3, .reg = SYSREG_TCR_EL3, .set = BIT(24), .hpd = true},
		{.id = REGIME_EL3, .reg = SYSREG_SCTLR_EL3, .set = SCTLR_WXN, .wxn = true},
		{.id = REGIME_PL2, .reg = SYSREG_HTCR, .set = BIT(24), .hpd = true},
		{.id = REGIME_PL2, .reg = SYSREG_HSCTLR, .set = SCTLR_WXN, .wxn = true},
		{.id = REGIME_PL1_0, .reg = SYSREG_SCTLR, .set = SCTLR_WXN, .wxn = true},
		{.id = REGIME_PL1_0, .reg = SYSREG_HTCR, .set = BIT(24)},     /* PL2's */
		{.id = REGIME_S2, .reg = SYSREG_SCTLR_EL2, .set = SCTLR_WXN}, /* stage 1's */
	};
	struct sysregs regs;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct regime r;

		setup_all(&regs);
		setup_features(&regs);
		regs.r[SYSREG_SCTLR_EL2].v &= ~SCTLR_WXN;
		regs.r[SYSREG_TCR_EL1].v &= ~BIT(37);
		regs.r[rows[i].reg].v |= rows[i].set;
		r = setup_decode(rows[i].id, &regs);
		assert_int_equal(r.hpd, rows[i].hpd);
		assert_int_equal(r.wxn, rows[i].wxn);
		assert_int_equal(r.e0pd, rows[i].e0pd);
		assert_int_equal(r.ha, rows[i].ha);
		assert_int_equal(r.hd, rows[i].hd);
		assert_int_equal(r.xnx, rows[i].xnx);
		assert_int_equal(r.tag_bits, rows[i].tag);
	}
}

/* A CPU without a feature takes the control for 0. */
static void features_lacked(void **state)
{
	static const struct {
		enum regime_id id;
		enum sysreg reg;
		uint64_t set;
	} rows[] = {
		{REGIME_EL2, SYSREG_TCR_EL2, BIT(21) | BIT(22)},
		{REGIME_EL2, SYSREG_TCR_EL2, BIT(24)},
		{REGIME_EL1_0, SYSREG_TCR_EL1, BIT(39) | BIT(40)},
		{REGIME_EL1_0, SYSREG_TCR_EL1, BIT(41)},
		{REGIME_EL1_1, SYSREG_TCR_EL1, BIT(42)},
		{REGIME_EL1_1, SYSREG_TCR_EL1, BIT(56)},
		{REGIME_S2, SYSREG_VTCR_EL2, BIT(21) | BIT(22)},
		{REGIME_S2, SYSREG_HCR_EL2, BIT(46)},
		{REGIME_EL2, SYSREG_TCR_EL2, BIT(32)},
		{REGIME_S2, SYSREG_VTCR_EL2, BIT(32)},
	};
	struct sysregs regs;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct regime r;

		setup_all(&regs); /* ID registers of 0 */
		regs.r[rows[i].reg].v |= rows[i].set;
		r = setup_decode(rows[i].id, &regs);
		assert_false(r.ha || r.hd || r.hpd || r.e0pd || r.fwb);
		assert_string_equal(r.geo->name, "4K");
	}
	/* And had: each field at its place. */
	setup_all(&regs);
	regs.r[SYSREG_HCR_EL2].v |= BIT(46);
	setup_reg(&regs, SYSREG_ID_AA64MMFR2_EL1, BIT(40));
	assert_true(setup_decode(REGIME_S2, &regs).fwb);
	setup_reg(&regs, SYSREG_ID_AA64MMFR2_EL1, ~(UINT64_C(15) << 40));
	assert_false(setup_decode(REGIME_S2, &regs).fwb);
	/* Half of FEAT_HAFDBS: the access flag alone. */
	setup_all(&regs);
	setup_reg(&regs, SYSREG_ID_AA64MMFR1_EL1, 1);
	regs.r[SYSREG_TCR_EL2].v |= BIT(21) | BIT(22);
	assert_true(setup_decode(REGIME_EL2, &regs).ha && !setup_decode(REGIME_EL2, &regs).hd);
}

/* What a control register says, in one number; 0 where it is refused. */
static uint64_t said(enum regime_id id, const struct sysregs *regs)
{
	struct regime r;

	if (regime_from_regs(id, regs, 0, &r, NULL))
		return 0;
	return ((uint64_t)r.geo->format << 56 | (uint64_t)r.sh << 48 |
		(uint64_t)r.geo->granule_shift << 40 | (uint64_t)r.ia_bits << 32 | r.oa_bits << 16 |
		r.tag_bits << 8 | (unsigned)r.start_level << 5 | r.hpd | (unsigned)r.ha << 1 |
		(unsigned)r.hd << 2 | (unsigned)r.e0pd << 3 | 16) ^
	       r.modes * UINT64_C(0x9e3779b97f4a7c15);
}

/* Each bit of a control register by itself: those that count, by the Arm ARM, and no other. */
static void bits_that_count(void **state)
{
	static const struct {
		enum regime_id id;
		enum sysreg reg;
		uint64_t base, count;
	} rows[] = {
		/* T0SZ, SH0, TG0, PS, TBI, HA, HD, HPD, DS */
		{REGIME_EL2, SYSREG_TCR_EL2, BIT(21),
		 0x3f | BIT(12) | BIT(13) | BIT(14) | BIT(15) | 7 << 16 | BIT(20) | BIT(21) |
			 BIT(22) | BIT(24) | BIT(32)},
		/* T0SZ, SL0, SH0, TG0, PS, HA, HD, DS, AssuredOnly, S2PIE, D128, HAFT; SL2 needs
		   DS, S2POE S2PIE */
		{REGIME_S2, SYSREG_VTCR_EL2, BIT(21),
		 0x3f | BIT(6) | BIT(7) | BIT(12) | BIT(13) | BIT(14) | BIT(15) | 7 << 16 |
			 BIT(21) | BIT(22) | BIT(32) | BIT(34) | BIT(36) | BIT(38) | BIT(44)},
		/* T0SZ, EPD0, SH0, TG0, IPS, TBI0, HA, HD, HPD0, E0PD0, DS */
		{REGIME_EL1_0, SYSREG_TCR_EL1, BIT(39),
		 0x3f | BIT(7) | BIT(12) | BIT(13) | BIT(14) | BIT(15) | 7ULL << 32 | BIT(37) |
			 BIT(39) | BIT(40) | BIT(41) | BIT(55) | BIT(59)},
		/* T1SZ, EPD1, SH1, TG1, IPS, TBI1, HA, HD, HPD1, E0PD1, DS */
		{REGIME_EL1_1, SYSREG_TCR_EL1, BIT(39),
		 0x3f << 16 | BIT(23) | BIT(28) | BIT(29) | BIT(30) | BIT(31) | 7ULL << 32 |
			 BIT(38) | BIT(39) | BIT(40) | BIT(42) | BIT(56) | BIT(59)},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct sysregs regs;
		uint64_t before;

		setup_all(&regs);
		setup_features(&regs);
		setup_reg(&regs, SYSREG_TCR_EL2, setup_tcr_el2(36, 1));
		setup_reg(&regs, SYSREG_TCR_EL1, setup_tcr_el1(36, 1));
		setup_reg(&regs, SYSREG_VTCR_EL2, setup_vtcr(34, 1, 1));
		regs.r[rows[i].reg].v |= rows[i].base;
		before = said(rows[i].id, &regs);
		assert_int_not_equal(before, 0);
		for (unsigned bit = 0; bit < 64; bit++) {
			bool same;

			regs.r[rows[i].reg].v ^= BIT(bit);
			same = said(rows[i].id, &regs) == before;
			regs.r[rows[i].reg].v ^= BIT(bit);
			if (same == (rows[i].count >> bit & 1))
				fail_msg("%s: bit %u of %s", regime_name(rows[i].id), bit,
					 sysreg_name(rows[i].reg));
		}
	}
}

/* HCR_EL2.CD is data's; of ID, which is fetches', it is said that types do not show it. */
static void forced_non_cacheable(void **state)
{
	struct sysregs regs;

	(void)state;
	setup_all(&regs);
	assert_false(setup_decode(REGIME_S2, &regs).cd);
	regs.r[SYSREG_HCR_EL2].v |= BIT(32);
	assert_true(setup_decode(REGIME_S2, &regs).cd);
	assert_string_equal(setup_decode(REGIME_S2, &regs).assumed, "");
	regs.r[SYSREG_HCR_EL2].v ^= BIT(32) | BIT(33);
	assert_false(setup_decode(REGIME_S2, &regs).cd);
	assert_non_null(strstr(setup_decode(REGIME_S2, &regs).assumed, "ID makes instruction"));
}

/* ---- Addresses ---- */

static void ranges(void **state)
{
	static const struct {
		unsigned bits;
		uint64_t last, first_upper;
	} rows[] = {
		{48, UINT64_C(0x0000ffffffffffff), UINT64_C(0xffff000000000000)},
		{39, UINT64_C(0x0000007fffffffff), UINT64_C(0xffffff8000000000)},
		{25, UINT64_C(0x0000000001ffffff), UINT64_C(0xfffffffffe000000)},
	};
	struct sysregs regs;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct regime lo, hi;

		setup_all(&regs);
		setup_reg(&regs, SYSREG_TCR_EL1, setup_tcr_el1(rows[i].bits, 5));
		lo = setup_decode(REGIME_EL1_0, &regs);
		hi = setup_decode(REGIME_EL1_1, &regs);
		assert_int_equal(regime_first(&lo).v, 0);
		assert_int_equal(regime_last(&lo).v, rows[i].last);
		assert_int_equal(regime_first(&hi).v, rows[i].first_upper);
		assert_int_equal(regime_last(&hi).v, ~UINT64_C(0));
	}
}

static bool contains(const struct regime *r, uint64_t v, uint64_t canonical)
{
	struct ia in;
	bool is = regime_contains(r, addr_ia(v), &in);

	if (is)
		assert_int_equal(in.v, canonical);
	return is;
}

static void membership(void **state)
{
	struct sysregs regs;
	struct regime lo, hi;

	(void)state;
	setup_all(&regs);
	setup_reg(&regs, SYSREG_TCR_EL1, setup_tcr_el1(48, 5));
	lo = setup_decode(REGIME_EL1_0, &regs);
	hi = setup_decode(REGIME_EL1_1, &regs);
	assert_true(contains(&lo, 0, 0));
	assert_true(contains(&lo, UINT64_C(0xffffffffffff), UINT64_C(0xffffffffffff)));
	assert_false(contains(&lo, UINT64_C(0x1000000000000), 0));
	assert_false(contains(&lo, UINT64_C(0xab00000000001000), 0)); /* a tag without TBI */
	assert_false(contains(&lo, ~UINT64_C(0), 0));
	assert_true(contains(&hi, ~UINT64_C(0), ~UINT64_C(0)));
	assert_true(contains(&hi, UINT64_C(0xffff000000000000), UINT64_C(0xffff000000000000)));
	assert_false(contains(&hi, UINT64_C(0xfffeffffffffffff), 0));
	assert_false(contains(&hi, 0, 0));
	assert_false(contains(&hi, UINT64_C(0x00ff000000001000), 0));
}

static void membership_tagged(void **state)
{
	struct sysregs regs;
	struct regime lo, hi, el2;

	(void)state;
	setup_all(&regs);
	setup_reg(&regs, SYSREG_TCR_EL1, setup_tcr_el1(48, 5) | BIT(37) | BIT(38));
	setup_reg(&regs, SYSREG_TCR_EL2, setup_tcr_el2(48, 5) | BIT(20));
	lo = setup_decode(REGIME_EL1_0, &regs);
	hi = setup_decode(REGIME_EL1_1, &regs);
	el2 = setup_decode(REGIME_EL2, &regs);
	assert_true(contains(&lo, UINT64_C(0xab00123456789abc), UINT64_C(0x123456789abc)));
	assert_true(contains(&lo, UINT64_C(0xff00ffffffffffff), UINT64_C(0xffffffffffff)));
	assert_false(contains(&lo, UINT64_C(0xab01000000000000), 0)); /* bit 48 */
	assert_false(contains(&lo, UINT64_C(0xab80000000000000), 0)); /* bit 55: the other half */
	assert_true(contains(&hi, UINT64_C(0x00ff123456789abc), UINT64_C(0xffff123456789abc)));
	assert_true(contains(&hi, UINT64_C(0xabff000000000000), UINT64_C(0xffff000000000000)));
	assert_false(contains(&hi, UINT64_C(0xab7f000000000000), 0)); /* bit 55 clear */
	assert_false(contains(&hi, UINT64_C(0xabfe000000000000), 0)); /* bit 48 clear */
	assert_true(contains(&el2, UINT64_C(0xab00123456789abc), UINT64_C(0x123456789abc)));
	assert_false(contains(&el2, UINT64_C(0xabff000000000000), 0));
}

static void indices(void **state)
{
	const struct ia ia = {UINT64_C(0xffff000000000000) | 0x155ULL << 39 | 0x0aaULL << 30 |
			      0x1f0ULL << 21 | 0x00fULL << 12 | 0xabc};
	struct sysregs regs;
	struct regime r;

	(void)state;
	setup_all(&regs);
	r = setup_decode(REGIME_EL1_1, &regs);
	assert_int_equal(regime_index(&r, 0, ia), 0x155);
	assert_int_equal(regime_index(&r, 1, ia), 0x0aa);
	assert_int_equal(regime_index(&r, 2, ia), 0x1f0);
	assert_int_equal(regime_index(&r, 3, ia), 0x00f);
	for (int l = 0; l < 4; l++)
		assert_int_equal(regime_entry_size(&r, l), UINT64_C(0x1000) << (9 * (3 - l)));
	/* A root of 16 tables takes four bits more. */
	setup_reg(&regs, SYSREG_VTCR_EL2, setup_vtcr(43, 1, 5));
	r = setup_decode(REGIME_S2, &regs);
	assert_int_equal(regime_index(&r, 1, addr_ia(UINT64_C(0x7ffffffffff))), 8191);
	assert_int_equal(regime_index(&r, 1, addr_ia(UINT64_C(0x40000000) * 513)), 513);
	assert_int_equal(regime_index(&r, 2, addr_ia(UINT64_C(0x40000000) * 513)), 0);
}

/* D8.7.1: the sizes of contiguous groups, at the levels that have leaves. */
static void contiguous_groups(void **state)
{
	static const struct {
		const char *name;
		unsigned size[5]; /* of levels -1 to 3 */
	} rows[] = {
		{"4K", {0, 0, 16, 16, 16}},	  {"16K", {0, 0, 0, 32, 128}},
		{"64K", {0, 0, 0, 32, 32}},	  {"4K-LPA2", {0, 0, 16, 16, 16}},
		{"16K-LPA2", {0, 0, 0, 32, 128}}, {"64K-LPA", {0, 0, 0, 32, 32}},
		{"4K-A32", {0, 0, 16, 16, 16}},	  {"4K-A32V7", {0, 0, 16, 16, 16}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct regime r;

		regime_bare(REGIME_EL2, regime_geometry_by_name(rows[i].name), &r);
		for (int level = -1; level <= 3; level++)
			assert_int_equal(regime_contiguous(&r, level), rows[i].size[level + 1]);
	}
}

static void bare(void **state)
{
	(void)state;
	for (int i = 0; i < REGIME_COUNT; i++) {
		bool a32 = i == REGIME_PL2 || i == REGIME_PL1_0 || i == REGIME_PL1_1;
		struct regime r;

		regime_bare((enum regime_id)i, NULL, &r);
		assert_int_equal(r.id, i);
		assert_string_equal(r.geo->name, a32 ? "4K-A32" : "4K");
		assert_int_equal(r.aarch32, a32);
		assert_int_equal(r.ia_bits, a32 ? 32 : 48);
		assert_int_equal(r.oa_bits, 48);
		assert_int_equal(r.start_level, a32 ? 1 : 0);
		assert_int_equal(r.root_entries, a32 ? 4 : 512);
		assert_true(r.translates);
		assert_int_equal(r.stage, i == REGIME_S2 || i == REGIME_S2S ? 2 : 1);
		assert_int_equal(r.upper,
				 i == REGIME_EL1_1 || i == REGIME_EL2_1 || i == REGIME_PL1_1);
		assert_false(r.mair_known || r.nested);
	}
}

/* The same of another geometry: the widest input, from the first level there is. */
static void bare_of_a_geometry(void **state)
{
	static const struct {
		const char *name;
		unsigned ia_bits, oa_bits;
		int level;
		unsigned entries;
	} rows[] = {
		{"16K", 48, 48, 0, 2},	      {"64K", 52, 48, 1, 1024},
		{"64K-LPA", 52, 52, 1, 1024}, {"4K-LPA2", 52, 52, -1, 16},
		{"16K-LPA2", 52, 52, 0, 32},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct regime r;

		regime_bare(REGIME_EL2, regime_geometry_by_name(rows[i].name), &r);
		assert_int_equal(r.ia_bits, rows[i].ia_bits);
		assert_int_equal(r.oa_bits, rows[i].oa_bits);
		assert_int_equal(r.start_level, rows[i].level);
		assert_int_equal(r.root_entries, rows[i].entries);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(txsz_sweep),
		cmocka_unit_test(txsz_known),
		cmocka_unit_test(start_levels_stage2),
		cmocka_unit_test(output_sizes),
		cmocka_unit_test(root_alignment),
		cmocka_unit_test(registers_listed),
		cmocka_unit_test(root_registers),
		cmocka_unit_test(controls),
		cmocka_unit_test(features_lacked),
		cmocka_unit_test(bits_that_count),
		cmocka_unit_test(forced_non_cacheable),
		cmocka_unit_test(ranges),
		cmocka_unit_test(membership),
		cmocka_unit_test(membership_tagged),
		cmocka_unit_test(indices),
		cmocka_unit_test(contiguous_groups),
		cmocka_unit_test(bare),
		cmocka_unit_test(bare_of_a_geometry),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
