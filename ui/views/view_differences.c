/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What differs from what the screen is compared with: a row each, what was and is in the detail. */
#include <inttypes.h>

#include "src/number.h"
#include "ui/compare.h"
#include "ui/views/listed.h"
#include "ui/views/views.h"

enum { INPUT_AT = 1, CLASS_DIGITS = 12 };

struct shown {
	struct list l;
	const struct tree_node *node; /* the entry at the cursor */
	bool begun;
};

/* The entry was chosen elsewhere: to the first difference that it has a part in. */
static void follow_entry(struct ui *u, struct shown *v)
{
	struct tree_node *n = u->space->tree.cursor;
	size_t first;

	if (v->node == n)
		return;
	v->node = n;
	if (differences_find(&u->differ, tree_ia(n).v, tree_bytes(n), &first))
		list_jump(&v->l, first, listed_height(u));
}

static void moved(struct ui *u, void *own)
{
	struct shown *v = own;

	if (!v->l.n)
		return;
	compare_go(u, v->l.at);
	v->node = u->space->tree.cursor;
}

static void fit(struct ui *u, void *own)
{
	struct shown *v = own;

	v->l.n = state_compared(u) ? u->differ.n : 0;
	if (v->l.n && !v->begun)
		moved(u, v);
	else if (v->l.n)
		follow_entry(u, v);
	v->begun = v->l.n > 0;
	list_fit(&v->l, listed_height(u));
}

/* ---- The picture ---- */

/* What was compared with what, and how much of it differs: "none" is an answer. */
static void summary(const struct ui *u, struct text *t)
{
	const struct differences *c = &u->differ;
	const struct regime *r = &u->space->w.r;

	if (!state_compared(u)) {
		text_put(t, TEXT_WARN, "%s of CPU %u is not compared yet: D", r->name, u->cpu);
		return;
	}
	text_put(t, TEXT_PLAIN, "%s%s: %s, then CPU %u", r->name, c->through ? "+s2" : "", c->with,
		 u->cpu);
	text_put(t, TEXT_DIM, c->ranges ? ", by ranges: " : ", entry by entry: ");
	if (c->differ)
		text_put(t, TEXT_WARN, "%" PRIu64 " %s", c->differ,
			 number_word(c->differ, "differs", "differ"));
	else if (c->st)
		text_put(t, TEXT_WARN, "nothing is known");
	else
		text_put(t, TEXT_PLAIN, "no difference%s", c->unread ? " in what can be read" : "");
	if (c->n == DIFFERENCES_MOST && !c->st)
		text_put(t, TEXT_ERROR, "; the first %zu rows", c->n);
	if (c->unread)
		text_put(t, TEXT_ERROR, "; %" PRIu64 " %s cannot be read", c->unread,
			 number_word(c->unread, "table", "tables"));
	if (c->st)
		text_put(t, TEXT_ERROR, "; %s",
			 c->st == ERR_CANCELLED ? "stopped: not all" : err_words(c->st));
}

/* The classes with their numbers, or the registers that make the roots what they are. */
static void second_line(const struct ui *u, struct text *t)
{
	const struct differences *c = &u->differ;
	const char *sep = "";

	for (int k = 0; k < DIFF_CLASSES; k++) {
		if (!c->sum.entries[k])
			continue;
		text_put(t, TEXT_PLAIN, "%s", sep);
		text_put(t, diff_text_style((enum diff_class)k), "%" PRIu64 " %s",
			 c->sum.entries[k], diff_class_name((enum diff_class)k));
		sep = ", ";
	}
	if (!*sep && c->other.r.root.v == c->space->w.r.root.v)
		text_put(t, TEXT_DIM, "both have their root at 0x%" PRIx64, c->other.r.root.v);
}

static void said(const struct ui *u, const void *own, struct text *t)
{
	(void)own;
	summary(u, t);
	if (!state_compared(u))
		return;
	text_put(t, TEXT_PLAIN, "\n");
	second_line(u, t);
}

static void draw_header(struct ui *u, unsigned class_at, unsigned what_at)
{
	struct grid *g = &u->screen.grid;
	unsigned row = u->layout.header.row, end = u->layout.tree.cols;

	grid_fill(g, row, 0, end, TEXT_HEAD, GRID_UNDERLINE, " ");
	grid_put(g, row, INPUT_AT, end, TEXT_HEAD, GRID_UNDERLINE,
		 u->space->w.r.stage == 2 ? "Input IPA" : "Input VA");
	grid_put(g, row, class_at - 6, end, TEXT_HEAD, GRID_UNDERLINE, "Size  Class");
	grid_put(g, row, what_at, end, TEXT_HEAD, GRID_UNDERLINE, "Before, after");
}

static void draw_row(struct ui *u, const struct shown *v, unsigned row, size_t i, unsigned class_at,
		     unsigned what_at)
{
	const struct differences *c = &u->differ;
	const struct diff_row *d = &c->r[i].d;
	const struct rows_options o = {.ascii = u->screen.grid.ascii};
	struct grid *g = &u->screen.grid;
	struct grid_area a = u->layout.tree;
	struct text t = {0};
	char size[24];

	grid_putf(g, row, INPUT_AT, a.cols, TEXT_ADDRESS, 0, "0x%0*" PRIx64,
		  u->space->w.r.upper ? 16 : CLASS_DIGITS, d->ia.v);
	grid_putf(g, row, class_at - 9, class_at - 2, TEXT_PLAIN, 0, "%7s",
		  number_size_text(d->count * d->entry_size, size));
	grid_put(g, row, class_at, a.cols, diff_text_style(d->class), 0, diff_class_name(d->class));
	diff_text_change(&t, &c->other, &c->space->w, d, &o);
	if (what_at < a.cols)
		grid_text(g, (struct grid_area){row, what_at, 1, a.cols - what_at}, &t, 0, 0);
	text_free(&t);
	if (i == v->l.at)
		grid_mark(g, row, a.col, a.col + a.cols,
			  state_has_keys(u) ? GRID_SELECTED : GRID_RESTING);
}

static void draw(struct ui *u, void *own)
{
	const struct shown *v = own;
	unsigned class_at = INPUT_AT + (u->space->w.r.upper ? 18 : 14) + 10;
	unsigned what_at = class_at + 13;
	struct grid_area a;

	draw_header(u, class_at, what_at);
	a = listed_draw_head(u);
	for (unsigned i = 0; i < a.rows && v->l.top + i < v->l.n; i++)
		draw_row(u, v, a.row + i, v->l.top + i, class_at, what_at);
}

const struct view view_differences = {
	.name = "differences",
	.shows = REQ_COMPARE,
	.keys = KEYS_LIST,
	.size = sizeof(struct shown),
	.fit = fit,
	.draw = draw,
	.said = said,
	.moved = moved,
	.request = listed_request,
	.position = listed_position,
	.click = listed_click,
	.wheel = listed_wheel,
};
