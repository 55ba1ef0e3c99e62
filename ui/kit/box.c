/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/kit/box.h"

bool box_holds(struct grid_area a, unsigned row, unsigned col)
{
	return row >= a.row && row - a.row < a.rows && col >= a.col && col - a.col < a.cols;
}

static void edge(struct grid *g, unsigned row, unsigned col, unsigned end, const char *left,
		 const char *right)
{
	grid_put(g, row, col, end, TEXT_DIM, 0, left);
	grid_fill(g, row, col + 1, end - 1, TEXT_DIM, 0, "─");
	grid_put(g, row, end - 1, end, TEXT_DIM, 0, right);
}

struct grid_area box_draw(struct grid *g, struct grid_area a, unsigned rows, unsigned cols,
			  const char *title)
{
	unsigned title_cols = grid_width(title) + 4;
	struct grid_area out;

	if (cols < title_cols)
		cols = title_cols;
	out.rows = rows + 2 < a.rows ? rows + 2 : a.rows;
	out.cols = cols + 4 < a.cols ? cols + 4 : a.cols;
	if (out.rows < 3 || out.cols < 5)
		return (struct grid_area){0};
	out.row = a.row + (a.rows - out.rows) / 2;
	out.col = a.col + (a.cols - out.cols) / 2;
	edge(g, out.row, out.col, out.col + out.cols, "┌", "┐");
	grid_putf(g, out.row, out.col + 2, out.col + out.cols - 2, TEXT_HEAD, GRID_STRONG, " %s ",
		  title);
	for (unsigned r = out.row + 1; r < out.row + out.rows - 1; r++) {
		grid_fill(g, r, out.col, out.col + out.cols, TEXT_PLAIN, 0, " ");
		grid_put(g, r, out.col, out.col + 1, TEXT_DIM, 0, "│");
		grid_put(g, r, out.col + out.cols - 1, out.col + out.cols, TEXT_DIM, 0, "│");
	}
	edge(g, out.row + out.rows - 1, out.col, out.col + out.cols, "└", "┘");
	return (struct grid_area){out.row + 1, out.col + 2, out.rows - 2, out.cols - 4};
}
