/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rows of a map: ranges that a filter lets through. All are counted; those around the place
 * that is looked at are kept, and of the others where each MAP_ROWS_STEP-th begins, so that another
 * place costs a visit of a part of the tables.
 */
#ifndef PTVIEW_UI_MAP_ROWS_H
#define PTVIEW_UI_MAP_ROWS_H

#include "src/walk/range.h"
#include "ui/search.h"
#include "ui/state.h"

enum { MAP_ROWS_STEP = 1 << 14, MAP_ROWS_MOST = 2 * MAP_ROWS_STEP /* kept: 2.5 MiB */ };

/* A zeroed struct is an empty one. */
struct map_rows {
	struct map_window {
		struct range *r; /* n of them, from the row `first` on */
		size_t first, n, cap;
	} kept;
	struct ia *steps; /* where rows 0, MAP_ROWS_STEP, ... begin */
	size_t nsteps, cap;
	/* What was looked at, kept or not. */
	uint64_t ranges, matches, bytes, match_bytes, largest, unread;
	uint64_t invalid; /* bytes of ranges that are not mapped, but kept (src/desc/kept.h); in
			     `ranges` too */
	enum err_code st; /* why it is not all */
};

/* Look at all of the space that is shown, and keep the first rows. m was made before, or is zeroed.
 * m->st: as range_visit(), or ERR_NOMEM. */
void map_rows_look(struct ui *u, struct map_rows *m);

void map_rows_free(struct map_rows *m);

/* How many rows there are. */
size_t map_rows_count(const struct map_rows *m);

/* A row; NULL where it is not kept. */
const struct range *map_rows_get(const struct map_rows *m, size_t i);

/* Keep the rows from lo up to hi, fewer than half of MAP_ROWS_STEP, and more around them. False: it
 * was stopped, or there is no memory, which is said; those that were kept still are. */
bool map_rows_reach(struct ui *u, struct map_rows *m, size_t lo, size_t hi);

/* The row that has an address, or the first one behind it, or the last one; `otherwise` where
 * looking for it was stopped. */
size_t map_rows_of(struct ui *u, const struct map_rows *m, struct ia ia, size_t otherwise);

/* The next row behind `at` (dir 1) or before it (-1) that matches the search, kept or not, round
 * the end. rows: a struct map_rows. */
enum search_end map_rows_search(struct ui *u, const void *rows, int dir, size_t *at);

#endif
