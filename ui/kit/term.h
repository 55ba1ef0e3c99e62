/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A terminal, as the user interface sees one: it shows grids and gives events. There are two:
 * curses (term.c), and the script of the screen tests.
 */
#ifndef PTVIEW_UI_TERM_H
#define PTVIEW_UI_TERM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/err.h"
#include "ui/kit/grid.h"
#include "ui/kit/theme.h"

enum term_what {
	TERM_NOTHING, /* the time is over, or something that means nothing */
	TERM_KEY,
	TERM_CLICK, /* the left button went down */
	TERM_WHEEL_UP,
	TERM_WHEEL_DOWN,
	TERM_PASTE,  /* text was pasted, in one piece */
	TERM_RESIZE, /* ask for the size again, and draw all of it: colours may be others, too */
	TERM_END,    /* the terminal is gone */
};

struct term_event {
	enum term_what what;
	int key;	   /* TERM_KEY: as in keys.h */
	unsigned row, col; /* of the mouse, from 0 */
	/* TERM_PASTE: the terminal's, until the next event is read. */
	const char *bytes;
	size_t len;
	bool cut; /* it was longer than TERM_PASTE_MAX: the rest is lost */
};

/* Bound on what is kept of a paste, in bytes. */
enum { TERM_PASTE_MAX = 4 * 1024 * 1024 };

struct term_ops {
	void (*size)(void *arg, unsigned *rows, unsigned *cols);
	/* Show a grid of that size. again: whatever the terminal holds is wrong, draw all of it. */
	void (*draw)(void *arg, const struct grid *g, bool again);
	/* The next event; waits timeout_ms for it, without end if that is negative. */
	struct term_event (*read)(void *arg, int timeout_ms);
	/* Milliseconds since some moment; never goes back. */
	uint64_t (*now)(void *arg);
	/* Back to the shell, with one line (NULL: none), until it lets the program go on. */
	void (*suspend)(void *arg, const char *line);
	/* Have the terminal put text on the clipboard (OSC 52). Nobody tells whether it does. */
	void (*copy)(void *arg, const char *text);
	/*
	 * Have read() end with TERM_NOTHING when there is something to be read from fd (-1: none),
	 * and take Ctrl-C for a key (interrupt) rather than for the signal that it is.
	 */
	void (*heed)(void *arg, int fd, bool interrupt);
	/* Other colours, from the next picture on. Returns how "auto" was taken, in a few words
	 * that stay; NULL for all others. */
	const char *(*theme)(void *arg, const struct theme *theme);
};

struct term_handle {
	const struct term_ops *ops;
	void *arg;
};

/*
 * Take the process's terminal (standard input and output) and put it into full-screen mode. *utf8:
 * it shows characters outside ASCII. "auto" asks the terminal for its ground, for 80 ms; an answer
 * that comes later is taken then, and keys typed meanwhile are kept. ERR_USAGE: there is no
 * terminal, or TERM names none. One at a time.
 */
enum err_code term_open(struct term_handle *t, const struct theme *theme, bool *utf8,
			struct err *err);

/* Give it back as it was. */
void term_close(struct term_handle *t);

/* The same from a signal handler; nothing, and false, where no terminal is open. term_close() is
 * then not due.
 */
bool term_emergency_restore(void);

#endif
