/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random well-formed trees of every regime and geometry: no table is its own ancestor, but all else
 * that can be wrong is now and then. A seed makes the same world everywhere.
 */
#ifndef PTVIEW_TESTS_CORE_WORLD_H
#define PTVIEW_TESTS_CORE_WORLD_H

#include "src/regime/regime.h"
#include "tests/core/fakemem.h"
#include "tests/core/ref.h"
#include "tests/core/rng.h"
#include "tests/core/tree.h"

struct world {
	struct rng rng;
	struct fakemem f; /* registers included */
	enum regime_id id;
	bool nested;
	bool only_4k; /* 48-bit descriptors of the 4K granule; el2, el1.0, el1.1 and s2 */
	bool wide;    /* the CPU has 52-bit addresses */
	bool armv7;   /* of AArch32: bits 47:40 of descriptors are ignored */
	bool aarch32; /* EL2 and EL1 are AArch32 */
	struct tree t, s2_tree;
	struct ref_stage stage, s2; /* for ref_walk(); s2 where nested */
	uint64_t first, last;	    /* input addresses */
};

/*
 * Physical addresses of tables: the root of the stage that is looked at and its other tables; the
 * root of a stage 2 under it; and how much higher than their IPAs the tables of a nested stage 1
 * are, whose pages are swapped in pairs besides.
 */
#define WORLD_ROOT    UINT64_C(0x40000000)
#define WORLD_TABLES  UINT64_C(0x40100000)
#define WORLD_S2_ROOT UINT64_C(0x60000000)
#define WORLD_MOVED   UINT64_C(0x8000000)

/* Fill in a world; fakemem_free(&w->f) is the caller's. peek: as fakemem_init(). */
void world_make(struct world *w, uint64_t seed, bool nested, bool peek);

/* The same, `only_4k` and not nested. */
void world_make_4k(struct world *w, uint64_t seed, bool peek);

/* Choose regime and geometry, and set all registers but the roots: w->stage and w->s2 say which. */
void world_registers(struct world *w);

/* Set the registers that hold the roots: w->stage.root, and w->s2.root where nested. */
void world_roots(struct world *w);

/* A random input address, mostly where something is mapped. */
uint64_t world_address(struct world *w);

#endif
