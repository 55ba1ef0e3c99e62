/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Requests of the tree and the detail pane. */
#include "ui/nav.h"
#include "ui/state.h"

#include "report/rows.h"

enum {
	OPEN_ALL_ROWS = 20000, /* that "unfold all" adds at once */
	SLOW_MS = 250,	       /* a read that took longer has the next one announced */
};

static struct tree *tree(struct ui *u)
{
	return &u->view->tree;
}

void act_refresh(struct ui *u)
{
	u->detail_of = NULL;
}

/*
 * One table is one read, which nothing can interrupt. Where the last one was slow, say what is
 * being waited for before the screen stands still.
 */
bool act_open(struct ui *u, struct tree_node *n)
{
	uint64_t began = u->term.ops->now(u->term.arg);
	enum err_code st;

	if (u->slow && !n->loaded && tree_can_open(n) && n->run.kind == DESC_TABLE) {
		ui_say(u, TEXT_WARN, "reading the level %d table ...", tree_level(n) + 1);
		draw_screen(u);
		u->message[0] = '\0';
	}
	st = tree_open(tree(u), n);
	u->slow = u->term.ops->now(u->term.arg) - began > SLOW_MS;
	if (st)
		ui_say(u, TEXT_ERROR, "%s", err_words(st));
	act_refresh(u);
	return !st;
}

void act_toggle(struct ui *u)
{
	struct tree_node *n = tree(u)->cursor;

	if (n->open)
		tree_shut(tree(u), n);
	else if (tree_can_open(n))
		act_open(u, n);
	else
		ui_say(u, TEXT_DIM, "nothing to unfold here: z shows its bits");
	act_refresh(u);
}

/* As file managers do: right unfolds, then enters; left folds, then leaves. */
static void open_or_enter(struct ui *u)
{
	struct tree_node *n = tree(u)->cursor;

	if (!tree_can_open(n))
		ui_say(u, TEXT_DIM, "nothing to unfold here");
	else if (!n->open)
		act_open(u, n);
	else
		nav_select(tree(u), &n->kids[0], ui_height(u));
}

static void shut_or_leave(struct ui *u)
{
	struct tree_node *n = tree(u)->cursor;

	if (n->open)
		tree_shut(tree(u), n);
	else
		nav_parent(tree(u), ui_height(u));
	act_refresh(u);
}

/* Bounded in rows, so that a tree of half a million leaves cannot fill the memory by one key. */
static void open_all(struct ui *u)
{
	struct tree *t = tree(u);
	size_t rows = tree_rows(t);
	enum err_code st;
	bool cut;

	if (t->cursor->what != TREE_RUN || t->cursor->run.kind != DESC_TABLE) {
		ui_say(u, TEXT_DIM, "only a table can be unfolded all the way");
		return;
	}
	busy_begin(u, "unfolding");
	st = tree_open_all(t, t->cursor, rows + OPEN_ALL_ROWS, busy_tree_tick, u, &cut);
	busy_end(u);
	if (st == ERR_CANCELLED)
		ui_say(u, TEXT_WARN, "stopped: %zu rows more", tree_rows(t) - rows);
	else if (st)
		ui_say(u, TEXT_ERROR, "%s", err_words(st));
	else if (cut)
		ui_say(u, TEXT_WARN, "stopped after %zu rows more: unfold the rest in parts",
		       tree_rows(t) - rows);
	else if (tree_rows(t) == rows)
		ui_say(u, TEXT_DIM, "all tables below are unfolded");
	else
		ui_say(u, TEXT_PLAIN, "%zu rows more", tree_rows(t) - rows);
	act_refresh(u);
}

static void fold_all(struct ui *u)
{
	struct tree *t = tree(u);
	size_t screen_row = tree_row(t->cursor) - t->top;

	tree_shut_all(t);
	nav_hold(t, screen_row, ui_height(u));
	act_refresh(u);
}

/* A zoomed pane has the keys, any other way of showing it gives them to the tree. */
static void set_mode(struct ui *u, enum layout_mode mode)
{
	u->mode = mode;
	u->detail_focused = mode == LAYOUT_ZOOMED;
	act_refresh(u);
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
	if (!u->view->w.has_s2) {
		ui_say(u, TEXT_DIM, "%s is not followed by a stage 2", u->view->w.r.name);
		return;
	}
	u->through = !u->through;
	go_again(u);
	ui_say(u, TEXT_PLAIN, u->through ? "outputs through stage 2" : "outputs of stage 1: IPAs");
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

static void move(struct ui *u, enum keys_request req)
{
	struct tree *t = tree(u);
	size_t height = ui_height(u);
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
	size_t height = ui_height(u);
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
		ui_say(u, TEXT_DIM, "%s", none);
	return true;
}

/* Everything else. Requests that are none of these pass by. */
static void look(struct ui *u, enum keys_request req)
{
	switch (req) {
	case REQ_TOGGLE: act_toggle(u); break;
	case REQ_OPEN: open_or_enter(u); break;
	case REQ_SHUT: shut_or_leave(u); break;
	case REQ_OPEN_ALL: open_all(u); break;
	case REQ_FOLD_ALL: fold_all(u); break;
	case REQ_GO: go_open(u); break;
	case REQ_OUTPUT: outputs_open(u); break;
	case REQ_TRY: try_open(u); break;
	case REQ_FINDINGS: findings_list(u); break;
	case REQ_FILTER: findings_filter(u); break;
	case REQ_WALK: go_walk(u); break;
	case REQ_STAGE2: toggle_through(u); break;
	case REQ_REGISTERS: show_registers(u); break;
	case REQ_REGIME: switch_regimes(u); break;
	case REQ_NEXT_REGIME: switch_next_regime(u); break;
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
void act_request(struct ui *u, enum keys_request req)
{
	if (u->detail_focused && scroll_move(&u->detail, req, u->layout.detail))
		return;
	if (seek(u, req))
		return;
	move(u, req);
	look(u, req);
}

void show_help(struct ui *u)
{
	struct text *t = &u->pager.text;

	text_clear(t);
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
	scroll_ready(&u->pager, false);
	u->pager_title = "ptview: keys";
}

void show_registers(struct ui *u)
{
	const struct regime *r = &u->view->w.r;
	struct text *t = &u->pager.text;

	text_clear(t);
	text_put(t, TEXT_HEAD, "%s, CPU %u\n\n", r->title, u->cpu);
	if (!r->translates)
		text_put(t, TEXT_WARN, "This regime is off: %s\n\n", r->off ? r->off : "");
	if (r->assumed[0])
		text_put(t, TEXT_WARN, "Taken for granted: %s\n\n", r->assumed);
	rows_regime_regs(t, u->m, r->id, u->cpu, true);
	if (u->view->w.has_s2) {
		text_put(t, TEXT_HEAD, "\n%s\n\n", u->view->w.s2.title);
		rows_regime_regs(t, u->m, REGIME_S2, u->cpu, true);
	}
	scroll_ready(&u->pager, false);
	u->pager_title = "ptview: registers";
}

void show_close(struct ui *u)
{
	u->pager_title = NULL;
}
