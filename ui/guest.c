/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/guest.h"

#include <inttypes.h>

#include "ui/renew.h"

enum { SECOND = 1000 };

static uint64_t now(const struct ui *u)
{
	return u->screen.term.ops ? u->screen.term.ops->now(u->screen.term.arg) : 0;
}

static unsigned seconds(const struct ui *u)
{
	return (unsigned)((now(u) - u->guest.since) / SECOND);
}

/* ---- The title ---- */

/* "3 s", "12 min", "5 h": of what only grows older. */
static void age_words(unsigned s, char *buf, size_t len)
{
	if (s < 120)
		snprintf(buf, len, "%u s", s);
	else if (s < 7200)
		snprintf(buf, len, "%u min", s / 60);
	else
		snprintf(buf, len, "%u h", s / 3600);
}

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
	age_words(seconds(u), age, sizeof(age));
	if (l->state == LIVE_RUNNING)
		snprintf(buf, GUEST_WORDS_MAX, "guest running: seen %s ago", age);
	else if (l->state == LIVE_GONE)
		snprintf(buf, GUEST_WORDS_MAX, "guest gone");
	else
		snprintf(buf, GUEST_WORDS_MAX, "guest %s%s", l->found_running ? "held" : "paused",
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

	age_words(seconds(u), age, sizeof(age));
	switch (u->o->live->why) {
	case LIVE_FOUND:
	case LIVE_ASKED:
		snprintf(how, sizeof(how), "stopped after %s", age);
		say_at(u, how);
		break;
	case LIVE_ARRIVED: say_at(u, u->guest.until ? "arrived" : "one instruction on"); break;
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
}

/* The state is another than was told of. */
static void follow(struct ui *u)
{
	enum live_state before = u->guest.state;
	struct err err;

	u->guest.state = u->o->live->state;
	set_suspended(u);
	if (u->guest.state == before)
		return;
	if (u->guest.state == LIVE_GONE) {
		say_gone(u);
	} else if (u->guest.state == LIVE_STOPPED) {
		say_stop(u);
		u->guest.stale = renew_all(u, &err) != ERR_NONE;
		if (u->guest.stale)
			screen_say(&u->screen, TEXT_ERROR, "%s", err.text);
	}
}

static void run(struct ui *u, const struct live_order *how)
{
	struct err err;

	u->guest.since = now(u);
	u->guest.until = how->to;
	if (live_run(u->o->live, how, &err))
		screen_say(&u->screen, TEXT_ERROR, "%s", err.text);
	follow(u);
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
	follow(u);
}

static void hint_until(const void *of, const struct prompt *p, struct text *t)
{
	struct err err = {.code = ERR_NONE};
	uint64_t v;

	(void)of;
	prompt_address(p->line, &v, &err);
	if (!p->len)
		text_put(t, TEXT_DIM, "virtual, of whichever exception level comes there first");
	else if (err.code)
		text_put(t, TEXT_WARN, "%s", err.text);
}

static void accept_until(void *of, struct prompt *p)
{
	struct ui *u = of;
	struct live_order how = {.cpu = u->cpu, .to = true};

	if (prompt_address(p->line, &how.address, &p->err))
		return;
	screen_taken(&u->screen);
	if (ready(u))
		run(u, &how);
}

void guest_ask_until(struct ui *u)
{
	static const struct screen_ask ask = {
		.label = "Run to address: ", .hint = hint_until, .accept = accept_until};

	if (!ready(u))
		return;
	prompt_open(&u->guest.line);
	screen_ask(&u->screen, &ask, &u->guest.line);
}

/* ---- The screen's loop ---- */

/* A running guest's age is drawn anew when it changes; else nothing is done between two keys. */
int guest_wait(void *of)
{
	struct ui *u = of;
	const struct term_handle *t = &u->screen.term;
	struct live *l = u->o->live;

	if (!l)
		return -1;
	t->ops->heed(t->arg, l->fd, l->state == LIVE_RUNNING);
	return l->state == LIVE_RUNNING ? SECOND - (int)((now(u) - u->guest.since) % SECOND) : -1;
}

void guest_wake(void *of)
{
	struct ui *u = of;

	if (!u->o->live)
		return;
	live_poll(u->o->live, 0);
	follow(u);
}
