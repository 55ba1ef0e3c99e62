/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Granules and descriptor formats as rows: DDI 0487, D8.2.8 to D8.2.10 and G5.5. */
#include <stddef.h>
#include <string.h>

#include "src/bits.h"
#include "src/regime/regime.h"

#define S_4K  "D8.2.8 VMSAv8-64 translation using the 4KB granule"
#define S_16K "D8.2.9 VMSAv8-64 translation using the 16KB granule"
#define S_64K "D8.2.10 VMSAv8-64 translation using the 64KB granule"
#define S_A32 "G5.5 The VMSAv8-32 Long-descriptor translation table format"

#define S_V7 "DDI 0406C, B3.6 Long-descriptor translation table format"

#define S_D128 "D8.2.11 Translation using the VMSAv9-128 translation system"

#define L(level) (1u << (level))

/* .contiguous is by slot: levels -1, 0, 1, 2, 3. */
static const struct geometry geometries[] = {
	{
		.name = "4K",
		.granule = "4K",
		.format = REGIME_FORMAT_A64,
		.granule_shift = 12,
		.stride = 9,
		.first_level = 0,
		.block_levels = L(1) | L(2),
		.oa_top = 47,
		.contiguous = {0, 0, 4, 4, 4},
		.min_txsz = 16,
		.max_txsz = 48,
		.section = S_4K,
	},
	{
		.name = "16K",
		.granule = "16K",
		.format = REGIME_FORMAT_A64,
		.granule_shift = 14,
		.stride = 11,
		.first_level = 0,
		.block_levels = L(2),
		.oa_top = 47,
		.contiguous = {0, 0, 0, 5, 7},
		.min_txsz = 16,
		.max_txsz = 48,
		.section = S_16K,
	},
	{
		.name = "64K",
		.granule = "64K",
		.format = REGIME_FORMAT_A64,
		.granule_shift = 16,
		.stride = 13,
		.first_level = 1,
		.block_levels = L(2),
		.oa_top = 47,
		.contiguous = {0, 0, 0, 5, 5},
		.min_txsz = 12,
		.max_txsz = 47,
		.section = S_64K,
	},
	{
		.name = "64K-LPA",
		.granule = "64K",
		.format = REGIME_FORMAT_LPA,
		.granule_shift = 16,
		.stride = 13,
		.first_level = 1,
		.block_levels = L(1) | L(2),
		.oa_top = 47,
		.high_lo = 12,
		.high_width = 4,
		.contiguous = {0, 0, 0, 5, 5},
		.min_txsz = 12,
		.max_txsz = 47,
		.section = S_64K,
	},
	{
		.name = "4K-LPA2",
		.granule = "4K",
		.format = REGIME_FORMAT_LPA2,
		.granule_shift = 12,
		.stride = 9,
		.first_level = -1,
		.block_levels = L(0) | L(1) | L(2),
		.oa_top = 49,
		.high_lo = 8,
		.high_width = 2,
		.contiguous = {0, 0, 4, 4, 4},
		.min_txsz = 12,
		.max_txsz = 48,
		.section = S_4K,
	},
	{
		.name = "16K-LPA2",
		.granule = "16K",
		.format = REGIME_FORMAT_LPA2,
		.granule_shift = 14,
		.stride = 11,
		.first_level = 0,
		.block_levels = L(1) | L(2),
		.oa_top = 49,
		.high_lo = 8,
		.high_width = 2,
		.contiguous = {0, 0, 0, 5, 7},
		.min_txsz = 12,
		.max_txsz = 48,
		.section = S_16K,
	},
	{
		.name = "4K-A32",
		.granule = "4K",
		.format = REGIME_FORMAT_A32,
		.granule_shift = 12,
		.stride = 9,
		.first_level = 1,
		.block_levels = L(1) | L(2),
		.oa_top = 47, /* addresses have 40 bits; the others give an address size fault */
		.contiguous = {0, 0, 4, 4, 4},
		.min_txsz = 0,
		.max_txsz = 7,
		.section = S_A32,
	},
	{
		.name = "4K-A32V7",
		.granule = "4K",
		.format = REGIME_FORMAT_A32,
		.granule_shift = 12,
		.stride = 9,
		.first_level = 1,
		.block_levels = L(1) | L(2),
		.oa_top = 39, /* ARMv7 has no address size fault: it ignores 47:40 */
		.contiguous = {0, 0, 4, 4, 4},
		.min_txsz = 0,
		.max_txsz = 7,
		.section = S_V7,
	},
};

const struct geometry *regime_geometry(unsigned i)
{
	return i < sizeof(geometries) / sizeof(geometries[0]) ? &geometries[i] : NULL;
}

const struct geometry *regime_geometry_by_name(const char *name)
{
	const struct geometry *g;

	for (unsigned i = 0; (g = regime_geometry(i)) != NULL; i++)
		if (!strcmp(g->name, name))
			return g;
	return NULL;
}

/*
 * FEAT_D128. Tables have half the entries that they have with 64-bit descriptors. Blocks by table
 * D8-46, from which the largest SKL follows; start levels by table D8-44.
 */
static const struct geometry wide[] = {
	{
		.name = "4K-D128",
		.granule = "4K",
		.format = REGIME_FORMAT_D128,
		.granule_shift = 12,
		.stride = 8,
		.first_level = -2,
		.block_levels = L(0) | L(1) | L(2),
		.oa_top = 55,
		.min_txsz = 8,
		.max_txsz = 48,
		.section = S_D128,
	},
	{
		.name = "16K-D128",
		.granule = "16K",
		.format = REGIME_FORMAT_D128,
		.granule_shift = 14,
		.stride = 10,
		.first_level = -1,
		.block_levels = L(1) | L(2),
		.oa_top = 55,
		.min_txsz = 8,
		.max_txsz = 48,
		.section = S_D128,
	},
	{
		.name = "64K-D128",
		.granule = "64K",
		.format = REGIME_FORMAT_D128,
		.granule_shift = 16,
		.stride = 12,
		.first_level = 0,
		.block_levels = L(1) | L(2),
		.oa_top = 55,
		.min_txsz = 8,
		.max_txsz = 47,
		.section = S_D128,
	},
};

const struct geometry *regime_geometry_d128(const char *granule)
{
	for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
		if (!strcmp(wide[i].granule, granule))
			return &wide[i];
	return NULL;
}
