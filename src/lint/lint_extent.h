/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Extents: which output addresses are mapped, and how. Not for use outside src/lint*.c.
 *
 * Rules that compare mappings with each other, or with other things in memory, look at all extents
 * in the order of their outputs.
 */
#ifndef PTVIEW_LINT_EXTENT_H
#define PTVIEW_LINT_EXTENT_H

#include "src/lint/lint_int.h"

/*
 * The key of an extent: bits 7:0 the memory type without hints, and where the rest is. All leaves
 * with the same key have the same rights and the same type.
 */
enum {
	LINT_KEY_TYPE = 0xff,
	LINT_KEY_NORMAL = 0x80, /* of the type: not a Device type */
	LINT_KEY_TYPE_KNOWN = 1 << 8,
	LINT_KEY_SH = 9,     /* two bits */
	LINT_KEY_PERMS = 11, /* three bits, ATTR_* */
	LINT_KEY_USER = 14,  /* the same at EL0 */
	LINT_KEY_P2M = 17,   /* four bits: Xen's p2m type, where the software bits are that */
	LINT_KEY_THING = 21, /* enum lint_thing: three bits */
	LINT_KEY_BITS = 24,
};

/* What is not a leaf of the regime. */
enum lint_thing {
	LINT_THING_LEAF,
	LINT_THING_TABLE,     /* of the regime: ia is its place in lint_tables */
	LINT_THING_HYP_TABLE, /* of the hypervisor, or of another guest: ia is what it serves */
	LINT_THING_HYP_CODE,  /* executable at EL2: ia is where */
	LINT_THING_KEEP_OUT,  /* ia is the place in lint_options.keep_out */
	LINT_THING_GUEST,     /* mapped by another guest: ia is where, perms are its rights */
};

/* True for what has input addresses that go on with the output: not for tables and the like. */
static inline bool lint_extent_is_mapping(uint32_t key)
{
	uint32_t thing = key >> LINT_KEY_THING;

	return thing == LINT_THING_LEAF || thing == LINT_THING_HYP_CODE ||
	       thing == LINT_THING_GUEST;
}

/* The first byte behind an extent. */
uint64_t lint_extent_end(const struct lint_extent *e);

uint32_t lint_extent_key(const struct lint *l, const struct attr *a);

/* Add one; mappings that go on from the last one added become one. */
void lint_extent_add(struct lint *l, uint64_t ia, uint64_t out, uint64_t size, uint32_t key);

/* The last one added does not go on. Sets l->st where there is no memory to keep it. */
void lint_extent_close(struct lint *l);

/* For each of them, in the order in which they were added. */
void lint_extent_each(struct lint *l, void (*f)(struct lint *l, const struct lint_extent *e));

enum { LINT_ORDER_BUCKET = 1 << 16 };

/*
 * For each of them, by output address; equal ones by input address, but where LINT_ORDER_BUCKET or
 * more begin in one frame. They are gone after that. Ends where l->st is set, which it is to
 * ERR_NOMEM or ERR_CANCELLED where need be.
 */
void lint_extent_in_order(struct lint *l, void (*f)(void *arg, const struct lint_extent *e),
			  void *arg);

void lint_extent_free(struct lint_extents *x);

/* Add what a guest must not reach. Does nothing for what is not stage 2. */
void lint_isolation_add(struct lint *l);

/* Judge one against the memory map, which must be known; in the order of the visit. */
void lint_memory_check(struct lint *l, const struct lint_extent *e);

#endif
