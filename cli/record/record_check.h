/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What xen_pt_update will do to the tables, and whether it did.
 *
 * A new table is predicted by its place: which page Xen's allocator hands out cannot be known. The
 * prediction makes up an address, and the comparison puts Xen's in its place.
 */
#ifndef PTVIEW_RECORD_CHECK_H
#define PTVIEW_RECORD_CHECK_H

#include "cli/record/record_tree.h"
#include "src/xen/xenpt.h"

/* A table page that was handed out. */
struct record_page {
	struct pa made_up, real;
	bool found; /* Xen put a new table there as well: real */
};

/* An entry that was written, and in which step. */
struct record_write {
	struct pa table;
	unsigned index;
	struct xenpt_step step;
};

struct record_check {
	const struct xenpt_dialect *dialect;
	const struct xenpt_arch *arch;

	/* The last prediction. */
	struct record_tree *before;
	struct mem *after; /* an overlay over before */
	int rc;
	uint64_t steps;
	char assertion[128]; /* what failed, with XENPT_RC_ASSERT */
	struct record_page *pages;
	size_t npages, cap_pages;
	struct record_write *writes;
	size_t nwrites, cap_writes;
	bool no_memory;
};

/* An entry that is not as expected. */
struct record_diff {
	struct pa table; /* Xen's */
	unsigned level, index;
	uint64_t virt; /* first address that the entry translates */
	uint64_t expected, got;
	enum err_code st;	       /* not ERR_NONE: the table cannot be read, nor compared */
	const struct xenpt_step *step; /* that was to write it, or NULL */
	/*
	 * On arm32, at 2 GiB or above: the "on-demand-mapped" part of the layout in Xen's
	 * asm/config.h. map_domain_page writes entries there by itself, also while xen_pt_update
	 * runs, to reach a new table. Not counted as a difference, unless a step was to write it.
	 */
	bool window;
};

typedef void (*record_diff_fn)(void *arg, const struct record_diff *d);

/*
 * Predict op on the tables of before, which must stay as they are until the comparison is done.
 * Errors: as xenpt_step(), and ERR_UNSUPPORTED for a call of absurd length.
 */
enum err_code record_check_predict(struct record_check *c, struct record_tree *before,
				   const struct xenpt_op *op, struct err *err);

/* Compare, entry by entry, with what there is; sets pages[].real. The number of differences. */
uint64_t record_check_compare(struct record_check *c, struct record_tree *real, record_diff_fn fn,
			      void *arg);

/* Compare a copy of the tables with those that are under the same root in `expected`. */
uint64_t record_check_tables(struct mem *expected, struct record_tree *is, record_diff_fn fn,
			     void *arg);

void record_check_free(struct record_check *c);

#endif
