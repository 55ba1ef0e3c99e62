/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Outputs that several input addresses lead to. */
#ifndef PTVIEW_ALIAS_H
#define PTVIEW_ALIAS_H

#include "src/walk/range.h"

/* A stretch of outputs that all of `by` map, in the order of their input. */
struct alias {
	uint64_t out, size;	       /* bytes */
	const struct range *const *by; /* whole ranges: the part at `out` begins further in */
	size_t n;		       /* at least 2 */
};

/* Where a range has an output that lies in it. */
static inline struct ia alias_in(const struct range *r, uint64_t out)
{
	return addr_ia(r->start.v + (out - r->out));
}

/* More ranges than this are not held against each other, and of more mappings in all of what was
 * given nothing is given any more. */
enum { ALIAS_RANGES = 1 << 18, ALIAS_MAPPINGS = 1 << 20 };

/*
 * Find all of a regime, in ascending order of output. compose, on_unreadable and errors as
 * range_visit(); ERR_UNSUPPORTED where one of the bounds is reached, after what was found within
 * it.
 */
enum err_code alias_visit(struct walker *w, bool compose,
			  void (*emit)(void *arg, const struct alias *a), void *arg,
			  void (*on_unreadable)(void *arg, const struct walk_table *t),
			  void *unreadable_arg);

#endif
