/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state of the user interface, and what its files ask of each other.
 */
#ifndef PTVIEW_UI_STATE_H
#define PTVIEW_UI_STATE_H

#include "ui/findings.h"
#include "ui/kit/keys.h"
#include "ui/kit/layout.h"
#include "ui/kit/menu.h"
#include "ui/kit/prompt.h"
#include "ui/row.h"
#include "ui/kit/scroll.h"
#include "ui/kit/term.h"
#include "ui/ui.h"
#include "ui/view.h"
#include "ui/kit/work.h"

/* Which list is open. */
enum { MENU_REGIMES = 1, MENU_CPUS, MENU_FINDINGS, MENU_OUTPUTS };

enum { STATE_CRUMBS = 8, STATE_HINTS = 12, STATE_OUTPUTS = 256 };

/* A piece of the screen that answers a click: columns col..end-1 of its row. */
struct state_hit {
	unsigned row, col, end;
	struct tree_node *node; /* go there; NULL: */
	enum keys_request req;	/* do this */
};

struct ui {
	const struct ui_options *o;
	struct term_handle term;
	struct mem *m;
	struct views views;
	struct view *view; /* never NULL once started */
	unsigned cpu;	   /* whose view it is */
	bool through;	   /* outputs through stage 2, where the regime is nested */

	struct grid grid;
	struct layout layout;
	struct row_layout columns;
	enum layout_mode mode;
	bool quit;
	bool redraw; /* draw all of the next grid */

	struct scroll detail;
	bool detail_focused;
	const struct tree_node *detail_of; /* what `detail` was made for; NULL: make it anew */

	bool walk_shown;		 /* `walk` is part of the detail */
	bool walk_pinned;		 /* and follows the cursor */
	const struct tree_node *walk_of; /* the row that it belongs to */
	struct walk_result walk;

	enum lint_severity least; /* of the findings that are shown */

	struct prompt prompt;
	bool finding;			  /* it asks for an output address */
	struct ia outputs[STATE_OUTPUTS]; /* what leads to the last one, of noutputs in all */
	size_t noutputs;
	struct prompt operation; /* to be tried */
	bool trying;		 /* it is being typed */
	const char *dialect;	 /* by which the last one was tried; NULL: none was */
	struct menu menu;
	struct scroll pager;
	const char *pager_title; /* NULL: closed */
	struct grid_area pager_area;

	char message[ERR_TEXT_MAX]; /* until the next key; "": none */
	enum text_style message_style;

	struct state_hit hits[STATE_CRUMBS + STATE_HINTS];
	unsigned nhits;
	struct work work;
	bool slow;	   /* the last read took so long that the next is announced */
	uint64_t click_at; /* for double clicks */
	const struct tree_node *click_on;
};

/* ---- ui.c ---- */

/* All but a terminal. Errors as ui_run(); *out is the caller's. */
enum err_code ui_new(struct mem *m, const struct ui_options *o, struct ui **out, struct err *err);
void ui_loop(struct ui *u, const struct term_handle *t);
void ui_free(struct ui *u);

/* Say one line until the next key. */
void ui_say(struct ui *u, enum text_style style, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Rows of the tree that the screen shows. */
size_t ui_height(const struct ui *u);

/* What has the keys now. */
enum keys_context ui_context(const struct ui *u);

void ui_request(struct ui *u, enum keys_request req);

/* ---- draw.c ---- */

/* Draw everything into the grid, and have the terminal show it. */
void draw_screen(struct ui *u);

/* ---- act.c ---- */

/* Requests of the tree and the detail pane. */
void act_request(struct ui *u, enum keys_request req);

/* Unfold a node, saying what went wrong. */
bool act_open(struct ui *u, struct tree_node *n);
void act_toggle(struct ui *u);

/* Have the detail text made anew when it is next drawn. */
void act_refresh(struct ui *u);

/* ---- go.c ---- */

/* Ask for an address. */
void go_open(struct ui *u);

/* Go to an address, which is one of the regime's, and show its walk. */
void go_to(struct ui *u, struct ia in);

/* A key while the prompt is open. */
void go_key(struct ui *u, enum keys_request req, int code);

/* The path of indexes for what is typed so far, or why there is none. */
enum err_code go_preview(const struct ui *u, char *buf, size_t len, struct err *err);

/* Walk to the row under the cursor; hide the walk if one is shown. */
void go_walk(struct ui *u);

/* Carry the shown walk out again, through stage 2 or not. */
void go_again(struct ui *u);

/* Bring the shown walk in line with the cursor. */
void go_follow(struct ui *u);

/* ---- outputs.c ---- */

/* Ask for an output address, in the same prompt. */
void outputs_open(struct ui *u);

/* What is typed so far, or why it is none. */
enum err_code outputs_preview(const struct ui *u, char *buf, size_t len, struct err *err);

/* Look for what is typed: go there, or list what leads there. */
void outputs_accept(struct ui *u);

/* ---- try.c ---- */

/* Ask for an operation of Xen's that would be done to the tables shown. */
void try_open(struct ui *u);

/* The prompt, in the last row and the one above; a key of it. */
void try_draw(struct ui *u, unsigned row);
void try_key(struct ui *u, enum keys_request req, int code);

/* ---- switch.c ---- */

/* Choose the first view. Errors as ui_run_on(). */
enum err_code switch_start(struct ui *u, struct err *err);

void switch_regimes(struct ui *u);
void switch_cpus(struct ui *u);
void switch_next_regime(struct ui *u);
void switch_next_cpu(struct ui *u);
void switch_accept(struct ui *u);

/* ---- findings_list.c ---- */

/* Look for findings, and list them. */
void findings_list(struct ui *u);

/* The next severity from which on they are shown. */
void findings_filter(struct ui *u);

/* Go to the i-th finding of the view. */
void findings_accept(struct ui *u, unsigned i);

/* Those of the view, as far as they are wanted. */
struct findings findings_of(const struct ui *u);

/* ---- show.c ---- */

/* Text over the whole screen. */
void show_help(struct ui *u);
void show_registers(struct ui *u);
void show_close(struct ui *u);

/* ---- mouse.c ---- */

void mouse_event(struct ui *u, const struct term_event *ev);

/* ---- busy.c ---- */

void busy_init(struct ui *u);

/* Around a piece of work that may be long: it shows progress after half a second. */
void busy_begin(struct ui *u, const char *what);
void busy_end(struct ui *u);

/* Once in a while during it: for the walker, and for tree_open_all(). arg is the struct ui. */
bool busy_walk_tick(void *arg, uint64_t tables);
bool busy_tree_tick(void *arg, size_t tables, size_t rows);

#endif
