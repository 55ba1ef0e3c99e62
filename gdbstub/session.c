/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gdbstub/session.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "gdbstub/conn.h"
#include "gdbstub/hold.h"
#include "gdbstub/rsp.h"
#include "src/clock.h"

#define IN_SIZE	    ((size_t)256 << 10)
#define OUT_SIZE    ((size_t)64 << 10)
#define MAX_PACKET  ((size_t)32 << 10) /* of a reply; eight fit in the receive buffer */
#define MAX_RETRIES 3
#define SILENT_MS   200		      /* to restore a stub that has stopped answering */
#define MAX_STRAY   ((size_t)1 << 20) /* items received since the last whole reply */
#define GUEST_MS    50 /* between two looks whether a running guest is to be stopped */
#define PATIENCE    10 /* timeouts that a stub has for a reply while it sends other things */

/* The state of one session_run(). Requests are numbered 0 .. job->n - 1. */
struct flight {
	const struct session_job *job;
	size_t sent;	/* the next one to send */
	size_t acked;	/* the next one that a '+' or '-' is about */
	size_t cursor;	/* the next one that a reply is about */
	size_t done;	/* the next one to deliver: lags behind cursor once a request was refused */
	size_t refused; /* where it was gone back to last */
	unsigned tries; /* and how often */
	bool interrupted;	   /* the guest was told to stop */
	int64_t since;		   /* clock_ms() at the last whole reply */
	bool lost[SESSION_WINDOW]; /* refused by the stub: no reply will come; index modulo size */
};

static enum err_code die(struct session *s, const char *what)
{
	if (s->trouble.code == ERR_NONE)
		err_set(&s->trouble, ERR_SOURCE, "%s: %s", s->where, what);
	return s->trouble.code;
}

static void die_lost(struct session *s)
{
	int e = errno;
	char text[160];

	if (!s->heard_packet) {
		die(s, "hung up without a word; this is no gdbstub, or its QEMU is ending");
		return;
	}
	snprintf(text, sizeof(text), "the gdbstub has gone (%s); start the target again",
		 e ? strerror(e) : "it closed the connection");
	die(s, text);
}

static void die_silent(struct session *s)
{
	char text[200];

	s->silent = true;
	if (s->state->heard)
		snprintf(text, sizeof(text),
			 "the gdbstub did not answer for %d ms; QEMU may be suspended or hang",
			 s->timeout_ms);
	else
		snprintf(text, sizeof(text),
			 "connected, but no answer in %d ms; another debugger may be attached (a "
			 "gdbstub serves one at a time), or this is no gdbstub",
			 s->timeout_ms);
	die(s, text);
}

/* A byte that starts no packet. Before the first packet it means: not a gdbstub at all. */
static void junk(struct session *s, const uint8_t *p, size_t len)
{
	char text[100] = "this is no gdbstub; it sent \"";
	size_t at = strlen(text);

	if (s->heard_packet)
		return;
	for (size_t i = 0; i < len && i < 40 && p[i] != '\n' && p[i] != '\r'; i++)
		text[at++] = p[i] >= ' ' && p[i] <= '~' && p[i] != '"' ? (char)p[i] : '?';
	text[at++] = '"';
	text[at] = '\0';
	die(s, text);
}

static void queue(struct session *s, const void *p, size_t len)
{
	if (s->out_start == s->out_end)
		s->out_start = s->out_end = 0;
	if (len > OUT_SIZE - s->out_end) {
		die(s, "internal: a request does not fit");
		return;
	}
	memcpy(s->out + s->out_end, p, len);
	s->out_end += len;
}

static size_t room(const struct session *s)
{
	return OUT_SIZE - (s->out_start == s->out_end ? 0 : s->out_end);
}

/*
 * Acknowledge what was received. This goes with the next requests: QEMU does not wait for it, and
 * by itself it would cost QEMU a wake-up. More than a window of it at once means nothing to
 * anybody.
 */
static void queue_acks(struct session *s)
{
	char plus[SESSION_WINDOW];
	size_t n = s->unacked < sizeof(plus) ? s->unacked : sizeof(plus);

	memset(plus, '+', n);
	if (s->acks)
		queue(s, plus, n);
	s->unacked = 0;
}

/*
 * Send more requests. Waits until half of the window is free, so that a system call and a wake-up
 * of the stub serve many.
 */
static void top_up(struct session *s, struct flight *f)
{
	char body[SESSION_BODY];
	uint8_t frame[2 * SESSION_BODY + RSP_FRAME];

	if (f->done != f->cursor || f->sent - f->cursor > SESSION_WINDOW / 2 ||
	    f->sent == f->job->n)
		return;
	queue_acks(s);
	while (f->sent < f->job->n && f->sent - f->cursor < SESSION_WINDOW &&
	       room(s) >= sizeof(frame)) {
		size_t len = f->job->ask(f->job->ctx, f->sent, body);

		f->lost[f->sent++ % SESSION_WINDOW] = false;
		queue(s, frame, rsp_frame(frame, sizeof(frame), body, len));
	}
}

static void flush(struct session *s)
{
	ssize_t n;

	if (s->out_start == s->out_end)
		return;
	n = conn_send(s->fd, s->out + s->out_start, s->out_end - s->out_start);
	if (n > 0)
		s->out_start += (size_t)n;
	else if (n == CONN_LOST)
		die_lost(s);
}

/* While the run state is unknown signals are held; do not hold them for long. */
static bool wait_stub(const struct session *s)
{
	bool want_write = s->out_start != s->out_end;

	if (s->state->run != RUN_UNKNOWN)
		return conn_wait(s->fd, want_write, s->timeout_ms);
	return conn_wait_held(s->fd, want_write, s->timeout_ms);
}

/*
 * A running guest is silent for as long as it likes. Any byte stops it; 0x03 is the one meant for
 * it
 * ("Debugging with GDB", appendix "Remote Protocol", section "Interrupts").
 */
static bool wait_guest(struct session *s, struct flight *f)
{
	while (!f->interrupted) {
		bool want_write = s->out_start != s->out_end;

		if (conn_wait(s->fd, want_write, GUEST_MS))
			return true;
		if (want_write || !f->job->interrupt(f->job->ctx))
			continue;
		f->interrupted = true;
		queue(s, "\003", 1);
		flush(s);
	}
	return wait_stub(s);
}

/*
 * A stub that keeps sending is not silent, and yet may never answer: notifications, pieces of a
 * packet. A signal that is held until the run state is known has one timeout left: a guest that ran
 * is to run on, and only an answer tells that it did.
 */
static bool out_of_patience(struct session *s, const struct flight *f)
{
	int64_t waited = clock_ms() - f->since;

	if (s->state->run == RUN_UNKNOWN && waited > s->timeout_ms && hold_pending()) {
		die(s, "stopped by a signal");
		return true;
	}
	if (f->job->interrupt && !f->interrupted) /* a guest runs for as long as it likes */
		return false;
	if (waited <= (int64_t)s->timeout_ms * PATIENCE)
		return false;
	die(s, "the gdbstub sends, but does not answer");
	return true;
}

/* Room for what comes: without any, the stub is dead. */
static bool make_room(struct session *s)
{
	if (s->in_start) {
		memmove(s->in, s->in + s->in_start, s->in_end - s->in_start);
		s->in_end -= s->in_start;
		s->in_start = 0;
	}
	if (s->in_end < IN_SIZE)
		return true;
	die(s, "sent a packet without end; this is no gdbstub");
	return false;
}

static void receive(struct session *s)
{
	ssize_t n = conn_recv(s->fd, s->in + s->in_end, IN_SIZE - s->in_end);

	if (n > 0) {
		s->in_end += (size_t)n;
		s->state->heard = 1;
	} else if (n == CONN_LOST) {
		die_lost(s);
	}
}

/* Receive what there is; where there is nothing, wait for it once. */
static void fill(struct session *s, struct flight *f)
{
	if (!make_room(s) || out_of_patience(s, f))
		return;
	if (f->job->interrupt ? wait_guest(s, f) : wait_stub(s))
		receive(s);
	else
		die_silent(s);
}

/*
 * Requests are lost where the guest is resumed by someone else (its monitor, say) while we talk:
 * the first byte stops it again and is swallowed. Each job starts with bytes to spare; later than
 * that, a reply might be taken for another's.
 */
static void stop_report(struct session *s, const struct flight *f)
{
	if (f->cursor && s->state->run != RUN_UNKNOWN)
		die(s,
		    "the guest was resumed by someone else while ptview read it; run ptview again");
	s->state->run = RUN_RUNNING;
}

/* A packet: the reply to the request at the cursor, unless its shape says otherwise. */
static void packet(struct session *s, struct flight *f, const uint8_t *data, size_t len)
{
	s->unacked++;
	s->bad = 0;
	s->heard_packet = true;
	if (rsp_is_stop(data, len) && !f->job->interrupt) {
		stop_report(s, f);
		return;
	}
	while (f->cursor < f->acked && f->lost[f->cursor % SESSION_WINDOW])
		f->cursor++;
	if (f->cursor == f->sent)
		return;
	if (f->cursor != f->done) {
		f->cursor += !rsp_is_console(data, len);
	} else if (f->job->reply(f->job->ctx, f->cursor, data, len)) {
		f->cursor++;
		f->done++;
		f->since = clock_ms();
		s->stray = 0;
	}
}

/* A packet of bad checksum. Asked for again where it is the only one to come, else given up. */
static void bad_packet(struct session *s, const struct flight *f)
{
	if (!s->acks || f->sent - f->cursor != 1 || ++s->bad > MAX_RETRIES)
		die(s, "sent a packet with a wrong checksum; this is no gdbstub, or it is broken");
	else
		queue(s, "-", 1);
}

/* The stub refuses a request; all from there on are sent again, once the others are answered. */
static void refusal(struct session *s, struct flight *f)
{
	if (s->acks && s->heard_ack && f->acked < f->sent)
		f->lost[f->acked++ % SESSION_WINDOW] = true;
	s->heard_ack = true; /* the first one may be about what another client left behind */
}

static void item(struct session *s, struct flight *f, const struct rsp_item *it)
{
	switch (it->kind) {
	case RSP_ACK:
		f->acked += f->acked < f->sent;
		s->heard_ack = true;
		break;
	case RSP_NAK: refusal(s, f); break;
	case RSP_PACKET: packet(s, f, it->data, it->len); break;
	case RSP_BAD: bad_packet(s, f); break;
	case RSP_JUNK: junk(s, s->in + s->in_start, s->in_end - s->in_start); break;
	case RSP_NOTE:
	case RSP_MORE: break;
	}
}

/* Everything whole that was received. */
static void drain(struct session *s, struct flight *f)
{
	while (s->trouble.code == ERR_NONE) {
		struct rsp_item it = rsp_next(s->in + s->in_start, s->in_end - s->in_start);

		if (it.kind == RSP_MORE)
			return;
		if (++s->stray > MAX_STRAY)
			die(s, "sends without end but does not answer; this is no gdbstub");
		item(s, f, &it);
		s->in_start += it.used;
	}
}

/* Where requests were refused and nothing is in flight any more: go back to the first of them. */
static void go_back(struct session *s, struct flight *f)
{
	while (f->cursor < f->acked && f->lost[f->cursor % SESSION_WINDOW])
		f->cursor++;
	if (f->done == f->cursor || f->cursor < f->sent)
		return;
	f->tries = f->done == f->refused ? f->tries + 1 : 1;
	f->refused = f->done;
	if (f->tries > MAX_RETRIES)
		die(s, "the gdbstub refuses a packet as damaged, again and again");
	f->sent = f->acked = f->cursor = f->done;
}

enum err_code session_run(struct session *s, const struct session_job *job)
{
	struct flight f = {.job = job, .since = clock_ms()};

	/* Two to spare: see stop_report(). One may acknowledge the last packet, one is then
	 * ignored. */
	if (s->acks)
		queue(s, "++", 2);
	while (f.done < job->n && s->trouble.code == ERR_NONE) {
		top_up(s, &f);
		flush(s);
		if (s->trouble.code == ERR_NONE)
			fill(s, &f);
		drain(s, &f);
		go_back(s, &f);
	}
	return s->trouble.code;
}

/* ---- A guest that runs ---- */

/* The guest has stopped, or there is none any more. */
static bool landed(struct session *s)
{
	if (s->going && (s->going->done == s->going->job->n || s->trouble.code)) {
		free(s->going);
		s->going = NULL;
	}
	return !s->going;
}

enum err_code session_resume(struct session *s, const struct session_job *job)
{
	if (s->trouble.code)
		return s->trouble.code;
	s->going = malloc(sizeof(*s->going));
	if (!s->going)
		return err_set(&s->trouble, ERR_NOMEM, "%s: out of memory", s->where);
	*s->going = (struct flight){.job = job, .since = clock_ms()};
	if (s->acks)
		queue(s, "++", 2);
	top_up(s, s->going);
	flush(s);
	landed(s);
	return s->trouble.code;
}

bool session_poll(struct session *s, int ms)
{
	static const struct session_job none = {.n = 0};
	struct flight idle = {.job = &none}, *f = s->going ? s->going : &idle;

	if (s->trouble.code)
		return landed(s);
	flush(s);
	if (conn_wait(s->fd, s->out_start != s->out_end, ms) && make_room(s)) {
		receive(s);
		drain(s, f);
		go_back(s, f);
	}
	return landed(s);
}

enum err_code session_halt(struct session *s)
{
	if (landed(s))
		return s->trouble.code;
	s->going->interrupted = true;
	s->going->since = clock_ms();
	queue(s, "\003", 1);
	while (!landed(s)) {
		flush(s);
		fill(s, s->going);
		drain(s, s->going);
		go_back(s, s->going);
	}
	return s->trouble.code;
}

void session_set_packet(struct session *s, size_t size)
{
	s->packet_size = size < 64 ? 64 : size > MAX_PACKET ? MAX_PACKET : size;
}

/* Memory that a child shares. */
static uint8_t *shared_zeros(size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

void session_forget(struct session *s)
{
	s->in_start = s->in_end = s->out_start = s->out_end = 0;
	s->heard_ack = false;
	s->unacked = 0;
}

enum err_code session_adopt(struct session *s, int fd, const char *where, int timeout_ms,
			    struct err *err)
{
	*s = (struct session){.fd = fd, .timeout_ms = timeout_ms, .acks = true};
	snprintf(s->where, sizeof(s->where), "%s", where);
	s->packet_size = SESSION_PACKET;
	s->in = shared_zeros(IN_SIZE + 1); /* the last byte stays 0: see struct runstate */
	s->out = malloc(OUT_SIZE);
	if (s->in && s->out)
		s->state = runstate_take(fd, s->in);
	if (!s->state) {
		if (!s->in && !s->out) /* session_close() would take it for a zeroed struct */
			close(fd);
		session_close(s);
		return err_set(err, ERR_NOMEM, "%s: %s", where,
			       "no memory, or too many stubs open at once");
	}
	queue(s, "+#00#00", 7); /* see runstate.c */
	return ERR_NONE;
}

void session_abandon(struct session *s)
{
	runstate_forget(s->state);
	s->state = NULL;
	session_close(s);
}

void session_close(struct session *s)
{
	if (!s->in && !s->out)
		return;
	if (s->state && s->state->heard && !s->heard_packet)
		runstate_forget(s->state);
	else if (s->state && s->silent)
		runstate_leave(s->state, s->state->heard ? SILENT_MS : 0);
	else
		runstate_leave(s->state, s->timeout_ms);
	close(s->fd);
	if (s->in)
		munmap(s->in, IN_SIZE + 1);
	free(s->out);
	free(s->going);
	*s = (struct session){.fd = -1};
}
