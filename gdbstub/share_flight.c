/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests that the stub has, or is about to have. It answers in the order in which it is asked;
 * each acknowledgement comes just before what answers the same request, and a few requests get an
 * acknowledgement alone (QEMU: qThreadExtraInfo of a thread that there is not). So the next
 * acknowledgement says that there is no answer to come.
 */
#include <string.h>

#include "gdbstub/share_int.h"
#include "src/clock.h"

static struct share_flight *at(struct share *s, size_t i)
{
	return &s->flight[(s->first + i) % SHARE_WINDOW];
}

bool share_flight_room(const struct share *s, size_t n)
{
	return s->nflight + n + 1 <= SHARE_WINDOW &&
	       share_link_room(&s->up) >= SHARE_FRAME + n * (2 * SHARE_NAME + RSP_FRAME);
}

/*
 * Where nothing is under way: one acknowledgement of the last packet, and one byte to lose, should
 * the guest have been resumed behind our back (by its monitor): QEMU stops it at the first byte
 * that it gets and does nothing else with that.
 */
void share_flight_send(struct share *s, const struct share_flight *f, const void *raw, size_t len)
{
	if (!s->nflight) {
		share_link_put(&s->up, "++", 2);
		s->heard = clock_ms();
	}
	share_link_put(&s->up, raw, len);
	*at(s, s->nflight++) = *f;
	s->clients[f->client].flying++;
}

void share_flight_ask(struct share *s, const struct share_flight *f, const char *body)
{
	uint8_t frame[2 * SHARE_NAME + RSP_FRAME];

	share_flight_send(s, f, frame, rsp_frame(frame, sizeof(frame), body, strlen(body)));
}

static void take_off(struct share *s)
{
	struct share_flight *f = at(s, 0);

	s->clients[f->client].flying--;
	s->first = (s->first + 1) % SHARE_WINDOW;
	s->nflight--;
}

void share_flight_acked(struct share *s)
{
	struct share_client *c;

	if (s->nflight && at(s, 0)->acked)
		take_off(s);
	if (!s->nflight)
		return;
	at(s, 0)->acked = true;
	c = &s->clients[at(s, 0)->client];
	if (!at(s, 0)->quiet && c->acks && c->link.fd >= 0)
		share_link_put(&c->link, "+", 1);
}

static void note_attached(struct share *s, long process)
{
	size_t free = SHARE_PROCESSES;

	for (size_t i = 0; i < SHARE_PROCESSES; i++) {
		if (s->attached[i] == process)
			return;
		if (!s->attached[i])
			free = i;
	}
	if (free < SHARE_PROCESSES)
		s->attached[free] = process;
}

/* The last packet of an answer has come: what follows from it. */
static void conclude(struct share *s, const struct share_flight *f, const struct rsp_item *it)
{
	struct share_client *c = &s->clients[f->client];
	bool ok = rsp_is(it->data, it->len, "OK");

	share_mode_done(s, c, f, ok);
	if (f->op == 'Z' || f->op == 'z')
		share_break_done(s, c, f, ok);
	if (f->monitor) /* it may have let the guest run, which then stops at another CPU */
		s->modes.v[SHARE_HG][0] = s->modes.v[SHARE_HC][0] = '\0';
	if (f->op == 'v' && rsp_is_stop(it->data, it->len)) {
		note_attached(s, f->process);
		share_mode_stopped(s, c, it->data, it->len);
	}
}

void share_flight_packet(struct share *s, const struct rsp_item *it, const uint8_t *raw)
{
	struct share_flight f;
	bool last;

	if (!s->nflight || !at(s, 0)->acked)
		return;
	f = *at(s, 0);
	if (rsp_is_stop(it->data, it->len) && f.op != '?' && f.op != 'v')
		return; /* QEMU up to 8.0: of a guest that was resumed behind our back */
	last = !f.monitor || !rsp_is_console(it->data, it->len);
	if (!f.quiet)
		share_client_forward(&s->clients[f.client], it, raw, f.ids);
	if (last) {
		take_off(s);
		conclude(s, &f, it);
	}
	if (s->nflight) /* stubs may wait for it; QEMU does not, and it costs a wake-up */
		share_link_put(&s->up, "+", 1);
}
