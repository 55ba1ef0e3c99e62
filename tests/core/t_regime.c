/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Registers to regimes: values of real systems, what is unknown, refused or switched off. */
#include "tests/core/cm.h"

#include <stdio.h>
#include <string.h>

#include "src/bits.h"
#include "src/regime/regime.h"
#include "tests/core/setup.h"

#define BIT(n) (UINT64_C(1) << (n))

/* ---- Real systems ---- */

static void xen_el2(void **state)
{
	struct sysregs regs = {0};
	struct regime r;

	(void)state;
	setup_el2(&regs, XEN_TTBR0_EL2);
	r = setup_decode(REGIME_EL2, &regs);
	assert_int_equal(r.id, REGIME_EL2);
	assert_string_equal(r.name, "el2");
	assert_int_equal(r.stage, 1);
	assert_int_equal(r.perms, REGIME_PERMS_ONE);
	assert_string_equal(r.geo->name, "4K");
	assert_int_equal(r.ia_bits, 48);
	assert_int_equal(r.oa_bits, 44);
	assert_int_equal(r.start_level, 0);
	assert_int_equal(r.root_entries, 512);
	assert_int_equal(r.root.v, XEN_TTBR0_EL2);
	assert_int_equal(r.tag_bits, 0);
	assert_int_equal(r.mair, XEN_MAIR_EL2);
	assert_true(r.mair_known && r.wxn && r.translates);
	assert_false(r.upper || r.nested || r.hpd || r.e0pd || r.ha || r.hd);
	assert_null(r.off);
	assert_string_equal(r.assumed, "");
}

static void xen_stage2(void **state)
{
	struct sysregs regs = {0};
	struct regime r;

	(void)state;
	setup_s2(&regs, UINT64_C(0x0001000076fe0000)); /* VMID 1 */
	r = setup_decode(REGIME_S2, &regs);
	assert_int_equal(r.stage, 2);
	assert_int_equal(r.perms, REGIME_PERMS_STAGE2);
	assert_int_equal(r.ia_bits, 44);
	assert_int_equal(r.oa_bits, 44);
	assert_int_equal(r.start_level, 0);
	assert_int_equal(r.root_entries, 32);
	assert_int_equal(r.root.v, 0x76fe0000);
	assert_true(r.translates);
	assert_false(r.upper || r.nested || r.wxn || r.xnx || r.mair_known);
	assert_string_equal(r.assumed, "");
}

static void linux_el1(void **state)
{
	struct sysregs regs = {0};
	struct regime lo, hi;

	(void)state;
	setup_el1(&regs, UINT64_C(0x0042000041e7f000), UINT64_C(0x0001000041e80001));
	setup_no_el2(&regs);
	lo = setup_decode(REGIME_EL1_0, &regs);
	hi = setup_decode(REGIME_EL1_1, &regs);
	assert_int_equal(lo.ia_bits, 48);
	assert_int_equal(hi.ia_bits, 48);
	assert_int_equal(lo.oa_bits, 44);
	assert_int_equal(lo.root.v, 0x41e7f000);
	assert_int_equal(hi.root.v, 0x41e80000); /* without CnP and ASID */
	assert_int_equal(lo.tag_bits, 8);
	assert_int_equal(hi.tag_bits, 0);
	assert_int_equal(lo.perms, REGIME_PERMS_TWO);
	assert_true(hi.upper && !lo.upper);
	assert_false(lo.nested || hi.nested || lo.wxn);
	assert_string_equal(hi.assumed, "");
}

static void xen_dom0(void **state)
{
	struct sysregs regs = {0};
	struct regime r;

	(void)state;
	setup_s2(&regs, 0x76fe0000);
	setup_el1(&regs, 0x1000, 0x2000);
	setup_reg(&regs, SYSREG_HCR_EL2, XEN_HCR_EL2);
	r = setup_decode(REGIME_EL1_1, &regs);
	assert_true(r.nested && r.translates);
	assert_true(setup_decode(REGIME_EL1_0, &regs).nested);
	assert_false(setup_decode(REGIME_S2, &regs).nested);
	assert_false(setup_decode(REGIME_EL2, &regs).nested);
}

/* ---- Unknown and absent registers ---- */

static void needed_registers(void **state)
{
	static const struct {
		enum regime_id id;
		enum sysreg reg;
	} need[] = {
		{REGIME_EL2, SYSREG_TTBR0_EL2},	  {REGIME_EL2, SYSREG_TCR_EL2},
		{REGIME_S2, SYSREG_VTTBR_EL2},	  {REGIME_S2, SYSREG_VTCR_EL2},
		{REGIME_EL1_0, SYSREG_TTBR0_EL1}, {REGIME_EL1_0, SYSREG_TCR_EL1},
		{REGIME_EL1_1, SYSREG_TTBR1_EL1}, {REGIME_EL1_1, SYSREG_TCR_EL1},
	};
	struct sysregs regs;

	(void)state;
	for (size_t i = 0; i < sizeof(need) / sizeof(need[0]); i++) {
		const char *name = sysreg_name(need[i].reg);
		char give[40];

		snprintf(give, sizeof(give), "--reg %s=", name);
		setup_all(&regs);
		setup_no_a32(&regs);
		setup_decode(need[i].id, &regs);
		setup_unknown(&regs, need[i].reg);
		setup_refused(need[i].id, &regs, ERR_UNKNOWN_REG, name, give);
		setup_absent(&regs, need[i].reg);
		setup_refused(need[i].id, &regs, ERR_DISABLED, name, "CPU 3");
	}
}

/* Nothing is known: one line names all that is wanted, each with what it tells. */
static void all_that_is_missing(void **state)
{
	struct sysregs regs = {0};

	(void)state;
	setup_refused(REGIME_EL2, &regs, ERR_UNKNOWN_REG,
		      "TTBR0_EL2 (where tables begin), TCR_EL2 (granule and sizes); besides, "
		      "HCR_EL2 (E2H), MAIR_EL2 (memory types), SCTLR_EL2 (on or off): give each",
		      "--reg NAME=VALUE or --regs-from");
	setup_refused(REGIME_EL2_0, &regs, ERR_UNKNOWN_REG, "HCR_EL2 (E2H); besides, MAIR",
		      "TCR_EL2 (granule and sizes)");
	setup_refused(REGIME_S2, &regs, ERR_UNKNOWN_REG, "HCR_EL2 (whether it is on): give each",
		      "VTTBR_EL2");
	setup_reg(&regs, SYSREG_HCR_EL2, HCR_RW | 1);
	setup_refused(REGIME_EL1_1, &regs, ERR_UNKNOWN_REG, "VTTBR_EL2 (where stage 2 begins)",
		      "MAIR_EL1");
}

/* The state of the CPU leaves regimes that cannot be, and says nothing of those above it. */
static void not_by_pstate(void **state)
{
	enum { EL1 = 5, EL2 = 9, SVC = 0x13, HYP = 0x1a, USER32 = 0x10 };
	static const struct {
		uint64_t pstate;
		enum regime_id id;
		enum err_code st;
	} rows[] = {
		{EL1, REGIME_PL2, ERR_DISABLED},    {EL1, REGIME_PL1_1, ERR_DISABLED},
		{EL1, REGIME_EL2, ERR_UNKNOWN_REG}, {EL1, REGIME_EL3, ERR_UNKNOWN_REG},
		{EL2, REGIME_PL2, ERR_DISABLED},    {EL2, REGIME_EL1_0, ERR_UNKNOWN_REG},
		{SVC, REGIME_EL1_1, ERR_DISABLED},  {SVC, REGIME_EL2, ERR_UNKNOWN_REG},
		{SVC, REGIME_PL2, ERR_UNKNOWN_REG}, {HYP, REGIME_EL2, ERR_DISABLED},
		{HYP, REGIME_EL1_0, ERR_DISABLED},  {USER32, REGIME_EL1_1, ERR_UNKNOWN_REG},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct sysregs regs = {0};

		setup_reg(&regs, SYSREG_PSTATE, rows[i].pstate);
		setup_refused(rows[i].id, &regs, rows[i].st, "CPU 3",
			      rows[i].st == ERR_DISABLED ? "so there is no" : "unknown on");
	}
}

/* What can be done without is, and the note says so; the unknown value is not looked at. */
static void assumed_registers(void **state)
{
	static const struct {
		enum regime_id id;
		enum sysreg reg;
		const char *word;
	} some[] = {
		{REGIME_EL2, SYSREG_MAIR_EL2, "MAIR"},
		{REGIME_EL2, SYSREG_SCTLR_EL2, "SCTLR is unknown"},
		{REGIME_EL2, SYSREG_HCR_EL2, "HCR_EL2 is unknown: E2H"},
		{REGIME_S2, SYSREG_HCR_EL2, "HCR_EL2 is unknown: stage 2 taken as on"},
		{REGIME_S2, SYSREG_ID_AA64MMFR1_EL1, "ID_AA64MMFR1_EL1 is unknown"},
		{REGIME_EL1_0, SYSREG_MAIR_EL1, "MAIR"},
		{REGIME_EL1_1, SYSREG_SCTLR_EL1, "SCTLR is unknown"},
		{REGIME_EL1_1, SYSREG_HCR_EL2, "outputs are IPAs, stage 2 is not known to be on"},
	};
	struct sysregs regs;

	(void)state;
	for (size_t i = 0; i < sizeof(some) / sizeof(some[0]); i++) {
		struct regime r;

		setup_all(&regs);
		setup_unknown(&regs, some[i].reg);
		r = setup_decode(some[i].id, &regs);
		assert_true(r.translates);
		if (some[i].reg == SYSREG_HCR_EL2)
			assert_int_equal(r.nested, r.stage2_unknown);
		assert_false(r.wxn && some[i].reg == SYSREG_SCTLR_EL2);
		assert_false(r.xnx && some[i].reg == SYSREG_ID_AA64MMFR1_EL1);
		if (!strstr(r.assumed, some[i].word))
			fail_msg("%s without %s: '%s'", r.name, sysreg_name(some[i].reg),
				 r.assumed);
	}
}

/* Registers that no regime needs: unknown is as good as without the feature, silently. */
static void optional_registers(void **state)
{
	static const enum sysreg some[] = {
		SYSREG_ID_AA64MMFR0_EL1, SYSREG_ID_AA64MMFR2_EL1, SYSREG_ID_AA64PFR0_EL1,
		SYSREG_TCR2_EL1,	 SYSREG_TCR2_EL2,	  SYSREG_SCR_EL3,
	};
	struct sysregs regs;

	(void)state;
	for (int id = 0; id < REGIME_COUNT; id++) {
		setup_all(&regs);
		if (id == REGIME_EL2_0 || id == REGIME_EL2_1 || id == REGIME_PL1_1)
			continue;
		for (size_t i = 0; i < sizeof(some) / sizeof(some[0]); i++)
			setup_unknown(&regs, some[i]);
		assert_string_equal(setup_decode((enum regime_id)id, &regs).assumed, "");
	}
}

/* With everything unknown that may be, and a misaligned root, each of the notes is there in full.
 */
static void assumed_is_not_cut(void **state)
{
	struct sysregs regs = {0};
	struct regime r;

	(void)state;
	setup_reg(&regs, SYSREG_TTBR0_EL2, 0x40000010);
	setup_reg(&regs, SYSREG_TCR_EL2, XEN_TCR_EL2);
	r = setup_decode(REGIME_EL2, &regs);
	assert_non_null(strstr(r.assumed, "SCTLR is unknown: MMU taken as on, WXN as 0; "));
	assert_non_null(strstr(r.assumed, "HCR_EL2 is unknown: E2H taken as 0; "));
	assert_non_null(strstr(r.assumed, "below its alignment are set; taken as 0; "));
	assert_non_null(strstr(r.assumed, "memory types are unknown without MAIR"));
	setup_reg(&regs, SYSREG_VTTBR_EL2, 0x40000010);
	setup_reg(&regs, SYSREG_VTCR_EL2, XEN_VTCR_EL2);
	r = setup_decode(REGIME_S2, &regs);
	assert_non_null(strstr(r.assumed, "XN[0] is ignored (no FEAT_XNX); "));
	assert_non_null(strstr(r.assumed, "stage 2 taken as on, FWB as 0; "));
	assert_non_null(strstr(r.assumed, "below its alignment are set; taken as 0"));
}

/* ---- Refusals ---- */

struct change {
	enum regime_id id;
	enum sysreg reg;
	uint64_t clear, set;
	enum err_code code;
	const char *word, *word2;
};

static void refuse_each(const struct change *c, size_t n)
{
	struct sysregs regs;

	for (; n--; c++) {
		setup_all(&regs);
		if (!sysreg_known(&regs, c->reg))
			setup_reg(&regs, c->reg, 0);
		setup_decode(c->id, &regs);
		regs.r[c->reg].v = (regs.r[c->reg].v & ~c->clear) | c->set;
		setup_refused(c->id, &regs, c->code, c->word, c->word2);
	}
}

#define EACH(rows) refuse_each(rows, sizeof(rows) / sizeof((rows)[0]))

static void granules(void **state)
{
	static const struct change rows[] = {
		{REGIME_EL2, SYSREG_TCR_EL2, BIT(15) | BIT(14), BIT(15), ERR_MALFORMED, "el2",
		 "16K granule, which this CPU does not have"},
		{REGIME_EL2, SYSREG_TCR_EL2, 0, BIT(15) | BIT(14), ERR_MALFORMED, "TCR_EL2",
		 "reserved"},
		{REGIME_S2, SYSREG_VTCR_EL2, 0, BIT(15), ERR_MALFORMED, "s2", "16K granule"},
		{REGIME_S2, SYSREG_VTCR_EL2, 0, BIT(15) | BIT(14), ERR_MALFORMED, "VTCR_EL2",
		 "reserved"},
		{REGIME_EL1_0, SYSREG_TCR_EL1, 0, BIT(15), ERR_MALFORMED, "el1.0", "16K granule"},
		{REGIME_EL1_0, SYSREG_TCR_EL1, 0, BIT(15) | BIT(14), ERR_MALFORMED, "TCR_EL1",
		 "reserved"},
		/* TG1 counts differently. */
		{REGIME_EL1_1, SYSREG_TCR_EL1, BIT(31) | BIT(30), 0, ERR_MALFORMED, "TCR_EL1",
		 "reserved"},
		{REGIME_EL1_1, SYSREG_TCR_EL1, BIT(31), BIT(30), ERR_MALFORMED, "el1.1",
		 "16K granule"},
	};

	(void)state;
	EACH(rows);
}

/* TGranN and TGranN_2 of ID_AA64MMFR0_EL1: which granules a CPU has, and with which formats. */
static void granules_had(void **state)
{
	static const struct {
		const char *tg0, *geometry; /* NULL: refused */
		uint64_t mmfr0;
		enum regime_id id;
		bool ds;
	} rows[] = {
		{"4K", "4K", 0x5, REGIME_EL2, false},
		{"4K", NULL, 0xf0000005, REGIME_EL2, false},
		{"64K", "64K", 0x5, REGIME_EL2, false},
		{"64K", NULL, 0x0f000005, REGIME_EL2, false},
		{"64K", "64K-LPA", 0x6, REGIME_EL2, false},
		{"16K", "16K", 0x00100005, REGIME_EL2, false},
		{"16K", "16K-LPA2", 0x00200006, REGIME_EL2, true},
		{"16K", "16K", 0x00100006, REGIME_EL2, true},
		{"4K", "4K-LPA2", 0x10000006, REGIME_EL2, true},
		{"4K", "4K", 0x10000006, REGIME_EL2, false},
		{"64K", "64K-LPA", 0x10200006, REGIME_EL2, true}, /* DS is not for 64K */
		/* Stage 2 has fields of its own; 0 is "as stage 1", 1 "not there". */
		{"4K", "4K", 0x5, REGIME_S2, false},
		{"4K", NULL, 0xf0000005, REGIME_S2, false},
		{"4K", NULL, 0x10000000005, REGIME_S2, false},
		{"4K", "4K", 0x20000000006, REGIME_S2, true},
		{"4K", "4K-LPA2", 0x30000000006, REGIME_S2, true},
		{"4K", "4K-LPA2", 0x00010000006, REGIME_S2, true},
		{"64K", NULL, 0x01000000005, REGIME_S2, false},
		{"16K", "16K-LPA2", 0x00300000006, REGIME_S2, true},
		{"16K", NULL, 0x00100000006, REGIME_S2, true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint64_t tg = !strcmp(rows[i].tg0, "4K") ? 0 : !strcmp(rows[i].tg0, "64K") ? 1 : 2;
		enum sysreg tcr = rows[i].id == REGIME_S2 ? SYSREG_VTCR_EL2 : SYSREG_TCR_EL2;
		struct sysregs regs;

		setup_all(&regs);
		setup_reg(&regs, SYSREG_ID_AA64MMFR0_EL1, rows[i].mmfr0);
		/* 40 bits from level 2 or 1: all granules have that. */
		setup_reg(&regs, tcr,
			  24 | BIT(6) | tg << 14 | 5 << 16 | (rows[i].ds ? BIT(32) : 0));
		if (!rows[i].geometry)
			setup_refused(rows[i].id, &regs, ERR_MALFORMED, rows[i].tg0,
				      "does not have");
		else
			assert_string_equal(setup_decode(rows[i].id, &regs).geo->name,
					    rows[i].geometry);
	}
}

static void features(void **state)
{
	static const struct change rows[] = {
		{REGIME_EL2, SYSREG_SCTLR_EL2, 0, SCTLR_EE, ERR_UNSUPPORTED, "SCTLR_EL2.EE",
		 "big-endian"},
		{REGIME_S2, SYSREG_SCTLR_EL2, 0, SCTLR_EE, ERR_UNSUPPORTED, "SCTLR_EL2.EE",
		 "big-endian"},
		{REGIME_EL1_0, SYSREG_SCTLR_EL1, 0, SCTLR_EE, ERR_UNSUPPORTED, "SCTLR_EL1.EE",
		 "big-endian"},
		{REGIME_EL1_1, SYSREG_SCTLR_EL1, 0, SCTLR_EE, ERR_UNSUPPORTED, "SCTLR_EL1.EE",
		 "big-endian"},
		{REGIME_EL3, SYSREG_SCTLR_EL3, 0, SCTLR_EE, ERR_UNSUPPORTED, "SCTLR_EL3.EE",
		 "big-endian"},
		{REGIME_PL2, SYSREG_HSCTLR, 0, SCTLR_EE, ERR_UNSUPPORTED, "HSCTLR.EE",
		 "big-endian"},
		{REGIME_PL1_0, SYSREG_SCTLR, 0, SCTLR_EE, ERR_UNSUPPORTED, "SCTLR.EE",
		 "big-endian"},
		{REGIME_PL1_0, SYSREG_TTBCR, BIT(31), 0, ERR_UNSUPPORTED, "TTBCR.EAE",
		 "short descriptors"},
		{REGIME_PL1_0, SYSREG_TTBCR, 0, BIT(7), ERR_DISABLED, "TTBCR.EPD0", "pl1.0"},
		{REGIME_EL2, SYSREG_HCR_EL2, 0, HCR_E2H, ERR_DISABLED, "HCR_EL2.E2H = 1",
		 "el2.0 and el2.1"},
		{REGIME_EL1_0, SYSREG_HCR_EL2, HCR_RW, 0, ERR_DISABLED, "HCR_EL2.RW = 0", "pl1.0"},
		{REGIME_EL1_0, SYSREG_SCR_EL3, 0, BIT(18), ERR_UNSUPPORTED, "Secure EL1",
		 "--regime s2s and --regime s2"},
		{REGIME_EL1_0, SYSREG_TCR_EL1, 0, BIT(7), ERR_DISABLED, "TCR_EL1.EPD0", "el1.0"},
		{REGIME_EL1_1, SYSREG_TCR_EL1, 0, BIT(23), ERR_DISABLED, "TCR_EL1.EPD1", "el1.1"},
	};

	(void)state;
	EACH(rows);
}

/* Of what came with TCR2 only 128-bit descriptors are refused. */
static void extensions(void **state)
{
	static const struct change rows[] = {
		{REGIME_EL1_0, SYSREG_TCR2_EL1, 0, BIT(5), ERR_UNSUPPORTED, "TCR2_EL1", "128-bit"},
		{REGIME_EL1_1, SYSREG_TCR2_EL1, 0, BIT(5), ERR_UNSUPPORTED, "TCR2_EL1", "128-bit"},
		{REGIME_S2, SYSREG_VTCR_EL2, 0, BIT(38), ERR_UNSUPPORTED, "VTCR_EL2", "128-bit"},
		{REGIME_EL3, SYSREG_TCR_EL3, 0, BIT(38), ERR_UNSUPPORTED, "TCR_EL3", "128-bit"},
	};
	struct sysregs regs;

	(void)state;
	EACH(rows);
	/* EL2 without E2H has none (D8.1, R_RKHJV). */
	setup_all(&regs);
	regs.r[SYSREG_TCR2_EL2].v |= BIT(5);
	setup_decode(REGIME_EL2, &regs);
	/* A register that is not known does not refuse. */
	setup_all(&regs);
	setup_unknown(&regs, SYSREG_TCR2_EL1);
	setup_absent(&regs, SYSREG_TCR2_EL2);
	setup_decode(REGIME_EL1_0, &regs);
	setup_decode(REGIME_EL2, &regs);
}

/* TTBCR.T2E lets TTBCR2's HPD0 and HPD1, bits 9 and 10, count, on a CPU with FEAT_AA32HPD. */
static void ttbcr2(void **state)
{
	struct sysregs regs = {0};
	struct regime r;

	(void)state;
	setup_a32(&regs);
	setup_reg(&regs, SYSREG_ID_MMFR4, 0x10000);
	setup_reg(&regs, SYSREG_TTBCR, UINT32_C(0x80010000)); /* both halves are in use */
	setup_reg(&regs, SYSREG_TTBCR2, BIT(9));
	assert_false(setup_decode(REGIME_PL1_0, &regs).hpd);
	regs.r[SYSREG_TTBCR].v |= BIT(6);
	assert_true(setup_decode(REGIME_PL1_0, &regs).hpd);
	assert_false(setup_decode(REGIME_PL1_1, &regs).hpd);
	setup_reg(&regs, SYSREG_TTBCR2, BIT(10));
	r = setup_decode(REGIME_PL1_1, &regs);
	assert_true(r.hpd && !r.perms_undecoded);
	assert_false(setup_decode(REGIME_PL1_0, &regs).hpd);
	setup_unknown(&regs, SYSREG_TTBCR2);
	r = setup_decode(REGIME_PL1_0, &regs);
	assert_true(r.perms_undecoded && strstr(r.assumed, "without TTBCR2"));
	setup_reg(&regs, SYSREG_ID_MMFR4, 0); /* T2E is RES0 */
	r = setup_decode(REGIME_PL1_0, &regs);
	assert_false(r.perms_undecoded || r.hpd);
	/* Under an EL2 in AArch64 it is the upper half of TCR_EL1. */
	memset(&regs, 0, sizeof(regs));
	setup_all(&regs);
	setup_no_a32(&regs);
	setup_reg(&regs, SYSREG_HCR_EL2, HCR_VM);
	setup_reg(&regs, SYSREG_TCR_EL1, UINT64_C(0x80010040) | BIT(42));
	assert_true(setup_decode(REGIME_PL1_1, &regs).hpd);
	assert_false(setup_decode(REGIME_PL1_0, &regs).hpd);
}

/* Permissions of which the meaning is not decoded are unknown, and nothing else is. */
static void undecoded_permissions(void **state)
{
	struct sysregs regs;
	struct regime r;

	(void)state;
	setup_all(&regs);
	regs.r[SYSREG_HCR_EL2].v |= BIT(42) | BIT(43);
	r = setup_decode(REGIME_EL1_1, &regs);
	assert_true(r.perms_undecoded && strstr(r.assumed, "HCR_EL2.NV1"));
}

/* NV1 alone, or the other half's switches, are no reason. */
static void not_refused(void **state)
{
	struct sysregs regs;

	(void)state;
	setup_all(&regs);
	regs.r[SYSREG_HCR_EL2].v |= BIT(43);
	setup_decode(REGIME_EL1_0, &regs);
	regs.r[SYSREG_HCR_EL2].v ^= BIT(43) | BIT(42);
	setup_decode(REGIME_EL1_0, &regs);
	setup_all(&regs);
	regs.r[SYSREG_TCR_EL1].v |= BIT(23); /* EPD1 */
	setup_decode(REGIME_EL1_0, &regs);
	regs.r[SYSREG_TCR_EL1].v ^= BIT(23) | BIT(7); /* EPD0 */
	setup_decode(REGIME_EL1_1, &regs);
	setup_all(&regs);
	regs.r[SYSREG_SCTLR_EL1].v |= SCTLR_EE;
	setup_decode(REGIME_EL2, &regs);
	setup_decode(REGIME_S2, &regs);
	setup_all(&regs);
	regs.r[SYSREG_SCTLR_EL2].v |= SCTLR_EE;
	setup_decode(REGIME_EL1_0, &regs);
}

/* ---- One exception level, two regimes ---- */

/* HCR_EL2.E2H chooses between el2 and the two halves of EL2&0, which are as those of EL1&0. */
static void vhe(void **state)
{
	struct sysregs regs;
	struct regime r;

	(void)state;
	setup_all(&regs);
	setup_reg(&regs, SYSREG_TTBR1_EL2, 0x5000);
	setup_refused(REGIME_EL2_0, &regs, ERR_DISABLED, "HCR_EL2.E2H = 0", "uses el2");
	setup_refused(REGIME_EL2_1, &regs, ERR_DISABLED, "HCR_EL2.E2H = 0", "uses el2");
	setup_reg(&regs, SYSREG_HCR_EL2, HCR_E2H | HCR_TGE | HCR_RW);
	setup_reg(&regs, SYSREG_TCR_EL2, LINUX_TCR_EL1);
	r = setup_decode(REGIME_EL2_1, &regs);
	assert_int_equal(r.perms, REGIME_PERMS_TWO);
	assert_int_equal(r.root.v, 0x5000);
	assert_int_equal(regime_first(&r).v, UINT64_C(0xffff000000000000));
	assert_string_equal(r.el, "EL2");
	assert_true(r.translates && !r.nested);
	r = setup_decode(REGIME_EL2_0, &regs);
	assert_int_equal(r.root.v, XEN_TTBR0_EL2);
	assert_int_equal(r.tag_bits, 8);
	setup_unknown(&regs, SYSREG_HCR_EL2);
	setup_refused(REGIME_EL2_0, &regs, ERR_UNKNOWN_REG, "E2H", "--reg HCR_EL2");
	setup_absent(&regs, SYSREG_TTBR1_EL2);
	setup_refused(REGIME_EL2_1, &regs, ERR_DISABLED, "no TTBR1_EL2", "CPU 3");
}

/* An AArch32 EL1 under an AArch64 EL2 has its registers in AArch64's; HCR_EL2.RW tells. */
static void aarch32_guest(void **state)
{
	struct sysregs regs = {0};
	struct regime r;

	(void)state;
	setup_s2(&regs, 0x76fe0000);
	setup_el1(&regs, 0x1000, 0x2000);
	setup_reg(&regs, SYSREG_TCR_EL1, BIT(31) | 1 << 16);
	setup_reg(&regs, SYSREG_HCR_EL2, HCR_VM);
	r = setup_decode(REGIME_PL1_0, &regs);
	assert_true(r.aarch32 && r.nested && r.mair_known);
	assert_int_equal(r.mair, LINUX_MAIR_EL1);
	assert_int_equal(r.root.v, 0x1000);
	assert_int_equal(r.root_reg, SYSREG_TTBR0_EL1);
	assert_int_equal(regime_root_reg(REGIME_PL1_1, &regs), SYSREG_TTBR1_EL1);
	assert_false(setup_decode(REGIME_S2, &regs).aarch32);
	setup_reg(&regs, SYSREG_HCR_EL2, HCR_VM | HCR_RW);
	setup_refused(REGIME_PL1_0, &regs, ERR_DISABLED, "HCR_EL2.RW = 1", "el1.0");
	setup_absent(&regs, SYSREG_HCR_EL2);
	setup_refused(REGIME_PL1_1, &regs, ERR_DISABLED, "PSTATE", "el1.1");
	setup_reg(&regs, SYSREG_PSTATE, 0x1d6); /* Monitor: of EL3, it tells nothing of EL1 */
	setup_refused(REGIME_PL1_1, &regs, ERR_DISABLED, "PSTATE", "el1.1");
	setup_reg(&regs, SYSREG_PSTATE, 0x1d3); /* SVC */
	assert_false(setup_decode(REGIME_PL1_0, &regs).nested);
}

/* Where EL2 is AArch32, s2 is VTTBR's, and AArch64's registers are not there. */
static void aarch32_everything(void **state)
{
	struct sysregs regs = {0};
	struct regime r;

	(void)state;
	setup_a32(&regs);
	r = setup_decode(REGIME_S2, &regs);
	assert_true(r.aarch32 && r.translates);
	assert_int_equal(r.ia_bits, 40);
	assert_int_equal(r.start_level, 1);
	assert_int_equal(r.root_entries, 1024);
	assert_int_equal(r.root.v, 0x40010000);
	assert_string_equal(regime_title(REGIME_S2, &regs), r.title);
	assert_string_not_equal(regime_title(REGIME_S2, NULL), r.title);
	r = setup_decode(REGIME_PL1_0, &regs);
	assert_true(r.nested);
	assert_int_equal(r.mair, UINT64_C(0xff000004eeaa4400));
	r = setup_decode(REGIME_PL2, &regs);
	assert_int_equal(r.ia_bits, 32);
	assert_int_equal(r.oa_bits, 40);
	assert_int_equal(r.mair, UINT64_C(0xff000004eeaa4400));
	assert_string_equal(r.assumed, "");
	setup_unknown(&regs, SYSREG_HMAIR1);
	assert_false(setup_decode(REGIME_PL2, &regs).mair_known);
	/* A register of 32 bits, whatever a source says above them. */
	setup_reg(&regs, SYSREG_MAIR0, UINT64_C(0xffffffffeeaa4400));
	setup_reg(&regs, SYSREG_MAIR1, 4);
	assert_int_equal(setup_decode(REGIME_PL1_0, &regs).mair, UINT64_C(0x4eeaa4400));
	/* ID_MMFR4.XNX, bits 11:8. */
	assert_false(setup_decode(REGIME_S2, &regs).xnx);
	setup_reg(&regs, SYSREG_ID_MMFR4, 0x100);
	assert_true(setup_decode(REGIME_S2, &regs).xnx);
	/* SCTLR.UWXN is of PL1 in AArch32 alone. */
	setup_reg(&regs, SYSREG_SCTLR, SCTLR_M | BIT(20));
	setup_reg(&regs, SYSREG_HSCTLR, SCTLR_M | BIT(20));
	assert_true(setup_decode(REGIME_PL1_0, &regs).uwxn);
	assert_false(setup_decode(REGIME_PL2, &regs).uwxn);
	setup_all(&regs);
	setup_reg(&regs, SYSREG_SCTLR_EL1, SCTLR_M | BIT(20));
	assert_false(setup_decode(REGIME_EL1_0, &regs).uwxn);
}

/* ID_DFR0.CopDbg: 4 and 5 are of ARMv7, which ignores bits 47:40 of descriptors and TTBRs. */
static void armv7(void **state)
{
	static const enum regime_id ids[] = {REGIME_PL1_0, REGIME_PL1_1, REGIME_PL2, REGIME_S2};
	struct sysregs regs = {0};
	struct regime r;

	(void)state;
	setup_a32(&regs);
	setup_reg(&regs, SYSREG_TTBCR, UINT32_C(0x80010000)); /* TTBR1 has the upper half */
	setup_reg(&regs, SYSREG_HTTBR, UINT64_C(0xff0040001000));
	for (unsigned copdbg = 0; copdbg < 9; copdbg++) {
		setup_reg(&regs, SYSREG_ID_DFR0, 0x02010550 | copdbg);
		for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
			assert_string_equal(setup_decode(ids[i], &regs).geo->name,
					    copdbg < 6 ? "4K-A32V7" : "4K-A32");
		r = setup_decode(REGIME_PL2, &regs);
		assert_int_equal(r.root.v, copdbg < 6 ? 0x40001000 : UINT64_C(0xff0040001000));
		assert_int_equal(r.oa_bits, 40);
		assert_string_equal(r.assumed, "");
	}
	setup_unknown(&regs, SYSREG_ID_DFR0);
	r = setup_decode(REGIME_PL2, &regs);
	assert_string_equal(r.geo->name, "4K-A32");
	assert_non_null(strstr(r.assumed, "ID_DFR0 is unknown"));
	/* A CPU that has registers of AArch64 is none of ARMv7. */
	setup_all(&regs);
	setup_no_a32(&regs);
	setup_reg(&regs, SYSREG_TCR_EL1, UINT32_C(0x80000000));
	setup_reg(&regs, SYSREG_HCR_EL2, HCR_VM);
	r = setup_decode(REGIME_PL1_0, &regs);
	assert_string_equal(r.geo->name, "4K-A32");
	assert_null(strstr(r.assumed, "ID_DFR0"));
}

/* EL2 has no part in Secure state unless EEL2 says so. */
static void secure(void **state)
{
	struct sysregs regs;

	(void)state;
	setup_all(&regs);
	assert_true(setup_decode(REGIME_EL1_0, &regs).nested);
	assert_true(setup_decode(REGIME_S2S, &regs).translates);
	assert_true(setup_decode(REGIME_EL3, &regs).secure);
	assert_false(setup_decode(REGIME_EL2, &regs).secure);
	setup_absent(&regs, SYSREG_SCR_EL3);
	assert_string_equal(setup_decode(REGIME_S2S, &regs).off, "no EL3, so no Secure state");
	setup_reg(&regs, SYSREG_SCR_EL3, 1); /* NS */
	assert_false(setup_decode(REGIME_EL2, &regs).secure);
	assert_true(setup_decode(REGIME_EL1_0, &regs).nested);
	assert_string_equal(setup_decode(REGIME_S2S, &regs).off, "SCR_EL3.NS = 1 or EEL2 = 0");
	setup_reg(&regs, SYSREG_SCR_EL3, 0);
	assert_false(setup_decode(REGIME_EL1_0, &regs).nested);
	assert_true(setup_decode(REGIME_EL1_0, &regs).secure);
	setup_reg(&regs, SYSREG_SCR_EL3, BIT(18));
	assert_true(setup_decode(REGIME_S2S, &regs).translates);
}

/* ---- Switched off ---- */

static void off(enum regime_id id, enum sysreg reg, uint64_t clear, uint64_t set, const char *why)
{
	struct sysregs regs;
	struct regime r;

	setup_all(&regs);
	assert_true(setup_decode(id, &regs).translates);
	regs.r[reg].v = (regs.r[reg].v & ~clear) | set;
	r = setup_decode(id, &regs);
	assert_false(r.translates);
	assert_non_null(r.off);
	assert_string_equal(r.off, why);
}

static void switched_off(void **state)
{
	(void)state;
	off(REGIME_EL2, SYSREG_SCTLR_EL2, SCTLR_M, 0, "SCTLR_EL2.M = 0");
	off(REGIME_EL1_0, SYSREG_SCTLR_EL1, SCTLR_M, 0, "SCTLR_EL1.M = 0");
	off(REGIME_EL1_1, SYSREG_SCTLR_EL1, SCTLR_M, 0, "SCTLR_EL1.M = 0");
	off(REGIME_EL3, SYSREG_SCTLR_EL3, SCTLR_M, 0, "SCTLR_EL3.M = 0");
	off(REGIME_PL1_0, SYSREG_SCTLR, SCTLR_M, 0, "SCTLR.M = 0");
	off(REGIME_PL2, SYSREG_HSCTLR, SCTLR_M, 0, "HSCTLR.M = 0");
	off(REGIME_PL1_0, SYSREG_HCR, 0, HCR_TGE, "HCR.TGE = 1");
	off(REGIME_EL1_0, SYSREG_HCR_EL2, 0, HCR_DC, "HCR_EL2.DC = 1");
	off(REGIME_EL1_1, SYSREG_HCR_EL2, 0, HCR_TGE, "HCR_EL2.TGE = 1");
	off(REGIME_S2, SYSREG_HCR_EL2, HCR_VM, 0, "HCR_EL2.VM = 0");
	off(REGIME_S2, SYSREG_HCR_EL2, 0, HCR_E2H | HCR_TGE, "HCR_EL2.E2H and TGE = 1");
}

/* HCR_EL2.VM, DC, E2H, TGE: is stage 2 in use (D8.1, HCR_EL2)? DC works as VM does; a VHE host has
 * none. */
static void when_nested(void **state)
{
	struct sysregs regs;

	(void)state;
	for (unsigned i = 0; i < 16; i++) {
		bool vm = i & 1, dc = i & 2, tge = i & 4, e2h = i & 8;
		bool host = tge && e2h, s2 = (vm || dc) && !host;
		struct regime r;

		setup_all(&regs);
		setup_reg(&regs, SYSREG_HCR_EL2,
			  HCR_RW | (vm ? HCR_VM : 0) | (dc ? HCR_DC : 0) | (tge ? HCR_TGE : 0) |
				  (e2h ? HCR_E2H : 0));
		r = setup_decode(REGIME_EL1_0, &regs);
		assert_int_equal(r.nested, s2);
		assert_int_equal(r.translates, !tge && !dc);
		r = setup_decode(REGIME_S2, &regs);
		assert_int_equal(r.translates, s2);
	}
}

/* What was never set up is off before it is wrong; what is refused stays refused. */
static void off_and_not_set_up(void **state)
{
	struct sysregs regs;

	(void)state;
	setup_all(&regs);
	setup_reg(&regs, SYSREG_TCR_EL1, 0);
	setup_refused(REGIME_EL1_0, &regs, ERR_MALFORMED, "TxSZ 0", "TCR_EL1");
	setup_reg(&regs, SYSREG_SCTLR_EL1, 0);
	setup_refused(REGIME_EL1_0, &regs, ERR_DISABLED, "SCTLR_EL1.M = 0", "not set up");
	setup_refused(REGIME_EL1_1, &regs, ERR_DISABLED, "SCTLR_EL1.M = 0", "not set up");
	setup_reg(&regs, SYSREG_VTCR_EL2, 0);
	setup_refused(REGIME_S2, &regs, ERR_MALFORMED, "TxSZ 0", "VTCR_EL2");
	setup_reg(&regs, SYSREG_HCR_EL2, HCR_RW);
	setup_refused(REGIME_S2, &regs, ERR_DISABLED, "HCR_EL2.VM = 0", "not set up");
	setup_reg(&regs, SYSREG_SCTLR, 0);
	setup_reg(&regs, SYSREG_TTBCR, 0);
	setup_refused(REGIME_PL1_0, &regs, ERR_DISABLED, "SCTLR.M = 0", "not set up");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(xen_el2),
		cmocka_unit_test(xen_stage2),
		cmocka_unit_test(linux_el1),
		cmocka_unit_test(xen_dom0),
		cmocka_unit_test(needed_registers),
		cmocka_unit_test(all_that_is_missing),
		cmocka_unit_test(not_by_pstate),
		cmocka_unit_test(assumed_registers),
		cmocka_unit_test(optional_registers),
		cmocka_unit_test(assumed_is_not_cut),
		cmocka_unit_test(granules),
		cmocka_unit_test(features),
		cmocka_unit_test(extensions),
		cmocka_unit_test(ttbcr2),
		cmocka_unit_test(undecoded_permissions),
		cmocka_unit_test(not_refused),
		cmocka_unit_test(granules_had),
		cmocka_unit_test(vhe),
		cmocka_unit_test(aarch32_guest),
		cmocka_unit_test(aarch32_everything),
		cmocka_unit_test(armv7),
		cmocka_unit_test(secure),
		cmocka_unit_test(switched_off),
		cmocka_unit_test(when_nested),
		cmocka_unit_test(off_and_not_set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
