/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The replay screen in the grid: operations, the tables they reach, and the decision on the order.
 */
#include <inttypes.h>
#include <string.h>

#include "ui/kit/frame.h"
#include "ui/kit/wrap.h"
#include "ui/replay/face.h"
#include "ui/replay/replay_tables.h"
#include "ui/replay/replay_text.h"
#include "ui/replay/replay_view.h"

enum {
	LIST_COLS = 72,	  /* an operation with usual flags, its number and its outcome */
	BESIDE_COLS = 12, /* number, outcome and blanks */
	LIST_LOOKED = 4096,
	TABLES_COLS = 48, /* what the tables need, */
	TABLES_WIDE = 94, /* and with input addresses and raw values, from so many in all on: */
	WIDE_COLS = 150,
};

static unsigned min(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* The longest operation, as far as the tables have what they need. */
static unsigned list_cols(const struct replay_view *v, unsigned cols)
{
	unsigned least = cols < 120 ? cols * 2 / 5 : min(cols / 3, LIST_COLS);
	unsigned most = cols - min(cols, cols < WIDE_COLS ? TABLES_COLS : TABLES_WIDE);
	unsigned want = least;

	for (size_t i = 0; i < v->w.nops && i < LIST_LOOKED && want < LIST_COLS; i++) {
		unsigned w = (unsigned)replay_walk_text(&v->w, i).len + BESIDE_COLS;

		want = w > want ? w : want;
	}
	want = min(min(want, LIST_COLS), most);
	return want > least ? want : least;
}

static struct replay_parts parts_of(const struct replay_view *v)
{
	unsigned rows = v->screen.grid.rows, cols = v->screen.grid.cols;
	unsigned upper = (rows - 3) * 2 / 5, left = list_cols(v, cols);
	struct replay_parts p = {.rule = 1 + upper};

	if (v->zoomed) {
		p.rule = 1;
		upper = 0;
	}
	p.ops = (struct grid_area){1, 0, upper, left};
	p.tables = (struct grid_area){1, left + 2, upper, cols - left - 2};
	p.below = (struct grid_area){p.rule + 1, 1, rows - p.rule - 2, cols - 2};
	return p;
}

static void draw_title(struct replay_view *v)
{
	const struct replay_walk *w = &v->w;
	struct grid *g = &v->screen.grid;
	char right[96];
	unsigned at;

	snprintf(right, sizeof(right), "%s  operation %zu of %zu", w->dialect, w->begun, w->nops);
	at = grid_width(right) + 2 < g->cols ? g->cols - grid_width(right) - 1 : 1;
	grid_fill(g, 0, 0, g->cols, TEXT_HEAD, GRID_BAR, " ");
	grid_put(g, 0, 1, g->cols, TEXT_HEAD, GRID_BAR | GRID_STRONG, "ptview");
	if (at > 12 && v->w.below)
		grid_put_cut(g, 0, 9, at - 2, TEXT_HEAD, GRID_BAR, v->name);
	else if (at > 12)
		frame_name(g, 9, at - 2, v->name);
	grid_put(g, 0, at, g->cols, TEXT_HEAD, GRID_BAR, right);
}

/* "0", "-95", "assert", "! 0" where something is wrong with what it did; nothing where the
 * operation has not been done. */
static void outcome_text(const struct replay_walk *w, const struct replay_walk_op *op, char *buf,
			 size_t len)
{
	char words[REPLAY_RC_MAX];

	if (!op->known)
		snprintf(buf, len, "%s", op->stuck ? "?" : "");
	else if (!strcmp(w->face->rc(op->rc, words), "assertion"))
		snprintf(buf, len, "assert");
	else
		snprintf(buf, len, "%s%d", op->wrong ? "! " : "", op->rc);
}

static void draw_operation(struct replay_view *v, struct grid_area a, unsigned row, size_t i)
{
	const struct replay_walk_op *op = &v->w.ops[i];
	struct replay_text text = replay_walk_text(&v->w, i);
	bool here = i + 1 == v->w.begun, done = i < v->w.begun;
	bool refused = op->known && (op->failed || op->wrong);
	enum text_style style = refused ? TEXT_ERROR : done ? TEXT_PLAIN : TEXT_DIM;
	unsigned end = a.col + a.cols, at;
	char rc[16], line[PROMPT_MAX];

	outcome_text(&v->w, op, rc, sizeof(rc));
	if (here)
		grid_fill(&v->screen.grid, row, a.col, end, TEXT_PLAIN, GRID_SELECTED, " ");
	snprintf(line, sizeof(line), "%.*s", (int)text.len, text.s);
	at = grid_putf(&v->screen.grid, row, a.col, end, TEXT_DIM, here ? GRID_SELECTED : 0,
		       "%3zu%s ", i + 1, op->typed ? "*" : " ");
	grid_put_cut(&v->screen.grid, row, at, end - 7, style, here ? GRID_SELECTED : 0, line);
	grid_put(&v->screen.grid, row, end - 1 - grid_width(rc), end,
		 refused ? TEXT_ERROR : TEXT_BLOCK, here ? GRID_SELECTED : 0, rc);
}

/* The wheel may have left the operation where one is; a step or another size leads back to it. */
static void draw_operations(struct replay_view *v, struct grid_area a, bool follow)
{
	size_t here = v->w.begun ? v->w.begun - 1 : 0;

	v->text_room = a.rows ? a.cols - 10 : 0; /* between number and outcome */
	if (!a.rows)
		return;
	if (follow && here < v->top)
		v->top = here;
	if (follow && here >= v->top + a.rows)
		v->top = here - a.rows + 1;
	for (unsigned r = 0; r < a.rows && v->top + r < v->w.nops; r++)
		draw_operation(v, a, a.row + r, v->top + r);
}

static void draw_tables(struct replay_view *v, struct grid_area a)
{
	struct replay_tables_size size = {.rows = a.rows < REPLAY_SPOTS ? a.rows : REPLAY_SPOTS,
					  .cols = a.cols,
					  .ascii = v->screen.grid.ascii};
	struct text t = {0};

	if (!a.rows)
		return;
	for (unsigned r = 0; r < a.rows; r++)
		grid_put(&v->screen.grid, a.row + r, a.col - 2, a.col - 1, TEXT_DIM, 0, "│");
	memset(v->spots, 0, sizeof(v->spots));
	replay_tables_text(&t, &v->w, &size, v->spots);
	grid_text(&v->screen.grid, a, &t, 0, 0);
	text_free(&t);
}

/* The operation in full, where the list above has cut it. */
static void draw_operation_again(struct replay_view *v, unsigned row, unsigned at, unsigned end)
{
	struct replay_text text;
	char line[PROMPT_MAX];

	if (!v->w.begun)
		return;
	text = replay_walk_text(&v->w, v->w.begun - 1);
	snprintf(line, sizeof(line), " %.*s ", (int)text.len, text.s);
	if (grid_width(line) > v->text_room && at + 8 < end)
		grid_put_cut(&v->screen.grid, row, at + 1, end, TEXT_PLAIN, 0, line);
}

static void draw_rule(struct replay_view *v, unsigned row)
{
	const struct replay_walk *w = &v->w;
	struct grid *g = &v->screen.grid;
	char what[80], where[32];
	uint64_t planned = w->begun ? replay_walk_planned(w, w->begun - 1) : 0;
	unsigned at, end;

	if (!w->begun)
		snprintf(what, sizeof(what), " start ");
	else if (planned)
		snprintf(what, sizeof(what), " step %" PRIu64 " of %" PRIu64 " ", w->step, planned);
	else if (w->step)
		snprintf(what, sizeof(what), " step %" PRIu64 " ", w->step);
	else
		snprintf(what, sizeof(what), " no step ");
	grid_fill(g, row, 0, g->cols, TEXT_DIM, 0, "─");
	at = grid_put(g, row, 2, g->cols, TEXT_HEAD, GRID_STRONG, what);
	scroll_position(&v->decision, v->parts.below, where);
	end = g->cols - 3 - grid_width(where);
	draw_operation_again(v, row, at, where[0] ? end - 2 : g->cols - 2);
	if (where[0])
		grid_putf(g, row, end - 1, g->cols - 1, TEXT_DIM, 0, " %s ", where);
}

static void fill_decision(struct replay_view *v, unsigned cols)
{
	struct text t = {0};

	text_clear(&v->decision.text);
	replay_text_step(&t, &v->w, v->screen.grid.ascii);
	replay_text_operation(&t, &v->w, v->screen.grid.ascii);
	wrap_text(&v->decision.text, &t, cols);
	text_free(&t);
	scroll_ready(&v->decision, !v->moved);
	v->moved = false;
}

void replay_view_draw(void *of)
{
	struct replay_view *v = of;
	struct replay_parts p = parts_of(v);
	bool follow = v->moved || p.ops.rows != v->parts.ops.rows;

	v->parts = p;
	draw_title(v);
	draw_operations(v, p.ops, follow);
	draw_tables(v, p.tables);
	fill_decision(v, p.below.cols);
	scroll_draw(&v->decision, &v->screen.grid, p.below);
	draw_rule(v, p.rule);
}
