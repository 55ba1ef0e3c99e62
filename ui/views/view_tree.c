/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tree of tables: how it unfolds and folds, and moving about in it. */
#include "src/number.h"
#include "ui/nav.h"
#include "ui/views/view.h"

enum {
	OPEN_ALL_ROWS = 20000, /* that "unfold all" adds at once */
	SLOW_MS = 250,	       /* a read that took longer has the next one announced */
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

	if (u->slow && !n->loaded && tree_is_table(n)) {
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

	if (!tree_is_table(t->cursor)) {
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

static void unfold(struct ui *u, enum keys_request req)
{
	switch (req) {
	case REQ_TOGGLE: toggle_node(u); break;
	case REQ_OPEN: open_or_enter(u); break;
	case REQ_SHUT: shut_or_leave(u); break;
	case REQ_OPEN_ALL: unfold_all(u); break;
	case REQ_FOLD_ALL: fold_all(u); break;
	default: break;
	}
}

static bool request(struct ui *u, void *own, enum keys_request req)
{
	(void)own;
	if (seek(u, req))
		return true;
	if (req >= REQ_DOWN && req <= REQ_LAST)
		move(u, req);
	else if (req == REQ_TOGGLE || (req >= REQ_OPEN && req <= REQ_SHUT) || req == REQ_OPEN_ALL ||
		 req == REQ_FOLD_ALL)
		unfold(u, req);
	else
		return false;
	return true;
}

static void position(const struct ui *u, const void *own, char buf[SCREEN_POSITION_MAX])
{
	const struct tree *t = &u->space->tree;

	(void)own;
	snprintf(buf, SCREEN_POSITION_MAX, "%zu/%zu", tree_row(t->cursor) + 1, tree_rows(t));
}

/* ---- The mouse ---- */

/* One click selects; on the fold marker, or twice in a short time, it unfolds or folds too. */
static void click_row(struct ui *u, void *own, unsigned row, unsigned col)
{
	struct tree *t = &u->space->tree;
	size_t at = t->top + (row - u->layout.tree.row);
	struct tree_node *n;
	bool again;

	(void)own;
	if (at >= tree_rows(t))
		return;
	n = tree_at(t, at);
	nav_select(t, n, state_height(u));
	again = screen_click_again(&u->screen, n);
	if (!again && col != row_marker_column(&u->columns, n))
		return;
	screen_click_again(&u->screen, NULL);
	if (tree_can_open(n))
		toggle_node(u);
}

static void wheel(struct ui *u, void *own, long rows)
{
	(void)own;
	if (u->layout.tree.rows)
		nav_scroll(&u->space->tree, rows, state_height(u));
}

/* ---- The picture ---- */

static void draw(struct ui *u, void *own)
{
	struct grid_area a = u->layout.tree;
	struct tree *t = &u->space->tree;
	struct tree_node *n = tree_at(t, t->top);
	unsigned marks = state_has_keys(u) ? GRID_SELECTED : GRID_RESTING;
	struct findings found = state_findings(u);
	struct findings_count count;

	(void)own;
	u->columns = row_lay_out(&u->space->w, u->through, found.r,
				 state_differs(u) || u->changes.n, a.col, a.cols);
	u->columns.differs = state_differs(u) ? &u->differ : NULL;
	u->columns.changed = u->changes.n ? &u->changes : NULL;
	u->columns.now = u->screen.term.ops->now(u->screen.term.arg) - u->watch.began;
	u->columns.names = state_names(u);
	row_header(&u->screen.grid, u->layout.header.row, &u->columns);
	for (unsigned row = a.row; n && row < a.row + a.rows; row++, n = tree_next(n)) {
		row_draw(&u->screen.grid, row, &u->columns, n, state_through(u, n),
			 findings_count(&found, n, &count) ? &count : NULL);
		if (n == t->cursor)
			grid_mark(&u->screen.grid, row, a.col, a.col + a.cols, marks);
	}
}

const struct view view_tree = {
	.name = "tree",
	.shows = REQ_TREE,
	.keys = KEYS_TREE,
	.draw = draw,
	.request = request,
	.position = position,
	.click = click_row,
	.wheel = wheel,
};
