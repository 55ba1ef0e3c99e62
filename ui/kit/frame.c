/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/kit/frame.h"

#include <string.h>

#include "ui/kit/layout.h"
#include "ui/kit/utf8.h"

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
static unsigned put_line(struct grid *g, unsigned row, const char *label, const struct prompt *p)
{
	unsigned end = g->cols - 1;
	unsigned at = grid_put(g, row, 1, end, TEXT_HEAD, GRID_BAR | GRID_STRONG, label);
	size_t from = left_out(p, at + 1 < end ? end - at - 1 : 1);

	if (from)
		at = grid_put(g, row, at, end, TEXT_DIM, GRID_BAR, "…");
	g->caret = true;
	g->caret_row = row;
	g->caret_col =
		grid_put_n(g, row, at, end, TEXT_PLAIN, GRID_BAR, p->line + from, p->caret - from);
	return grid_put_cut(g, row, at, end, TEXT_PLAIN, GRID_BAR, p->line + from);
}

void frame_prompt(struct grid *g, const char *label, bool above, const struct prompt *p,
		  const struct text *hint)
{
	unsigned row = g->rows - 1, at = put_line(g, row, label, p) + 3;

	if (above) {
		at = 1;
		grid_fill(g, --row, 0, g->cols, TEXT_PLAIN, GRID_BAR, " ");
	}
	if (at + 1 >= g->cols)
		return;
	if (p->err.code)
		grid_put_cut(g, row, at, g->cols - 1, TEXT_ERROR, GRID_BAR, p->err.text);
	else
		grid_text(g, (struct grid_area){row, at, 1, g->cols - 1 - at}, hint, 0, 0);
	grid_mark(g, row, 0, g->cols, GRID_BAR);
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
const char *frame_tail(const char *s, unsigned cols)
{
	while (*s && grid_width(s) > cols)
		s++;
	return s;
}
