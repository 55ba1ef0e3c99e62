/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Work that may take long: progress, and a way out. */
#include <inttypes.h>
#include <string.h>

#include "ui/state.h"

enum {
	POLL_MS = 50,  /* how often the keys are looked at */
	SHOW_MS = 500, /* before that nothing flickers */
	DRAW_MS = 200,
};

static uint64_t now(const struct ui *u)
{
	return u->term.ops->now(u->term.arg);
}

void busy_begin(struct ui *u, const char *what)
{
	u->busy = (struct state_busy){.on = true, .what = what, .began = now(u)};
	u->busy.polled = u->busy.began;
}

void busy_end(struct ui *u)
{
	if (u->busy.shown)
		u->message[0] = '\0';
	u->busy.on = false;
}

/* Esc stops the work and is used up; all else waits for its turn. */
static void poll_keys(struct ui *u)
{
	for (;;) {
		struct term_event ev = u->term.ops->read(u->term.arg, 0);

		if (ev.what == TERM_NOTHING)
			return;
		if (ev.what == TERM_END || (ev.what == TERM_KEY && ev.key == KEYS_ESC))
			u->busy.cancelled = true;
		if (u->nqueue < STATE_QUEUE && !(ev.what == TERM_KEY && ev.key == KEYS_ESC))
			u->queue[u->nqueue++] = ev;
		if (u->busy.cancelled)
			return;
	}
}

bool busy_tick(struct ui *u, const char *progress)
{
	struct state_busy *b = &u->busy;
	uint64_t t;

	if (!b->on)
		return true;
	if (b->cancelled)
		return false;
	t = now(u);
	if (t - b->polled >= POLL_MS) {
		poll_keys(u);
		b->polled = t;
	}
	if (t - b->began >= SHOW_MS && t - b->drawn >= DRAW_MS) {
		b->shown = true;
		b->drawn = t;
		ui_say(u, TEXT_WARN, "%s: %s  (Esc stops)", b->what, progress);
		act_refresh(u);
		draw_screen(u);
	}
	return !b->cancelled;
}

bool busy_walk_tick(void *arg, uint64_t tables)
{
	char progress[48];

	snprintf(progress, sizeof(progress), "%" PRIu64 " tables", tables);
	return busy_tick(arg, progress);
}

bool busy_tree_tick(void *arg, size_t tables, size_t rows)
{
	char progress[64];

	snprintf(progress, sizeof(progress), "%zu tables, %zu rows", tables, rows);
	return busy_tick(arg, progress);
}

struct term_event busy_next_event(struct ui *u)
{
	struct term_event ev;

	if (!u->nqueue)
		return u->term.ops->read(u->term.arg, -1);
	ev = u->queue[0];
	u->nqueue--;
	memmove(&u->queue[0], &u->queue[1], u->nqueue * sizeof(ev));
	return ev;
}
