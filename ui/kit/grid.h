/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A grid of character cells: what a screen is before a terminal shows it.
 *
 * A cell says what it is (a style and marks), not how it looks. Every screen is drawn into a grid,
 * so that it can be compared without a terminal.
 */
#ifndef PTVIEW_UI_GRID_H
#define PTVIEW_UI_GRID_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "report/text.h"
#include "src/err.h"

/* Marks of a cell; any set of them. */
enum {
	GRID_SELECTED = 1 << 0, /* under the cursor of the pane that has the keys */
	GRID_BAR = 1 << 1,	/* title and status bars */
	GRID_STRONG = 1 << 2,
	GRID_UNDERLINE = 1 << 3,
	GRID_RESTING = 1 << 4, /* under the cursor of a pane that has not got the keys */
};

enum { GRID_CHAR_MAX = 5 }; /* bytes of one character and its NUL */

struct grid_cell {
	char ch[GRID_CHAR_MAX]; /* one character; "" for the second half of a wide one */
	uint8_t style;		/* enum text_style */
	uint8_t marks;
};

/* A zeroed struct is a grid without cells; all functions accept it. */
struct grid {
	unsigned rows, cols;
	struct grid_cell *cells; /* rows * cols */
	bool ascii;		 /* characters outside ASCII are put as their nearest in ASCII */
	bool caret;		 /* show the terminal's cursor, at: */
	unsigned caret_row, caret_col;
};

/* A rectangle of a grid, in cells. */
struct grid_area {
	unsigned row, col, rows, cols;
};

/* Give the grid a size and blank it. ERR_NOMEM leaves it as it was. */
enum err_code grid_resize(struct grid *g, unsigned rows, unsigned cols);
void grid_clear(struct grid *g);
void grid_free(struct grid *g);

/*
 * Put text from (row, col), up to but not including column `end`. What does not fit is cut.
 * Malformed UTF-8 and control characters show as a replacement; tabs and newlines are control
 * characters. Returns the column after the last cell written.
 */
unsigned grid_put(struct grid *g, unsigned row, unsigned col, unsigned end, enum text_style style,
		  unsigned marks, const char *s);

/* grid_put(), and a text that is cut ends in an ellipsis. */
unsigned grid_put_cut(struct grid *g, unsigned row, unsigned col, unsigned end,
		      enum text_style style, unsigned marks, const char *s);

/* grid_put() for len bytes, which need no NUL. */
unsigned grid_put_n(struct grid *g, unsigned row, unsigned col, unsigned end, enum text_style style,
		    unsigned marks, const char *s, size_t len);

/* grid_put() with a format; cut at 512 bytes. */
unsigned grid_putf(struct grid *g, unsigned row, unsigned col, unsigned end, enum text_style style,
		   unsigned marks, const char *fmt, ...) __attribute__((format(printf, 7, 8)));

/* Fill columns col..end-1 of a row with one character. */
void grid_fill(struct grid *g, unsigned row, unsigned col, unsigned end, enum text_style style,
	       unsigned marks, const char *ch);

/* Add marks to the cells of columns col..end-1. */
void grid_mark(struct grid *g, unsigned row, unsigned col, unsigned end, unsigned marks);

/* Columns that a string takes. */
unsigned grid_width(const char *s);

/* Lines of a text. */
size_t grid_text_lines(const struct text *t);

/*
 * Show a text in an area: from line `first`, without the first `left` columns of each line. A line
 * that goes on past the right edge ends in an ellipsis.
 */
void grid_text(struct grid *g, struct grid_area a, const struct text *t, size_t first,
	       unsigned left);

#endif
