/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/xen/p2m_history.h"

#include <stdlib.h>
#include <string.h>

#include "src/bits.h"

static uint64_t first_of(uint64_t gfn, unsigned level)
{
	return gfn & ~(bits_size(p2m_order(level)) - 1);
}

void p2m_history_begin(struct p2m_history *h, size_t op)
{
	h->op = op;
	h->nchain = 0;
}

/* A split begins; it is not yet known whether the pool has its tables. */
static void begin_split(struct p2m_history *h, const struct p2m_event *ev)
{
	const struct p2m_step *s = ev->step;

	if (h->nchain == P2M_LEVELS)
		return;
	h->chain[h->nchain++] = (struct p2m_shattered){
		.gfn = first_of(s->gfn, ev->level),
		.level = ev->level,
		.was = ev->before,
		.op = h->op,
		.at = s->gfn,
		.mfn = s->mfn,
		.order = s->order,
		.type = s->type,
	};
}

static bool room(struct p2m_history *h)
{
	size_t cap = h->cap ? h->cap * 2 : 64;
	struct p2m_shattered *more;

	if (h->n < h->cap)
		return true;
	more = cap <= P2M_HISTORY_MAX ? realloc(h->list, cap * sizeof(*more)) : NULL;
	if (!more)
		return false;
	h->list = more;
	h->cap = cap;
	return true;
}

/* The flush between the zero and the descriptor: the split is done. */
static void end_split(struct p2m_history *h)
{
	for (unsigned i = 0; i < h->nchain; i++) {
		if (room(h))
			h->list[h->n++] = h->chain[i];
		else
			h->more++;
	}
	h->nchain = 0;
}

/* A table goes from an entry of a level, and with it all that is below. */
static void forget(struct p2m_history *h, unsigned level, uint64_t gfn)
{
	size_t kept = 0;

	for (size_t i = 0; i < h->n; i++) {
		const struct p2m_shattered *s = &h->list[i];

		if (s->level < level || first_of(s->gfn, level) != first_of(gfn, level))
			h->list[kept++] = *s;
	}
	h->n = kept;
}

void p2m_history_event(struct p2m_history *h, const struct p2m_event *ev)
{
	switch (ev->kind) {
	case P2M_EV_SPLIT: begin_split(h, ev); break;
	case P2M_EV_NO_ALLOC: h->nchain = 0; break;
	case P2M_EV_FLUSH: end_split(h); break;
	case P2M_EV_WRITE:
		if (ev->step && p2m_entry_is_table(ev->before, ev->level) &&
		    !p2m_entry_is_table(ev->after, ev->level))
			forget(h, ev->level, ev->step->gfn);
		break;
	default: break;
	}
}

const struct p2m_shattered *p2m_history_find(const struct p2m_history *h, unsigned level,
					     uint64_t gfn)
{
	for (size_t i = h->n; i-- > 0;)
		if (h->list[i].level == level && h->list[i].gfn == first_of(gfn, level))
			return &h->list[i];
	return NULL;
}

void p2m_history_free(struct p2m_history *h)
{
	free(h->list);
	memset(h, 0, sizeof(*h));
}
