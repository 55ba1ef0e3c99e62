/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Merged ranges: neighbours in input and output with the same meaning become one, whatever the
 * sizes of the descriptors that map them.
 */
#ifndef PTVIEW_RANGE_H
#define PTVIEW_RANGE_H

#include "src/walk/walk.h"

struct range {
	struct ia start;
	uint64_t size; /* bytes */
	uint64_t out;  /* of the first byte: an IPA or a PA, as the regime has it */
	/* What this stage alone has for the first byte: out, unless that is through stage 2. */
	uint64_t own;
	bool straight;	     /* own goes on to the last byte as the input does */
	unsigned levels;     /* bit L: a leaf at level L is part of it */
	struct attr attr;    /* flags without ATTR_CONTIGUOUS */
	uint64_t contiguous; /* leaves with the contiguous hint */
	/* Not mapped: an invalid entry, or one below such a one, keeps it. NULL: mapped. */
	const struct kept *kept;
};

typedef void (*range_emit)(void *arg, const struct range *r);

/*
 * Merge everything in [lo, hi] of a walker and emit the ranges in ascending order, what is only
 * kept (kept.h) among them, and never merged with what is mapped. compose: outputs through stage 2;
 * what stage 2 neither maps nor keeps is left out. on_unreadable, which may be NULL, is told of
 * each table that could not be read. Errors as walk_visit().
 */
enum err_code range_visit(struct walker *w, struct ia lo, struct ia hi, bool compose,
			  range_emit emit, void *arg,
			  void (*on_unreadable)(void *arg, const struct walk_table *t),
			  void *unreadable_arg);

#endif
