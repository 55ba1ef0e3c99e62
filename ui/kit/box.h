/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A framed box over the screen.
 */
#ifndef PTVIEW_UI_BOX_H
#define PTVIEW_UI_BOX_H

#include <stdbool.h>

#include "ui/kit/grid.h"

/*
 * Draw an empty box in the middle of an area, for `rows` lines of `cols` columns or as many as fit.
 * Returns its inside: a blank column is kept free at both sides.
 */
struct grid_area box_draw(struct grid *g, struct grid_area a, unsigned rows, unsigned cols,
			  const char *title);

bool box_holds(struct grid_area a, unsigned row, unsigned col);

#endif
