/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Breakpoints and watchpoints of each client. The stub has one set of them all; QEMU's "?" and "D"
 * remove it whole, and a client that hangs up leaves its own behind. QEMU keeps one that is set
 * twice twice, so whose they are need not be told apart there.
 */
#include <inttypes.h>
#include <stdio.h>

#include "gdbstub/share_int.h"

bool share_break_parse(const char *text, struct share_break *b)
{
	return (text[0] == 'Z' || text[0] == 'z') &&
	       sscanf(text + 1, "%1u,%16" SCNx64 ",%16" SCNx64, &b->type, &b->address, &b->kind) ==
		       3;
}

static bool same(const struct share_break *a, const struct share_break *b)
{
	return a->type == b->type && a->address == b->address && a->kind == b->kind;
}

static void forget(struct share_client *c, const struct share_break *b)
{
	for (size_t i = 0; i < c->nbreaks; i++) {
		if (!same(&c->breaks[i], b))
			continue;
		c->breaks[i] = c->breaks[--c->nbreaks];
		return;
	}
}

void share_break_done(struct share *s, struct share_client *c, const struct share_flight *f,
		      bool ok)
{
	if (f->quiet && !ok)
		share_say(s, "a breakpoint of client %u at 0x%" PRIx64 " could not be %s",
			  c->number, f->brk.address, f->op == 'Z' ? "set again" : "removed");
	if (f->quiet || !ok)
		return;
	if (f->op == 'z')
		forget(c, &f->brk);
	else if (c->nbreaks < SHARE_BREAKS)
		c->breaks[c->nbreaks++] = f->brk;
}

static void ask(struct share *s, const struct share_client *c, char op, const struct share_break *b)
{
	struct share_flight f = {.client = share_index(s, c),
				 .quiet = true,
				 .op = op,
				 .what = SHARE_MODES,
				 .brk = *b};
	char body[SHARE_NAME];

	snprintf(body, sizeof(body), "%c%u,%" PRIx64 ",%" PRIx64, op, b->type, b->address, b->kind);
	share_flight_ask(s, &f, body);
}

void share_break_swept(struct share *s, struct share_client *c)
{
	c->nbreaks = 0;
	for (size_t i = 0; i < SHARE_CLIENTS; i++) {
		if (!s->clients[i].unset)
			continue;
		s->clients[i].nbreaks = 0;
		s->clients[i].unset = false;
	}
	s->rearm = 0;
}

/* Set the next ones again. */
static void rearm(struct share *s)
{
	for (; s->rearm < SHARE_ARMED && share_flight_room(s, 1); s->rearm++) {
		const struct share_client *c = &s->clients[s->rearm / SHARE_BREAKS];
		size_t i = s->rearm % SHARE_BREAKS;

		if (c->used && i < c->nbreaks)
			ask(s, c, 'Z', &c->breaks[i]);
	}
}

static void remove_all(struct share *s, struct share_client *c)
{
	while (c->nbreaks && share_flight_room(s, 1))
		ask(s, c, 'z', &c->breaks[--c->nbreaks]);
	c->unset = c->nbreaks > 0;
}

bool share_break_step(struct share *s)
{
	bool left = false;

	if (s->state == SHARE_IS_STOPPED)
		rearm(s);
	for (size_t i = 0; i < SHARE_CLIENTS; i++) {
		struct share_client *c = &s->clients[i];

		if (c->used && c->unset && s->state == SHARE_IS_STOPPED && s->rearm == SHARE_ARMED)
			remove_all(s, c);
		left |= c->used && c->unset;
	}
	return left || s->rearm < SHARE_ARMED;
}
