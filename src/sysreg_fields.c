/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fields of the registers that decide a translation regime, from their pages in the Arm ARM. */
#include <stddef.h>

#include "src/sysreg.h"

#define R(name) SYSREG_##name

static const struct sysreg_field rows[] = {
	{R(TCR_EL1), 59, 59, "DS", "52-bit descriptors (FEAT_LPA2)"},
	{R(TCR_EL1), 56, 56, "E0PD1", "EL0 may not touch the upper half"},
	{R(TCR_EL1), 55, 55, "E0PD0", "EL0 may not touch the lower half"},
	{R(TCR_EL1), 42, 42, "HPD1", "no hierarchical permissions, upper half"},
	{R(TCR_EL1), 41, 41, "HPD0", "no hierarchical permissions, lower half"},
	{R(TCR_EL1), 40, 40, "HD", "hardware manages dirty state"},
	{R(TCR_EL1), 39, 39, "HA", "hardware sets the access flag"},
	{R(TCR_EL1), 38, 38, "TBI1", "top byte ignored, upper half"},
	{R(TCR_EL1), 37, 37, "TBI0", "top byte ignored, lower half"},
	{R(TCR_EL1), 36, 36, "AS", "16-bit ASID"},
	{R(TCR_EL1), 34, 32, "IPS", "output size: 0 32, 1 36, 2 40, 3 42, 4 44, 5 48, 6 52 bits"},
	{R(TCR_EL1), 31, 30, "TG1", "granule of the upper half: 1 16K, 2 4K, 3 64K"},
	{R(TCR_EL1), 29, 28, "SH1", "shareability of walks, upper half"},
	{R(TCR_EL1), 27, 26, "ORGN1", "outer cacheability of walks, upper half"},
	{R(TCR_EL1), 25, 24, "IRGN1", "inner cacheability of walks, upper half"},
	{R(TCR_EL1), 23, 23, "EPD1", "walks of the upper half are disabled"},
	{R(TCR_EL1), 22, 22, "A1", "the ASID is in TTBR1"},
	{R(TCR_EL1), 21, 16, "T1SZ", "upper half: 64 - T1SZ address bits"},
	{R(TCR_EL1), 15, 14, "TG0", "granule of the lower half: 0 4K, 1 64K, 2 16K"},
	{R(TCR_EL1), 13, 12, "SH0", "shareability of walks, lower half"},
	{R(TCR_EL1), 11, 10, "ORGN0", "outer cacheability of walks, lower half"},
	{R(TCR_EL1), 9, 8, "IRGN0", "inner cacheability of walks, lower half"},
	{R(TCR_EL1), 7, 7, "EPD0", "walks of the lower half are disabled"},
	{R(TCR_EL1), 5, 0, "T0SZ", "lower half: 64 - T0SZ address bits"},

	{R(TCR_EL2), 32, 32, "DS", "52-bit descriptors (FEAT_LPA2)"},
	{R(TCR_EL2), 24, 24, "HPD", "no hierarchical permissions"},
	{R(TCR_EL2), 22, 22, "HD", "hardware manages dirty state"},
	{R(TCR_EL2), 21, 21, "HA", "hardware sets the access flag"},
	{R(TCR_EL2), 20, 20, "TBI", "top byte ignored"},
	{R(TCR_EL2), 18, 16, "PS", "output size: 0 32, 1 36, 2 40, 3 42, 4 44, 5 48, 6 52 bits"},
	{R(TCR_EL2), 15, 14, "TG0", "granule: 0 4K, 1 64K, 2 16K"},
	{R(TCR_EL2), 13, 12, "SH0", "shareability of walks"},
	{R(TCR_EL2), 11, 10, "ORGN0", "outer cacheability of walks"},
	{R(TCR_EL2), 9, 8, "IRGN0", "inner cacheability of walks"},
	{R(TCR_EL2), 5, 0, "T0SZ", "64 - T0SZ address bits"},

	{R(VTCR_EL2), 33, 33, "SL2", "start level -1 (FEAT_LPA2)"},
	{R(VTCR_EL2), 32, 32, "DS", "52-bit descriptors (FEAT_LPA2)"},
	{R(VTCR_EL2), 22, 22, "HD", "hardware manages dirty state"},
	{R(VTCR_EL2), 21, 21, "HA", "hardware sets the access flag"},
	{R(VTCR_EL2), 19, 19, "VS", "16-bit VMID"},
	{R(VTCR_EL2), 18, 16, "PS", "output size: 0 32, 1 36, 2 40, 3 42, 4 44, 5 48, 6 52 bits"},
	{R(VTCR_EL2), 15, 14, "TG0", "granule: 0 4K, 1 64K, 2 16K"},
	{R(VTCR_EL2), 13, 12, "SH0", "shareability of walks"},
	{R(VTCR_EL2), 11, 10, "ORGN0", "outer cacheability of walks"},
	{R(VTCR_EL2), 9, 8, "IRGN0", "inner cacheability of walks"},
	{R(VTCR_EL2), 7, 6, "SL0", "start level with 4K: 0 level 2, 1 level 1, 2 level 0"},
	{R(VTCR_EL2), 5, 0, "T0SZ", "64 - T0SZ address bits"},

	{R(HCR_EL2), 46, 46, "FWB", "stage 2 forces memory types"},
	{R(HCR_EL2), 34, 34, "E2H", "EL2 uses the EL2&0 regime"},
	{R(HCR_EL2), 31, 31, "RW", "EL1 is AArch64"},
	{R(HCR_EL2), 27, 27, "TGE", "EL0 traps to EL2; no guest is running"},
	{R(HCR_EL2), 12, 12, "DC", "default cacheability: EL1 stage 1 is off"},
	{R(HCR_EL2), 0, 0, "VM", "stage 2 is on"},

	{R(SCTLR_EL1), 25, 25, "EE", "tables are big-endian"},
	{R(SCTLR_EL1), 19, 19, "WXN", "writable means execute-never"},
	{R(SCTLR_EL1), 12, 12, "I", "instruction cache"},
	{R(SCTLR_EL1), 2, 2, "C", "data cache"},
	{R(SCTLR_EL1), 0, 0, "M", "the MMU is on"},
	{R(SCTLR_EL2), 25, 25, "EE", "tables are big-endian"},
	{R(SCTLR_EL2), 19, 19, "WXN", "writable means execute-never"},
	{R(SCTLR_EL2), 12, 12, "I", "instruction cache"},
	{R(SCTLR_EL2), 2, 2, "C", "data cache"},
	{R(SCTLR_EL2), 0, 0, "M", "the MMU is on"},

	{R(TTBR0_EL1), 63, 48, "ASID", ""},
	{R(TTBR0_EL1), 47, 1, "BADDR", "bits 47:1 of the root"},
	{R(TTBR0_EL1), 0, 0, "CnP", "shared with the other CPUs"},
	{R(TTBR1_EL1), 63, 48, "ASID", ""},
	{R(TTBR1_EL1), 47, 1, "BADDR", "bits 47:1 of the root"},
	{R(TTBR1_EL1), 0, 0, "CnP", "shared with the other CPUs"},
	{R(TTBR0_EL2), 47, 1, "BADDR", "bits 47:1 of the root"},
	{R(TTBR0_EL2), 0, 0, "CnP", "shared with the other CPUs"},
	{R(VTTBR_EL2), 63, 48, "VMID", ""},
	{R(VTTBR_EL2), 47, 1, "BADDR", "bits 47:1 of the root"},
	{R(VTTBR_EL2), 0, 0, "CnP", "shared with the other CPUs"},

	/* AArch32, DDI 0487 G8.2; TTBCR and TTBRn as of the long-descriptor format (TTBCR.EAE 1).
	 */
	{R(TTBCR), 31, 31, "EAE", "long descriptors (LPAE)"},
	{R(TTBCR), 29, 28, "SH1", "shareability of walks, upper part"},
	{R(TTBCR), 27, 26, "ORGN1", "outer cacheability of walks, upper part"},
	{R(TTBCR), 25, 24, "IRGN1", "inner cacheability of walks, upper part"},
	{R(TTBCR), 23, 23, "EPD1", "walks of the upper part are disabled"},
	{R(TTBCR), 22, 22, "A1", "the ASID is in TTBR1"},
	{R(TTBCR), 18, 16, "T1SZ", "upper part: 2^(32 - T1SZ) bytes; 0: all that TTBR0 leaves"},
	{R(TTBCR), 13, 12, "SH0", "shareability of walks, lower part"},
	{R(TTBCR), 11, 10, "ORGN0", "outer cacheability of walks, lower part"},
	{R(TTBCR), 9, 8, "IRGN0", "inner cacheability of walks, lower part"},
	{R(TTBCR), 7, 7, "EPD0", "walks of the lower part are disabled"},
	{R(TTBCR), 6, 6, "T2E", "TTBCR2 counts"},
	{R(TTBCR), 2, 0, "T0SZ", "lower part: 2^(32 - T0SZ) bytes; 0: all that TTBR1 leaves"},

	{R(TTBCR2), 10, 10, "HPD1", "no hierarchical permissions, upper part"},
	{R(TTBCR2), 9, 9, "HPD0", "no hierarchical permissions, lower part"},

	{R(HTCR), 24, 24, "HPD", "no hierarchical permissions"},
	{R(HTCR), 13, 12, "SH0", "shareability of walks"},
	{R(HTCR), 11, 10, "ORGN0", "outer cacheability of walks"},
	{R(HTCR), 9, 8, "IRGN0", "inner cacheability of walks"},
	{R(HTCR), 2, 0, "T0SZ", "32 - T0SZ address bits"},

	{R(VTCR), 13, 12, "SH0", "shareability of walks"},
	{R(VTCR), 11, 10, "ORGN0", "outer cacheability of walks"},
	{R(VTCR), 9, 8, "IRGN0", "inner cacheability of walks"},
	{R(VTCR), 7, 6, "SL0", "start level: 0 level 2, 1 level 1"},
	{R(VTCR), 4, 4, "S", "must equal bit 3, the sign of T0SZ"},
	{R(VTCR), 3, 0, "T0SZ", "32 - T0SZ address bits; from -8 to 7, in two's complement"},

	{R(HCR), 27, 27, "TGE", "EL0 traps to EL2; no guest is running"},
	{R(HCR), 12, 12, "DC", "default cacheability: EL1 stage 1 is off"},
	{R(HCR), 2, 2, "PTW", "a walk in stage 1 may not go through device memory"},
	{R(HCR), 0, 0, "VM", "stage 2 is on"},
	{R(HCR2), 1, 1, "ID", "stage 2 makes instruction fetches non-cacheable"},
	{R(HCR2), 0, 0, "CD", "stage 2 makes data accesses non-cacheable"},

	{R(SCTLR), 30, 30, "TE", "exceptions are taken in T32"},
	{R(SCTLR), 29, 29, "AFE", "access flag, as LPAE always has it"},
	{R(SCTLR), 28, 28, "TRE", "TEX remap, of short descriptors"},
	{R(SCTLR), 25, 25, "EE", "tables are big-endian"},
	{R(SCTLR), 20, 20, "UWXN", "writable at EL0 means execute-never at EL1"},
	{R(SCTLR), 19, 19, "WXN", "writable means execute-never"},
	{R(SCTLR), 12, 12, "I", "instruction cache"},
	{R(SCTLR), 2, 2, "C", "data cache"},
	{R(SCTLR), 0, 0, "M", "the MMU is on"},
	{R(HSCTLR), 30, 30, "TE", "exceptions are taken in T32"},
	{R(HSCTLR), 25, 25, "EE", "tables are big-endian"},
	{R(HSCTLR), 19, 19, "WXN", "writable means execute-never"},
	{R(HSCTLR), 12, 12, "I", "instruction cache"},
	{R(HSCTLR), 2, 2, "C", "data cache"},
	{R(HSCTLR), 0, 0, "M", "the MMU is on"},

	{R(TTBR0), 55, 48, "ASID", ""},
	{R(TTBR0), 47, 1, "BADDR", "bits 47:1 of the root"},
	{R(TTBR0), 0, 0, "CnP", "shared with the other CPUs"},
	{R(TTBR1), 55, 48, "ASID", ""},
	{R(TTBR1), 47, 1, "BADDR", "bits 47:1 of the root"},
	{R(TTBR1), 0, 0, "CnP", "shared with the other CPUs"},
	{R(HTTBR), 47, 1, "BADDR", "bits 47:1 of the root"},
	{R(HTTBR), 0, 0, "CnP", "shared with the other CPUs"},
	{R(VTTBR), 55, 48, "VMID", ""},
	{R(VTTBR), 47, 1, "BADDR", "bits 47:1 of the root"},
	{R(VTTBR), 0, 0, "CnP", "shared with the other CPUs"},
};

const struct sysreg_field *sysreg_next_field(enum sysreg id, const struct sysreg_field *prev)
{
	const struct sysreg_field *end = rows + sizeof(rows) / sizeof(rows[0]);

	for (const struct sysreg_field *f = prev ? prev + 1 : rows; f < end; f++)
		if (f->reg == id)
			return f;
	return NULL;
}
