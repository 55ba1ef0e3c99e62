/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random translation tables, and random addresses that are worth translating by them.
 *
 * Shares no code and no table with ptview: what a descriptor is made of is written here a second
 * time, from the Arm ARM.
 */
#ifndef GUEST_TABLES_H
#define GUEST_TABLES_H

#include "layout.h"

/* A sequence of numbers that its seed decides. */
u64 rng_seed(u64 seed, u64 stream);
u64 rng(void);
unsigned rng_below(unsigned n); /* 0..n-1 */
unsigned rng_range(unsigned lo, unsigned hi);
bool rng_percent(unsigned p);

/* How descriptors hold output addresses. */
enum oa_format {
	OA_PLAIN, /* bits 47:granule; AArch32: bits 39:12 */
	OA_LPA,	  /* 64K: bits 51:48 of the address in bits 15:12 */
	OA_DS,	  /* 4K and 16K: bits 49:granule, and bits 51:50 in 9:8 */
};

struct format {
	unsigned granule, stride; /* log2 of bytes; index bits a level */
	enum oa_format oa;
	bool stage2, upper;
	bool aarch32;
	bool no_holes;	    /* no table is where there is no memory */
	unsigned tag_bits;  /* top bits that are ignored */
	int start;	    /* level of the root */
	unsigned root_bits; /* index bits at the root, concatenation included */
	unsigned ia_bits, oa_bits;
};

/* Memory for tables: [next, end) is free; [pool, pool_end) is for those behind a stage 2. */
struct room {
	u64 next, end;
	u64 pool, pool_end;
};

enum { TABLES_MAX = 48, HOT_MAX = 32, LEAVES_MAX = 768 };
enum { NO_CHILD = 0xff };

/* A table, and the descriptors in it that were written: all others are 0. */
struct table {
	u64 at;	    /* a physical address, or an IPA where a stage 2 is under it */
	u64 lo, hi; /* what of it the stage 2 leaf under it reaches */
	u64 ia;
	int level;
	unsigned nhot;
	uint16_t hot[HOT_MAX];
	uint8_t child[HOT_MAX]; /* index of the next-level table, or NO_CHILD */
};

struct leaf {
	u64 ia, oa, size;
	bool usable; /* readable, with the access flag */
};

struct tree {
	struct format f;
	struct room *room;
	const struct tree *under; /* the stage 2 that the tables are behind, or NULL */
	u64 pin, pin_end;	  /* an identity mapping that is always there; 0, 0 for none */
	u64 root;
	bool unsafe; /* an address might give a fault of level -1, which QEMU 7.2 aborts at */
	struct table tables[TABLES_MAX];
	unsigned ntables;
	struct leaf leaves[LEAVES_MAX];
	unsigned nleaves;
};

/* Stage 1 geometry from 64 - TxSZ: start level and bits of the root. Stage 2 sets its own. */
void tables_start(struct format *f);

/* Log2 of the bytes that a descriptor of a level covers. */
unsigned tables_shift(const struct format *f, int level);

/* Build a tree; f, room, under and pin are set. The root's address is in t->root. */
void tables_build(struct tree *t);

/* An address: inside, at an edge, just outside, or anywhere. */
u64 tables_address(const struct tree *t);

#endif
