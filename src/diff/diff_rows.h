/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inside diff: rows on their way out. Equal neighbours are merged, and the row of a table or block
 * that was replaced waits until it is known whether anything in it means something else. Not for
 * use outside src/diff*.c.
 */
#ifndef PTVIEW_DIFF_ROWS_H
#define PTVIEW_DIFF_ROWS_H

#include "src/diff/diff.h"

struct diff_rows {
	struct diff_row *row; /* n of them wait; the last one may still grow */
	size_t n, cap;
	/* Rows that others are in, outermost first; the first `known` are DIFF_CHANGED already. */
	size_t open[REGIME_LEVELS];
	unsigned depth, known;
	void (*emit)(void *arg, const struct diff_row *row);
	void *arg;
	bool failed; /* out of memory: rows are missing */
};

/* A row that is complete. */
void diff_rows_add(struct diff_rows *r, const struct diff_row *row);

/*
 * A row that the rows up to the matching diff_rows_close() are in. If one of them has a meaning of
 * its own this becomes DIFF_CHANGED; that all in a table became kept, or valid again, with it is
 * none. Else those without a meaning are counted in its `below`, and close fills in what the tables
 * of each side have.
 */
struct diff_content {
	uint64_t leaves, bytes;
};
void diff_rows_open(struct diff_rows *r, const struct diff_row *row);
void diff_rows_close(struct diff_rows *r, const struct diff_content content[2]);

/* All that waits goes out. */
void diff_rows_end(struct diff_rows *r);

void diff_rows_free(struct diff_rows *r);

#endif
