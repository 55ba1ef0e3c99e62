/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Building translation tables in a fakemem: with the 4K granule, or any other. */
#ifndef PTVIEW_TESTS_CORE_TREE_H
#define PTVIEW_TESTS_CORE_TREE_H

#include "tests/core/fakemem.h"
#include "tests/core/ref.h"

/* Descriptors: the low bits of what tests need, with AF set. */
#define D_AF	(UINT64_C(1) << 10)
#define D_TABLE UINT64_C(3)
#define D_BLOCK (D_AF | 1)
#define D_PAGE	(D_AF | 3)
#define D_CONT	(UINT64_C(1) << 52)
#define D_S2RW	(UINT64_C(0xf) << 2 | UINT64_C(3) << 6) /* stage 2: write-back, read-write */

struct tree {
	struct fakemem *f;
	const struct ref_format *format;
	uint64_t root;	/* as the registers have it */
	int start;	/* level of the root */
	unsigned roots; /* descriptors in the root; 512 for a whole table */
	uint64_t next;	/* where the next table will be */
	/*
	 * A tree whose tables are at intermediate addresses: each is physically `moved` bytes
	 * higher, and mapped so in s2.
	 */
	struct tree *s2;
	uint64_t moved;
	uint64_t swap; /* and its pages are swapped in pairs: a page of s2, or 0 for none */
};

/* An empty tree of 4K tables, unless `format` is set then: the pages of its root are there. */
void tree_init(struct tree *t, struct fakemem *f, uint64_t root, int start, unsigned roots,
	       uint64_t next);

/* The same behind a second stage, which maps the root then; scattered: with pages swapped. */
void tree_init_scattered(struct tree *t, struct tree *s2, uint64_t moved, uint64_t root, int start,
			 unsigned roots, uint64_t next);
void tree_init_nested(struct tree *t, struct tree *s2, uint64_t moved, uint64_t root, int start,
		      unsigned roots, uint64_t next);

/* Where what a tree has at an address is physically. */
uint64_t tree_physical(const struct tree *t, uint64_t at);

/*
 * The descriptor at `level` for an input address (bits above the root's are ignored). Tables on the
 * way are made where there is none; NULL where a leaf or a reserved descriptor is in the way.
 */
uint64_t *tree_entry(struct tree *t, uint64_t ia, int level);

/* Bytes that a descriptor covers with the 4K granule. */
uint64_t tree_size(int level);

#endif
