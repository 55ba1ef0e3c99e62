/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Regimes as rows. */
#include "src/regime/regime_rows.h"

#include <stddef.h>

#include "src/bits.h"

/* clang-format off: initializers, one register page a macro. */
#define F(lo, width)                 \
	{                            \
		lo, width, GATE_NONE \
	}
#define IF(gate, lo)               \
	{                          \
		lo, 1, GATE_##gate \
	}
#define NONE SYSREG_COUNT

#define TG0_NAMES                        \
	{                                \
		"4K", "64K", "16K", NULL \
	}
#define TG1_NAMES                        \
	{                                \
		NULL, "16K", "4K", "64K" \
	}

/* TCR_EL2 with E2H = 0, and TCR_EL3: the same places. */
#define TCR_ONE                                                                           \
	.txsz = F(0, 6), .sh = F(12, 2), .tg = F(14, 2), .ps = F(16, 3), .tbi = F(20, 1), \
	.ha = IF(HAF, 21), .hd = IF(HAFDBS, 22), .hpd = IF(HPDS, 24), .ds = F(32, 1),     \
	.tg_names = TG0_NAMES

/* TCR_EL1, and TCR_EL2 with E2H = 1: the half from address 0, and the one at the top. */
#define TCR_BOTH .ps = F(32, 3), .ha = IF(HAF, 39), .hd = IF(HAFDBS, 40), .ds = F(59, 1)
#define TCR_LOWER                                                                  \
	TCR_BOTH, .txsz = F(0, 6), .epd = F(7, 1), .sh = F(12, 2), .tg = F(14, 2), \
		  .tbi = F(37, 1), .hpd = IF(HPDS, 41), .e0pd = IF(E0PD, 55),      \
		  .tg_names = TG0_NAMES
#define TCR_UPPER                                                                    \
	TCR_BOTH, .txsz = F(16, 6), .epd = F(23, 1), .sh = F(28, 2), .tg = F(30, 2), \
		  .tbi = F(38, 1), .hpd = IF(HPDS, 42), .e0pd = IF(E0PD, 56),        \
		  .tg_names = TG1_NAMES, .upper = true

/* VTCR_EL2 and VSTCR_EL2, which has only a part of it. */
#define VTCR_OWN \
	.txsz = F(0, 6), .sl0 = F(6, 2), .tg = F(14, 2), .sl2 = F(33, 1), .tg_names = TG0_NAMES
#define VTCR_SHARED \
	.sh = F(12, 2), .ps = F(16, 3), .ha = IF(HAF, 21), .hd = IF(HAFDBS, 22), .ds = F(32, 1)

/* TTBCR with EAE = 1. TTBCR2 has HPD0 and HPD1; in TCR_EL1 it is the upper half. */
#define TTBCR_LOWER .txsz = F(0, 3), .epd = F(7, 1)
#define TTBCR_UPPER .txsz = F(16, 3), .epd = F(23, 1), .upper = true

/* What is off is RES0, so that a field without a gate needs none. */
#define ON(mode_name, field_at)                               \
	{                                                     \
		.mode = REGIME_##mode_name, .field = field_at \
	}
#define NO_INDIRECTION \
	.ext = NONE, .pir = NONE, .pire0 = NONE, .por = NONE, .por_el0 = NONE, .mair2 = NONE

/* TCR2_EL1 and TCR2_EL2. */
#define TCR2_SHARED                                                                              \
	ON(PIE, IF(S1PIE, 1)), ON(POE, IF(S1POE, 3)), ON(AIE, IF(AIE, 4)), ON(PNCH, IF(THE, 0)), \
		ON(HAFT, IF(HAFT, 11))
#define EXT_EL1(half)                                                                \
	.ext = SYSREG_TCR2_EL1, .d128 = IF(D128, 5), .pir = SYSREG_PIR_EL1,          \
	.pire0 = SYSREG_PIRE0_EL1, .por = SYSREG_POR_EL1, .por_el0 = SYSREG_POR_EL0, \
	.mair2 = SYSREG_MAIR2_EL1,                                                   \
	.modes = {TCR2_SHARED, ON(E0POE, IF(S1POE, 2)), ON(FNG, IF(ASID2, 17 + (half)))}
/* TCR2_EL2.D128 is EL2&0's: EL2 by itself has none (D8.1, R_RKHJV). */
#define EXT_EL2                                                                              \
	.ext = SYSREG_TCR2_EL2, .pir = SYSREG_PIR_EL2, .pire0 = NONE, .por = SYSREG_POR_EL2, \
	.por_el0 = NONE, .mair2 = SYSREG_MAIR2_EL2, .modes = {TCR2_SHARED, ON(AMEC, IF(MEC, 12))}
#define EXT_EL2_0(half)                                                                  \
	.ext = SYSREG_TCR2_EL2, .d128 = IF(D128, 5), .pir = SYSREG_PIR_EL2,              \
	.pire0 = SYSREG_PIRE0_EL2, .por = SYSREG_POR_EL2, .por_el0 = SYSREG_POR_EL0,     \
	.mair2 = SYSREG_MAIR2_EL2,                                                       \
	.modes = {TCR2_SHARED, ON(E0POE, IF(S1POE, 2)), ON(FNG, IF(ASID2, 17 + (half))), \
		  ON(AMEC, IF(MEC, 12 + (half)))}
#define EXT_EL3                                                                            \
	.ext = SYSREG_TCR_EL3, .d128 = IF(D128, 38), .pir = SYSREG_PIR_EL3, .pire0 = NONE, \
	.por = SYSREG_POR_EL3, .por_el0 = NONE, .mair2 = SYSREG_MAIR2_EL3,                 \
	.modes = {ON(PIE, IF(S1PIE, 35)), ON(POE, IF(S1POE, 36)), ON(AIE, IF(AIE, 37)),    \
		  ON(PNCH, IF(THE, 34)), ON(HAFT, IF(HAFT, 42))}
#define EXT_S2                                                                                \
	.ext = SYSREG_VTCR_EL2, .d128 = IF(D128, 38), .pir = SYSREG_S2PIR_EL2, .pire0 = NONE, \
	.por = SYSREG_S2POR_EL1, .por_el0 = NONE, .mair2 = NONE,                              \
	.modes = {ON(PIE, IF(S2PIE, 36)), ON(POE, IF(S2POE, 37)), ON(ASSURED, IF(THE, 34)),   \
		  ON(HAFT, IF(HAFT, 44))}
#define EXT_A32(half) \
	NO_INDIRECTION, .t2e = IF(AA32HPD, 6), .ttbcr2 = SYSREG_TTBCR2, .hpd2 = F(9 + (half), 1)
#define EXT_A32_IN_A64(half) \
	NO_INDIRECTION, .t2e = F(6, 1), .ttbcr2 = SYSREG_TCR_EL1, .hpd2 = F(41 + (half), 1)

#define STAGE1_ONE .stage = 1, .perms = REGIME_PERMS_ONE
#define STAGE1_TWO .stage = 1, .perms = REGIME_PERMS_TWO
#define STAGE2	   .stage = 2, .perms = REGIME_PERMS_STAGE2, .owner = OWNER_STAGE2

#define EL1_REGS                                                                                   \
	.tcr = SYSREG_TCR_EL1, .size = SYSREG_TCR_EL1, .mair = SYSREG_MAIR_EL1, .mair_high = NONE, \
	.sctlr = SYSREG_SCTLR_EL1, .hcr = SYSREG_HCR_EL2, .off = "SCTLR_EL1.M = 0"
#define EL2_REGS                                                                                   \
	.tcr = SYSREG_TCR_EL2, .size = SYSREG_TCR_EL2, .mair = SYSREG_MAIR_EL2, .mair_high = NONE, \
	.sctlr = SYSREG_SCTLR_EL2, .hcr = SYSREG_HCR_EL2, .off = "SCTLR_EL2.M = 0"
#define EL3_REGS                                                                                   \
	.tcr = SYSREG_TCR_EL3, .size = SYSREG_TCR_EL3, .mair = SYSREG_MAIR_EL3, .mair_high = NONE, \
	.sctlr = SYSREG_SCTLR_EL3, .hcr = NONE, .off = "SCTLR_EL3.M = 0"
#define PL1_REGS                                                         \
	.tcr = SYSREG_TTBCR, .size = SYSREG_TTBCR, .mair = SYSREG_MAIR0, \
	.mair_high = SYSREG_MAIR1, .sctlr = SYSREG_SCTLR, .hcr = SYSREG_HCR, .off = "SCTLR.M = 0"
#define PL2_REGS                                                               \
	.tcr = SYSREG_HTCR, .size = SYSREG_HTCR, .mair = SYSREG_HMAIR0,        \
	.mair_high = SYSREG_HMAIR1, .sctlr = SYSREG_HSCTLR, .hcr = SYSREG_HCR, \
	.off = "HSCTLR.M = 0"

#define PL1_0                                                                           \
	.name = "pl1.0", .title = "AArch32 PL1&0, TTBR0", .el = "PL1", .aarch32 = true, \
	.owner = OWNER_EL1
#define PL1_1                                                                           \
	.name = "pl1.1", .title = "AArch32 PL1&0, TTBR1", .el = "PL1", .aarch32 = true, \
	.owner = OWNER_EL1

/* EL1 in AArch32 under an EL2 in AArch64: the AArch64 registers are mapped to the AArch32 ones. */
static const struct regime_row pl1_0_in_a64 = {
	PL1_0, STAGE1_TWO, .root = SYSREG_TTBR0_EL1, EL1_REGS, TTBCR_LOWER, EXT_A32_IN_A64(0),
};
static const struct regime_row pl1_1_in_a64 = {
	PL1_1, STAGE1_TWO, .root = SYSREG_TTBR1_EL1, EL1_REGS, TTBCR_UPPER, EXT_A32_IN_A64(1),
};

/* Stage 2 where EL2 is AArch32. */
static const struct regime_row s2_in_a32 = {
	.name = "s2",
	.title = "AArch32 stage 2 of PL1&0",
	.el = "PL1",
	.aarch32 = true,
	STAGE2,
	.root = SYSREG_VTTBR,
	.tcr = SYSREG_VTCR,
	.size = SYSREG_VTCR,
	.mair = NONE,
	.mair_high = NONE,
	.sctlr = SYSREG_HSCTLR,
	.hcr = SYSREG_HCR,
	.txsz = F(0, 4),
	.sl0 = F(6, 2),
	NO_INDIRECTION,
};

static const struct regime_row rows[REGIME_COUNT] = {
	[REGIME_EL2] =
		{
			.name = "el2",
			.title = "EL2 stage 1",
			.el = "EL2",
			STAGE1_ONE,
			.owner = OWNER_EL2,
			.root = SYSREG_TTBR0_EL2,
			EL2_REGS,
			TCR_ONE,
			EXT_EL2,
		},
	[REGIME_EL2_0] =
		{
			.name = "el2.0",
			.title = "EL2&0 stage 1, lower half",
			.el = "EL2",
			STAGE1_TWO,
			.owner = OWNER_EL2,
			.e2h = true,
			.root = SYSREG_TTBR0_EL2,
			EL2_REGS,
			TCR_LOWER,
			EXT_EL2_0(0),
		},
	[REGIME_EL2_1] =
		{
			.name = "el2.1",
			.title = "EL2&0 stage 1, upper half",
			.el = "EL2",
			STAGE1_TWO,
			.owner = OWNER_EL2,
			.e2h = true,
			.root = SYSREG_TTBR1_EL2,
			EL2_REGS,
			TCR_UPPER,
			EXT_EL2_0(1),
		},
	[REGIME_PL2] =
		{
			.name = "pl2",
			.title = "AArch32 PL2 stage 1",
			.el = "PL2",
			STAGE1_ONE,
			.owner = OWNER_EL2,
			.aarch32 = true,
			.root = SYSREG_HTTBR,
			PL2_REGS,
			.txsz = F(0, 3),
			.hpd = F(24, 1),
			NO_INDIRECTION,
		},
	[REGIME_S2] =
		{
			.name = "s2",
			.title = "stage 2 of EL1&0",
			.el = "EL1",
			STAGE2,
			.root = SYSREG_VTTBR_EL2,
			.tcr = SYSREG_VTCR_EL2,
			.size = SYSREG_VTCR_EL2,
			.mair = NONE,
			.mair_high = NONE,
			.sctlr = SYSREG_SCTLR_EL2,
			.hcr = SYSREG_HCR_EL2,
			VTCR_OWN,
			VTCR_SHARED,
			EXT_S2,
			.other = &s2_in_a32,
		},
	[REGIME_S2S] =
		{
			.name = "s2s",
			.title = "stage 2 of Secure EL1&0",
			.el = "EL1",
			STAGE2,
			.secure = true,
			.root = SYSREG_VSTTBR_EL2,
			.tcr = SYSREG_VSTCR_EL2,
			.size = SYSREG_VTCR_EL2,
			.mair = NONE,
			.mair_high = NONE,
			.sctlr = SYSREG_SCTLR_EL2,
			.hcr = SYSREG_HCR_EL2,
			VTCR_OWN,
			VTCR_SHARED,
			EXT_S2,
		},
	[REGIME_EL1_0] =
		{
			.name = "el1.0",
			.title = "EL1&0 stage 1, lower half",
			.el = "EL1",
			STAGE1_TWO,
			.owner = OWNER_EL1,
			.root = SYSREG_TTBR0_EL1,
			EL1_REGS,
			TCR_LOWER,
			EXT_EL1(0),
		},
	[REGIME_EL1_1] =
		{
			.name = "el1.1",
			.title = "EL1&0 stage 1, upper half",
			.el = "EL1",
			STAGE1_TWO,
			.owner = OWNER_EL1,
			.root = SYSREG_TTBR1_EL1,
			EL1_REGS,
			TCR_UPPER,
			EXT_EL1(1),
		},
	[REGIME_PL1_0] =
		{
			PL1_0,
			STAGE1_TWO,
			.root = SYSREG_TTBR0,
			PL1_REGS,
			TTBCR_LOWER,
			EXT_A32(0),
			.other = &pl1_0_in_a64,
		},
	[REGIME_PL1_1] =
		{
			PL1_1,
			STAGE1_TWO,
			.root = SYSREG_TTBR1,
			PL1_REGS,
			TTBCR_UPPER,
			EXT_A32(1),
			.other = &pl1_1_in_a64,
		},
	[REGIME_EL3] =
		{
			.name = "el3",
			.title = "EL3 stage 1",
			.el = "EL3",
			STAGE1_ONE,
			.owner = OWNER_EL3,
			.root = SYSREG_TTBR0_EL3,
			EL3_REGS,
			TCR_ONE,
			EXT_EL3,
		},
};
/* clang-format on */

const struct regime_row *regime_row(enum regime_id id, const struct sysregs *regs)
{
	const struct regime_row *l = &rows[id];

	if (l->other && regs && !sysreg_known(regs, l->root) && sysreg_known(regs, l->other->root))
		return l->other;
	return l;
}

/* Fields of ID registers; each is four bits wide. */
static const struct {
	enum sysreg reg;
	uint8_t lo, least;
} gates[GATE_COUNT] = {
	[GATE_HAF] = {SYSREG_ID_AA64MMFR1_EL1, 0, 1},	 /* FEAT_HAFDBS, the access flag */
	[GATE_HAFDBS] = {SYSREG_ID_AA64MMFR1_EL1, 0, 2}, /* and the dirty state */
	[GATE_HPDS] = {SYSREG_ID_AA64MMFR1_EL1, 12, 1},
	[GATE_AA32HPD] = {SYSREG_ID_MMFR4, 16, 1},
	[GATE_E0PD] = {SYSREG_ID_AA64MMFR2_EL1, 60, 1},
	[GATE_FWB] = {SYSREG_ID_AA64MMFR2_EL1, 40, 1},
	[GATE_HAFT] = {SYSREG_ID_AA64MMFR1_EL1, 0, 3},
	[GATE_S1PIE] = {SYSREG_ID_AA64MMFR3_EL1, 8, 1},
	[GATE_S2PIE] = {SYSREG_ID_AA64MMFR3_EL1, 12, 1},
	[GATE_S1POE] = {SYSREG_ID_AA64MMFR3_EL1, 16, 1},
	[GATE_S2POE] = {SYSREG_ID_AA64MMFR3_EL1, 20, 1},
	[GATE_AIE] = {SYSREG_ID_AA64MMFR3_EL1, 24, 1},
	[GATE_MEC] = {SYSREG_ID_AA64MMFR3_EL1, 28, 1},
	[GATE_D128] = {SYSREG_ID_AA64MMFR3_EL1, 32, 1},
	[GATE_THE] = {SYSREG_ID_AA64PFR1_EL1, 48, 1},
	[GATE_ASID2] = {SYSREG_ID_AA64MMFR4_EL1, 8, 1},
};

bool regime_lacks(const struct sysregs *regs, enum sysreg id, unsigned lo, unsigned least)
{
	return sysreg_known(regs, id) && bits_get(regs->r[id].v, lo + 3, lo) < least;
}

uint64_t regime_get(uint64_t reg, struct regime_field f, const struct sysregs *regs)
{
	if (!f.width || (f.gate && regime_lacks(regs, gates[f.gate].reg, gates[f.gate].lo,
						gates[f.gate].least)))
		return 0;
	return bits_get(reg, f.lo + f.width - 1u, f.lo);
}
