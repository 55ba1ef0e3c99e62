/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A range as a whole: the entries that it takes, and the least change that wins larger ones. */
#include "src/bits.h"
#include "src/xen/p2m.h"

/* Frames of one size up to where the next larger one begins; all where it never does. */
static uint64_t until(const struct p2m_range *r, uint64_t done, unsigned order)
{
	uint64_t low = bits_size(order) - 1, gfn = r->gfn + done, left = r->nr - done;
	uint64_t head = -gfn & low;

	if (r->mem_access || order > P2M_ORDER_1G || head >= left || (r->gfn + r->nr) & low)
		return left;
	if (r->mfn != P2M_NONE && (r->gfn ^ r->mfn) & low)
		return left;
	return head;
}

void p2m_count(const struct p2m_range *r, struct p2m_count *out)
{
	uint64_t done = 0;

	*out = (struct p2m_count){.total = 0};
	for (unsigned i = 0; i < P2M_ORDERS; i++) {
		uint64_t n = until(r, done, 9 * (i + 1));

		out->entries[i] = n >> (9 * i);
		out->total += out->entries[i];
		done += n;
	}
}

/* How far gfn has to move until it agrees with mfn modulo the size. */
static void shift(const struct p2m_range *r, struct p2m_gain *g)
{
	uint64_t low = bits_size(g->order) - 1;

	g->disagree = r->mfn == P2M_NONE ? 0 : (r->gfn ^ r->mfn) & low;
	g->agrees = !g->disagree;
	g->up = r->mfn == P2M_NONE ? 0 : (r->mfn - r->gfn) & low;
	g->down = g->up ? low + 1 - g->up : 0;
	g->shift = g->up <= g->down || g->down > r->gfn ? (int64_t)g->up : -(int64_t)g->down;
}

static void gain(const struct p2m_range *now, const struct p2m_count *count, struct p2m_gain *g)
{
	uint64_t size = bits_size(g->order), low = size - 1, end, first;
	struct p2m_range r = *now;

	g->used = count->entries[g->order / 9] != 0;
	shift(now, g);
	r.gfn += (uint64_t)g->shift;
	end = r.gfn + r.nr;
	g->back = -end & low;
	first = (r.gfn + low) & ~low;
	if (first + size > end + g->back) { /* no whole one inside: grow in front, too */
		g->front = r.gfn & low;
		r.gfn -= g->front;
		r.mfn -= r.mfn == P2M_NONE ? 0 : g->front;
		r.nr += g->front;
	}
	r.nr += g->back;
	p2m_count(&r, &g->after);
	g->trim = end & low;
	g->saved = (int64_t)(count->total - g->after.total);
}

void p2m_why_range(const struct p2m_range *r, struct p2m_range_why *out)
{
	*out = (struct p2m_range_why){.r = *r};
	p2m_count(r, &out->now);
	for (unsigned i = 0; i + 1 < P2M_ORDERS; i++) {
		out->gain[i].order = 9 * (i + 1);
		gain(r, &out->now, &out->gain[i]);
	}
}
