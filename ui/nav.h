/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Moving about in a tree. `height` is the number of rows that the screen shows.
 *
 * Nothing jumps: the first row on the screen changes only as far as the cursor must stay in sight,
 * and what unfolds or folds leaves the cursor's row where it is on the screen.
 */
#ifndef PTVIEW_UI_NAV_H
#define PTVIEW_UI_NAV_H

#include "ui/tree.h"

/* Put the cursor on a node; on a row counted from the top of the screen. */
void nav_select(struct tree *t, struct tree_node *n, size_t height);
void nav_select_row(struct tree *t, size_t row, size_t height);

/* Move the cursor by rows. */
void nav_move(struct tree *t, long rows, size_t height);

/* Move the cursor and what is on the screen together. */
void nav_page(struct tree *t, long rows, size_t height);

/* Move the tree under the screen; the cursor moves only as far as it must to stay in sight. */
void nav_scroll(struct tree *t, long rows, size_t height);

void nav_first(struct tree *t, size_t height);
void nav_last(struct tree *t, size_t height);

/* To the descriptor that points to this table, or the run that this descriptor is of. */
bool nav_parent(struct tree *t, size_t height);

/* To the next (dir 1) or previous (dir -1) table descriptor of the level of the cursor's table. */
bool nav_table(struct tree *t, int dir, size_t height);

/* To the next row that is not invalid; to the next one that is an error. */
bool nav_valid(struct tree *t, int dir, size_t height);
bool nav_wrong(struct tree *t, int dir, size_t height);

/* Keep the cursor's row at `screen_row` after rows above it came or went. */
void nav_hold(struct tree *t, size_t screen_row, size_t height);

/* After a jump: a row out of sight, or at the edge of it, comes to the middle. */
void nav_show(struct tree *t, size_t height);

/* The screen got another height. */
void nav_resized(struct tree *t, size_t height);

#endif
