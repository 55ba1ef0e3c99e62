/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tree, its title, its path and its detail pane into the grid.
 */
#ifndef PTVIEW_UI_DRAW_H
#define PTVIEW_UI_DRAW_H

#include "ui/state.h"

/* All but the last row. of: the struct ui. */
void draw_tree_view(void *of);

#endif
