/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/kit/frame.h"

#include <string.h>

#include "ui/kit/layout.h"
#include "ui/kit/utf8.h"
#include "ui/kit/wrap.h"

enum { HINT_ROWS = LAYOUT_LEAST_ROWS / 2 };

/* One hint. Returns the column after it, or `at` where there is no space. */
static unsigned put_hint(struct grid *g, unsigned row, unsigned at, const struct keys_row *k)
{
	unsigned end = g->cols - 1;
	char name[KEYS_NAME_MAX];

	keys_name(k->codes[0], name);
	if (at + grid_width(name) + 1 + grid_width(k->hint) > end)
		return at;
	at = grid_put(g, row, at, end, TEXT_HEAD, GRID_BAR | GRID_STRONG, name);
	return grid_put(g, row, at + 1, end, TEXT_PLAIN, GRID_BAR, k->hint);
}

/* The help first, it has the others. */
void frame_hints(struct grid *g, unsigned row, unsigned at, enum keys_context context,
		 frame_hit_fn hit, void *arg)
{
	const struct keys_row *k;

	for (unsigned pass = 0; pass < 2; pass++) {
		for (size_t i = 0; (k = keys_row(i)) != NULL; i++) {
			unsigned end;

			if (!k->hint || !(k->contexts & context) || (k->req == REQ_HELP) == pass)
				continue;
			end = put_hint(g, row, at, k);
			if (end == at)
				continue;
			hit(arg, row, at, end, k->req);
			at = end + 2;
		}
	}
}

/* Bytes of a line to leave out at its start, so that the cursor is within `cols` columns. */
static size_t left_out(const struct prompt *p, unsigned cols)
{
	char before[PROMPT_MAX];
	size_t n = 0;

	snprintf(before, sizeof(before), "%.*s", (int)p->caret, p->line);
	while (before[n] && grid_width(before + n) >= cols) {
		struct utf8_char u;

		n += utf8_next(before + n, strlen(before + n), false, &u);
	}
	return n;
}

/* Label and line in a row. Returns the column behind them. */
static unsigned put_line(struct grid *g, const char *label, const struct prompt *p,
			 struct frame_line *l)
{
	unsigned end = g->cols - 1;
	unsigned at = grid_put(g, l->row, 1, end, TEXT_HEAD, GRID_BAR | GRID_STRONG, label);

	l->from = left_out(p, at + 1 < end ? end - at - 1 : 1);
	if (l->from)
		at = grid_put(g, l->row, at, end, TEXT_DIM, GRID_BAR, "…");
	l->col = at;
	g->caret = true;
	g->caret_row = l->row;
	g->caret_col = grid_put_n(g, l->row, at, end, TEXT_PLAIN, GRID_BAR, p->line + l->from,
				  p->caret - l->from);
	return grid_put_cut(g, l->row, at, end, TEXT_PLAIN, GRID_BAR, p->line + l->from);
}

/* Above: as many rows as it needs. */
static void put_said(struct grid *g, bool above, const struct text *said, struct frame_line *l)
{
	struct text t = {0};
	unsigned rows;

	if (!above) {
		grid_text(g, l->hint, said, 0, 0);
		grid_mark(g, l->row, 0, g->cols, GRID_BAR);
		return;
	}
	wrap_text(&t, said, g->cols - 2);
	rows = (unsigned)grid_text_lines(&t);
	rows = rows > HINT_ROWS ? HINT_ROWS : rows ? rows : 1;
	l->hint = (struct grid_area){l->row - rows, 1, rows, g->cols - 2};
	for (unsigned row = l->hint.row; row < l->row; row++)
		grid_fill(g, row, 0, g->cols, TEXT_PLAIN, GRID_BAR, " ");
	grid_text(g, l->hint, &t, 0, 0);
	for (unsigned row = l->hint.row; row < l->row; row++)
		grid_mark(g, row, 0, g->cols, GRID_BAR);
	text_free(&t);
}

struct frame_line frame_prompt(struct grid *g, const char *label, bool above,
			       const struct prompt *p, const struct text *hint)
{
	struct frame_line l = {.row = g->rows - 1};
	unsigned at = put_line(g, label, p, &l) + 3;
	struct text refused = {0};

	if (p->err.code)
		text_put(&refused, TEXT_ERROR, "%s", p->err.text);
	if (!above && at + 1 < g->cols)
		l.hint = (struct grid_area){l.row, at, 1, g->cols - 1 - at};
	put_said(g, above, p->err.code ? &refused : hint, &l);
	text_free(&refused);
	return l;
}

struct grid_area frame_pager(struct grid *g, const char *title, struct scroll *s)
{
	struct grid_area a = {1, 1, g->rows - 2, g->cols - 2};
	unsigned last = g->rows - 1;
	char where[32];

	grid_fill(g, 0, 0, g->cols, TEXT_HEAD, GRID_BAR, " ");
	grid_put(g, 0, 1, g->cols, TEXT_HEAD, GRID_BAR | GRID_STRONG, title);
	scroll_draw(s, g, a);
	grid_fill(g, last, 0, g->cols, TEXT_PLAIN, GRID_BAR, " ");
	grid_putf(g, last, 1, g->cols, TEXT_PLAIN, GRID_BAR, "%s", scroll_position(s, a, where));
	grid_put(g, last, 14, g->cols, TEXT_PLAIN, GRID_BAR, "q or Esc closes");
	return a;
}

/* Three lines, the first of which a screen of one row has, too. */
void frame_too_small(struct grid *g, const char *lost)
{
	unsigned row = g->rows / 2 + 3 <= g->rows ? g->rows / 2 : g->rows > 3 ? g->rows - 3 : 0;

	if (lost)
		grid_putf(g, row, 0, g->cols, TEXT_ERROR, 0, "q again loses %s", lost);
	else
		grid_putf(g, row, 0, g->cols, TEXT_WARN, 0, "%ux%u is too small:", g->cols,
			  g->rows);
	grid_putf(g, row + 1, 0, g->cols, TEXT_PLAIN, 0, "ptview needs %dx%d", LAYOUT_LEAST_COLS,
		  LAYOUT_LEAST_ROWS);
	grid_put(g, row + 2, 0, g->cols, TEXT_PLAIN, 0, lost ? "other keys: stay" : "q quits");
}

/* Malformed bytes count as the grid shows them. */
static const char *tail_of(const char *s, unsigned cols)
{
	while (*s && grid_width(s) > cols)
		s++;
	return s;
}

void frame_name(struct grid *g, unsigned at, unsigned end, const char *name)
{
	if (grid_width(name) > end - at) {
		name = tail_of(name, end - at - 1);
		at = grid_put(g, 0, at, end, TEXT_DIM, GRID_BAR, "…");
	}
	grid_put(g, 0, at, end, TEXT_HEAD, GRID_BAR, name);
}
