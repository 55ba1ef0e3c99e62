/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is wrong, dangerous or wasteful: a row each, its words in the detail pane. */
#include <inttypes.h>
#include <stdlib.h>

#include "report/lint.h"
#include "ui/findings_look.h"
#include "ui/nav.h"
#include "ui/search.h"
#include "ui/views/listed.h"
#include "ui/views/views.h"

enum { SEVERITY_AT = 1, ID_AT = 9, INPUT_AT = 33, WHY_AT = 53 };

struct found {
	struct list l;
	size_t *rows;		   /* of the space's findings, those that are wanted */
	const struct space *space; /* it was made for; NULL: make it anew */
	const struct lint_finding *of;
	enum lint_severity least;
	bool through, looked; /* looked: there was an answer */
};

static void free_found(void *own)
{
	free(((struct found *)own)->rows);
}

static bool is_stale(const struct ui *u, const struct found *f)
{
	return f->space != u->space || f->of != u->space->found.f || f->least != u->least ||
	       f->through != u->through;
}

/* Where the row leads: what is found of many neighbours is shown at the row that they share. */
static void moved(struct ui *u, void *own)
{
	struct found *v = own;
	const struct lint_finding *f = v->l.n ? &u->space->found.f[v->rows[v->l.at]] : NULL;
	struct tree *t = &u->space->tree;
	struct tree_node *up;

	u->picked = f;
	state_refresh(u);
	if (!f)
		return;
	u->detail.top = 0;
	state_follow(u, f->start);
	while (t->cursor->parent->what != TREE_ROOT &&
	       (t->cursor->what != TREE_RUN || tree_level(t->cursor) > f->level))
		t->cursor = t->cursor->parent;
	up = t->cursor->parent;
	if (up->what == TREE_RUN && up->run.kind != DESC_TABLE && f->count > 1 &&
	    tree_ia(up).v == f->start.v)
		tree_shut(t, up);
	nav_show(t, state_height(u));
}

static void make(struct ui *u, struct found *v)
{
	const struct lint_result *r = &u->space->found;
	size_t *rows;

	v->l = (struct list){0}; /* what it lists may go */
	v->looked = findings_look(u);
	v->space = u->space;
	v->of = r->f;
	v->least = u->least;
	v->through = u->through;
	rows = v->looked && r->n ? realloc(v->rows, r->n * sizeof(*rows)) : NULL;
	if (rows)
		v->rows = rows;
	for (size_t i = 0; rows && i < r->n; i++)
		if (findings_look_wanted(u, &r->f[i]))
			rows[v->l.n++] = i;
	moved(u, v);
}

/* Asked of the first entry that the finding is about; one about a register never matches. */
static bool matches(struct ui *u, const void *own, size_t i)
{
	const struct found *v = own;
	const struct lint_finding *f = &u->space->found.f[v->rows[i]];
	const struct regime *r = &u->space->w.r;
	struct walk_result res;
	struct where_item item = {.ia = f->start, .size = f->size, .has_raw = true, .raw = f->raw};

	if (!f->size)
		return false;
	walk_addr(&u->space->w, f->start, u->through, &res);
	item.kinds = 1u << desc_classify(r->geo, f->level, f->raw);
	item.levels = f->level < 0 ? 0 : 1u << f->level;
	if (item.kinds & (1u << DESC_BLOCK | 1u << DESC_PAGE))
		item.leaf_sizes = regime_entry_size(r, f->level);
	item.maps = res.fault == WALK_FAULT_NONE && item.leaf_sizes;
	item.kept = res.kept.row;
	item.out = res.has_pa ? res.pa.v : res.oa.v;
	item.attr = &res.attr;
	item.contiguous = item.maps && (res.attr.flags & ATTR_CONTIGUOUS);
	return where_match(&u->sought, &item);
}

static void fit(struct ui *u, void *own)
{
	struct found *v = own;

	if (is_stale(u, v))
		make(u, v);
	if (search_list(u, &v->l, matches, v, listed_height(u)))
		moved(u, v);
	list_fit(&v->l, listed_height(u));
}

/* What was looked at: "none" is an answer, where all could be read. */
static void said(const struct ui *u, const void *own, struct text *t)
{
	const struct found *v = own;
	char unread[FINDINGS_LOOK_UNREAD];
	enum text_style style = u->space->unread ? TEXT_ERROR : TEXT_PLAIN;

	findings_look_unread(u, unread);
	if (!v->looked)
		text_put(t, TEXT_WARN, "not looked at");
	else if (v->l.n)
		text_put(t, style, "%zu %s%s", v->l.n, findings_look_what(u), unread);
	else
		text_put(t, style, "nothing found by %d rules%s%s", LINT_COUNT,
			 u->space->found.n ? " of this severity: F shows others" : "", unread);
}

static void draw_row(struct ui *u, const struct found *v, unsigned row, size_t i)
{
	const struct lint_finding *f = &u->space->found.f[v->rows[i]];
	const struct lint_rule *r = lint_rule(f->id);
	enum text_style style = lint_text_style(r->severity);
	struct grid *g = &u->screen.grid;
	struct grid_area a = u->layout.tree;
	char where[24] = "";

	if (f->size)
		snprintf(where, sizeof(where), "0x%" PRIx64, f->start.v);
	grid_put(g, row, SEVERITY_AT, ID_AT, style, 0, lint_severity_name(r->severity));
	grid_put_cut(g, row, ID_AT, INPUT_AT - 1, style, 0, r->id);
	grid_put(g, row, INPUT_AT, a.cols, TEXT_ADDRESS, 0, where);
	grid_put_cut(g, row, WHY_AT, a.cols, TEXT_PLAIN, 0, f->why);
	if (i == v->l.at)
		grid_mark(g, row, a.col, a.col + a.cols,
			  state_has_keys(u) ? GRID_SELECTED : GRID_RESTING);
}

static void draw(struct ui *u, void *own)
{
	struct found *v = own;
	struct grid_area a = u->layout.tree;
	struct grid *g = &u->screen.grid;
	unsigned head = u->layout.header.row;

	grid_fill(g, head, a.col, a.col + a.cols, TEXT_HEAD, GRID_UNDERLINE, " ");
	grid_put(g, head, SEVERITY_AT, a.cols, TEXT_HEAD, GRID_UNDERLINE, "Finding");
	grid_put(g, head, INPUT_AT, a.cols, TEXT_HEAD, GRID_UNDERLINE, "Input");
	grid_put(g, head, WHY_AT, a.cols, TEXT_HEAD, GRID_UNDERLINE, "Why");
	a = listed_draw_head(u);
	for (unsigned i = 0; i < a.rows && v->l.top + i < v->l.n; i++)
		draw_row(u, v, a.row + i, v->l.top + i);
}

const struct view view_findings = {
	.name = "findings",
	.shows = REQ_FINDINGS,
	.keys = KEYS_LIST,
	.size = sizeof(struct found),
	.free = free_found,
	.fit = fit,
	.draw = draw,
	.said = said,
	.moved = moved,
	.request = listed_request,
	.position = listed_position,
	.click = listed_click,
	.wheel = listed_wheel,
};
