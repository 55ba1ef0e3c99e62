/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gdbstub/share.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gdbstub/ask.h"
#include "gdbstub/conn.h"
#include "gdbstub/share_int.h"
#include "gdbstub/stub.h"
#include "gdbstub/target.h"
#include "src/clock.h"

#define UP_IN  ((size_t)512 << 10) /* of the stub, received at once */
#define UP_OUT (4 * SHARE_FRAME)

static int told[2]; /* a pipe: a byte in it says that the share is to end */

static void on_signal(int sig)
{
	int saved = errno;

	(void)sig;
	if (write(told[1], "", 1) < 0) {
		/* full: then it has been told */
	}
	errno = saved;
}

int share_index(const struct share *s, const struct share_client *c)
{
	return (int)(c - s->clients);
}

void share_say(struct share *s, const char *fmt, ...)
{
	char line[ERR_TEXT_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	s->o->say(s->o->arg, line);
}

void share_die(struct share *s, const char *fmt, ...)
{
	char line[ERR_TEXT_MAX - 160];
	va_list ap;

	if (s->trouble.code)
		return;
	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	err_set(&s->trouble, ERR_SOURCE, "%s: %s", s->where, line);
}

/* ---- Beginning ---- */

/* The modes in which a new client finds a stub: those in which the share found it. */
static void take_fresh(struct share *s, const struct target *t, const char *sstep)
{
	const char *thread = t->nthreads ? t->threads[0] : "0";

	snprintf(s->fresh.v[SHARE_HG], SHARE_ID, "%s", thread);
	snprintf(s->fresh.v[SHARE_HC], SHARE_ID, "%s", thread);
	strcpy(s->fresh.v[SHARE_PHYS], s->session->state->mode == 0 ? "0" : "1");
	snprintf(s->fresh.v[SHARE_SSTEP], SHARE_ID, "%s", strncmp(sstep, "0x", 2) ? "" : sstep);
	strcpy(s->modes.v[SHARE_PHYS], "1"); /* by stub_open() */
	strcpy(s->modes.v[SHARE_SSTEP], s->fresh.v[SHARE_SSTEP]);
}

static void take_supported(struct share *s, const char *text)
{
	const char *size = strstr(text, "PacketSize=");
	size_t n = size ? strtoul(size + strlen("PacketSize="), NULL, 16) : SESSION_PACKET;

	s->packet_size = n < 64 ? 64 : n > SHARE_PACKET ? SHARE_PACKET : n;
	snprintf(s->supported, sizeof(s->supported), "%s", text);
}

static enum err_code ask_stub(struct share *s, struct mem *stub, struct err *err)
{
	struct ask asks[2];
	enum err_code st;

	ask_set(&asks[0], "qSupported:multiprocess+");
	ask_set(&asks[1], "qqemu.sstep");
	st = ask_run(s->session, asks, 2);
	if (st) {
		*err = s->session->trouble;
	} else {
		take_supported(s, ask_text(&asks[0]));
		take_fresh(s, stub_target(stub), ask_text(&asks[1]));
	}
	ask_free(asks, 2);
	return st;
}

static enum err_code begin(struct share *s, struct mem *stub, struct share_listen *l,
			   const struct share_options *o, struct err *err)
{
	int fd;
	enum err_code st;

	s->o = o;
	s->listen = l;
	s->session = stub_session(stub);
	s->where = s->session->where;
	s->timeout_ms = o->timeout_ms > 0 ? o->timeout_ms : STUB_TIMEOUT_MS;
	s->patience_ms = o->patience_ms > 0 ? o->patience_ms : SHARE_PATIENCE_MS;
	s->runner = s->threads_of = SHARE_NOBODY;
	s->rearm = SHARE_ARMED;
	s->free = stub_target(stub)->was_running;
	s->up.fd = -1;
	for (size_t i = 0; i < SHARE_CLIENTS; i++)
		s->clients[i].link.fd = -1;
	st = ask_stub(s, stub, err);
	if (st)
		return st;
	s->session->state->sweep = 1;
	fd = dup(s->session->fd);
	if (fd < 0 || !share_link_open(&s->up, fd, UP_IN, UP_OUT))
		return err_set(err, ERR_NOMEM, "%s: out of memory", s->where);
	return ERR_NONE;
}

/* ---- The stub ---- */

static void take(struct share *s, const struct rsp_item *it, const uint8_t *raw)
{
	switch (it->kind) {
	case RSP_ACK: share_flight_acked(s); break;
	case RSP_PACKET:
		if (s->state == SHARE_IS_STOPPED)
			share_flight_packet(s, it, raw);
		else
			share_run_packet(s, it, raw);
		break;
	case RSP_NAK: share_die(s, "the gdbstub refuses a packet as damaged"); break;
	case RSP_BAD: share_die(s, "the gdbstub sent a packet with a wrong checksum"); break;
	case RSP_JUNK:
	case RSP_NOTE:
	case RSP_MORE: break;
	}
}

static void pump_stub(struct share *s)
{
	while (!s->trouble.code && !share_client_full(s)) {
		const uint8_t *raw;
		struct rsp_item it = share_link_next(&s->up, &raw);

		if (it.kind == RSP_MORE && s->up.in_end - s->up.in_start == s->up.in_size)
			share_die(s, "the gdbstub sent a packet without end");
		if (it.kind == RSP_MORE)
			return;
		take(s, &it, raw);
		share_link_drop(&s->up, it.used);
	}
}

static void fill_stub(struct share *s)
{
	ssize_t n = share_link_fill(&s->up);

	if (n > 0)
		s->heard = clock_ms();
	else if (n == CONN_LOST)
		share_die(s, "the gdbstub has gone (%s); start the target again",
			  errno ? strerror(errno) : "it closed the connection");
}

/* Whether it is over its time: of what it was asked, all but its monitor's commands has a bound. */
static int watch_stub(struct share *s, int64_t now)
{
	bool asked = s->nflight && !s->flight[s->first].monitor && !share_client_full(s);
	int64_t since = s->state == SHARE_IS_STOPPING ? s->stopping : asked ? s->heard : 0;
	int64_t left = since + s->timeout_ms - now;

	if (!since)
		return -1;
	if (left > 0)
		return (int)left;
	s->session->silent = true;
	share_die(s, "the gdbstub did not answer for %d ms; QEMU may be suspended or hang",
		  s->timeout_ms);
	return 0;
}

/* ---- The loop ---- */

static int sooner(int a, int b)
{
	return a < 0 ? b : b < 0 || a < b ? a : b;
}

/* All that can be done without waiting; until when to wait. */
static int step(struct share *s)
{
	int64_t now = clock_ms();
	int wait;

	pump_stub(s);
	share_break_step(s);
	for (size_t i = 0; i < SHARE_CLIENTS; i++)
		share_client_pump(s, &s->clients[i], now);
	wait = share_run_step(s, now);
	wait = sooner(wait, share_client_step(s, now));
	return sooner(wait, watch_stub(s, now));
}

enum {
	POLL_TOLD,
	POLL_PARENT,
	POLL_LISTEN,
	POLL_STUB,
	POLL_CLIENTS,
	POLLS = POLL_CLIENTS + SHARE_CLIENTS
};

static short events(const struct share_link *l, bool in)
{
	return (short)((in ? POLLIN : 0) | (share_link_waits(l) ? POLLOUT : 0));
}

static void set_polls(const struct share *s, struct pollfd *p)
{
	p[POLL_TOLD] = (struct pollfd){.fd = told[0], .events = POLLIN};
	p[POLL_LISTEN] = (struct pollfd){.fd = s->listen->fd, .events = POLLIN};
	p[POLL_PARENT] = (struct pollfd){.fd = s->o->parent, .events = POLLIN};
	p[POLL_STUB] =
		(struct pollfd){.fd = s->up.fd, .events = events(&s->up, !share_client_full(s))};
	for (size_t i = 0; i < SHARE_CLIENTS; i++) {
		const struct share_link *l = &s->clients[i].link;
		bool room = l->in_end - l->in_start < l->in_size;

		p[POLL_CLIENTS + i] = (struct pollfd){.fd = l->fd};
		if (l->fd >= 0)
			p[POLL_CLIENTS + i].events = events(l, room);
	}
}

static void serve_polls(struct share *s, const struct pollfd *p)
{
	int64_t now = clock_ms();

	if (p[POLL_STUB].revents & ~POLLOUT)
		fill_stub(s);
	for (size_t i = 0; i < SHARE_CLIENTS; i++) {
		struct share_client *c = &s->clients[i];
		short got = p[POLL_CLIENTS + i].revents;

		if (got & POLLIN)
			share_client_fill(s, c, now);
		else if (got & ~POLLOUT)
			share_client_end(s, c, NULL);
	}
	if (p[POLL_LISTEN].revents)
		share_client_accept(s);
}

/* Send what there is. */
static void flush(struct share *s)
{
	if (!share_link_flush(&s->up))
		share_die(s, "the gdbstub has gone (%s); start the target again", strerror(errno));
	for (size_t i = 0; i < SHARE_CLIENTS; i++) {
		struct share_client *c = &s->clients[i];

		if (c->link.fd >= 0 && !share_link_flush(&c->link))
			share_client_end(s, c, NULL);
	}
}

static void serve(struct share *s)
{
	struct pollfd polls[POLLS] = {{.fd = -1}};

	while (!polls[POLL_TOLD].revents && !polls[POLL_PARENT].revents) {
		int wait = step(s);

		flush(s);
		if (s->trouble.code)
			return;
		set_polls(s, polls);
		if (poll(polls, POLLS, wait) > 0)
			serve_polls(s, polls);
	}
}

/* ---- The end ---- */

/* Each is told, as far as the protocol lets it: a debugger that waits prints what it is sent. */
static void end(struct share *s)
{
	char line[160];

	snprintf(line, sizeof(line), "ptview: %.140s\n",
		 s->trouble.code ? s->trouble.text : "the share has ended");
	if (s->runner != SHARE_NOBODY)
		share_client_print(&s->clients[s->runner], line);
	for (size_t i = 0; i < SHARE_CLIENTS; i++) {
		if (s->clients[i].link.fd < 0)
			continue;
		share_link_flush(&s->clients[i].link);
		share_link_close(&s->clients[i].link);
	}
	share_link_close(&s->up);
}

static enum err_code run(struct share *s, struct err *err)
{
	static const int signals[] = {SIGTERM, SIGINT, SIGHUP};
	struct sigaction mine = {.sa_handler = on_signal}, before[3];

	if (pipe(told))
		return err_set(err, ERR_NOMEM, "%s", strerror(errno));
	fcntl(told[1], F_SETFL, O_NONBLOCK);
	for (size_t i = 0; i < 3; i++)
		sigaction(signals[i], &mine, &before[i]);
	serve(s);
	end(s);
	for (size_t i = 0; i < 3; i++)
		sigaction(signals[i], &before[i], NULL);
	close(told[0]);
	close(told[1]);
	if (s->trouble.code)
		*err = s->trouble;
	return s->trouble.code;
}

enum err_code share_run(struct mem *stub, struct share_listen *l, const struct share_options *o,
			struct err *err)
{
	struct share *s = calloc(1, sizeof(*s));
	enum err_code st;

	if (!s)
		return err_set(err, ERR_NOMEM, "out of memory");
	st = begin(s, stub, l, o, err);
	if (!st)
		st = run(s, err);
	free(s);
	return st;
}
