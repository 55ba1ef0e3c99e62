/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What changed while the guest ran: a row each, the newest last, and what watching costs. */
#include <inttypes.h>

#include "src/number.h"
#include "ui/nav.h"
#include "ui/stores.h"
#include "ui/switch.h"
#include "ui/views/listed.h"
#include "ui/views/views.h"
#include "ui/watching.h"

enum { TIME_AT = 1, INPUT_AT = 11 };

struct shown {
	struct list l;
	uint64_t left_out; /* of the log, when it was looked at last */
	bool follows;	   /* the cursor is on the newest row, and stays so */
	bool begun;
};

/* What is shown is what the row is of. */
static bool here(const struct ui *u, const struct changes_row *r)
{
	return r->regime == u->space->w.r.id && r->cpu == u->cpu;
}

/* As state_watch.told. */
static uint64_t told_at(const struct ui *u, const struct shown *v)
{
	return v->l.n ? u->changes.left_out + v->l.at + 1 : 0;
}

/* The entry, in the regime that it is of, as it is now. */
static void go(struct ui *u, const struct changes_row *r)
{
	struct tree *t;

	if (!here(u, r))
		switch_to(u, r->regime, r->cpu);
	if (!here(u, r))
		return; /* and it was said why */
	t = &u->space->tree;
	state_follow(u, r->d.ia);
	while (!r->d.by_range && t->cursor->parent->what != TREE_ROOT &&
	       (t->cursor->what != TREE_RUN || tree_level(t->cursor) > r->d.level))
		t->cursor = t->cursor->parent;
	nav_show(t, state_height(u));
	state_refresh(u);
}

/* Rows come at the end and go at the start: the cursor stays on its own. */
static void fit(struct ui *u, void *own)
{
	struct shown *v = own;
	const struct changes *c = &u->changes;
	uint64_t gone = c->left_out - v->left_out;

	if (!v->begun || c->n + gone < v->l.n || c->left_out < v->left_out)
		*v = (struct shown){.follows = true, .begun = true};
	else
		v->l.at -= gone < v->l.at ? (size_t)gone : v->l.at;
	v->left_out = c->left_out;
	v->l.n = c->n;
	if (v->follows && c->n)
		v->l.at = c->n - 1;
	if (v->l.n && here(u, &c->r[v->l.at]) && told_at(u, v) != u->watch.told)
		go(u, &c->r[v->l.at]);
	u->watch.told = told_at(u, v);
	list_fit(&v->l, listed_height(u));
}

/* ---- The picture ---- */

/* Between two things that are said, of those since `from`. */
static void put_apart(struct text *t, size_t from, enum text_style style)
{
	if (t->len > from)
		text_put(t, style, "; ");
}

static void put_cost(const struct ui *u, struct text *t, uint64_t ran)
{
	const struct state_watch *w = &u->watch;
	uint64_t looks = u->changes.looks, held = w->held + w->stood;
	size_t from = t->len;

	stores_text(u, t);
	if (w->at_stops || looks > 1)
		put_apart(t, from, TEXT_DIM);
	if (w->at_stops) {
		text_put(t, TEXT_DIM, "compared at each stop; the guest is let run by x, . and U");
	} else if (looks > 1) {
		text_put(t, TEXT_DIM,
			 "%s hold the guest %" PRIu64 ".%" PRIu64
			 "%% of the time; a look for %" PRIu64 " ms, at most %" PRIu64 " ms",
			 w->by_stores ? "looks and stores" : "looks", held * 100 / (ran ? ran : 1),
			 held * 1000 / (ran ? ran : 1) % 10, w->held / (looks - 1), w->longest);
	}
	if (w->unread) {
		put_apart(t, from, TEXT_ERROR);
		text_put(t, TEXT_ERROR, "%" PRIu64 " %s unread", w->unread,
			 number_word(w->unread, "table", "tables"));
	}
	if (w->lost) {
		put_apart(t, from, TEXT_ERROR);
		text_put(t, TEXT_ERROR, "%" PRIu64 " %s lost", w->lost,
			 number_word(w->lost, "look", "looks"));
	}
	if (u->changes.left_out) {
		put_apart(t, from, TEXT_ERROR);
		text_put(t, TEXT_ERROR, "%" PRIu64 " rows are gone", u->changes.left_out);
	}
}

/* How much was seen and how long; "nothing" is an answer. */
static void said(const struct ui *u, const void *own, struct text *t)
{
	const struct state_watch *w = &u->watch;
	const struct changes *c = &u->changes;
	uint64_t now = u->screen.term.ops->now(u->screen.term.arg);
	uint64_t ran = (w->on ? now : w->ended) - w->began;

	(void)own;
	if (!w->on && !c->looks) {
		text_put(t, TEXT_WARN, "nothing is watched: X lets %s run, and watches %s",
			 u->o->live ? "the guest" : "a live guest", u->space->w.r.name);
		return;
	}
	text_put(t, TEXT_PLAIN, "%s%s of CPU %u%s: ", regime_name(w->id),
		 w->through && !w->by_stores ? "+s2" : "", w->cpu,
		 w->on ? " watched" : ", no longer watched");
	if (w->empty)
		text_put(t, TEXT_WARN, "empty so far; ");
	text_put(t, c->entries ? TEXT_WARN : TEXT_PLAIN, "%" PRIu64 " %s changed", c->entries,
		 number_word(c->entries, "entry", "entries"));
	text_put(t, TEXT_PLAIN, " in %" PRIu64 " %s, %" PRIu64 " s\n", c->looks,
		 number_word(c->looks, "look", "looks"), ran / 1000);
	put_cost(u, t, ran);
}

struct columns {
	unsigned class_at, entry_at, what_at;
};

static struct columns columns_of(const struct ui *u)
{
	bool wide = u->layout.tree.cols >= 100;

	return (struct columns){INPUT_AT + 20, wide ? INPUT_AT + 33 : 0,
				wide ? INPUT_AT + 55 : INPUT_AT + 33};
}

static void draw_header(struct ui *u, const struct columns *c)
{
	struct grid *g = &u->screen.grid;
	unsigned row = u->layout.header.row, end = u->layout.tree.cols;

	grid_fill(g, row, 0, end, TEXT_HEAD, GRID_UNDERLINE, " ");
	grid_put(g, row, TIME_AT, end, TEXT_HEAD, GRID_UNDERLINE, "After");
	grid_put(g, row, INPUT_AT, end, TEXT_HEAD, GRID_UNDERLINE, "Input");
	grid_put(g, row, c->class_at, end, TEXT_HEAD, GRID_UNDERLINE, "Class");
	if (c->entry_at)
		grid_put(g, row, c->entry_at, end, TEXT_HEAD, GRID_UNDERLINE, "Entry at");
	grid_put(g, row, c->what_at, end, TEXT_HEAD, GRID_UNDERLINE, "Before, after");
}

/* "L3 0x40003080 3x": where the descriptor is, and how often it has changed. */
static void put_entry(const struct changes_row *r, struct text *t)
{
	const struct diff_row *d = &r->d;
	const struct diff_side *s = &d->side[d->side[1].table.v ? 1 : 0];

	if (!d->by_range && s->table.v)
		text_put(t, TEXT_ADDRESS, "0x%" PRIx64, s->table.v + 8 * (uint64_t)d->index);
	if (r->again > 1)
		text_put(t, TEXT_WARN, " %ux", r->again);
}

static void put_root(uint64_t root, struct text *t)
{
	if (root == WATCHING_NO_ROOT)
		text_put(t, TEXT_DIM, "none");
	else
		text_put(t, TEXT_ADDRESS, "0x%" PRIx64, root);
}

/* The tables that are watched are those of the first look, wherever the CPU goes. */
static void put_roots(const struct ui *u, const struct changes_row *r, struct text *t)
{
	put_root(r->d.side[0].raw, t);
	text_put(t, TEXT_PLAIN, u->screen.grid.ascii ? " -> " : " → ");
	put_root(r->d.side[1].raw, t);
	text_put(t, TEXT_DIM,
		 r->d.side[1].raw == u->watch.watched ? ": CPU %u is back"
						      : ": CPU %u is elsewhere",
		 r->cpu);
}

/* By its name, or where it is. */
static void put_who(const struct changes_row *r, struct text *t)
{
	if (!r->by.seen)
		text_put(t, TEXT_WARN, "unseen ");
	else if (r->name[0])
		text_put(t, TEXT_PLAIN, "%s ", r->name);
	else if (r->by.pc_known)
		text_put(t, TEXT_ADDRESS, "0x%" PRIx64 " ", r->by.pc);
}

/* A store's mark is sure: it was stopped at. */
static void put_bbm(const struct changes_row *r, struct text *t)
{
	enum writes_bbm bbm = r->by_stores ? r->by.bbm
			      : r->d.bbm   ? WRITES_BBM_UNSEEN
					   : WRITES_BBM_NONE;

	if (bbm == WRITES_BBM_BROKEN)
		text_put(t, TEXT_ERROR, "no bbm ");
	else if (bbm != WRITES_BBM_NONE)
		text_put(t, TEXT_WARN, bbm == WRITES_BBM_UNSEEN ? "bbm? " : "no bbm? ");
}

static void put_what(const struct ui *u, const struct changes_row *r, struct text *t)
{
	const struct rows_options o = {.ascii = u->screen.grid.ascii};
	const struct walker w = changes_walker(r);

	if (r->d.class == DIFF_CLASSES) {
		put_roots(u, r, t);
		return;
	}
	put_bbm(r, t);
	if (r->by_stores)
		put_who(r, t);
	diff_text_change(t, &w, &w, &r->d, &o);
}

static void draw_row(struct ui *u, const struct shown *v, unsigned row, size_t i,
		     const struct columns *c)
{
	const struct changes_row *r = &u->changes.r[i];
	struct grid *g = &u->screen.grid;
	unsigned cols = u->layout.tree.cols;
	bool fresh = changes_fresh(&u->changes, r);
	struct text t = {0};

	grid_put(g, row, 0, 1, TEXT_WARN, 0, fresh ? (g->ascii ? "*" : "●") : " ");
	grid_putf(g, row, TIME_AT, INPUT_AT - 1, fresh ? TEXT_PLAIN : TEXT_DIM, 0,
		  "%4" PRIu64 ".%" PRIu64 " s", r->at / 1000, r->at / 100 % 10);
	grid_putf(g, row, INPUT_AT, c->class_at - 1, TEXT_ADDRESS, 0, "0x%012" PRIx64, r->d.ia.v);
	grid_put(g, row, c->class_at, cols, changes_style(r), 0, changes_class(r));
	if (c->entry_at) {
		put_entry(r, &t);
		grid_text(g, (struct grid_area){row, c->entry_at, 1, c->what_at - c->entry_at - 1},
			  &t, 0, 0);
		text_clear(&t);
	}
	put_what(u, r, &t);
	if (c->what_at < cols)
		grid_text(g, (struct grid_area){row, c->what_at, 1, cols - c->what_at}, &t, 0, 0);
	text_free(&t);
	if (i == v->l.at)
		grid_mark(g, row, 0, cols, state_has_keys(u) ? GRID_SELECTED : GRID_RESTING);
}

static void draw(struct ui *u, void *own)
{
	const struct shown *v = own;
	struct columns c = columns_of(u);
	struct grid_area a;

	draw_header(u, &c);
	a = listed_draw_head(u);
	for (unsigned i = 0; i < a.rows && v->l.top + i < v->l.n; i++)
		draw_row(u, v, a.row + i, v->l.top + i, &c);
}

/* ---- Keys and the mouse ---- */

static void moved(struct ui *u, void *own)
{
	struct shown *v = own;

	v->follows = v->l.at + 1 >= v->l.n;
	u->watch.told = told_at(u, v);
	if (v->l.n)
		go(u, &u->changes.r[v->l.at]);
}

const struct view view_log = {
	.name = "log",
	.shows = REQ_LOG,
	.keys = KEYS_LIST,
	.stays = true,
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
