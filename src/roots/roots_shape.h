/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What hangs under a page if it is taken for a root: whether every table below follows the format,
 * and what the leaves have in common. Which regime that makes is asked elsewhere (roots_kind.h).
 */
#ifndef PTVIEW_ROOTS_SHAPE_H
#define PTVIEW_ROOTS_SHAPE_H

#include "src/roots/roots_ram.h"
#include "src/walk/walk.h"

/*
 * How a tree may begin. One row a granule and start level; ia_bits is the widest input address of
 * that start level, which decides how many descriptors the root has.
 */
struct roots_form {
	const char *geometry; /* a row of regime_geometry() */
	int start_level;
	unsigned ia_bits;
	bool special; /* not tried of every page: see where it is asked for */
};

/* The i-th form or NULL, those with the most levels first within a granule. */
const struct roots_form *roots_form(unsigned i);

/* A leaf property that is counted; see the rows of roots_shape.c. */
enum roots_trait {
	ROOTS_AF,	     /* accessed */
	ROOTS_BIT_11,	     /* stage 1: nG. Stage 2: RES0, or FnXS */
	ROOTS_AP1,	     /* bit 6. EL1&0: EL0 may; EL2: RES1. Stage 2: readable */
	ROOTS_AP2,	     /* bit 7. Stage 1: read-only. Stage 2: writable */
	ROOTS_BIT_53,	     /* EL1&0: PXN. EL2: RES0. Stage 2: XN[0] */
	ROOTS_BIT_54,	     /* XN */
	ROOTS_MEMATTR_BAD,   /* bits 5:2 are a reserved MemAttr */
	ROOTS_MEMATTR_WB,    /* bits 5:2 are Normal write-back of stage 2, without FWB or with it */
	ROOTS_NO_ATTRIBUTES, /* bits 11:2 are 0: a table descriptor more likely than a leaf */
	ROOTS_IDENTITY,	     /* the output is the input */
	ROOTS_SH,	     /* shareable: bits 9:8 are not 0 */
	ROOTS_TRAITS
};

struct roots_shape {
	uint64_t tables[REGIME_LEVELS], leaves[REGIME_LEVELS]; /* by slot */
	uint64_t ntables, nleaves;
	uint64_t runs;	   /* of leaves that follow each other */
	uint64_t missing;  /* tables that the source does not have */
	uint64_t empty;	   /* tables without a valid descriptor */
	uint64_t odd;	   /* tables with nothing but invalid descriptors that are not 0 */
	uint64_t same;	   /* tables that the descriptor before leads to as well */
	uint64_t repeated; /* leaves with the output of their neighbour */
	uint64_t in_ram;   /* leaves whose output is RAM */
	uint64_t trait[ROOTS_TRAITS]; /* leaves that have it */
	uint64_t outputs;	      /* all outputs and tables, by OR */
	uint64_t lo, hi;	      /* first and last (inclusive) input address that is mapped */
	const char *wrong;	      /* why it is no tree; NULL where it may be one */
};

/*
 * A tree of more tables is not looked at to the end. After each ROOTS_TABLES_ASK of them, some
 * hundredths of a second, the walker's tick is asked.
 */
enum { ROOTS_TABLES_MAX = 1 << 20, ROOTS_TABLES_ASK = 1 << 12 };

/* The special form of that geometry, start level and width, or NULL. */
const struct roots_form *roots_form_special(const char *geometry, int start_level,
					    unsigned ia_bits);

/* The regime that a form makes of a root, of the lower half or the upper. */
void roots_regime(const struct roots_form *f, enum regime_id id, uint64_t root, struct regime *r);

/*
 * Walk w, and tell what it is like. `enter` is called for each table, and may be NULL. ERR_NONE
 * also where it is no tree; ERR_CANCELLED where w->tick, which is NULL afterwards, said so;
 * ERR_NOMEM.
 */
enum err_code roots_shape(struct walker *w, const struct roots_ram *ram,
			  void (*enter)(void *arg, const struct walk_table *t), void *arg,
			  struct roots_shape *out);

/* True where at least `percent` of the leaves have a trait. */
bool roots_shape_most(const struct roots_shape *s, enum roots_trait t, unsigned percent);

#endif
