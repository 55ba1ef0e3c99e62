/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/guest.h"

#include <inttypes.h>
#include <stdlib.h>

#include "ui/go.h"
#include "ui/renew.h"
#include "ui/stores.h"
#include "ui/views/views.h"
#include "ui/watching.h"

enum {
	SECOND = 1000,
	INTERVAL_MOST = 3600 * SECOND,
	STORES_MS = 20 /* for stores that follow each other, between two keys */
};

static uint64_t now(const struct ui *u)
{
	return u->screen.term.ops ? u->screen.term.ops->now(u->screen.term.arg) : 0;
}

/* ---- The title ---- */

void guest_words(const struct ui *u, char buf[GUEST_WORDS_MAX], enum text_style *style)
{
	const struct live *l = u->o->live;
	char age[16];

	*style = TEXT_WARN;
	buf[0] = '\0';
	if (!l && u->o->guest)
		snprintf(buf, GUEST_WORDS_MAX, "%s", u->o->guest);
	if (!l)
		return;
	if (l->state != LIVE_STOPPED || u->guest.stale)
		*style = TEXT_ERROR;
	changes_age(now(u) - u->guest.since, age, sizeof(age));
	if (l->state == LIVE_RUNNING)
		snprintf(buf, GUEST_WORDS_MAX, "guest %s: seen %s ago",
			 u->watch.on ? "watched" : "running", age);
	else if (l->state == LIVE_GONE)
		snprintf(buf, GUEST_WORDS_MAX, "guest gone");
	else
		snprintf(buf, GUEST_WORDS_MAX, "guest %s%s",
			 u->o->shared	    ? "shared"
			 : l->found_running ? "held"
					    : "paused",
			 u->guest.stale ? ": shown as before" : "");
}

/* ---- What becomes of it ---- */

/* Where the CPU is that the stop is about. */
static void say_at(struct ui *u, const char *how)
{
	const struct live *l = u->o->live;
	char at[40] = "";

	if (l->at_known)
		snprintf(at, sizeof(at), " at 0x%" PRIx64, l->at);
	screen_say(&u->screen, TEXT_PLAIN, "%s: CPU %u%s", how, l->cpu, at);
}

static void say_stop(struct ui *u)
{
	char how[64], age[16];

	changes_age(now(u) - u->guest.since, age, sizeof(age));
	switch (u->o->live->why) {
	case LIVE_FOUND:
	case LIVE_ASKED:
		snprintf(how, sizeof(how), "stopped after %s", age);
		say_at(u, how);
		break;
	case LIVE_ARRIVED:
		say_at(u, u->guest.how.to     ? "arrived"
			  : u->guest.how.step ? "one instruction on"
					      : "stopped by another's breakpoint");
		break;
	case LIVE_STORE:
		if (u->watch.stores) /* or it was said why they are watched no more */
			say_at(u, "about to store where stores are watched");
		break;
	case LIVE_OTHER: say_at(u, "stopped by somebody else, or at its end"); break;
	case LIVE_REFUSED:
		screen_say(&u->screen, TEXT_ERROR,
			   "it does not run: another client of the share lets it run");
		break;
	}
}

static void say_gone(struct ui *u)
{
	screen_say(&u->screen, TEXT_ERROR, "%s; what was read stays", u->o->live->gone.text);
}

/* What the shell is told while ptview is suspended. */
static void set_suspended(struct ui *u)
{
	static const char *const words[] = {
		[LIVE_STOPPED] = NULL,
		[LIVE_RUNNING] = "the guest runs until it stops by itself: fg goes on",
		[LIVE_GONE] = "the guest is gone: fg goes on"};

	u->screen.suspended = words[u->o->live->state];
	if (u->o->live->state == LIVE_RUNNING && u->watch.stores)
		u->screen.suspended =
			"the guest runs up to its next store to these tables: fg goes on";
}

static void say_error(struct ui *u, const struct err *err)
{
	screen_say(&u->screen, TEXT_ERROR, "%s", err->text);
}

/* ---- Looks ---- */

/* It stands still: copy what is watched. False where there is nothing to be compared. */
static bool copy(struct ui *u, struct watch_copy *c)
{
	enum err_code st = watching_copy(u, c);

	if (!st)
		return true;
	screen_say(&u->screen, TEXT_ERROR, "this look is lost: %s", err_words(st));
	u->watch.lost++;
	watch_free(c);
	return false;
}

/* While it stands still: what there is to be done with a copy. */
static void take(struct ui *u, struct watch_copy *c, uint64_t at)
{
	if (u->watch.by_stores)
		stores_look(u, c, at);
	else
		watching_compare(u, c, at);
}

static void end_watch(struct ui *u)
{
	stores_end(u);
	watching_end(u, now(u));
}

/* It has stopped for good: all is read anew, and what is watched is compared. */
static void stopped(struct ui *u)
{
	struct watch_copy c = {.mem = NULL};
	struct err err;

	say_stop(u);
	u->guest.stale = renew_source(u, &err) != ERR_NONE;
	if (!u->guest.stale && u->watch.on && copy(u, &c))
		take(u, &c, now(u));
	if (!u->guest.stale)
		u->guest.stale = renew_trees(u, &err) != ERR_NONE;
	if (u->guest.stale)
		say_error(u, &err);
	if (u->watch.on && !u->watch.at_stops)
		end_watch(u);
}

/* The state is another than was told of. */
static void follow(struct ui *u)
{
	enum live_state before = u->guest.state;

	u->guest.state = u->o->live->state;
	set_suspended(u);
	if (u->guest.state == before)
		return;
	if (u->guest.state == LIVE_STOPPED)
		stopped(u);
	if (u->guest.state == LIVE_GONE) {
		if (u->watch.on)
			end_watch(u);
		say_gone(u);
	}
}

/* What keeps it from running is the last word, where it is not that it is gone. */
static void run(struct ui *u, const struct live_order *how)
{
	enum err_code st;
	struct err err;

	u->guest.since = now(u);
	u->guest.how = *how;
	u->changes.past |= !u->watch.on;
	st = live_run(u->o->live, how, &err);
	follow(u);
	if (st && u->guest.state != LIVE_GONE)
		say_error(u, &err);
}

/* It arrives where it was to go by the very store. */
static bool arrived(const struct ui *u)
{
	const struct live *l = u->o->live;

	return u->guest.how.step ||
	       (u->guest.how.to && l->at_known && l->at == u->guest.how.address);
}

/* Stores that are watched are done one by one, each in its turn, and the guest is let run on. */
static void do_stores(struct ui *u)
{
	struct live *l = u->o->live;
	uint64_t until = now(u) + STORES_MS;
	struct err err;

	while (u->guest.state == LIVE_RUNNING && stores_stopped(u)) {
		uint64_t at = now(u);

		if (!stores_take(u, at) || arrived(u))
			return;
		if (live_run(l, &u->guest.how, &err)) {
			say_error(u, &err);
			return;
		}
		u->watch.stood += now(u) - at;
		if (now(u) < until)
			live_poll(l, 0);
	}
}

/* Stop it, copy, let it run on; the rest is done while it runs. */
static void look(struct ui *u)
{
	struct live *l = u->o->live;
	struct watch_copy c = {.mem = NULL};
	uint64_t at = now(u), seen = u->guest.since, held;
	bool whole;
	struct err err;

	live_halt(l);
	if (l->state != LIVE_STOPPED || l->why == LIVE_OTHER || l->why == LIVE_REFUSED) {
		follow(u);
		return;
	}
	if (renew_source(u, &err)) {
		follow(u);
		say_error(u, &err);
		return;
	}
	whole = copy(u, &c);
	if (whole && u->watch.by_stores) {
		take(u, &c, at);
		whole = false;
	}
	run(u, &(struct live_order){.cpu = u->cpu});
	if (u->guest.state == LIVE_STOPPED) { /* it was looked at once more, for good */
		watch_free(&c);
		return;
	}
	held = now(u) - at;
	u->watch.held += held;
	u->watch.longest = held > u->watch.longest ? held : u->watch.longest;
	u->watch.next = now(u) + u->watch.interval;
	if (whole)
		take(u, &c, at);
	if (watching_away(u)) /* what is shown is not what it has now: it grows older */
		u->guest.since = seen;
	else if (renew_trees(u, &err))
		say_error(u, &err);
}

/* Whether it can be let run, and stands still; it says why not. */
static bool ready(struct ui *u)
{
	const struct live *l = u->o->live;

	if (!l)
		screen_say(&u->screen, TEXT_DIM, "there is no guest that could run: this is %s",
			   u->o->guest ? "a gdbstub that tells no registers" : "a file");
	else if (l->state == LIVE_GONE)
		say_gone(u);
	else if (l->state == LIVE_RUNNING)
		screen_say(&u->screen, TEXT_DIM, "it runs already: x stops it");
	return l && l->state == LIVE_STOPPED;
}

/* ---- Keys ---- */

void guest_halt(struct ui *u)
{
	if (!u->o->live || u->o->live->state != LIVE_RUNNING)
		return;
	live_halt(u->o->live);
	follow(u);
}

/* What was read when it stopped is of now: the first look. */
static void begin_watch(struct ui *u)
{
	struct watch_copy c = {.mem = NULL};

	watching_begin(u, now(u));
	if (copy(u, &c))
		take(u, &c, now(u));
	u->watch.next = now(u) + u->watch.interval;
	if (u->watch.at_stops)
		return;
	run(u, &(struct live_order){.cpu = u->cpu});
	if (u->guest.state == LIVE_STOPPED) /* and it stays so */
		end_watch(u);
}

void guest_watch(struct ui *u)
{
	if (u->watch.on) {
		guest_halt(u);
		if (u->watch.on)
			end_watch(u);
	} else if (ready(u)) {
		begin_watch(u);
		views_show(u, REQ_LOG);
	}
}

void guest_toggle(struct ui *u)
{
	if (u->o->live && u->o->live->state == LIVE_RUNNING)
		guest_halt(u);
	else if (ready(u))
		run(u, &(struct live_order){.cpu = u->cpu});
}

/* An instruction that waits for an interrupt may take its time: x ends it. */
void guest_step(struct ui *u)
{
	if (!ready(u))
		return;
	run(u, &(struct live_order){.step = true, .cpu = u->cpu});
	live_poll(u->o->live, SECOND / 2);
	do_stores(u);
	follow(u);
}

static void hint_until(const void *of, const struct prompt *p, struct text *t)
{
	const struct ui *u = of;
	struct err err = {.code = ERR_NONE};
	uint64_t v;

	go_parse(u, p->line, &v, &err);
	if (!p->len)
		text_put(t, TEXT_DIM, "%s",
			 state_names(u)
				 ? "virtual, or a symbol; of any exception level"
				 : "virtual, of whichever exception level comes there first");
	else if (err.code)
		text_put(t, TEXT_WARN, "%s", err.text);
}

static void accept_until(void *of, struct prompt *p)
{
	struct ui *u = of;
	struct live_order how = {.cpu = u->cpu, .to = true};

	if (go_parse(u, p->line, &how.address, &p->err))
		return;
	screen_taken(&u->screen);
	if (ready(u))
		run(u, &how);
}

void guest_ask_until(struct ui *u)
{
	static const struct line_ask ask = {
		.label = "Run to address: ", .hint = hint_until, .accept = accept_until};

	if (!ready(u))
		return;
	prompt_open(&u->guest.line);
	screen_ask(&u->screen, &ask, &u->guest.line);
}

static enum err_code parse_interval(const char *line, unsigned *ms, struct err *err)
{
	char *end;
	unsigned long v = strtoul(line, &end, 10);

	if (line[0] < '0' || line[0] > '9' || *end || v > INTERVAL_MOST)
		return err_set(err, ERR_USAGE, "milliseconds in decimal, at most %d",
			       INTERVAL_MOST);
	*ms = (unsigned)v;
	return ERR_NONE;
}

static void hint_interval(const void *of, const struct prompt *p, struct text *t)
{
	struct err err;
	unsigned ms;

	(void)of;
	if (!p->len)
		text_put(t, TEXT_DIM, "milliseconds between two looks; 0: at each stop alone");
	else if (parse_interval(p->line, &ms, &err))
		text_put(t, TEXT_WARN, "%s", err.text);
}

static void accept_interval(void *of, struct prompt *p)
{
	struct ui *u = of;
	unsigned ms;

	if (parse_interval(p->line, &ms, &p->err))
		return;
	screen_taken(&u->screen);
	u->watch.at_stops = !ms;
	u->watch.interval = ms ? ms : u->watch.interval;
	u->watch.next = now(u) + ms;
}

void guest_ask_interval(struct ui *u)
{
	static const struct line_ask ask = {
		.label = "Look every ", .hint = hint_interval, .accept = accept_interval};

	if (u->watch.on && u->o->live->state == LIVE_RUNNING) {
		screen_say(&u->screen, TEXT_DIM, "it is watched: X ends that first");
		return;
	}
	prompt_open(&u->watch.line);
	screen_ask(&u->screen, &ask, &u->watch.line);
}

void guest_by_stores(struct ui *u, bool on)
{
	if (!u->o->live) {
		ready(u);
		return;
	}
	if (u->watch.on) {
		screen_say(&u->screen, TEXT_DIM, "it is watched: X ends that first");
		return;
	}
	u->watch.by_stores = on;
	screen_say(&u->screen, TEXT_PLAIN,
		   on ? "X watches each store to the tables"
		      : "X watches what differs between two looks");
}

/* ---- The screen's loop ---- */

/* Until the age in the title is another, or the next look is due. */
static int running_wait(const struct ui *u)
{
	uint64_t t = now(u), age = SECOND - (t - u->guest.since) % SECOND;
	uint64_t next = u->watch.next > t ? u->watch.next - t : 0;

	return (int)(u->watch.on && !u->watch.at_stops && next < age ? next : age);
}

/* A running guest's age is drawn anew when it changes; else nothing is done between two keys. */
int guest_wait(void *of)
{
	struct ui *u = of;
	const struct term_handle *t = &u->screen.term;
	struct live *l = u->o->live;

	if (!l)
		return -1;
	t->ops->heed(t->arg, l->fd, l->state == LIVE_RUNNING);
	return l->state == LIVE_RUNNING ? running_wait(u) : -1;
}

void guest_wake(void *of)
{
	struct ui *u = of;

	if (!u->o->live)
		return;
	live_poll(u->o->live, 0);
	do_stores(u);
	follow(u);
	if (u->watch.on && !u->watch.at_stops && u->guest.state == LIVE_RUNNING &&
	    now(u) >= u->watch.next)
		look(u);
}
