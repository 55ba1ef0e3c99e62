/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside attr: bits of descriptors, and what they permit. Not for use outside src/desc/ */
#ifndef PTVIEW_ATTR_INT_H
#define PTVIEW_ATTR_INT_H

#include "src/desc/attr.h"

/* attr_inherited: the table descriptor's bits 63..59, moved down. */
enum {
	IN_PXN = 1 << 0,
	IN_UXN = 1 << 1,
	IN_NO_EL0 = 1 << 2,
	IN_READ_ONLY = 1 << 3,
	IN_NS = 1 << 4
};

/* Bits of a leaf descriptor. */
enum {
	LEAF_NS = 5,
	LEAF_AP1 = 6, /* S2AP[0] at stage 2 */
	LEAF_AP2 = 7, /* S2AP[1]; nDirty and Dirty with indirect permissions */
	LEAF_AF = 10,
	LEAF_NG = 11,
	LEAF_FNXS = 11, /* of stage 2 */
	LEAF_GP = 50,
	LEAF_DBM = 51,
	LEAF_CONTIGUOUS = 52, /* Protected with PnCH */
	LEAF_PXN = 53,
	LEAF_UXN = 54,
	LEAF_ASSURED = 58,
	LEAF_ATTR3 = 59 /* AttrIndx[3] with FEAT_AIE */
};

/* Permissions of a leaf, and the flags that come of them. */
void attr_set_perms(const struct regime *r, uint64_t raw, attr_inherited above, struct attr *a);

#endif
