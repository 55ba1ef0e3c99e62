/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One stage in a fakemem: a regime of one CPU, a tree for it, a walker and a log of its visits. */
#ifndef PTVIEW_TESTS_CORE_RIG_H
#define PTVIEW_TESTS_CORE_RIG_H

#include "src/walk/walk.h"
#include "tests/core/fakemem.h"
#include "tests/core/log.h"
#include "tests/core/setup.h"
#include "tests/core/tree.h"

struct rig {
	struct fakemem f;
	struct tree t, s2; /* s2: of a nested rig */
	struct walker w;
	struct log log;
};

/* Regime EL2, 48-bit output, root at 0x1000, further tables from 0x10000 on. */
void rig_el2(struct rig *g, unsigned ia_bits, bool peek);

/* The same of EL1&0 without EL2: el1.0 or el1.1; with pointers. */
void rig_el1(struct rig *g, enum regime_id id, unsigned ia_bits);

/* Stage 2, further tables from 0x100000 on. */
void rig_s2(struct rig *g, unsigned ia_bits, unsigned sl0, uint64_t root, bool peek);

/*
 * el1.0 through stage 2, 48 and 44 bits. Tables of stage 1 are at intermediate addresses 0x1000
 * (the root), 0x10000, 0x11000, ..., and physically RIG_MOVED higher. Those of stage 2 are at
 * RIG_S2_ROOT and from RIG_S2_NEXT on.
 */
#define RIG_MOVED   UINT64_C(0x100000000)
#define RIG_S2_ROOT UINT64_C(0x40000000)
#define RIG_S2_NEXT UINT64_C(0x40100000)
void rig_nested(struct rig *g, bool peek);

void rig_free(struct rig *g);

/* The text of a visit (log.h). */
const char *rig_visit(struct rig *g, uint64_t lo, uint64_t hi);
const char *rig_visit_all(struct rig *g);

/* The same, of leaves alone. */
const char *rig_leaves(struct rig *g, uint64_t lo, uint64_t hi);

/* Set the descriptor at a level for an input address. */
void rig_put(struct rig *g, uint64_t ia, int level, uint64_t raw);
void rig_put_s2(struct rig *g, uint64_t ipa, int level, uint64_t raw);

#endif
