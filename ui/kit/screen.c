/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/kit/screen.h"

#include <stdarg.h>

#include "ui/kit/frame.h"
#include "ui/kit/layout.h"

enum {
	WHEEL_ROWS = 3,
	DOUBLE_MS = 400,  /* between the two clicks of a double click */
	MESSAGE_COL = 12, /* messages do not move with a position of up to nine digits */
};

/* ---- What is open ---- */

enum keys_context screen_keys(const struct screen *s)
{
	switch (s->top.what) {
	case SCREEN_PROMPT: return KEYS_PROMPT;
	case SCREEN_LIST: return KEYS_MENU;
	case SCREEN_TEXT: return KEYS_PAGER;
	case SCREEN_VIEW: break;
	}
	return s->view->keys(s->of);
}

/* A list is kept while its help is read. */
static void open_top(struct screen *s, struct screen_top top)
{
	bool on_list = top.what == SCREEN_TEXT && s->top.what == SCREEN_LIST;

	s->under = on_list ? s->top : (struct screen_top){.what = SCREEN_VIEW};
	s->top = top;
}

void screen_ask(struct screen *s, const struct line_ask *ask, struct prompt *line)
{
	struct screen_top top = {.what = SCREEN_PROMPT,
				 .u.line = {.ask = ask, .typed = line, .of = s->of}};

	open_top(s, top);
}

void screen_choose(struct screen *s, const struct screen_list *list)
{
	menu_ready(&s->menu);
	open_top(s, (struct screen_top){.what = SCREEN_LIST, .u.list = list});
}

void screen_read(struct screen *s, const char *title)
{
	scroll_ready(&s->text, false);
	open_top(s, (struct screen_top){.what = SCREEN_TEXT, .u.title = title});
}

/* Behind the help of a list, the list is. */
void screen_close(struct screen *s)
{
	s->top = s->under;
	s->under = (struct screen_top){.what = SCREEN_VIEW};
}

void screen_taken(struct screen *s)
{
	prompt_accept(s->top.u.line.typed);
	screen_close(s);
}

/* ---- Requests ---- */

void screen_help(struct screen *s)
{
	text_clear(&s->text.text);
	s->view->help(s->of, &s->text.text);
	screen_read(s, s->view->help_title);
}

static void accept_item(struct screen *s)
{
	const struct screen_list *list = s->top.u.list;
	unsigned value;

	if (!s->menu.n)
		return;
	value = s->menu.items[s->menu.selected].value;
	screen_close(s);
	list->accept(s->of, value);
}

/* In lists and texts q closes, as Esc does: nobody means to leave the program from there. */
static void list_request(struct screen *s, enum keys_request req)
{
	if (req == REQ_CLOSE || req == REQ_QUIT)
		screen_close(s);
	else if (req == REQ_HELP)
		screen_help(s);
	else if (req == REQ_ACCEPT)
		accept_item(s);
	else if (req == REQ_FILTER && s->top.u.list->filter)
		s->top.u.list->filter(s->of);
	else
		menu_move(&s->menu, req);
}

static void text_request(struct screen *s, enum keys_request req)
{
	if (req == REQ_CLOSE || req == REQ_QUIT || req == REQ_HELP)
		screen_close(s);
	else
		scroll_move(&s->text, req, s->text_area);
}

static void request(struct screen *s, enum keys_request req)
{
	if (s->top.what == SCREEN_TEXT)
		text_request(s, req);
	else if (s->top.what == SCREEN_LIST)
		list_request(s, req);
	else if (req == REQ_QUIT)
		s->quit = !s->view->leave || s->view->leave(s->of);
	else if (req == REQ_HELP)
		screen_help(s);
	else
		s->view->request(s->of, req);
}

/* ---- Keys and the mouse ---- */

/* Taken as it is: what is typed may open something else. */
static void prompt_key(struct screen *s, enum keys_request req, int code)
{
	const struct line l = s->top.u.line;

	if (!line_key(&l, req, code))
		screen_close(s);
}

static void unknown_key(struct screen *s, int code)
{
	char name[KEYS_NAME_MAX];

	screen_say(s, TEXT_DIM, "%s does nothing here: ? shows the keys",
		   code == KEYS_NONE ? "this key" : keys_name(code, name));
}

static const char *unsaved(const struct screen *s)
{
	return s->view->unsaved ? s->view->unsaved(s->of) : NULL;
}

/* On a screen that shows nothing only leaving makes sense, whatever is open: by q, as it says. */
static void key_unseen(struct screen *s, int code)
{
	enum keys_context context = s->view->keys(s->of);
	bool leave = code == 'q' || (context & KEYS_TRY && keys_find(context, code) == REQ_CLOSE);

	s->quit = leave && (s->asked || !unsaved(s));
	s->asked = leave;
}

/* Whatever the shell wrote meanwhile is on the screen. */
static void suspend(struct screen *s)
{
	s->term.ops->suspend(s->term.arg, s->suspended ? s->suspended : s->host->suspended);
	s->redraw = true;
}

static void key_event(struct screen *s, int code)
{
	enum keys_request req = keys_find(screen_keys(s), code);

	s->message[0] = '\0';
	if (s->too_small)
		key_unseen(s, code);
	else if (req == REQ_REDRAW)
		s->redraw = true;
	else if (req == REQ_SUSPEND)
		suspend(s);
	else if (s->top.what == SCREEN_PROMPT)
		prompt_key(s, req, code);
	else if (req)
		request(s, req);
	else
		unknown_key(s, code);
}

static void click_view(struct screen *s, unsigned row, unsigned col)
{
	for (unsigned i = 0; i < s->nhints; i++) {
		const struct screen_hint *h = &s->hints[i];

		if (row != h->row || col < h->col || col >= h->end)
			continue;
		request(s, h->req);
		return;
	}
	if (s->view->click)
		s->view->click(s->of, row, col);
}

bool screen_click_again(struct screen *s, const void *on)
{
	uint64_t now = s->term.ops->now(s->term.arg);
	bool again = on && on == s->click_on && now - s->click_at <= DOUBLE_MS;

	s->click_on = again ? NULL : on;
	s->click_at = now;
	return again;
}

/* A double click is Enter. Its second click may find the hint gone that the first one was on. */
static void click_line(struct screen *s, unsigned row, unsigned col)
{
	const struct line l = s->top.u.line;
	const void *here = &s->grid.cells[(size_t)row * s->grid.cols + col];

	if (!line_holds(&l, row, col) && here != s->click_on)
		return;
	if (screen_click_again(s, here))
		prompt_key(s, REQ_ACCEPT, KEYS_NONE);
	else if (!line_click(&l, &s->grid, row, col))
		screen_close(s);
}

/* What is open has the mouse alone; a click beside a list closes it, one on the last line, which
 * says what does, a text. */
static void click(struct screen *s, unsigned row, unsigned col)
{
	s->message[0] = '\0';
	if (s->top.what == SCREEN_VIEW)
		click_view(s, row, col);
	else if (s->top.what == SCREEN_PROMPT)
		click_line(s, row, col);
	else if (s->top.what == SCREEN_LIST && menu_click(&s->menu, row, col))
		accept_item(s);
	else if (s->top.what == SCREEN_LIST ||
		 (s->top.what == SCREEN_TEXT && row == s->grid.rows - 1))
		screen_close(s);
}

static void wheel(struct screen *s, const struct term_event *ev, long rows)
{
	switch (s->top.what) {
	case SCREEN_TEXT: scroll_by(&s->text, rows, s->text_area); break;
	case SCREEN_LIST: menu_scroll(&s->menu, rows > 0 ? 1 : -1); break;
	case SCREEN_VIEW: s->view->wheel(s->of, ev->row, ev->col, rows); break;
	case SCREEN_PROMPT: break;
	}
}

/* Pasted text is no keys: what nobody wants is not done. */
static void paste(struct screen *s, const struct term_event *ev)
{
	s->message[0] = '\0';
	if (s->top.what == SCREEN_PROMPT)
		line_paste(&s->top.u.line, ev->bytes, ev->len);
	else if (s->top.what == SCREEN_VIEW && s->view->paste)
		s->view->paste(s->of, ev->bytes, ev->len, ev->cut);
	else
		screen_say(s, TEXT_DIM, "what is pasted means nothing here");
}

static void handle(struct screen *s, const struct term_event *ev)
{
	if (s->too_small && ev->what != TERM_KEY && ev->what != TERM_RESIZE && ev->what != TERM_END)
		return;
	switch (ev->what) {
	case TERM_KEY: key_event(s, ev->key); break;
	case TERM_CLICK: click(s, ev->row, ev->col); break;
	case TERM_WHEEL_UP: wheel(s, ev, -WHEEL_ROWS); break;
	case TERM_WHEEL_DOWN: wheel(s, ev, WHEEL_ROWS); break;
	case TERM_PASTE: paste(s, ev); break;
	case TERM_RESIZE: s->redraw = true; break;
	case TERM_END: s->quit = true; break;
	case TERM_NOTHING:
		if (s->view->wake)
			s->view->wake(s->of);
		break;
	}
}

void screen_run(struct screen *s, const struct term_handle *t)
{
	s->term = *t;
	while (!s->quit) {
		struct term_event ev;
		unsigned rows, cols;

		t->ops->size(t->arg, &rows, &cols);
		if (s->view->fit)
			s->view->fit(s->of, rows, cols);
		screen_draw(s);
		ev = work_next_event(&s->work, s->view->wait ? s->view->wait(s->of) : -1);
		handle(s, &ev);
	}
}

/* ---- Drawing ---- */

static void add_hint(void *arg, unsigned row, unsigned col, unsigned end, enum keys_request req)
{
	struct screen *s = arg;

	if (s->nhints < SCREEN_HINTS)
		s->hints[s->nhints++] = (struct screen_hint){row, col, end, req};
}

/* The position, and behind it a message or hints. */
static void draw_position(struct screen *s, unsigned row)
{
	struct grid *g = &s->grid;
	char where[SCREEN_POSITION_MAX];
	unsigned at = 1;

	if (s->view->position) {
		s->view->position(s->of, where);
		at = grid_put(g, row, at, g->cols, TEXT_PLAIN, GRID_BAR, where) + 2;
		at = at > MESSAGE_COL ? at : MESSAGE_COL;
	}
	if (s->message[0])
		grid_put_cut(g, row, at, g->cols - 1, s->message_style, GRID_BAR, s->message);
	else
		frame_hints(g, row, at, screen_keys(s), add_hint, s);
}

static void draw_status(struct screen *s)
{
	struct grid *g = &s->grid;
	unsigned row = g->rows - 1;

	grid_fill(g, row, 0, g->cols, TEXT_PLAIN, GRID_BAR, " ");
	if (s->top.what == SCREEN_PROMPT)
		line_draw(&s->top.u.line, g);
	else if (s->top.what == SCREEN_LIST && s->menu.n && !s->message[0])
		/* The box may have cut it. */
		grid_put_cut(g, row, 1, g->cols - 1, TEXT_PLAIN, GRID_BAR,
			     s->menu.items[s->menu.selected].state);
	else
		draw_position(s, row);
}

static void draw_all(struct screen *s)
{
	s->view->draw(s->of);
	draw_status(s);
	if (s->top.what == SCREEN_LIST)
		menu_draw(&s->menu, &s->grid,
			  (struct grid_area){1, 0, s->grid.rows - 2, s->grid.cols});
}

void screen_draw(struct screen *s)
{
	unsigned rows, cols;

	s->term.ops->size(s->term.arg, &rows, &cols);
	if (grid_resize(&s->grid, rows, cols))
		grid_clear(&s->grid); /* no memory for the new size: go on with the old one */
	s->too_small = s->grid.rows < LAYOUT_LEAST_ROWS || s->grid.cols < LAYOUT_LEAST_COLS;
	s->nhints = 0;
	s->asked = s->asked && s->too_small;
	if (s->too_small)
		frame_too_small(&s->grid, s->asked ? unsaved(s) : NULL);
	else if (s->top.what == SCREEN_TEXT)
		s->text_area = frame_pager(&s->grid, s->top.u.title, &s->text);
	else
		draw_all(s);
	s->term.ops->draw(s->term.arg, &s->grid, s->redraw);
	s->redraw = false;
}

/* ---- Messages and work ---- */

void screen_say(struct screen *s, enum text_style style, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(s->message, sizeof(s->message), fmt, ap);
	va_end(ap);
	s->message_style = style;
}

static void show_progress(void *arg, const char *line)
{
	screen_say(arg, TEXT_WARN, "%s", line);
	screen_draw(arg);
}

void screen_begin(struct screen *s, const char *what)
{
	work_begin(&s->work, what);
}

void screen_end(struct screen *s)
{
	work_end(&s->work);
	if (s->work.shown)
		s->message[0] = '\0';
}

/* ---- Beginning and end ---- */

void screen_init(struct screen *s, const struct screen_view *view, void *of,
		 const struct screen_host *host, bool ascii)
{
	s->host = host;
	s->grid.ascii = ascii;
	s->view = view;
	s->of = of;
	s->work = (struct work){.term = &s->term, .show = show_progress, .arg = s};
}

void screen_free(struct screen *s)
{
	menu_free(&s->menu);
	scroll_free(&s->text);
	grid_free(&s->grid);
}
