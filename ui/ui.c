/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The event loop, and who gets a key. */
#include "ui/ui.h"

#include <stdarg.h>
#include <stdlib.h>

#include "ui/nav.h"
#include "ui/state.h"

void ui_say(struct ui *u, enum text_style style, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(u->message, sizeof(u->message), fmt, ap);
	va_end(ap);
	u->message_style = style;
}

/* While the detail pane covers the tree, the tree moves as if it had the space. */
size_t ui_height(const struct ui *u)
{
	return u->layout.tree.rows ? u->layout.tree.rows : u->layout.detail.rows;
}

enum keys_context ui_context(const struct ui *u)
{
	if (u->prompt.open || u->trying)
		return KEYS_PROMPT;
	if (u->pager_title)
		return KEYS_PAGER;
	if (u->menu.open)
		return KEYS_MENU;
	return u->detail_focused ? KEYS_DETAIL : KEYS_TREE;
}

static void pager_request(struct ui *u, enum keys_request req)
{
	if (req == REQ_CLOSE || req == REQ_QUIT || req == REQ_HELP)
		show_close(u);
	else
		scroll_move(&u->pager, req, u->pager_area);
}

/* In lists and texts q closes, as Esc does: nobody means to leave the program from there. */
static void menu_request(struct ui *u, enum keys_request req)
{
	if (req == REQ_CLOSE || req == REQ_QUIT)
		menu_close(&u->menu);
	else if (req == REQ_HELP)
		show_help(u);
	else if (req == REQ_ACCEPT && u->menu.n)
		switch_accept(u);
	else if (req == REQ_FILTER && u->menu.id == MENU_FINDINGS)
		findings_filter(u);
	else
		menu_move(&u->menu, req);
}

void ui_request(struct ui *u, enum keys_request req)
{
	enum keys_context context = ui_context(u);

	if (req == REQ_REDRAW)
		u->redraw = true;
	else if (context == KEYS_PAGER)
		pager_request(u, req);
	else if (context == KEYS_MENU)
		menu_request(u, req);
	else if (req == REQ_QUIT)
		u->quit = true;
	else if (req == REQ_HELP)
		show_help(u);
	else
		act_request(u, req);
}

/* On a screen that shows nothing only leaving makes sense. */
static void key_event(struct ui *u, int code)
{
	enum keys_context context = ui_context(u);
	enum keys_request req = keys_find(context, code);

	u->message[0] = '\0';
	if (u->layout.too_small)
		u->quit = req == REQ_QUIT;
	else if (context == KEYS_PROMPT && req != REQ_REDRAW)
		u->trying ? try_key(u, req, code) : go_key(u, req, code);
	else if (req)
		ui_request(u, req);
}

static void handle(struct ui *u, const struct term_event *ev)
{
	switch (ev->what) {
	case TERM_KEY: key_event(u, ev->key); break;
	case TERM_CLICK:
	case TERM_WHEEL_UP:
	case TERM_WHEEL_DOWN:
		if (ev->what == TERM_CLICK)
			u->message[0] = '\0';
		mouse_event(u, ev);
		break;
	case TERM_RESIZE: u->redraw = true; break;
	case TERM_END: u->quit = true; break;
	case TERM_NOTHING: break;
	}
}

/* The layout decides how high the tree is; the tree must know before it is drawn. */
static void fit(struct ui *u)
{
	unsigned rows, cols;
	struct layout l;

	u->term.ops->size(u->term.arg, &rows, &cols);
	l = layout_make(rows, cols, u->mode);
	if (l.tree.rows && l.tree.rows != u->layout.tree.rows)
		nav_resized(&u->view->tree, l.tree.rows);
	if (l.beside != u->layout.beside)
		act_refresh(u);
	if (!l.detail.rows)
		u->detail_focused = false;
	u->layout = l;
	nav_select(&u->view->tree, u->view->tree.cursor, ui_height(u));
}

void ui_loop(struct ui *u, const struct term_handle *t)
{
	u->term = *t;
	while (!u->quit) {
		struct term_event ev;

		fit(u);
		draw_screen(u);
		ev = work_next_event(&u->work);
		handle(u, &ev);
	}
}

void ui_free(struct ui *u)
{
	views_free(&u->views);
	menu_close(&u->menu);
	scroll_free(&u->detail);
	scroll_free(&u->pager);
	grid_free(&u->grid);
	free(u);
}

enum err_code ui_new(struct mem *m, const struct ui_options *o, struct ui **out, struct err *err)
{
	struct ui *u = calloc(1, sizeof(*u));
	enum err_code st;

	if (!u)
		return err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	u->o = o;
	u->m = m;
	u->through = o->compose;
	u->grid.ascii = o->ascii;
	busy_init(u);
	views_init(&u->views, m, busy_walk_tick, u);
	st = switch_start(u, err);
	if (st) {
		ui_free(u);
		return st;
	}
	if (o->note)
		ui_say(u, TEXT_PLAIN, "%s", o->note);
	*out = u;
	return ERR_NONE;
}

enum err_code ui_run_on(struct mem *m, const struct ui_options *o, const struct term_handle *t,
			struct err *err)
{
	struct ui *u = NULL;
	enum err_code st = ui_new(m, o, &u, err);

	if (st)
		return st;
	ui_loop(u, t);
	ui_free(u);
	return ERR_NONE;
}
