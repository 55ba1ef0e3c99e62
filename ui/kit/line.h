/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A line that is asked for: what keys, the mouse and pasted text do to it, and its picture.
 */
#ifndef PTVIEW_UI_LINE_H
#define PTVIEW_UI_LINE_H

#include "ui/kit/frame.h"
#include "ui/kit/prompt.h"

/* What is asked: a row each. `of` is the view's own struct in all of them. */
struct line_ask {
	const char *label;
	bool one;   /* one character is the line: no Enter */
	bool above; /* the hint has a row of its own above the line, not what is left of it */
	/* One line on what is typed so far. */
	void (*hint)(const void *of, const struct prompt *p, struct text *t);
	/* Tab, and (only) a click on that name in the hint. NULL: there is nothing to complete. */
	void (*complete)(const void *of, struct prompt *p, const char *only);
	/* Enter: screen_taken() (screen.h) where the line is good; else p->err says why it stays
	 * open. */
	void (*accept)(void *of, struct prompt *p);
};

/* One that is open. */
struct line {
	const struct line_ask *ask;
	struct prompt *typed; /* the view's: it has a history */
	void *of;
	struct frame_line at; /* where it was drawn */
};

/* A request of KEYS_PROMPT, or (REQ_NONE) a typed character. False: it is to be closed. */
bool line_key(const struct line *l, enum keys_request req, int code);

/* What is before its first line ends, as if typed. */
void line_paste(const struct line *l, const char *bytes, size_t len);

/*
 * A click on the line: the cursor, there. On its hint, in `g`: a key's name is that key, a name
 * that may be typed is typed. False: it is to be closed.
 */
bool line_click(const struct line *l, const struct grid *g, unsigned row, unsigned col);

/* Whether the place is one of the line or its hint. */
bool line_holds(const struct line *l, unsigned row, unsigned col);

void line_draw(struct line *l, struct grid *g);

#endif
