/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inside diff: pairs of tables that were compared before, of the two sides. Not for use outside
 * src/diff*.c.
 *
 * Two tables under the same inherited attributes differ by the same rows wherever they are met. If
 * that was none they need not be compared again; else they are, until so many rows were given.
 */
#ifndef PTVIEW_DIFF_MET_H
#define PTVIEW_DIFF_MET_H

#include "src/hash.h"
#include "src/walk/walk.h"

struct diff_met {
	struct hash ids[2];	   /* of the tables of each side */
	struct hash pairs, equals; /* by their ids: those met, and those without a difference */
	uint64_t left;		   /* pieces of pairs met again that may still be compared */
	uint64_t left_out;	   /* pairs that were not compared again */
	bool failed;		   /* out of memory */
};

enum diff_met_answer {
	DIFF_MET_NEW,
	DIFF_MET_AGAIN,	    /* to be compared again */
	DIFF_MET_EQUAL,	    /* nothing in them differs */
	DIFF_MET_TOO_OFTEN, /* counted in left_out */
};

/* One pair; NULL: on that side there is none, but a block. key: for diff_met_equal(). */
enum diff_met_answer diff_met(struct diff_met *m, const struct walk_table *a,
			      const struct walk_table *b, uint64_t *key);

/* So many pieces of a pair that was met again are looked at. */
void diff_met_charge(struct diff_met *m, uint64_t pieces);

/* Nothing in that pair differs, and all of it could be read. */
void diff_met_equal(struct diff_met *m, uint64_t key);

void diff_met_free(struct diff_met *m);

#endif
