/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a client asks: rows of what the share answers or must know of; all else goes to the stub. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gdbstub/share_int.h"

#define REFUSED "E16" /* EBUSY */
#define WRONG	"E22" /* EINVAL, as QEMU has it of packets that it does not understand */

/* A packet of a client: its frame, and its payload as text. */
struct request {
	const char *text;
	size_t len;
	const uint8_t *raw;
	size_t raw_len;
};

/*
 * Send it to the stub, in the modes of its client. False where it has to wait, for the guest to
 * stop or for room.
 */
static bool pass(struct share *s, struct share_client *c, const struct request *r,
		 struct share_flight *f)
{
	f->client = share_index(s, c);
	if (!share_run_ready(s, c) || !share_flight_room(s, SHARE_MODES))
		return false;
	share_mode_enter(s, c);
	share_mode_sent(s, c, f);
	share_flight_send(s, f, r->raw, r->raw_len);
	return true;
}

/* An answer of our own comes after those to what was asked before. */
static bool refuse(struct share_client *c, const char *why)
{
	if (c->flying)
		return false;
	share_client_answer(c, why);
	return true;
}

static bool take_plain(struct share *s, struct share_client *c, const struct request *r)
{
	struct share_flight f = {.what = SHARE_MODES};

	if (!share_mode_parse(c, r->text, &f))
		return refuse(c, WRONG);
	return pass(s, c, r, &f);
}

static bool take_monitor(struct share *s, struct share_client *c, const struct request *r)
{
	struct share_flight f = {.what = SHARE_MODES, .monitor = true};

	return pass(s, c, r, &f);
}

static bool take_current(struct share *s, struct share_client *c, const struct request *r)
{
	struct share_flight f = {.what = SHARE_MODES, .ids = true};

	return pass(s, c, r, &f);
}

static bool take_attach(struct share *s, struct share_client *c, const struct request *r)
{
	struct share_flight f = {.what = SHARE_MODES,
				 .ids = true,
				 .op = 'v',
				 .process = strtol(r->text + strlen("vAttach;"), NULL, 16)};

	return pass(s, c, r, &f);
}

/* The place in the list is counted once: room for all that pass() may need is asked for first. */
static bool take_threads(struct share *s, struct share_client *c, const struct request *r)
{
	if (!share_run_ready(s, c) || !share_flight_room(s, 2 * SHARE_MODES + 2) ||
	    !share_mode_threads(s, c, r->text[1] == 'f'))
		return false;
	return take_current(s, c, r);
}

static bool take_break(struct share *s, struct share_client *c, const struct request *r)
{
	struct share_flight f = {.what = SHARE_MODES, .op = r->text[0]};

	if (!share_break_parse(r->text, &f.brk) ||
	    (f.op == 'Z' && c->nbreaks + c->flying >= SHARE_BREAKS))
		return refuse(c, WRONG);
	c->debugger |= f.op == 'Z';
	return pass(s, c, r, &f);
}

/* QEMU removes all breakpoints, taking this for the first thing that a debugger says. */
static bool take_halted(struct share *s, struct share_client *c, const struct request *r)
{
	struct share_flight f = {.what = SHARE_MODES, .ids = true, .op = '?'};

	c->debugger = true;
	if (s->nflight || !pass(s, c, r, &f))
		return false;
	share_break_swept(s, c);
	return true;
}

static bool take_resume(struct share *s, struct share_client *c, const struct request *r)
{
	if (s->runner != SHARE_NOBODY || r->len > SHARE_RESUME) {
		if (s->runner != SHARE_NOBODY)
			share_say(s,
				  "client %u may not resume the guest: client %u has, and waits "
				  "for its stop",
				  c->number, s->clients[s->runner].number);
		share_client_answer(c, s->runner != SHARE_NOBODY ? REFUSED : WRONG);
		return true;
	}
	if (c->acks)
		share_link_put(&c->link, "+", 1);
	share_run_resume(s, c, r->text, r->len);
	return true;
}

/*
 * Backwards where the stub says that it can: QEMU that does not replay an execution fails an
 * assertion.
 */
static bool take_reverse(struct share *s, struct share_client *c, const struct request *r)
{
	const char *feature = r->text[1] == 'c' ? "ReverseContinue+" : "ReverseStep+";

	return strstr(s->supported, feature) ? take_resume(s, c, r) : refuse(c, "");
}

/*
 * Another process than the first is the stub's matter where vAttach has attached it: a detach from
 * any other, or a second one, dereferences NULL in QEMU, and would end the guest.
 */
static bool detach_other(struct share *s, struct share_client *c, const struct request *r,
			 long process)
{
	for (size_t i = 0; i < SHARE_PROCESSES; i++) {
		if (!process || s->attached[i] != process)
			continue;
		if (!take_plain(s, c, r))
			return false;
		s->attached[i] = 0;
		return true;
	}
	return refuse(c, WRONG);
}

/* "D", "D;PROCESS". */
static bool take_detach(struct share *s, struct share_client *c, const struct request *r)
{
	const char *semicolon = strchr(r->text, ';');
	long process = semicolon ? strtol(semicolon + 1, NULL, 16) : 0;

	if (semicolon && process != s->session->state->process)
		return detach_other(s, c, r, process);
	share_client_answer(c, "OK");
	c->unset = c->nbreaks > 0;
	share_run_detached(s, c);
	return true;
}

static bool take_no_ack(struct share *s, struct share_client *c, const struct request *r)
{
	(void)s;
	(void)r;
	share_client_answer(c, "OK");
	c->acks = false;
	return true;
}

static bool take_run(struct share *s, struct share_client *c, const struct request *r)
{
	(void)r;
	share_client_answer(c, share_run_wanted(s) ? SHARE_RUNNING : SHARE_STOPPED);
	return true;
}

/* What the stub can do and the share hands on. */
static bool handed_on(const char *feature, size_t len)
{
	static const char *const rows[] = {"vContSupported+", "multiprocess+",	  "binary-upload+",
					   "ReverseStep+",    "ReverseContinue+", NULL};

	if (len > 7 && !strncmp(feature, "qXfer:", 6) && feature[len - 1] == '+')
		return true;
	for (size_t i = 0; rows[i]; i++)
		if (len == strlen(rows[i]) && !strncmp(feature, rows[i], len))
			return true;
	return false;
}

/* What the client says of itself matters to the share alone: the stub has been told by it. */
static bool take_supported(struct share *s, struct share_client *c, const struct request *r)
{
	char text[sizeof(s->supported) + 64];
	size_t n;

	c->multi = strstr(r->text, "multiprocess+") != NULL;
	n = (size_t)snprintf(text, sizeof(text), "PacketSize=%zx;QStartNoAckMode+", s->packet_size);
	for (const char *p = s->supported; *p; p += *p == ';') {
		size_t len = strcspn(p, ";");

		if (handed_on(p, len))
			n += (size_t)snprintf(text + n, sizeof(text) - n, ";%.*s", (int)len, p);
		p += len;
	}
	share_client_answer(c, text);
	return true;
}

/* The first that fits is taken. */
static const struct {
	const char *starts;
	bool whole; /* and nothing else */
	bool local; /* answered here: what was asked before is to be answered first */
	bool (*take)(struct share *s, struct share_client *c, const struct request *r);
} rows[] = {
	{"?", true, true, take_halted},
	{"D", false, true, take_detach},
	{"vCont;", false, true, take_resume},
	{"vAttach;", false, false, take_attach},
	{"c", false, true, take_resume},
	{"C", false, true, take_resume},
	{"s", false, true, take_resume},
	{"S", false, true, take_resume},
	{"bc", true, true, take_reverse},
	{"bs", true, true, take_reverse},
	{"Z", false, false, take_break},
	{"z", false, false, take_break},
	{"qRcmd,", false, false, take_monitor},
	{"qSupported", true, true, take_supported},
	{"qSupported:", false, true, take_supported},
	{"QStartNoAckMode", true, true, take_no_ack},
	{"qfThreadInfo", true, false, take_threads},
	{"qsThreadInfo", true, false, take_threads},
	{"qC", true, false, take_current},
	{SHARE_ASK_RUN, true, true, take_run},
	{"", false, false, take_plain},
};

#define NROWS (sizeof(rows) / sizeof(rows[0]))

static bool dispatch(struct share *s, struct share_client *c, const struct request *r)
{
	size_t i = 0;

	while (rows[i].whole ? strcmp(r->text, rows[i].starts) != 0
			     : strncmp(r->text, rows[i].starts, strlen(rows[i].starts)) != 0)
		i++;
	if (rows[i].local && c->flying)
		return false;
	return rows[i].take(s, c, r);
}

/* The answer to a system call, which lets the guest run on. */
static bool is_syscall_answer(const struct share *s, const struct share_client *c, const char *text)
{
	return s->syscall && s->runner == share_index(s, c) && text[0] == 'F';
}

bool share_request_take(struct share *s, struct share_client *c, const struct rsp_item *it,
			const uint8_t *raw)
{
	struct request r = {.text = (char *)s->text, .raw = raw, .raw_len = it->used};

	if (!rsp_decode(it->data, it->len, s->text, s->packet_size - 1, &r.len))
		return refuse(c, WRONG);
	s->text[r.len] = '\0';
	if (is_syscall_answer(s, c, r.text)) {
		s->syscall = false;
		return share_link_put(&s->up, raw, it->used);
	}
	share_run_interrupt(s, c); /* what it resumed has to stop for that */
	if (s->runner == share_index(s, c))
		return false;
	return dispatch(s, c, &r);
}
