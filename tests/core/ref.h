/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the hardware does with one address: a second opinion, written from the Arm ARM's description
 * of descriptors and of a walk (DDI 0487, D8.2, D8.3, G5.5) and sharing no code with src/.
 */
#ifndef PTVIEW_TESTS_CORE_REF_H
#define PTVIEW_TESTS_CORE_REF_H

#include "tests/core/fakemem.h"

/* Where a descriptor has the bits of its address that are not in place. */
enum ref_high { REF_HIGH_NONE, REF_HIGH_15_12, REF_HIGH_9_8 };

struct ref_format {
	const char *name;   /* as the core calls it */
	unsigned granule;   /* log2 of its bytes */
	unsigned stride;    /* index bits of a full table */
	unsigned blocks;    /* bit L: level L has blocks */
	unsigned in_place;  /* address bits below this are in place */
	enum ref_high high; /* those from there on */
	unsigned
		most_oa; /* address bits in all; AArch32 says so of the regime, not of the format */
};

enum {
	REF_4K,
	REF_16K,
	REF_64K,
	REF_64K_LPA,
	REF_4K_LPA2,
	REF_16K_LPA2,
	REF_4K_A32,
	REF_4K_A32V7,
	REF_FORMATS
};
extern const struct ref_format ref_formats[REF_FORMATS];

/* log2 of the bytes that a descriptor covers, and they. */
unsigned ref_shift(const struct ref_format *f, int level);
uint64_t ref_size(const struct ref_format *f, int level);

/* Address bits of a descriptor that are in place; low: the lowest of them. */
uint64_t ref_in_place(const struct ref_format *f, unsigned low);

/* An address put into a descriptor, and taken out of one: bits from `low` up. */
uint64_t ref_put(const struct ref_format *f, uint64_t address);
uint64_t ref_get(const struct ref_format *f, uint64_t raw, unsigned low);

struct ref_stage {
	const struct fakemem *f;
	const struct ref_format *format;
	uint64_t root;
	unsigned ia_bits, oa_bits;
	unsigned roots; /* descriptors in the root */
	int start;
	uint64_t base;	      /* the first descriptor of the root is for this address */
	uint64_t first, last; /* what is translated at all */
	bool is_stage2;
	bool tbi;      /* bits 63:56 are ignored: 55 stands for them */
	bool ha, hd;   /* the hardware sets the access flag, the dirty state */
	bool indirect; /* stage 2: permissions are those of `pir` (FEAT_S2PIE) */
	uint64_t pir;
	const struct ref_stage *s2; /* what its tables go through; NULL for none */
};

enum ref_end {
	REF_LEAF,
	REF_TRANSLATION,
	REF_ADDRESS_SIZE,
	REF_ACCESS_FLAG, /* otherwise as a leaf */
	REF_PERMISSION,
	REF_UNREADABLE,
};

struct ref {
	enum ref_end end;
	bool on_walk; /* stage 2 ended it, on a table of stage 1 */
	bool update;  /* and so since the hardware would have to write there; leaf_level has a leaf
		       */
	int leaf_level;
	int level; /* of the leaf, or where it ended, in the stage that ended it */
	uint64_t oa, size;
	uint64_t raw;	  /* of the leaf */
	uint64_t inherit; /* the table descriptors above it, or-ed */
};

struct ref ref_walk(const struct ref_stage *s, uint64_t ia);

#endif
