/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An aligned range of input addresses cut into cells of one size, and what is in each: for a
 * picture of the whole.
 */
#ifndef PTVIEW_UI_CELLS_H
#define PTVIEW_UI_CELLS_H

#include "src/walk/walk.h"

/* What can be in a cell, from the least telling to the most; of a cell, a bit each. */
enum cells_sign {
	CELLS_TABLE, /* a table reaches there, and no leaf */
	CELLS_KEPT,  /* not valid, but software keeps something there (kept.h) */
	CELLS_NO_ACCESS,
	CELLS_READ,
	CELLS_WRITE,
	CELLS_DEVICE,
	CELLS_EXEC,
	CELLS_UNTOLD, /* mapped; permissions cannot be told */
	CELLS_WRITE_EXEC,
	CELLS_WRONG,  /* reserved, or an output that is too big: a fault */
	CELLS_UNREAD, /* a table that cannot be read, or was not followed */
	CELLS_SIGNS
};

enum { CELLS_COLS = 128, CELLS_ROWS = 64, CELLS_MOST = CELLS_COLS * CELLS_ROWS };

struct cell {
	uint64_t mapped; /* bytes that leaves map */
	uint64_t first;	 /* lowest input address of what is most telling in it */
	uint16_t in;	 /* of enum cells_sign, a bit each; 0: nothing */
	uint16_t blocks; /* those of `in` that blocks are, some of them at least */
};

struct cells {
	uint64_t base;	       /* where the first cell begins; a multiple of all they cover */
	unsigned cell_bits, n; /* log2 of a cell's bytes; cells, a power of two */
	struct ia first, last; /* what of it the regime has, inclusive */
	uint64_t unread;       /* tables */
	enum err_code st;      /* why it is not all, as walk_visit() has it */
	uint64_t next;	       /* while it is looked at: what is below has been */
	struct cell cell[CELLS_MOST];
};

/*
 * Look at n cells, at most CELLS_MOST, in one visit, which the walker's tick may cancel: what was
 * seen until then stays, the rest is CELLS_UNREAD. Stage 2 is not followed. A leaf, and the tables
 * of a level, are each in a cell once: no more work than the visit's runs and a few times the
 * cells.
 */
void cells_look(struct cells *c, struct walker *w, uint64_t base, unsigned cell_bits, unsigned n);

/* The sign of descriptors that are not invalid, or are kept. */
enum cells_sign cells_sign_of(const struct walk_run *run);

/* Which cell has an address, which is in their range. */
unsigned cells_index(const struct cells *c, uint64_t ia);

/* Lowest and highest address of a cell. */
uint64_t cells_start(const struct cells *c, unsigned i);
uint64_t cells_end(const struct cells *c, unsigned i);

/* Bytes that leaves map, in all of them. */
uint64_t cells_mapped(const struct cells *c);

/* What is most telling of one that has something. */
enum cells_sign cells_most(const struct cell *cell);

#endif
