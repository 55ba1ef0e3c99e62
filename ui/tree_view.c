/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/tree_view.h"

#include <stdlib.h>

#include "report/rows.h"
#include "src/number.h"
#include "ui/draw.h"
#include "ui/findings_list.h"
#include "ui/go.h"
#include "ui/kit/box.h"
#include "ui/nav.h"
#include "ui/roots_list.h"
#include "ui/switch.h"
#include "ui/try.h"

enum {
	OPEN_ALL_ROWS = 20000, /* that "unfold all" adds at once */
	SLOW_MS = 250,	       /* a read that took longer has the next one announced */
	DOUBLE_MS = 400,       /* between the two clicks of a double click */
};

static struct tree *tree(struct ui *u)
{
	return &u->space->tree;
}

/*
 * One table is one read, which nothing can interrupt. Where the last one was slow, say what is
 * being waited for before the screen stands still.
 */
static void open_node(struct ui *u, struct tree_node *n)
{
	uint64_t began = u->screen.term.ops->now(u->screen.term.arg);
	enum err_code st;

	if (u->slow && !n->loaded && tree_can_open(n) && n->run.kind == DESC_TABLE) {
		screen_say(&u->screen, TEXT_WARN, "reading the level %d table ...",
			   tree_level(n) + 1);
		screen_draw(&u->screen);
		u->screen.message[0] = '\0';
	}
	st = tree_open(tree(u), n);
	u->slow = u->screen.term.ops->now(u->screen.term.arg) - began > SLOW_MS;
	if (st)
		screen_say(&u->screen, TEXT_ERROR, "%s", err_words(st));
	state_refresh(u);
}

static void toggle_node(struct ui *u)
{
	struct tree_node *n = tree(u)->cursor;

	if (n->open)
		tree_shut(tree(u), n);
	else if (tree_can_open(n))
		open_node(u, n);
	else
		screen_say(&u->screen, TEXT_DIM, "nothing to unfold here: z shows its bits");
	state_refresh(u);
}

/* As file managers do: right unfolds, then enters; left folds, then leaves. */
static void open_or_enter(struct ui *u)
{
	struct tree_node *n = tree(u)->cursor;

	if (!tree_can_open(n))
		screen_say(&u->screen, TEXT_DIM, "nothing to unfold here");
	else if (!n->open)
		open_node(u, n);
	else
		nav_select(tree(u), &n->kids[0], state_height(u));
}

static void shut_or_leave(struct ui *u)
{
	struct tree_node *n = tree(u)->cursor;

	if (n->open)
		tree_shut(tree(u), n);
	else
		nav_parent(tree(u), state_height(u));
	state_refresh(u);
}

static bool unfold_tick(void *arg, size_t tables, size_t rows)
{
	struct ui *u = arg;
	char progress[64];

	state_refresh(u); /* what is drawn on the way says what is read by then */
	snprintf(progress, sizeof(progress), "%zu %s, %zu %s", tables,
		 number_word(tables, "table", "tables"), rows, number_word(rows, "row", "rows"));
	return work_tick(&u->screen.work, progress);
}

/* Bounded in rows, so that a tree of half a million leaves cannot fill the memory by one key. */
static void unfold_all(struct ui *u)
{
	struct tree *t = tree(u);
	size_t rows = tree_rows(t), more;
	enum err_code st;
	bool cut;

	if (t->cursor->what != TREE_RUN || t->cursor->run.kind != DESC_TABLE) {
		screen_say(&u->screen, TEXT_DIM, "only a table can be unfolded all the way");
		return;
	}
	screen_begin(&u->screen, "unfolding");
	st = tree_open_all(t, t->cursor, rows + OPEN_ALL_ROWS, unfold_tick, u, &cut);
	screen_end(&u->screen);
	more = tree_rows(t) - rows;
	if (st == ERR_CANCELLED)
		screen_say(&u->screen, TEXT_WARN, "stopped: %zu %s more", more,
			   number_word(more, "row", "rows"));
	else if (st)
		screen_say(&u->screen, TEXT_ERROR, "%s", err_words(st));
	else if (cut)
		screen_say(&u->screen, TEXT_WARN,
			   "stopped after %zu %s more: unfold the rest in parts", more,
			   number_word(more, "row", "rows"));
	else if (!more)
		screen_say(&u->screen, TEXT_DIM, "all tables below are unfolded");
	else
		screen_say(&u->screen, TEXT_PLAIN, "%zu %s more", more,
			   number_word(more, "row", "rows"));
	state_refresh(u);
}

static void fold_all(struct ui *u)
{
	struct tree *t = tree(u);
	size_t screen_row = tree_row(t->cursor) - t->top;

	tree_shut_all(t);
	nav_hold(t, screen_row, state_height(u));
	state_refresh(u);
}

/* A zoomed pane has the keys, any other way of showing it gives them to the tree. */
static void set_mode(struct ui *u, enum layout_mode mode)
{
	u->mode = mode;
	u->detail_focused = mode == LAYOUT_ZOOMED;
	state_refresh(u);
}

/* Where there is no pane to focus, it is shown. */
static void focus(struct ui *u)
{
	if (u->mode == LAYOUT_ZOOMED)
		set_mode(u, LAYOUT_SHARED);
	else if (!u->layout.detail.rows)
		set_mode(u, u->mode == LAYOUT_HIDDEN ? LAYOUT_SHARED : LAYOUT_ZOOMED);
	else
		u->detail_focused = !u->detail_focused;
}

static void toggle_through(struct ui *u)
{
	if (!u->space->w.has_s2) {
		screen_say(&u->screen, TEXT_DIM, "%s is not followed by a stage 2",
			   u->space->w.r.name);
		return;
	}
	u->through = !u->through;
	go_again(u);
	screen_say(&u->screen, TEXT_PLAIN,
		   u->through ? "outputs through stage 2" : "outputs of stage 1: IPAs");
}

/* Esc: the walk, then the focus, then the zoom. */
static void close_top(struct ui *u)
{
	if (u->mode != LAYOUT_SHARED || u->detail_focused) {
		set_mode(u, LAYOUT_SHARED);
	} else if (u->walk_shown) {
		go_walk(u);
	}
}

static void show_registers(struct ui *u)
{
	const struct regime *r = &u->space->w.r;
	struct text *t = &u->screen.text.text;

	text_clear(t);
	text_put(t, TEXT_HEAD, "%s, CPU %u\n\n", r->title, u->cpu);
	roots_list_why(u, t);
	if (!r->translates)
		text_put(t, TEXT_WARN, "This regime is off: %s\n\n", r->off ? r->off : "");
	if (r->assumed[0])
		text_put(t, TEXT_WARN, "Taken for granted: %s\n\n", r->assumed);
	rows_regime_regs(t, u->m, r->id, u->cpu, true);
	if (u->space->w.has_s2) {
		text_put(t, TEXT_HEAD, "\n%s\n\n", u->space->w.s2.title);
		rows_regime_regs(t, u->m, REGIME_S2, u->cpu, true);
	}
	screen_read(&u->screen, "ptview: registers");
}

static void move(struct ui *u, enum keys_request req)
{
	struct tree *t = tree(u);
	size_t height = state_height(u);
	long page = height > 1 ? (long)height - 1 : 1;

	switch (req) {
	case REQ_DOWN: nav_move(t, 1, height); break;
	case REQ_UP: nav_move(t, -1, height); break;
	case REQ_PAGE_DOWN: nav_page(t, page, height); break;
	case REQ_PAGE_UP: nav_page(t, -page, height); break;
	case REQ_HALF_DOWN: nav_page(t, page / 2 + 1, height); break;
	case REQ_HALF_UP: nav_page(t, -(page / 2 + 1), height); break;
	case REQ_FIRST: nav_first(t, height); break;
	case REQ_LAST: nav_last(t, height); break;
	default: break;
	}
}

/* Movements that look for something; they say so where there is none. */
static bool seek(struct ui *u, enum keys_request req)
{
	struct tree *t = tree(u);
	size_t height = state_height(u);
	const char *none = NULL;

	switch (req) {
	case REQ_PARENT: none = nav_parent(t, height) ? NULL : "this is in the root table"; break;
	case REQ_NEXT_TABLE: none = nav_table(t, 1, height) ? NULL : "no table below"; break;
	case REQ_PREV_TABLE: none = nav_table(t, -1, height) ? NULL : "no table above"; break;
	case REQ_NEXT_VALID: none = nav_valid(t, 1, height) ? NULL : "all below is invalid"; break;
	case REQ_PREV_VALID: none = nav_valid(t, -1, height) ? NULL : "all above is invalid"; break;
	case REQ_NEXT_WRONG:
		none = nav_wrong(t, 1, height) ? NULL : "no error below, as far as unfolded";
		break;
	case REQ_PREV_WRONG:
		none = nav_wrong(t, -1, height) ? NULL : "no error above, as far as unfolded";
		break;
	default: return false;
	}
	if (none)
		screen_say(&u->screen, TEXT_DIM, "%s", none);
	return true;
}

/* Everything else. Requests that are none of these pass by. */
static void look(struct ui *u, enum keys_request req)
{
	switch (req) {
	case REQ_TOGGLE: toggle_node(u); break;
	case REQ_OPEN: open_or_enter(u); break;
	case REQ_SHUT: shut_or_leave(u); break;
	case REQ_OPEN_ALL: unfold_all(u); break;
	case REQ_FOLD_ALL: fold_all(u); break;
	case REQ_GO: go_ask(u); break;
	case REQ_OUTPUT: go_ask_output(u); break;
	case REQ_TRY: try_ask(u); break;
	case REQ_FINDINGS: findings_list_open(u); break;
	case REQ_FILTER: findings_list_filter(u); break;
	case REQ_WALK: go_walk(u); break;
	case REQ_STAGE2: toggle_through(u); break;
	case REQ_REGISTERS: show_registers(u); break;
	case REQ_REGIME: switch_regimes(u); break;
	case REQ_NEXT_REGIME: switch_next_regime(u); break;
	case REQ_ROOTS: roots_list_open(u); break;
	case REQ_CPU: switch_cpus(u); break;
	case REQ_NEXT_CPU: switch_next_cpu(u); break;
	case REQ_FOCUS: focus(u); break;
	case REQ_ZOOM: set_mode(u, (enum layout_mode)((u->mode + 1) % LAYOUT_MODES)); break;
	case REQ_ACCEPT:
		set_mode(u, u->mode == LAYOUT_ZOOMED ? LAYOUT_SHARED : LAYOUT_ZOOMED);
		break;
	case REQ_CLOSE: close_top(u); break;
	default: break;
	}
}

/* A focused detail pane takes what scrolls; the rest is about the tree, wherever the focus is. */
static void tree_request(void *of, enum keys_request req)
{
	struct ui *u = of;

	if (u->detail_focused && scroll_move(&u->detail, req, u->layout.detail))
		return;
	if (seek(u, req))
		return;
	move(u, req);
	look(u, req);
}

/* ---- The mouse ---- */

/* One click selects; on the fold marker, or twice in a short time, it unfolds or folds too. */
static void click_row(struct ui *u, unsigned row, unsigned col)
{
	struct tree *t = &u->space->tree;
	size_t at = t->top + (row - u->layout.tree.row);
	uint64_t now = u->screen.term.ops->now(u->screen.term.arg);
	struct tree_node *n;
	bool again;

	u->detail_focused = false;
	if (at >= tree_rows(t))
		return;
	n = tree_at(t, at);
	nav_select(t, n, state_height(u));
	again = n == u->click_on && now - u->click_at <= DOUBLE_MS;
	if (again || col == row_marker_column(&u->columns, n)) {
		if (tree_can_open(n))
			toggle_node(u);
		n = NULL; /* a third click begins anew */
	}
	u->click_on = n;
	u->click_at = now;
}

/* A step of the path. */
static bool click_crumb(struct ui *u, unsigned row, unsigned col)
{
	for (unsigned i = 0; i < u->ncrumbs; i++) {
		const struct state_crumb *c = &u->crumbs[i];

		if (row != c->row || col < c->col || col >= c->end)
			continue;
		nav_select(&u->space->tree, c->node, state_height(u));
		return true;
	}
	return false;
}

static void click_tree(void *of, unsigned row, unsigned col)
{
	struct ui *u = of;

	if (click_crumb(u, row, col))
		return;
	if (box_holds(u->layout.tree, row, col))
		click_row(u, row, col);
	else if (box_holds(u->layout.detail, row, col))
		u->detail_focused = true;
	else if (box_holds(u->layout.title, row, col))
		switch_regimes(u);
}

/* The wheel moves what is under the pointer, focused or not. */
static void wheel_tree(void *of, unsigned row, unsigned col, long rows)
{
	struct ui *u = of;

	if (box_holds(u->layout.detail, row, col))
		scroll_by(&u->detail, rows, u->layout.detail);
	else if (u->layout.tree.rows)
		nav_scroll(&u->space->tree, rows, state_height(u));
}

/* ---- The view ---- */

static enum keys_context tree_keys(const void *of)
{
	const struct ui *u = of;

	return u->detail_focused ? KEYS_DETAIL : KEYS_TREE;
}

/* The layout decides how high the tree is; the tree must know before it is drawn. */
static void fit(void *of, unsigned rows, unsigned cols)
{
	struct ui *u = of;
	struct layout l = layout_make(rows, cols, u->mode);

	if (l.tree.rows && l.tree.rows != u->layout.tree.rows)
		nav_resized(&u->space->tree, l.tree.rows);
	if (l.beside != u->layout.beside)
		state_refresh(u);
	if (!l.detail.rows)
		u->detail_focused = false;
	u->layout = l;
	nav_select(&u->space->tree, u->space->tree.cursor, state_height(u));
	if (u->at_pending) {
		u->at_pending = false;
		go_start(u, u->o->at);
	}
}

static void position(const void *of, char buf[SCREEN_POSITION_MAX])
{
	const struct tree *t = &((const struct ui *)of)->space->tree;

	snprintf(buf, SCREEN_POSITION_MAX, "%zu/%zu", tree_row(t->cursor) + 1, tree_rows(t));
}

static void help_text(const void *of, struct text *t)
{
	(void)of;
	keys_help_text(t, ~(unsigned)(KEYS_REPLAY | KEYS_TRY));
	text_put(t, TEXT_HEAD, "\nMouse\n");
	text_put(t, TEXT_PLAIN,
		 "  A click selects a row, a double click or a click on its marker unfolds it.\n"
		 "  The wheel scrolls what is under it. Steps of the path and words of the last\n"
		 "  line can be clicked on.\n");
	text_put(t, TEXT_HEAD, "\nRows\n");
	text_put(t, TEXT_PLAIN,
		 "  Descriptors that go on alike are one row, a run: leaves whose outputs follow "
		 "each\n"
		 "  other, or equal invalid ones. Unfold it to see each. Indexes are hexadecimal.\n"
		 "  '!' marks what is wrong, '…' behind an address that it is not the only one.\n"
		 "  After f or F, '!' and '·' in front of a name mark findings, of the row or "
		 "below it,\n"
		 "  and a table has their number: 1E 2W 3N are one error, two warnings, three "
		 "notes.\n");
}

/* What is pasted may be another source: who opened this one knows. */
static void paste(void *of, const char *bytes, size_t len, bool cut)
{
	struct ui *u = of;
	struct err err = {0};

	if (!u->o->paste)
		screen_say(&u->screen, TEXT_DIM, "what is pasted means nothing here");
	else if (cut)
		screen_say(&u->screen, TEXT_ERROR,
			   "more than %d MiB were pasted: save the text to a file, and open that",
			   TERM_PASTE_MAX >> 20);
	else if (u->o->paste(u->o->paste_arg, bytes, len, &err))
		screen_say(&u->screen, TEXT_ERROR, "%s", err.text);
	else
		u->screen.quit = true;
}

static const struct screen_view view = {
	.help_title = "ptview: keys",
	.keys = tree_keys,
	.request = tree_request,
	.fit = fit,
	.draw = draw_tree_view,
	.position = position,
	.help = help_text,
	.click = click_tree,
	.wheel = wheel_tree,
	.paste = paste,
};

void tree_view_free(struct ui *u)
{
	spaces_free(&u->spaces);
	roots_free(u->roots);
	free(u->own);
	scroll_free(&u->detail);
	screen_free(&u->screen);
	free(u);
}

enum err_code tree_view_new(struct mem *m, const struct ui_options *o, struct ui **out,
			    struct err *err)
{
	struct ui *u = calloc(1, sizeof(*u));
	enum err_code st;

	if (!u)
		return err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	u->o = o;
	u->m = m;
	u->through = o->compose;
	screen_init(&u->screen, &view, u, o->ascii);
	u->screen.suspended = o->suspended;
	spaces_init(&u->spaces, m, state_tick, u);
	st = switch_start(u, err);
	if (st) {
		tree_view_free(u);
		return st;
	}
	u->at_pending = o->at_given;
	if (o->note)
		screen_say(&u->screen, TEXT_PLAIN, "%s", o->note);
	*out = u;
	return ERR_NONE;
}
