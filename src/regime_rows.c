/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Granules and regimes as rows. */
#include "src/regime_rows.h"

#include <stddef.h>

/* DDI 0487, D8.2.8: one row a granule. The others are refused by name until their rows are here. */
static const struct geometry geometries[] = {
	{
		.name = "4K",
		.granule_shift = 12,
		.stride = 9,
		.first_level = 0,
		.block_levels = 1 << 1 | 1 << 2,
		.oa_top = 47,
		.contiguous = {0, 16, 16, 16},
		.min_txsz = 16,
		.max_txsz = 48,
		.section = "D8.2.8 VMSAv8-64 translation using the 4KB granule",
	},
};

const struct geometry *regime_geometry(unsigned i)
{
	return i < sizeof(geometries) / sizeof(geometries[0]) ? &geometries[i] : NULL;
}

#define F(lo, width)      \
	{                 \
		lo, width \
	}

#define TG0_NAMES                        \
	{                                \
		"4K", "64K", "16K", NULL \
	}
#define TG1_NAMES                        \
	{                                \
		NULL, "16K", "4K", "64K" \
	}

static const struct regime_row rows[REGIME_COUNT] = {
	[REGIME_EL2] =
		{
			.name = "el2",
			.title = "EL2 stage 1",
			.stage = 1,
			.perms = REGIME_PERMS_ONE,
			.root = SYSREG_TTBR0_EL2,
			.tcr = SYSREG_TCR_EL2,
			.mair = SYSREG_MAIR_EL2,
			.sctlr = SYSREG_SCTLR_EL2,
			.txsz = F(0, 6),
			.tg = F(14, 2),
			.ps = F(16, 3),
			.tbi = F(20, 1),
			.ha = F(21, 1),
			.hd = F(22, 1),
			.hpd = F(24, 1),
			.ds = F(32, 1),
			.tg_names = TG0_NAMES,
		},
	[REGIME_EL2_0] =
		{
			.name = "el2.0",
			.title = "EL2&0 stage 1, lower half",
			.stage = 1,
			.perms = REGIME_PERMS_TWO,
			.root = SYSREG_TTBR0_EL2,
			.tcr = SYSREG_TCR_EL2,
			.mair = SYSREG_MAIR_EL2,
			.sctlr = SYSREG_SCTLR_EL2,
			.refused = "the EL2&0 regime (HCR_EL2.E2H = 1)",
		},
	[REGIME_EL2_1] =
		{
			.name = "el2.1",
			.title = "EL2&0 stage 1, upper half",
			.stage = 1,
			.perms = REGIME_PERMS_TWO,
			.upper = true,
			.root = SYSREG_TTBR1_EL2,
			.tcr = SYSREG_TCR_EL2,
			.mair = SYSREG_MAIR_EL2,
			.sctlr = SYSREG_SCTLR_EL2,
			.refused = "the EL2&0 regime (HCR_EL2.E2H = 1)",
		},
	[REGIME_S2] =
		{
			.name = "s2",
			.title = "stage 2 of EL1&0",
			.stage = 2,
			.perms = REGIME_PERMS_STAGE2,
			.root = SYSREG_VTTBR_EL2,
			.tcr = SYSREG_VTCR_EL2,
			.mair = SYSREG_COUNT,
			.sctlr = SYSREG_HCR_EL2,
			.txsz = F(0, 6),
			.tg = F(14, 2),
			.ps = F(16, 3),
			.ha = F(21, 1),
			.hd = F(22, 1),
			.ds = F(32, 1),
			.tg_names = TG0_NAMES,
		},
	[REGIME_EL1_0] =
		{
			.name = "el1.0",
			.title = "EL1&0 stage 1, lower half",
			.stage = 1,
			.perms = REGIME_PERMS_TWO,
			.root = SYSREG_TTBR0_EL1,
			.tcr = SYSREG_TCR_EL1,
			.mair = SYSREG_MAIR_EL1,
			.sctlr = SYSREG_SCTLR_EL1,
			.txsz = F(0, 6),
			.epd = F(7, 1),
			.tg = F(14, 2),
			.ps = F(32, 3),
			.tbi = F(37, 1),
			.ha = F(39, 1),
			.hd = F(40, 1),
			.hpd = F(41, 1),
			.e0pd = F(55, 1),
			.ds = F(59, 1),
			.tg_names = TG0_NAMES,
		},
	[REGIME_EL1_1] =
		{
			.name = "el1.1",
			.title = "EL1&0 stage 1, upper half",
			.stage = 1,
			.perms = REGIME_PERMS_TWO,
			.upper = true,
			.root = SYSREG_TTBR1_EL1,
			.tcr = SYSREG_TCR_EL1,
			.mair = SYSREG_MAIR_EL1,
			.sctlr = SYSREG_SCTLR_EL1,
			.txsz = F(16, 6),
			.epd = F(23, 1),
			.tg = F(30, 2),
			.ps = F(32, 3),
			.tbi = F(38, 1),
			.ha = F(39, 1),
			.hd = F(40, 1),
			.hpd = F(42, 1),
			.e0pd = F(56, 1),
			.ds = F(59, 1),
			.tg_names = TG1_NAMES,
		},
	[REGIME_EL3] =
		{
			.name = "el3",
			.title = "EL3 stage 1",
			.stage = 1,
			.perms = REGIME_PERMS_ONE,
			.root = SYSREG_TTBR0_EL3,
			.tcr = SYSREG_TCR_EL3,
			.mair = SYSREG_MAIR_EL3,
			.sctlr = SYSREG_SCTLR_EL3,
			.refused = "the EL3 regime",
		},
};

const struct regime_row *regime_row(enum regime_id id)
{
	return &rows[id];
}
