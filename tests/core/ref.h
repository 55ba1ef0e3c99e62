/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the hardware does with one address, for the 4K granule: a second opinion, written from the
 * Arm ARM's description of a walk and sharing no code with src/.
 */
#ifndef PTVIEW_TESTS_CORE_REF_H
#define PTVIEW_TESTS_CORE_REF_H

#include "tests/core/fakemem.h"

struct ref_stage {
	const struct fakemem *f;
	uint64_t root;
	unsigned ia_bits, oa_bits;
	int start;
	bool upper, is_stage2;
	bool ha;		    /* the hardware sets the access flag */
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
	int level;    /* of the leaf, or where it ended, in the stage that ended it */
	uint64_t oa, size;
	uint64_t raw;	  /* of the leaf */
	uint64_t inherit; /* the table descriptors above it, or-ed */
};

struct ref ref_walk(const struct ref_stage *s, uint64_t ia);

#endif
