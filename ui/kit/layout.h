/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the parts of the screen are.
 */
#ifndef PTVIEW_UI_LAYOUT_H
#define PTVIEW_UI_LAYOUT_H

#include <stdbool.h>

#include "ui/kit/grid.h"

/* What z cycles through. */
enum layout_mode {
	LAYOUT_SHARED, /* tree and detail pane */
	LAYOUT_ZOOMED, /* detail pane alone */
	LAYOUT_HIDDEN, /* tree alone */
	LAYOUT_MODES
};

enum { LAYOUT_LEAST_ROWS = 10, LAYOUT_LEAST_COLS = 40 };

/* An area without rows is not shown. */
struct layout {
	bool too_small; /* nothing but a line that says so */
	bool beside;	/* the detail pane is at the right of the tree, not below it */
	struct grid_area title, header, tree, crumb, detail, status;
};

/* The areas depend on nothing else, so that no part moves while the cursor does. */
struct layout layout_make(unsigned rows, unsigned cols, enum layout_mode mode);

#endif
