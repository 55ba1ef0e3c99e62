/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The replay screen: its state, and what its files ask of each other.
 */
#ifndef PTVIEW_UI_REPLAY_VIEW_H
#define PTVIEW_UI_REPLAY_VIEW_H

#include "ui/kit/frame.h"
#include "ui/kit/prompt.h"
#include "ui/replay/replay_walk.h"
#include "ui/ui.h"
#include "ui/kit/work.h"

/* What the prompt asks for. */
enum replay_view_asks { REPLAY_VIEW_NUMBER, REPLAY_VIEW_OPERATION };

struct replay_view {
	const struct ui_options *o;
	const char *name; /* of the file */
	struct replay_walk w;
	struct term_handle term;
	struct grid grid;
	struct work work;
	struct prompt prompt;
	enum replay_view_asks asks;
	struct scroll decision; /* the text below */
	struct scroll help;
	enum keys_context context; /* KEYS_REPLAY; KEYS_TRY: on top of another screen */
	bool help_open, zoomed, quit, redraw;
	bool moved;	    /* `decision` is of another place */
	size_t top;	    /* first operation shown */
	unsigned text_room; /* columns of an operation's text in the list, blanks around it */
	char message[ERR_TEXT_MAX];
	enum text_style message_style;
	struct grid_area below, pager; /* where `decision` and `help` are */
};

/* All but a terminal. Errors as ui_replay_run(); *out is the caller's. */
enum err_code replay_view_new(const char *name, const struct replay_walk_source *s,
			      const struct ui_options *o, struct replay_view **out,
			      struct err *err);
void replay_view_run(struct replay_view *v, const struct term_handle *t);

/* The same on top of another screen: it begins at its end, and Esc leaves it. */
void replay_view_try(struct replay_view *v, const struct term_handle *t);

void replay_view_free(struct replay_view *v);

/* Draw everything into the grid, and have the terminal show it. */
void replay_view_draw(struct replay_view *v);

/* Say one line until the next key. */
void replay_view_say(struct replay_view *v, enum text_style style, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* What a key of the replay context asks for. */
void replay_view_request(struct replay_view *v, enum keys_request req);

/* A key while the prompt is open. */
void replay_view_prompt(struct replay_view *v, enum keys_request req, int code);

#endif
