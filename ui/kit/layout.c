/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/kit/layout.h"

enum {
	BESIDE_COLS = 164, /* from here on the detail pane stands at the right */
	TREE_COLS = 118,   /* what the tree makes good use of */
	DETAIL_LEAST_COLS = 80,
	DETAIL_MOST_COLS = 124,
	DETAIL_MOST = 16, /* rows below the tree */
	DETAIL_LEAST = 4,
};

/* Below the tree: a third of the height, or nothing where that would be too low to be of use. */
static unsigned detail_rows(unsigned body)
{
	unsigned rows = body / 3;

	if (rows < DETAIL_LEAST)
		return 0;
	return rows < DETAIL_MOST ? rows : DETAIL_MOST;
}

/* The tree gets what its columns can use, the pane the rest within its bounds. */
static void place_beside(struct layout *l, unsigned rows, unsigned cols)
{
	unsigned detail = cols - 2 > TREE_COLS ? cols - 2 - TREE_COLS : 0, tree;

	if (detail < DETAIL_LEAST_COLS)
		detail = DETAIL_LEAST_COLS;
	if (detail > DETAIL_MOST_COLS)
		detail = DETAIL_MOST_COLS;
	tree = cols - detail - 2;
	l->beside = true;
	l->header.cols = l->tree.cols = l->crumb.cols = tree;
	l->detail = (struct grid_area){2, tree + 2, rows - 3, detail};
}

struct layout layout_make(unsigned rows, unsigned cols, enum layout_mode mode)
{
	struct layout l = {.too_small = rows < LAYOUT_LEAST_ROWS || cols < LAYOUT_LEAST_COLS};
	unsigned body = rows - 4, below = mode == LAYOUT_SHARED ? detail_rows(body) : 0;

	if (l.too_small)
		return l;
	l.title = (struct grid_area){0, 0, 1, cols};
	l.status = (struct grid_area){rows - 1, 0, 1, cols};
	if (mode == LAYOUT_ZOOMED) {
		l.crumb = (struct grid_area){1, 0, 1, cols};
		l.detail = (struct grid_area){2, 0, rows - 3, cols};
		return l;
	}
	if (mode == LAYOUT_SHARED && cols >= BESIDE_COLS)
		below = 0;
	l.header = (struct grid_area){1, 0, 1, cols};
	l.tree = (struct grid_area){2, 0, body - below, cols};
	l.crumb = (struct grid_area){2 + body - below, 0, 1, cols};
	l.detail = (struct grid_area){rows - 1 - below, 0, below, cols};
	if (mode == LAYOUT_SHARED && cols >= BESIDE_COLS)
		place_beside(&l, rows, cols);
	return l;
}
