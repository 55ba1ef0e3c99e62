/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/browse.h"

#include <stdlib.h>

#include "ui/command.h"
#include "ui/compare.h"
#include "ui/draw.h"
#include "ui/export.h"
#include "ui/filter.h"
#include "ui/findings_look.h"
#include "ui/go.h"
#include "ui/guest.h"
#include "ui/keep.h"
#include "ui/learn.h"
#include "ui/kit/box.h"
#include "ui/marks.h"
#include "ui/nav.h"
#include "ui/places.h"
#include "ui/roots_list.h"
#include "ui/search.h"
#include "ui/switch.h"
#include "ui/try.h"
#include "ui/views/views.h"
#include "ui/stores.h"
#include "ui/watching.h"

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

/* Esc: the zoom or the focus, then the view, then the walk. */
static void close_top(struct ui *u)
{
	if (u->mode != LAYOUT_SHARED || u->detail_focused)
		set_mode(u, LAYOUT_SHARED);
	else if (views_now(u) != &view_tree)
		views_show(u, REQ_TREE);
	else if (u->walk_shown)
		go_walk(u);
}

/* Everything else. Requests that are none of these pass by. */
static void look(struct ui *u, enum keys_request req)
{
	switch (req) {
	case REQ_GO: go_ask(u); break;
	case REQ_OUTPUT: go_ask_output(u); break;
	case REQ_TRY: try_ask(u); break;
	case REQ_FILTER: findings_look_filter(u); break;
	case REQ_ONLY: filter_ask(u); break;
	case REQ_SEARCH: search_ask(u); break;
	case REQ_NEXT_MATCH: search_again(u, 1); break;
	case REQ_PREV_MATCH: search_again(u, -1); break;
	case REQ_COMPARE: compare_show(u); break;
	case REQ_NEXT_DIFFERENCE: compare_step(u, 1); break;
	case REQ_PREV_DIFFERENCE: compare_step(u, -1); break;
	case REQ_RUN: guest_toggle(u); break;
	case REQ_HALT: guest_halt(u); break;
	case REQ_STEP: guest_step(u); break;
	case REQ_UNTIL: guest_ask_until(u); break;
	case REQ_WATCH: guest_watch(u); break;
	case REQ_INTERVAL: guest_ask_interval(u); break;
	case REQ_BACKWARD: marks_step(u, -1); break;
	case REQ_FORWARD: marks_step(u, 1); break;
	case REQ_SET_MARK: marks_ask_set(u); break;
	case REQ_GO_MARK: marks_ask_go(u); break;
	case REQ_COMMAND: command_ask(u); break;
	case REQ_COPY: keep_copy(u); break;
	case REQ_EXPORT: export_ask(u); break;
	case REQ_SAVE: keep_save(u, NULL); break;
	case REQ_WALK: go_walk(u); break;
	case REQ_STAGE2: toggle_through(u); break;
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
	default:
		if (!learn_request(u, req))
			views_show(u, req);
	}
}

/* Requests that move further than the eye can follow. */
static bool is_jump(enum keys_request req)
{
	return req == REQ_FIRST || req == REQ_LAST ||
	       (req >= REQ_PARENT && req <= REQ_PREV_WRONG) || req == REQ_NEXT_REGIME ||
	       req == REQ_NEXT_CPU || req == REQ_NEXT_DIFFERENCE || req == REQ_PREV_DIFFERENCE;
}

/* A focused detail pane takes what scrolls; the view takes the rest, wherever the focus is. */
static void pass_on(struct ui *u, enum keys_request req)
{
	if (u->detail_focused && scroll_move(&u->detail, req, u->layout.detail))
		return;
	if (!u->detail_focused || req != REQ_ACCEPT) {
		if (views_request(u, req))
			return;
	}
	look(u, req);
}

/* In another view one moves about, and the tree's entry with it: that is a jump, too. */
static void browse_request(void *of, enum keys_request req)
{
	struct ui *u = of;
	struct state_place before = places_here(u), after;
	const struct view *view = views_now(u);

	pass_on(u, req);
	after = places_here(u);
	if (views_now(u) != view || (is_jump(req) && !places_same(&before, &after)))
		places_leave(u, &before);
}

/* In a view q leads back to the tree, as Esc does; from the tree, or a lesson, it leaves. */
static bool leave(void *of)
{
	struct ui *u = of;

	if (views_now(u) == &view_tree || views_now(u) == &view_lesson)
		return learn_may_leave(u);
	views_show(u, REQ_TREE);
	return false;
}

static const char *unsaved(const void *of)
{
	return learn_unsaved(of);
}

/* ---- The mouse ---- */

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

/* As its keys: focused by the first click, the whole screen or no more by a second one. */
static void click_detail(struct ui *u)
{
	u->detail_focused = true;
	if (screen_click_again(&u->screen, &u->detail))
		look(u, REQ_ACCEPT);
}

static void click(void *of, unsigned row, unsigned col)
{
	struct ui *u = of;

	if (click_crumb(u, row, col))
		return;
	if (box_holds(u->layout.tree, row, col)) {
		u->detail_focused = false;
		views_click(u, row, col);
	} else if (box_holds(u->layout.detail, row, col))
		click_detail(u);
	else if (box_holds(u->layout.title, row, col))
		switch_regimes(u);
}

/* The wheel moves what is under the pointer, focused or not. */
static void wheel(void *of, unsigned row, unsigned col, long rows)
{
	struct ui *u = of;

	if (box_holds(u->layout.detail, row, col))
		scroll_by(&u->detail, rows, u->layout.detail);
	else
		views_wheel(u, rows);
}

/* ---- The view ---- */

static enum keys_context keys(const void *of)
{
	const struct ui *u = of;

	return u->detail_focused ? KEYS_DETAIL : views_now(u)->keys;
}

/* The layout decides how high the tree is; the tree must know before it is drawn. */
static void fit(void *of, unsigned rows, unsigned cols)
{
	struct ui *u = of;
	struct layout l = views_layout(u, rows, cols);

	if (l.tree.rows && l.tree.rows != u->layout.tree.rows)
		nav_resized(&u->space->tree, l.tree.rows);
	if (l.beside != u->layout.beside)
		state_refresh(u);
	if (!l.detail.rows)
		u->detail_focused = false;
	u->layout = l;
	state_find_names(u);
	nav_select(&u->space->tree, u->space->tree.cursor, state_height(u));
	if (u->at_pending) {
		u->at_pending = false;
		go_start(u, u->o->at);
		learn_note(u);
	}
	views_fit(u);
}

static void position(const void *of, char buf[SCREEN_POSITION_MAX])
{
	views_position(of, buf);
}

/* The words of &. */
static void help_filter(struct text *t)
{
	const char *word, *meaning;

	text_put(t, TEXT_HEAD, "\nFilters\n");
	for (unsigned i = 0; (word = where_help(i, &meaning)) != NULL; i++) {
		text_put(t, TEXT_VALUE, "  %-16s ", word);
		text_put(t, TEXT_PLAIN, "%s\n", meaning);
	}
	text_put(t, TEXT_PLAIN,
		 "  Words beside each other must all hold; | is or, ! is not, () group.\n");
}

static void help_text(const void *of, struct text *t)
{
	const struct ui *u = of;
	unsigned not_here = KEYS_REPLAY | KEYS_TRY | (u->o->desk ? 0 : KEYS_LESSON);

	keys_help_text(t, ~not_here);
	text_put(t, TEXT_HEAD, "\nMouse\n");
	text_put(t, TEXT_PLAIN,
		 "  A click selects a row, a double click or a click on its marker unfolds it.\n"
		 "  In lists a double click does as Enter, among cells one on the selected; the\n"
		 "  detail pane is the whole screen by one, or no more.\n"
		 "  The wheel scrolls what is under it. Steps of the path and words of the last\n"
		 "  line can be clicked on, and in a line that is asked for names of its hint.\n");
	command_help(t);
	help_filter(t);
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
	.keys = keys,
	.request = browse_request,
	.fit = fit,
	.draw = draw_screen,
	.position = position,
	.leave = leave,
	.unsaved = unsaved,
	.help = help_text,
	.click = click,
	.wheel = wheel,
	.wait = guest_wait,
	.wake = guest_wake,
	.paste = paste,
};

void browse_free(struct ui *u)
{
	views_free(u);
	differences_free(&u->differ);
	stores_end(u);
	watching_free(u);
	spaces_free(&u->spaces);
	roots_free(u->roots);
	free(u->own);
	scroll_free(&u->detail);
	screen_free(&u->screen);
	free(u);
}

enum err_code browse_new(struct mem *m, const struct ui_options *o, struct ui **out,
			 struct err *err)
{
	struct ui *u = calloc(1, sizeof(*u));
	enum err_code st;

	if (!u)
		return err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	u->o = o;
	u->m = m;
	u->through = o->compose;
	screen_init(&u->screen, &view, u, &o->host, o->ascii);
	spaces_init(&u->spaces, m, state_tick, u);
	u->spaces.owner_given = o->owner_given;
	u->spaces.owner = o->owner;
	st = views_start(u);
	if (st)
		err_set(err, st, "%s", err_words(st));
	else
		st = switch_start(u, err);
	if (st) {
		browse_free(u);
		return st;
	}
	u->at_pending = o->at_given;
	if (o->note)
		screen_say(&u->screen, TEXT_PLAIN, "%s", o->note);
	*out = u;
	return ERR_NONE;
}
