/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Work that may take long: it shows progress after half a second, and Esc stops it.
 */
#ifndef PTVIEW_UI_WORK_H
#define PTVIEW_UI_WORK_H

#include <stdbool.h>

#include "ui/kit/term.h"

enum { WORK_QUEUE = 64 };

/* The owner sets the first part. */
struct work {
	const struct term_handle *term;
	/* Draw the screen with this line on it. */
	void (*show)(void *arg, const char *line);
	void *arg;

	bool on, shown, cancelled; /* to be read */
	const char *what;
	uint64_t began, polled, drawn;	     /* milliseconds */
	struct term_event queue[WORK_QUEUE]; /* what was typed meanwhile */
	unsigned nqueue;
};

/* Around the work. what: in one word or two. */
void work_begin(struct work *w, const char *what);
void work_end(struct work *w);

/* Once in a while during it. Returns false where Esc asked to stop. progress: "12 tables". */
bool work_tick(struct work *w, const char *progress);

/* The next event: what was typed during long work first. timeout_ms: as of struct term_ops. */
struct term_event work_next_event(struct work *w, int timeout_ms);

#endif
