/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether the guest runs: because a client resumed it (the runner), or because it is free: found
 * running, or let go by a debugger that detached, and no debugger is there. Against both stands a
 * client that looks (enum share_hold): then the guest is stopped, that report is kept, and later
 * the guest is resumed as it was before.
 *
 * A report goes to the runner unless it is of a stop of our own, which QEMU tells by signal 2.
 */
#include <stdio.h>
#include <string.h>

#include "gdbstub/share_int.h"
#include "src/clock.h"

#define ALL_RUN "vCont;c"

static struct share_client *runner(struct share *s)
{
	return s->runner == SHARE_NOBODY ? NULL : &s->clients[s->runner];
}

bool share_run_debugged(const struct share *s, const struct share_client *c)
{
	bool any = false;

	for (size_t i = 0; i < SHARE_CLIENTS; i++)
		any |= &s->clients[i] != c && s->clients[i].used && s->clients[i].debugger;
	return any;
}

bool share_run_wanted(const struct share *s)
{
	return s->runner != SHARE_NOBODY || (s->free && !share_run_debugged(s, NULL));
}

/* Somebody lets it run: who only happens to be there does not stand against that. */
static void loosen(struct share *s)
{
	for (size_t i = 0; i < SHARE_CLIENTS; i++)
		if (s->clients[i].hold == SHARE_HOLD_LONG)
			s->clients[i].hold = SHARE_HOLD_BRIEF;
}

bool share_run_ready(struct share *s, struct share_client *c)
{
	bool resumed_first = runner(s) && runner(s)->interrupt;

	if (s->state == SHARE_IS_STOPPED && !share_break_step(s) && !resumed_first)
		return true;
	if (c->hold == SHARE_HOLD_NONE)
		c->hold = SHARE_HOLD_BRIEF;
	return false;
}

/* Nothing of the runner's is left over. */
static void no_runner(struct share *s)
{
	if (runner(s))
		runner(s)->interrupt = false;
	s->runner = SHARE_NOBODY;
	s->kept_len = s->resume_len = 0;
	s->syscall = false;
}

/* The report, a packet at raw, is the runner's. */
static void deliver(struct share *s, const uint8_t *raw, size_t len)
{
	struct rsp_item it = rsp_next(raw, len);
	struct share_client *c = runner(s);

	if (rsp_is_stop(it.data, it.len))
		share_mode_stopped(s, c, it.data, it.len);
	share_client_forward(c, &it, raw, true);
	no_runner(s);
}

/* "c ADDRESS" and the like set the PC the first time only. */
static size_t without_address(const char *text, size_t len)
{
	const char *semicolon = memchr(text, ';', len);

	if (text[0] == 'c' || text[0] == 's')
		return 1;
	if ((text[0] == 'C' || text[0] == 'S') && semicolon)
		return (size_t)(semicolon - text);
	return len;
}

static void send_resume(struct share *s)
{
	static uint8_t frame[2 * SHARE_RESUME + RSP_FRAME];
	bool theirs = s->resume_len > 0;
	size_t len = rsp_frame(frame, sizeof(frame), theirs ? s->resume : ALL_RUN,
			       theirs ? s->resume_len : strlen(ALL_RUN));

	share_link_put(&s->up, "++", 2);
	share_link_put(&s->up, frame, len);
	if (theirs)
		s->resume_len = without_address(s->resume, s->resume_len);
	s->kept_len = 0;
	s->own = !theirs;
	s->state = SHARE_IS_RUNNING;
	s->resumed = clock_ms();
}

void share_run_resume(struct share *s, struct share_client *c, const char *text, size_t len)
{
	no_runner(s);
	memcpy(s->resume, text, len);
	s->resume_len = len;
	s->runner = share_index(s, c);
	c->debugger = true;
	loosen(s);
	c->hold = SHARE_HOLD_NONE;
}

/*
 * 0x03; where QEMU still waits for a '+' it hears nothing else, so then one, and 0x03 again. Not
 * the '+' first: any byte stops a running guest, but since QEMU 8.1 only 0x03 has it reported.
 * ("Debugging with GDB", appendix "Remote Protocol", section "Interrupts".)
 */
static void stop_guest(struct share *s)
{
	share_link_put(&s->up, "\003+\003", 3);
	s->state = SHARE_IS_STOPPING;
	s->stopping = clock_ms();
}

void share_run_interrupt(struct share *s, struct share_client *c)
{
	if (s->runner != share_index(s, c))
		return;
	if (s->kept_len)
		deliver(s, s->kept, s->kept_len);
	else
		c->interrupt = true;
}

void share_run_detached(struct share *s, struct share_client *c)
{
	c->debugger = false;
	c->hold = SHARE_HOLD_NONE;
	if (share_run_debugged(s, c))
		return;
	s->free = true;
	s->session->state->run = RUN_RUNNING;
	loosen(s);
}

void share_run_left(struct share *s, struct share_client *c)
{
	c->debugger = false;
	c->hold = SHARE_HOLD_NONE;
	if (s->runner != share_index(s, c))
		return;
	no_runner(s);
	if (s->state == SHARE_IS_RUNNING) /* by a request that may not be all_run */
		stop_guest(s);
}

/* It ran free, and stopped by itself: its monitor stopped it, or it has ended. */
static void stopped_by_others(struct share *s, const struct rsp_item *it)
{
	share_say(s, "the guest has stopped (%.*s), not by a client: it is left so",
		  (int)(it->len < 3 ? it->len : 3), (const char *)it->data);
	s->free = false;
	s->session->state->run = RUN_STOPPED;
}

static void stopped(struct share *s, const struct rsp_item *it, const uint8_t *raw)
{
	struct share_client *c = runner(s);
	bool asked = s->state == SHARE_IS_STOPPING;
	bool ours = asked && !memcmp(it->data + 1, "02", 2) && it->used <= SHARE_STOP;

	s->state = SHARE_IS_STOPPED;
	share_mode_stopped(s, NULL, it->data, it->len);
	if (c && (!ours || c->interrupt)) {
		deliver(s, raw, it->used);
	} else if (c) {
		memcpy(s->kept, raw, it->used);
		s->kept_len = it->used;
	} else if (!asked) {
		stopped_by_others(s, it);
	}
}

/* A system call for the debugger ("File-I/O"): the guest stands still until it is answered. */
static bool is_syscall(const struct rsp_item *it)
{
	return it->len > 1 && it->data[0] == 'F';
}

void share_run_packet(struct share *s, const struct rsp_item *it, const uint8_t *raw)
{
	struct share_client *c = runner(s);

	if (rsp_is_stop(it->data, it->len)) {
		stopped(s, it, raw);
	} else if (c && is_syscall(it)) {
		s->syscall = true;
		s->state = SHARE_IS_RUNNING;
		share_client_forward(c, it, raw, false);
	} else if (rsp_is_console(it->data, it->len)) {
		if (c)
			share_client_forward(c, it, raw, false);
	} else { /* refused, or the target has ended */
		s->state = SHARE_IS_STOPPED;
		if (c)
			deliver(s, raw, it->used);
		else if (s->own && (!it->len || it->data[0] == 'E')) /* else who asked has gone */
			share_die(s, "the gdbstub does not let the guest run");
	}
}

/* Some client that is not the runner looks. *wait: until it may have done. */
static bool held(struct share *s, int64_t now, int *wait)
{
	bool any = false;

	for (int i = 0; i < SHARE_CLIENTS; i++) {
		struct share_client *c = &s->clients[i];
		int64_t left = c->asked + SHARE_BRIEF - now;

		if (!c->used || i == s->runner)
			continue;
		if (c->hold == SHARE_HOLD_BRIEF && !c->flying && left <= 0)
			c->hold = SHARE_HOLD_NONE;
		else if (c->hold == SHARE_HOLD_BRIEF && left > 0 && (*wait < 0 || left < *wait))
			*wait = (int)left;
		any |= c->hold != SHARE_HOLD_NONE || c->unset;
	}
	return any;
}

/* Whether text lets a thread do one instruction: "s", "S05", "vCont;s:p1.1;c". */
static bool is_step(const char *text, size_t len)
{
	if (len && (text[0] == 's' || text[0] == 'S'))
		return true;
	for (size_t i = 0; i + 1 < len; i++)
		if (text[i] == ';' && (text[i + 1] == 's' || text[i + 1] == 'S'))
			return true;
	return false;
}

/*
 * The ms for which nobody may stop the guest to look: a step ends by itself, unless its CPU sleeps.
 * An interrupt that comes in it may be told as signal 2 after the instruction was done (QEMU's
 * gdb_vm_state_change() goes by its run state), and the runner's would be two instead of one.
 */
static int64_t stepping(const struct share *s, int64_t now)
{
	int64_t left = s->resumed + SHARE_STEP - now;

	return is_step(s->resume, s->resume_len) && left > 0 ? left : 0;
}

/* All is done that was asked of a guest that stands still. */
static bool at_rest(struct share *s)
{
	return !s->nflight && !share_break_step(s) && share_link_room(&s->up) >= SHARE_FRAME;
}

/* Before it runs for c: its stop is about the threads that c has chosen. */
static bool resume(struct share *s)
{
	if (!at_rest(s))
		return false;
	if (runner(s))
		share_mode_enter(s, runner(s));
	if (s->nflight)
		return false;
	send_resume(s);
	return true;
}

int share_run_step(struct share *s, int64_t now)
{
	int wait = -1;
	bool looked_at = held(s, now, &wait), want = share_run_wanted(s);
	bool interrupt = runner(s) && runner(s)->interrupt;
	int64_t left;

	if (s->state == SHARE_IS_STOPPED && want && (!looked_at || interrupt))
		resume(s);
	if (s->state != SHARE_IS_RUNNING || s->syscall)
		return wait;
	left = looked_at ? stepping(s, now) : 0;
	if (!want || interrupt || (looked_at && !left))
		stop_guest(s);
	else if (left && (wait < 0 || left < wait))
		wait = (int)left;
	return wait;
}
