/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random well-formed trees: no table is its own ancestor, but all else that can be wrong is now and
 * then. A seed makes the same world everywhere.
 */
#ifndef PTVIEW_TESTS_CORE_WORLD_H
#define PTVIEW_TESTS_CORE_WORLD_H

#include "src/regime.h"
#include "tests/core/fakemem.h"
#include "tests/core/ref.h"
#include "tests/core/rng.h"
#include "tests/core/tree.h"

struct world {
	struct rng rng;
	struct fakemem f; /* registers included */
	enum regime_id id;
	bool nested;
	struct tree t, s2_tree;
	struct ref_stage stage, s2; /* for ref_walk(); s2 where nested */
	uint64_t first, last;	    /* input addresses */
};

/* Fill in a world; fakemem_free(&w->f) is the caller's. peek: as fakemem_init(). */
void world_make(struct world *w, uint64_t seed, bool nested, bool peek);

/* A random input address, mostly where something is mapped. */
uint64_t world_address(struct world *w);

#endif
