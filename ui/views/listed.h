/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What views that are a list of rows have in common: keys, mouse, position. The view has `said` and
 * `moved`, and its state begins with a struct list, whose owner it is. All of these are about the
 * view that is shown.
 */
#ifndef PTVIEW_UI_LISTED_H
#define PTVIEW_UI_LISTED_H

#include "ui/kit/list.h"
#include "ui/state.h"

/* Rows of the list that there is room for. */
size_t listed_height(const struct ui *u);

/* Draw what is said above them, in as many lines as it needs where rows are left. Returns where
 * they are. */
struct grid_area listed_draw_head(struct ui *u);

/* For struct view. Enter, and a second click on a row, show the entry in the tree. */
bool listed_request(struct ui *u, void *own, enum keys_request req);
void listed_position(const struct ui *u, const void *own, char buf[SCREEN_POSITION_MAX]);
void listed_click(struct ui *u, void *own, unsigned row, unsigned col);
void listed_wheel(struct ui *u, void *own, long rows);

#endif
