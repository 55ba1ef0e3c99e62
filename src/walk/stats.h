/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counting a tree: tables and leaves by level, what they map, what they cost. */
#ifndef PTVIEW_STATS_H
#define PTVIEW_STATS_H

#include "src/walk/walk.h"

struct stats {
	uint64_t tables[REGIME_LEVELS]; /* by slot; the (concatenated) root counts as one */
	uint64_t leaves[REGIME_LEVELS]; /* by slot */
	uint64_t reserved;		/* reserved encodings */
	uint64_t contiguous;		/* leaves with the hint */
	uint64_t mapped_bytes;		/* of input addresses, in this stage */
	uint64_t table_bytes;
	uint64_t unreadable; /* tables */
};

/*
 * Count the whole regime of a walker. on_unreadable is called for each table that cannot be read;
 * may be NULL. Errors as walk_visit().
 */
enum err_code stats_count(struct walker *w, struct stats *out,
			  void (*on_unreadable)(void *arg, const struct walk_table *t), void *arg);

#endif
