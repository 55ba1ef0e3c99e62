/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A row of the tree: which columns there is space for, the header above them, the cells of a row.
 */
#ifndef PTVIEW_UI_ROW_H
#define PTVIEW_UI_ROW_H

#include <stdbool.h>

#include "src/walk/walk.h"
#include "ui/changes.h"
#include "ui/differences.h"
#include "ui/kit/grid.h"
#include "ui/findings.h"
#include "ui/tree.h"

/* In the order in which they stand on the screen. */
enum row_column {
	ROW_ENTRY,
	ROW_INPUT,
	ROW_SIZE,
	ROW_KIND,
	ROW_DIFFERS, /* in which way, from what it is compared with */
	ROW_OUTPUT,
	ROW_FINAL, /* the output through stage 2 */
	ROW_PERMS,
	ROW_TYPE,
	ROW_SHARE,
	ROW_FLAGS,
	ROW_FOUND, /* how many findings are there and below */
	ROW_RAW,
	ROW_COLUMNS
};

/* Where each column is; width 0: there is no space for it. */
struct row_layout {
	unsigned at[ROW_COLUMNS], width[ROW_COLUMNS];
	unsigned end;			   /* column after the last */
	bool through;			   /* ROW_FINAL is wanted */
	const struct differences *differs; /* ROW_DIFFERS is wanted, of that; or NULL */
	const struct changes *changed;	   /* likewise, of that, at `now` as of changes_row.at */
	uint64_t now;
	const struct walker *w;	   /* the caller's */
	const struct names *names; /* of tables, set by the caller; NULL: none */
};

/* Choose columns for cols columns from `at` on. through: outputs are carried through stage 2;
 * found: findings are known; differs: ROW_DIFFERS is wanted. What it is filled from is set by the
 * caller. */
struct row_layout row_lay_out(const struct walker *w, bool through, bool found, bool differs,
			      unsigned at, unsigned cols);

void row_header(struct grid *g, unsigned row, const struct row_layout *l);

/* th: the node's tree_see_through(), or NULL. found: what was found of it and below, or NULL. */
void row_draw(struct grid *g, unsigned row, const struct row_layout *l, const struct tree_node *n,
	      const struct tree_through *th, const struct findings_count *found);

/* Column at which a node's fold marker stands. */
unsigned row_marker_column(const struct row_layout *l, const struct tree_node *n);

/* "L3[005]" or "L3[000-1ff]", indexes in hexadecimal. Returns buf. */
enum { ROW_NAME_MAX = 32 };
const char *row_name(const struct tree_node *n, char buf[ROW_NAME_MAX]);

#endif
