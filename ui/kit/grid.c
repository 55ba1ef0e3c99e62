/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/kit/grid.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "ui/kit/utf8.h"

enum err_code grid_resize(struct grid *g, unsigned rows, unsigned cols)
{
	struct grid_cell *cells;

	if (rows != g->rows || cols != g->cols || !g->cells) {
		cells = calloc((size_t)rows * cols + 1, sizeof(*cells));
		if (!cells)
			return ERR_NOMEM;
		free(g->cells);
		g->cells = cells;
		g->rows = rows;
		g->cols = cols;
	}
	grid_clear(g);
	return ERR_NONE;
}

void grid_clear(struct grid *g)
{
	for (size_t i = 0; i < (size_t)g->rows * g->cols; i++)
		g->cells[i] = (struct grid_cell){.ch = " "};
	g->caret = false;
}

void grid_free(struct grid *g)
{
	free(g->cells);
	g->cells = NULL;
	g->rows = g->cols = 0;
}

/* Overwriting half of a wide character leaves a blank for the other half. */
static void cell_break(struct grid *g, unsigned row, unsigned col)
{
	struct grid_cell *cell = &g->cells[(size_t)row * g->cols + col];

	if (!cell->ch[0] && col > 0)
		memcpy(cell[-1].ch, " ", 2);
	if (col + 1 < g->cols && !cell[1].ch[0])
		memcpy(cell[1].ch, " ", 2);
}

/* Put one character of width 1 or 2, which fits. */
static void cell_put(struct grid *g, unsigned row, unsigned col, struct grid_cell c,
		     const struct utf8_char *u)
{
	struct grid_cell *cell = &g->cells[(size_t)row * g->cols + col];

	for (unsigned i = 0; i < u->width; i++)
		cell_break(g, row, col + i);
	memcpy(c.ch, u->bytes, sizeof(c.ch));
	cell[0] = c;
	if (u->width == 2) {
		memset(c.ch, 0, sizeof(c.ch));
		cell[1] = c;
	}
}

unsigned grid_put_n(struct grid *g, unsigned row, unsigned col, unsigned end, enum text_style style,
		    unsigned marks, const char *s, size_t len)
{
	struct grid_cell c = {.style = (uint8_t)style, .marks = (uint8_t)marks};
	struct utf8_char u;

	if (end > g->cols)
		end = g->cols;
	if (row >= g->rows)
		return col;
	while (len) {
		size_t used = utf8_next(s, len, g->ascii, &u);

		if (col + u.width > end)
			break;
		if (u.width)
			cell_put(g, row, col, c, &u);
		col += u.width;
		s += used;
		len -= used;
	}
	return col;
}

unsigned grid_put(struct grid *g, unsigned row, unsigned col, unsigned end, enum text_style style,
		  unsigned marks, const char *s)
{
	return grid_put_n(g, row, col, end, style, marks, s, strlen(s));
}

unsigned grid_put_cut(struct grid *g, unsigned row, unsigned col, unsigned end,
		      enum text_style style, unsigned marks, const char *s)
{
	unsigned after = grid_put(g, row, col, end, style, marks, s);

	if (end > col && grid_width(s) > end - col)
		after = grid_put(g, row, end - 1, end, style, marks, "…");
	return after;
}

unsigned grid_putf(struct grid *g, unsigned row, unsigned col, unsigned end, enum text_style style,
		   unsigned marks, const char *fmt, ...)
{
	char buf[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(buf, sizeof(buf), fmt, ap);
	va_end(ap);
	return grid_put(g, row, col, end, style, marks, buf);
}

void grid_fill(struct grid *g, unsigned row, unsigned col, unsigned end, enum text_style style,
	       unsigned marks, const char *ch)
{
	if (end > g->cols)
		end = g->cols;
	while (col < end)
		col = grid_put(g, row, col, end, style, marks, ch);
}

void grid_mark(struct grid *g, unsigned row, unsigned col, unsigned end, unsigned marks)
{
	if (row >= g->rows)
		return;
	for (; col < end && col < g->cols; col++) {
		struct grid_cell *c = &g->cells[(size_t)row * g->cols + col];

		c->marks = (uint8_t)(c->marks | marks);
	}
}

unsigned grid_width(const char *s)
{
	struct utf8_char u;
	size_t len = strlen(s);
	unsigned width = 0;

	while (len) {
		size_t used = utf8_next(s, len, false, &u);

		s += used;
		len -= used;
		width += u.width;
	}
	return width;
}

size_t grid_text_lines(const struct text *t)
{
	size_t lines = 0;

	for (size_t i = 0; i < t->len; i++)
		lines += t->buf[i] == '\n';
	return lines + (t->len && t->buf[t->len - 1] != '\n');
}

/* Where a line of text is being put: x counts the columns of the text, not of the screen. */
struct text_cursor {
	struct grid *g;
	const struct grid_area *a;
	unsigned row, left;
	unsigned x;
};

/* One character of a text: beside the area it only counts, past the right edge it becomes "…". */
static void text_char(struct text_cursor *c, enum text_style style, const char *s, size_t len,
		      const struct utf8_char *u)
{
	unsigned col = c->a->col + c->x - c->left, edge = c->a->col + c->a->cols;

	if (c->x >= c->left && col + u->width <= edge)
		grid_put_n(c->g, c->row, col, edge, style, 0, s, len);
	else if (c->x >= c->left && u->code != ' ' && c->a->cols)
		grid_put(c->g, c->row, edge - 1, edge, TEXT_DIM, 0, "…");
	c->x += u->width;
}

/* Spans may leave gaps and are in order. *span: where to look from, moved on. */
static enum text_style style_at(const struct text *t, size_t at, size_t *span)
{
	while (*span < t->nspans && t->spans[*span].at + t->spans[*span].len <= at)
		(*span)++;
	if (*span < t->nspans && t->spans[*span].at <= at)
		return t->spans[*span].style;
	return TEXT_PLAIN;
}

static size_t line_start(const struct text *t, size_t first)
{
	size_t at = 0;

	while (first && at < t->len)
		first -= t->buf[at++] == '\n';
	return first ? t->len : at;
}

void grid_text(struct grid *g, struct grid_area a, const struct text *t, size_t first,
	       unsigned left)
{
	struct text_cursor c = {.g = g, .a = &a, .row = a.row, .left = left};
	size_t at = line_start(t, first), span = 0;

	while (at < t->len && c.row < a.row + a.rows) {
		struct utf8_char u;
		size_t used = utf8_next(t->buf + at, t->len - at, g->ascii, &u);

		if (t->buf[at] == '\n') {
			c.row++;
			c.x = 0;
		} else {
			text_char(&c, style_at(t, at, &span), t->buf + at, used, &u);
		}
		at += used;
	}
}
