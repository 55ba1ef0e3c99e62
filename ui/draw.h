/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The view that is shown, the title, the path to the entry and its detail pane into the grid.
 */
#ifndef PTVIEW_UI_DRAW_H
#define PTVIEW_UI_DRAW_H

#include "ui/state.h"

/* All but the last row. of: the struct ui. */
void draw_screen(void *of);

#endif
