/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A screen: the loop, who gets a key or a click, the last line, and what is open on top of a view:
 * a prompt, a list or a text, at most one of them.
 *
 * A view is what is under it, behind callbacks; the screen knows nothing else of it. `of` is the
 * view's own struct in all of them.
 */
#ifndef PTVIEW_UI_SCREEN_H
#define PTVIEW_UI_SCREEN_H

#include "ui/kit/keys.h"
#include "ui/kit/line.h"
#include "ui/kit/menu.h"
#include "ui/kit/prompt.h"
#include "ui/kit/scroll.h"
#include "ui/kit/work.h"

enum { SCREEN_HINTS = 12, SCREEN_POSITION_MAX = 48 };

/* What the program does for a screen. All may be NULL. */
struct screen_host {
	const char *suspended; /* what to know meanwhile, one line without a newline */
	/*
	 * Write a new file called `name`. ERR_USAGE, ERR_SOURCE: err is one line; there is none
	 * then, or the one that was there.
	 */
	enum err_code (*save)(void *arg, const char *name, const char *bytes, size_t len,
			      struct err *err);
	/* Keep a setting for the next time. Errors, with one line. */
	enum err_code (*keep)(void *arg, const char *name, const char *value, struct err *err);
	void *arg;
};

/* What a view is: a row each. What may be NULL says so. */
struct screen_view {
	const char *help_title;
	/* The rows of the key table that hold while nothing is open. */
	enum keys_context (*keys)(const void *of);
	/* One of their requests, by a key or by a click on its hint. */
	void (*request)(void *of, enum keys_request req);
	/* The size of the terminal, before anything is drawn in it, so that the cursor stays in
	 * sight. NULL: nothing depends on it. */
	void (*fit)(void *of, unsigned rows, unsigned cols);
	/* Everything above the last row, into the screen's grid. */
	void (*draw)(void *of);
	/* Where the cursor is, for the last row: "12/345". NULL: nothing to say. */
	void (*position)(const void *of, char buf[SCREEN_POSITION_MAX]);
	/* q: false where the view has something to ask first. NULL:
	 * nothing would be lost. */
	bool (*leave)(void *of);
	/* What leaving would lose: "the edits". It is asked before, where the screen is
	 * too small for leave() to ask. NULL, and the callback too: nothing. */
	const char *(*unsaved)(const void *of);
	/* The help, as long as it is. */
	void (*help)(const void *of, struct text *t);
	/* A click (NULL: means nothing); the wheel by so many rows. */
	void (*click)(void *of, unsigned row, unsigned col);
	void (*wheel)(void *of, unsigned row, unsigned col, long rows);
	/* At most how long the next key is waited for, in milliseconds, -1: without end; and what
	 * is done when the time is over or what term_ops.heed was told of has come. NULL: no end;
	 * nothing. */
	int (*wait)(void *of);
	void (*wake)(void *of);
	/* Text that was pasted while nothing is open; cut: not all of it. NULL: means nothing. */
	void (*paste)(void *of, const char *bytes, size_t len, bool cut);
};

/* A list to choose from. */
struct screen_list {
	void (*accept)(void *of, unsigned value); /* the item's; the list is closed */
	void (*filter)(void *of);		  /* show fewer or more. NULL: all are shown */
};

/* What is on top of the view: this, and nothing beside it. */
struct screen_top {
	enum { SCREEN_VIEW, SCREEN_PROMPT, SCREEN_LIST, SCREEN_TEXT } what;
	union {
		struct line line;
		const struct screen_list *list; /* of the items in `menu` */
		const char *title;		/* of `text` */
	} u;
};

/* Read it freely; what is open, the message and the hints are set by the functions below. */
struct screen {
	const struct screen_view *view;
	void *of;
	struct term_handle term;
	struct grid grid;
	struct work work;
	bool too_small;			/* nothing is shown but a line that says so */
	bool asked;			/* there: whether what is not saved is to be lost */
	bool quit, redraw;		/* redraw: the terminal draws all of the next grid */
	const struct screen_host *host; /* never NULL */
	const char *suspended;		/* what it says now in place of the host's; or NULL */

	struct screen_top top, under; /* under: the list that help was asked for in */
	struct menu menu;
	struct scroll text;
	struct grid_area text_area;

	char message[ERR_TEXT_MAX]; /* until the next key; "": none */
	enum text_style message_style;
	struct screen_hint {
		unsigned row, col, end;
		enum keys_request req;
	} hints[SCREEN_HINTS]; /* of the last row, to be clicked on */
	unsigned nhints;
	uint64_t click_at; /* the last click, for double clicks */
	const void *click_on;
};

/*
 * Of a zeroed struct, which must not move from here on. ascii: no character outside ASCII. host
 * outlives it.
 */
void screen_init(struct screen *s, const struct screen_view *view, void *of,
		 const struct screen_host *host, bool ascii);
void screen_free(struct screen *s);

/* Runs on a terminal until the user leaves. */
void screen_run(struct screen *s, const struct term_handle *t);

/* Draw everything into the grid, and have the terminal show it. */
void screen_draw(struct screen *s);

/* Say one line until the next key. */
void screen_say(struct screen *s, enum text_style style, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* What has the keys now. */
enum keys_context screen_keys(const struct screen *s);

/*
 * Open one of the three in place of what is open: the prompt `line`, which is opened already; a
 * list of `menu`, which is filled already; a text of `text`, likewise. The rows and the title are
 * the caller's, and outlive it.
 */
void screen_ask(struct screen *s, const struct line_ask *ask, struct prompt *line);
void screen_choose(struct screen *s, const struct screen_list *list);
void screen_read(struct screen *s, const char *title);

/* Open the help, as its key does. */
void screen_help(struct screen *s);

/* Close what is open. */
void screen_close(struct screen *s);

/*
 * Whether a click on this makes a double click, after which the next one is a first one again.
 * NULL: none does.
 */
bool screen_click_again(struct screen *s, const void *on);

/* The line that was asked for is good: keep it in its history, and close. */
void screen_taken(struct screen *s);

/*
 * Around a piece of work that may be long, with work_tick(&s->work, ...) during it: it shows
 * progress after half a second, and Esc stops it.
 */
void screen_begin(struct screen *s, const char *what);
void screen_end(struct screen *s);

#endif
