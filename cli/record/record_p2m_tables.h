/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A guest's live tables: written down as an initial state, and compared with a prediction. */
#ifndef PTVIEW_RECORD_P2M_TABLES_H
#define PTVIEW_RECORD_P2M_TABLES_H

#include <stdio.h>

#include "cli/record/record_check.h"
#include "src/xen/replay.h"

/*
 * Write the entries of all tables as lines of `init`, level by level. *n: how many are not 0.
 * ERR_UNSUPPORTED: more tables than are followed; else as mem_read().
 */
enum err_code record_p2m_tables_put(FILE *fp, struct mem *live, const struct replay_roots *roots,
				    uint64_t *n, struct err *err);

/* An entry that is not as expected. */
struct record_p2m_diff {
	struct pa table; /* Xen's */
	unsigned level, index;
	uint64_t gfn; /* the first that the entry translates */
	uint64_t expected, got;
};

struct record_p2m_compare {
	struct mem *expected, *live;
	struct replay_roots roots;
	uint64_t first, last; /* gfn: the tables on the way to these are compared, as a whole */
	struct record_page *pages; /* made up in `expected`; compared by their place, then known */
	size_t npages;
	void (*differ)(void *arg, const struct record_p2m_diff *d); /* may be NULL */
	void *arg;
	uint64_t tables, diffs; /* the outcome */
};

/* Compare tables entry by entry. Errors as record_p2m_tables_put(). */
enum err_code record_p2m_tables_compare(struct record_p2m_compare *k, struct err *err);

#endif
