/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/kit/work.h"

#include <stdio.h>
#include <string.h>

#include "ui/kit/keys.h"

enum {
	POLL_MS = 50,  /* how often the keys are looked at */
	SHOW_MS = 500, /* before that nothing flickers */
	DRAW_MS = 200,
	LINE_MAX_BYTES = 160,
};

static uint64_t now(const struct work *w)
{
	return w->term->ops->now(w->term->arg);
}

void work_begin(struct work *w, const char *what)
{
	w->on = true;
	w->shown = w->cancelled = false;
	w->what = what;
	w->began = w->polled = now(w);
	w->drawn = 0;
}

void work_end(struct work *w)
{
	w->on = false;
}

/* Esc stops the work and is used up; all else waits for its turn. */
static void poll_keys(struct work *w)
{
	for (;;) {
		struct term_event ev = w->term->ops->read(w->term->arg, 0);

		if (ev.what == TERM_NOTHING)
			return;
		if (ev.what == TERM_END || (ev.what == TERM_KEY && ev.key == KEYS_ESC))
			w->cancelled = true;
		if (ev.what == TERM_PASTE) /* its bytes would not live so long */
			continue;
		if (w->nqueue < WORK_QUEUE && !(ev.what == TERM_KEY && ev.key == KEYS_ESC))
			w->queue[w->nqueue++] = ev;
		if (w->cancelled)
			return;
	}
}

bool work_tick(struct work *w, const char *progress)
{
	char line[LINE_MAX_BYTES];
	uint64_t t;

	if (!w->on)
		return true;
	if (w->cancelled)
		return false;
	t = now(w);
	if (t - w->polled >= POLL_MS) {
		poll_keys(w);
		w->polled = t;
	}
	if (t - w->began >= SHOW_MS && t - w->drawn >= DRAW_MS) {
		w->shown = true;
		w->drawn = t;
		snprintf(line, sizeof(line), "%s: %s  (Esc stops)", w->what, progress);
		w->show(w->arg, line);
	}
	return !w->cancelled;
}

struct term_event work_next_event(struct work *w, int timeout_ms)
{
	struct term_event ev;

	if (!w->nqueue)
		return w->term->ops->read(w->term->arg, timeout_ms);
	ev = w->queue[0];
	w->nqueue--;
	memmove(&w->queue[0], &w->queue[1], w->nqueue * sizeof(ev));
	return ev;
}
