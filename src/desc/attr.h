/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Effective attributes of a leaf: what its bits, the tables above it, the registers and a second
 * stage make of it.
 */
#ifndef PTVIEW_ATTR_H
#define PTVIEW_ATTR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/regime/regime.h"

enum { ATTR_R = 4, ATTR_W = 2, ATTR_X = 1 };

/* Memory type, as one byte in MAIR's own encoding for both stages (DDI 0487, MAIR_ELx). */
enum {
	ATTR_DEVICE_NGNRNE = 0x00,
	ATTR_DEVICE_NGNRE = 0x04,
	ATTR_DEVICE_NGRE = 0x08,
	ATTR_DEVICE_GRE = 0x0c,
	ATTR_NORMAL_NC = 0x44,
	ATTR_NORMAL_WT = 0xbb,
	ATTR_NORMAL_WB = 0xff,
	ATTR_NORMAL_TAGGED = 0xf0, /* write-back, with allocation tags */
};

enum {
	ATTR_CONTIGUOUS = 1 << 0,
	ATTR_NOT_GLOBAL = 1 << 1,
	ATTR_NO_ACCESS_FLAG = 1 << 2, /* AF clear, and the hardware does not set it */
	ATTR_DBM = 1 << 3,
	ATTR_GUARDED = 1 << 4,
	ATTR_FWB = 1 << 5,	  /* stage 2: type_index is a MemAttr that forces (HCR_EL2.FWB) */
	ATTR_NON_SECURE = 1 << 7, /* from Secure state or EL3: the output is Non-secure */
	ATTR_AF_BY_HARDWARE = 1 << 6, /* AF clear; the hardware sets it on first use */
	ATTR_GCS = 1 << 8,	      /* a Guarded Control Stack */
	ATTR_PROTECTED = 1 << 9,      /* stage 1: RCW instructions keep to it (FEAT_THE) */
	ATTR_MRO = 1 << 10,	      /* stage 2: mostly read-only: walks and RCW may write */
	ATTR_TL0 = 1 << 11,	      /* stage 2: may be the top level of TTBR0_EL1 */
	ATTR_TL1 = 1 << 12,	      /* stage 2: the same of TTBR1_EL1 */
	ATTR_ASSURED = 1 << 13,	      /* stage 2: only by an assured translation (FEAT_THE) */
	ATTR_CD = 1 << 16,  /* stage 2: what is Normal comes out Non-cacheable (HCR_EL2.CD) */
	ATTR_XS0 = 1 << 17, /* stage 2: FnXS; of both stages: XS is 0, and `type` cannot say so */
	/* Permissions cannot be told: `perms`, `perms_user` have all that is not ruled out. */
	ATTR_PERMS_UNKNOWN = 1 << 14,
	ATTR_USER_UNKNOWN = 1 << 15,
	ATTR_UNTOLD = ATTR_PERMS_UNKNOWN | ATTR_USER_UNKNOWN,
};

/* Comparable with attr_same(); all members are effective values, not raw bits. */
struct attr {
	uint8_t type;	    /* MAIR encoding; meaningless if !type_known */
	bool type_known;    /* false: MAIR is unknown or the encoding is reserved */
	uint8_t type_index; /* AttrIndx or MemAttr as in the descriptor */
	uint8_t sh;	    /* 0 non, 2 outer, 3 inner; device and NC read as outer (D8.6.2) */
	uint8_t perms;	    /* ATTR_R|W|X at the regime's (privileged) exception level */
	uint8_t perms_user; /* the same at EL0; 0 where the regime has no EL0 */
	uint32_t flags;	    /* ATTR_CONTIGUOUS ... */
	uint8_t software;   /* software bits 58:55 */
	bool walk_writes;   /* stage 2: the hardware may update tables of stage 1 there */
	/* As in the descriptor; equal permissions that are not known are told apart by them. */
	uint16_t perm_index;   /* bits 3..0 PIIndex, 4 the descriptor's bit 7; 9..5 of stage 2 */
	uint8_t overlay_index; /* bits 3..0 POIndex; 7..4 of stage 2 */
};

/* Hierarchical controls gathered on the way down: bits 4..0 are NSTable, APTable[1:0],
 * UXNTable/XNTable, PXNTable. */
typedef uint8_t attr_inherited;

attr_inherited attr_inherit(const struct regime *r, attr_inherited above, uint64_t table_desc);

/* Effective attributes of a leaf. */
struct attr attr_of_leaf(const struct regime *r, uint64_t raw, attr_inherited above);

/* Stage 1 attributes as stage 2 leaves them (DDI 0487, combining stage 1 and stage 2). */
struct attr attr_combine(const struct attr *s1, const struct attr *s2);

/* Equal in all that a mapping means; the contiguous hint is not part of that. */
bool attr_same_meaning(const struct attr *a, const struct attr *b);

/* Of a leaf: AttrIndx (8 to 15 with FEAT_AIE), PIIndex, POIndex. */
unsigned attr_type_index(const struct regime *r, uint64_t raw);
unsigned attr_pi_index(uint64_t raw);
unsigned attr_po_index(const struct regime *r, uint64_t raw);

/*
 * Permissions, and the flags that come of them, by the indices of a leaf, 0 to 15 each, and bit 7,
 * nDirty or Dirty: of a 128-bit descriptor. The regime has REGIME_PIE; *a is zero before.
 */
void attr_set_indirect(const struct regime *r, unsigned pi, unsigned po, bool bit7, struct attr *a);

/* "RW-", or "RW-/R--" where there is an EL0; at least ATTR_PERMS_MAX bytes. Returns buf.
 * "???" for what cannot be told. */
enum { ATTR_PERMS_MAX = 8, ATTR_TYPE_MAX = 48, ATTR_FLAGS_MAX = 128 };
const char *attr_perms_text(enum regime_perms scheme, const struct attr *a, char *buf);

/* "normal-wb", "device-nGnRE", "normal-i:wb-o:nc", "unknown(AttrIndx 3)". Returns buf. */
const char *attr_type_text(const struct attr *a, char *buf);

/* The name of one MAIR byte, as above; "reserved(0x..)" for what the architecture reserves. */
const char *attr_mair_text(uint8_t byte, char *buf);
bool attr_mair_valid(uint8_t byte);

/* "non", "outer", "inner". */
const char *attr_sh_text(uint8_t sh);

/* "contiguous nG AF=0 ..." or "". Returns buf. */
const char *attr_flags_text(const struct attr *a, char *buf);

/* What a table descriptor takes away from all below it: "APTable=2 UXNTable", or "". Returns buf.
 */
enum { ATTR_INHERITED_MAX = 48 };
const char *attr_inherited_text(const struct regime *r, attr_inherited a, char *buf);

/* The MAIR byte that a stage 2 MemAttr[3:0] stands for without FWB; false for a reserved encoding.
 */
bool attr_from_memattr(unsigned memattr, uint8_t *mair);

/* The type of a stage 2 MemAttr[3:0], with FWB or without; "reserved". Returns buf. */
const char *attr_memattr_text(const struct regime *r, unsigned memattr, char *buf);

#endif
