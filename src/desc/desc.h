/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One descriptor: its class, its output address, and its fields as rows.
 */
#ifndef PTVIEW_DESC_H
#define PTVIEW_DESC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/addr.h"
#include "src/regime/regime.h"

enum desc_kind {
	DESC_INVALID,  /* bit 0 clear */
	DESC_TABLE,    /* 0b11 above level 3 */
	DESC_BLOCK,    /* 0b01 where the level and granule have blocks */
	DESC_PAGE,     /* 0b11 at level 3 */
	DESC_RESERVED, /* 0b01 where there is no block: treated as invalid by the hardware */
};

enum desc_kind desc_classify(const struct geometry *geo, int level, uint64_t raw);

/* A descriptor of 16 bytes (VMSAv9-128, FEAT_D128): bits 127:64 and 63:0. */
struct desc_wide {
	uint64_t hi, lo;
};

/* Of a geometry of 128-bit descriptors: the sum of level and SKL decides (table D8-49). */
enum desc_kind desc_classify_wide(const struct geometry *geo, int level, struct desc_wide raw);

/* "table", "block", "page", "invalid", "reserved". */
const char *desc_kind_name(enum desc_kind kind);

/* Bits of a leaf descriptor at `level` that hold its output address, in place or not. */
uint64_t desc_oa_mask(const struct geometry *geo, int level);

/* Output address of a leaf, or of a table descriptor (next-level table). */
struct oa desc_leaf_oa(const struct geometry *geo, int level, uint64_t raw);
struct oa desc_table_oa(const struct geometry *geo, uint64_t raw);

/* Where a field row applies. */
enum {
	DESC_IN_TABLE = 1 << DESC_TABLE,
	DESC_IN_BLOCK = 1 << DESC_BLOCK,
	DESC_IN_PAGE = 1 << DESC_PAGE,
	DESC_IN_LEAF = DESC_IN_BLOCK | DESC_IN_PAGE,

	DESC_STAGE1_ONE = 1 << REGIME_PERMS_ONE,
	DESC_STAGE1_TWO = 1 << REGIME_PERMS_TWO,
	DESC_STAGE2 = 1 << REGIME_PERMS_STAGE2,
	DESC_STAGE1 = DESC_STAGE1_ONE | DESC_STAGE1_TWO,
};

/* How the value of a field is put in words. */
enum desc_words {
	DESC_WORDS_LIST,    /* values[value] */
	DESC_WORDS_ADDRESS, /* an address: the field in place */
	DESC_WORDS_HIGH,    /* the top of an address */
	DESC_WORDS_ATTR,    /* an index into MAIR */
	DESC_WORDS_MEMATTR, /* stage 2 MemAttr */
	DESC_WORDS_PERMS,   /* an index into PIR, of which this is a part */
	DESC_WORDS_SKIP,    /* SKL: levels that the walk skips */
	DESC_WORDS_NUMBER,  /* the number itself */
};

struct desc_field {
	const char *name;
	/* hi 255: up to the geometry's oa_top; lo 255: from the entry's size. Both 254: what is
	 * between that size and the granule. */
	uint8_t hi, lo;
	uint8_t kinds;	 /* DESC_IN_* */
	uint8_t perms;	 /* DESC_STAGE* */
	uint8_t formats; /* of enum regime_format */
	enum desc_words words;
	/* 2^width strings for DESC_WORDS_LIST; '@' stands for the privileged exception level */
	const char *const *values;
	const char *section; /* of VMSAv8-64 in the Arm ARM; see desc_section() */
	/* Of enum regime_mode: one of `on` must be set if there is any, and none of `off`. */
	uint16_t on, off;
};

enum { DESC_FROM_GEOMETRY = 255, DESC_BELOW_SIZE = 254 };

/* A field of one descriptor, decoded. */
struct desc_part {
	const struct desc_field *field;
	unsigned hi, lo; /* resolved */
	const char *section;
	uint64_t value;
	char words[96];
};

/*
 * The parts of a descriptor from bit 63 down to bit 0, every bit in exactly one part (bits that no
 * row names are RES0 parts). Returns how many; never more than DESC_PARTS_MAX. `mair_known` false:
 * indices are shown, types are not.
 */
enum { DESC_PARTS_MAX = 40 };
size_t desc_parts(const struct regime *r, int level, uint64_t raw, struct desc_part *parts);

/* The same of a 128-bit descriptor, from bit 127 down; no part has bits of both halves. */
size_t desc_parts_wide(const struct regime *r, int level, struct desc_wide raw,
		       struct desc_part *parts);

/* True where a row is part of this kind of descriptor of the regime. */
bool desc_applies(const struct regime *r, enum desc_kind kind, const struct desc_field *f);

/* The section that says it for descriptors of a format: that of VMSAv8-32 for AArch32's. */
const char *desc_section(const struct desc_field *f, enum regime_format format);

/* All rows, for documentation and tests: the i-th or NULL. */
const struct desc_field *desc_field_row(size_t i);

#endif
