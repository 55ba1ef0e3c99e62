/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every input address that leads to an output address: many are looked for in one visit. */
#ifndef PTVIEW_FIND_H
#define PTVIEW_FIND_H

#include "src/walk/walk.h"

/* A range of output addresses that is looked for. */
struct find_want {
	uint64_t first, last; /* inclusive; first <= last */
	uint64_t hits, kept;  /* out: that are mapped, that are only kept */
	uint64_t reach;	      /* for find_visit() alone: highest `last` up to here */
};

/* Part of a want that leaves of one level map, or would if they were valid, in one piece. */
struct find_hit {
	const struct find_want *want;
	struct ia ia;	   /* of its first byte */
	uint64_t out;	   /* that byte's output address */
	uint64_t length;   /* bytes */
	uint64_t size;	   /* that a leaf covers; the smaller of both stages' */
	int level, level2; /* of the leaf, of the stage 2 leaf; -1 without one */
	struct attr attr;  /* combined where carried on through stage 2 */
	/* Not mapped: an invalid entry, or one below such a one, keeps it. NULL: mapped. */
	const struct kept *kept;
};

typedef void (*find_emit)(void *arg, const struct find_hit *h);

/*
 * Look for n ranges in a whole regime, in ascending order of input address, what is only kept among
 * what is mapped. `wants` is sorted; its hits are counted. through: a nested regime's leaves are
 * carried on through stage 2, so that outputs are physical; else they are the regime's own.
 * on_unreadable may be NULL. Errors as walk_visit().
 */
enum err_code find_visit(struct walker *w, bool through, struct find_want *wants, size_t n,
			 find_emit emit, void *arg,
			 void (*on_unreadable)(void *arg, const struct walk_table *t),
			 void *unreadable_arg);

#endif
