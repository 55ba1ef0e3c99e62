/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Clients of a share. None is trusted: what one may send, leave unread or leave unfinished has a
 * bound, and beyond that it is sent away.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gdbstub/conn.h"
#include "gdbstub/share_int.h"
#include "src/clock.h"

#define MAX_STRAY 65536 /* bytes of no packet in a row */
#define MAX_BAD	  3	/* packets of bad checksum in a row */

static struct share_client *unused(struct share *s)
{
	for (size_t i = 0; i < SHARE_CLIENTS; i++)
		if (!s->clients[i].used)
			return &s->clients[i];
	return NULL;
}

/* As at a stub, connecting stops the guest; one that runs for somebody else for a while only. */
static bool adopt(struct share *s, struct share_client *c, int fd)
{
	int64_t now = clock_ms();

	*c = (struct share_client){.number = ++s->count,
				   .acks = true,
				   .hold = s->runner == SHARE_NOBODY ? SHARE_HOLD_LONG
								     : SHARE_HOLD_BRIEF,
				   .modes = s->fresh,
				   .asked = now,
				   .heard = now};
	c->used = share_link_open(&c->link, fd, SHARE_FRAME + RSP_FRAME, SHARE_OUT);
	return c->used;
}

void share_client_accept(struct share *s)
{
	int fd = share_listen_accept(s->listen);
	struct share_client *c = unused(s);

	if (fd < 0)
		return;
	if (c && adopt(s, c, fd))
		return;
	if (!c)
		close(fd);
	share_say(s, "a client was turned away: %s",
		  c ? "out of memory" : "there are as many as there may be at once (8)");
}

void share_client_answer(struct share_client *c, const char *text)
{
	if (c->acks)
		share_link_put(&c->link, "+", 1);
	share_link_say(&c->link, text, strlen(text));
}

/* Thread ids without a process: "p01.02" as "02". A payload of those has no run lengths. */
static void forward_plain(struct share_client *c, const struct rsp_item *it)
{
	char text[SHARE_STOP], *to = text;
	size_t i = 0;

	while (i < it->len && to < text + sizeof(text)) {
		const uint8_t *p = it->data + i, *dot = memchr(p, '.', it->len - i);
		bool begins = i && *p == 'p' && (p[-1] == ':' || p[-1] == ',' || i <= 2);

		if (begins && dot)
			i = (size_t)(dot + 1 - it->data);
		else
			*to++ = (char)it->data[i++];
	}
	share_link_say(&c->link, text, (size_t)(to - text));
}

void share_client_forward(struct share_client *c, const struct rsp_item *it, const uint8_t *raw,
			  bool ids)
{
	if (c->link.fd < 0)
		return;
	if (ids && !c->multi && it->len < SHARE_STOP)
		forward_plain(c, it);
	else
		share_link_put(&c->link, raw, it->used);
}

void share_client_print(struct share_client *c, const char *line)
{
	char body[2 * 160 + 1] = "O";
	size_t len = strlen(line);

	if (len > 159)
		len = 159;
	rsp_to_hex(line, len, body + 1);
	share_link_say(&c->link, body, 1 + 2 * len);
}

/* What a debugger that hung up leaves behind. */
static void say_left(struct share *s, const struct share_client *c)
{
	share_say(s,
		  "client %u hung up without detaching: its breakpoints (%zu) are removed, and %s",
		  c->number, c->nbreaks,
		  share_run_debugged(s, c) ? "another debugger has the guest"
		  : s->free		   ? "the guest is left running, as it was found"
					   : "the guest is left stopped, as it was found");
}

void share_client_end(struct share *s, struct share_client *c, const char *why)
{
	if (c->link.fd < 0)
		return;
	if (why)
		share_say(s, "client %u was sent away: %s", c->number, why);
	if (c->debugger)
		say_left(s, c);
	share_link_flush(&c->link);
	share_link_close(&c->link);
	c->unset = c->nbreaks > 0;
	share_run_left(s, c);
}

void share_client_fill(struct share *s, struct share_client *c, int64_t now)
{
	ssize_t n = share_link_fill(&c->link);

	if (n > 0)
		c->heard = now;
	c->spoke |= n > 0;
	if (n == CONN_LOST)
		share_client_end(s, c, NULL);
}

/* A byte that is of no packet. */
static void junk(struct share *s, struct share_client *c, uint8_t byte)
{
	if (byte == 3)
		share_run_interrupt(s, c);
	if (++c->stray > MAX_STRAY)
		share_client_end(s, c, "it sends what is no packet; this is no debugger");
}

static void bad(struct share *s, struct share_client *c)
{
	if (c->acks && ++c->bad <= MAX_BAD)
		share_link_put(&c->link, "-", 1);
	else
		share_client_end(s, c, "it sends packets with a wrong checksum");
}

/* One item of what was received. False where it has to wait. */
static bool take(struct share *s, struct share_client *c, const struct rsp_item *it,
		 const uint8_t *raw, int64_t now)
{
	switch (it->kind) {
	case RSP_PACKET:
		c->asked = now;
		if (!share_request_take(s, c, it, raw))
			return false;
		c->stray = c->bad = 0;
		break;
	case RSP_BAD: bad(s, c); break;
	case RSP_NAK: share_client_end(s, c, "it received a packet with a wrong checksum"); break;
	case RSP_JUNK: junk(s, c, *raw); break;
	case RSP_ACK:
	case RSP_NOTE:
	case RSP_MORE: break;
	}
	return true;
}

void share_client_pump(struct share *s, struct share_client *c, int64_t now)
{
	while (c->link.fd >= 0 && share_link_room(&c->link) >= SHARE_OUT / 2) {
		const uint8_t *raw;
		struct rsp_item it = share_link_next(&c->link, &raw);

		if (it.kind == RSP_MORE && c->link.in_end - c->link.in_start == c->link.in_size)
			share_client_end(s, c, "it sent a packet without end");
		if (it.kind == RSP_MORE || !take(s, c, &it, raw, now))
			return;
		if (c->link.fd >= 0)
			share_link_drop(&c->link, it.used);
	}
}

/* It has sent the beginning of a packet, or nothing at all. */
static bool owes_bytes(const struct share_client *c)
{
	const uint8_t *raw;
	bool some = c->link.in_end > c->link.in_start;

	return !c->spoke || (some && share_link_next(&c->link, &raw).kind == RSP_MORE);
}

/* Why it is over its time, or NULL. *wait: until it would be. */
static const char *over_time(const struct share *s, const struct share_client *c, int64_t now,
			     int *wait)
{
	int64_t since = c->full ? c->full : owes_bytes(c) ? c->heard : 0;
	int64_t left = since + s->patience_ms - now;

	if (!since)
		return NULL;
	if (left <= 0)
		return c->full ? "it does not read what it asked for"
			       : "it did not finish what it sends";
	if (*wait < 0 || left < *wait)
		*wait = (int)left;
	return NULL;
}

static bool is_full(const struct share_client *c)
{
	return c->link.fd >= 0 && share_link_room(&c->link) < 2 * SHARE_FRAME;
}

int share_client_step(struct share *s, int64_t now)
{
	int wait = -1;

	for (size_t i = 0; i < SHARE_CLIENTS; i++) {
		struct share_client *c = &s->clients[i];
		const char *why = NULL;

		if (c->link.fd >= 0) {
			c->full = !is_full(c) ? 0 : c->full ? c->full : now;
			why = over_time(s, c, now, &wait);
		}
		if (why)
			share_client_end(s, c, why);
		if (c->used && c->link.fd < 0 && !c->flying && !c->unset)
			c->used = false;
	}
	return wait;
}

bool share_client_full(const struct share *s)
{
	for (size_t i = 0; i < SHARE_CLIENTS; i++)
		if (is_full(&s->clients[i]))
			return true;
	return false;
}
