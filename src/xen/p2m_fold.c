/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Events of stage 2 folded twice: those that go on alike are a line, steps that repeat are one. */
#include "src/array.h"
#include "src/xen/p2m_fold.h"

#include <stdlib.h>

static uint64_t bytes_of(unsigned level)
{
	return UINT64_C(1) << (P2M_FRAME_SHIFT + p2m_order(level));
}

/* ---- Folding lines ---- */

/* The value that is `i` places on from `first`, if both go on alike: 0 stays 0. */
static bool continues_value(uint64_t first, uint64_t value, uint64_t i, unsigned level)
{
	return value == (first ? first + i * bytes_of(level) : 0);
}

/* A store that may be one of many: no table descriptor comes or goes. */
static bool is_plain(const struct p2m_event *w)
{
	return !p2m_entry_is_table(w->before, w->level) && !p2m_entry_is_table(w->after, w->level);
}

static bool continues_write(const struct p2m_event *first, const struct p2m_event *w, uint64_t i)
{
	return w->kind == P2M_EV_WRITE && is_plain(first) && is_plain(w) &&
	       w->level == first->level && w->table.v == first->table.v &&
	       w->index == first->index + i &&
	       continues_value(first->before, w->before, i, w->level) &&
	       continues_value(first->after, w->after, i, w->level);
}

/* True where an event is part of the line before it. */
static bool joins_line(struct p2m_fold_line *last, const struct p2m_event *ev)
{
	if (last->ev.kind != ev->kind)
		return false;
	if (ev->kind == P2M_EV_PUT) {
		if (ev->mfn != last->ev.mfn + last->n)
			return false;
		last->n += ev->nr;
		return true;
	}
	if (ev->kind != P2M_EV_WRITE || !continues_write(&last->ev, ev, last->n))
		return false;
	last->n++;
	return true;
}

static void add(struct p2m_fold *l, const struct p2m_event *ev)
{
	struct p2m_fold_step *s = &l->now;
	struct p2m_fold_line *more;

	if (s->n && joins_line(&s->lines[s->n - 1], ev))
		return;
	more = array_grow(s->lines, s->n, &s->cap, sizeof(*more));
	if (!more) {
		l->failed = true;
		return;
	}
	s->lines = more;
	s->lines[s->n++] =
		(struct p2m_fold_line){.ev = *ev, .n = ev->kind == P2M_EV_PUT ? ev->nr : 1};
	if (ev->kind == P2M_EV_GOT) {
		l->got = *ev->got;
		s->lines[s->n - 1].ev.got = &l->got;
	}
}

/* ---- Folding steps ---- */

/* Whether line b is line a of the step that stands i places before. */
static bool same_line(const struct p2m_fold_line *a, const struct p2m_fold_line *b, uint64_t i,
		      unsigned order)
{
	uint64_t on = i << order;

	if (a->ev.kind != b->ev.kind)
		return false;
	switch (a->ev.kind) {
	case P2M_EV_WRITE: return a->n == 1 && b->n == 1 && continues_write(&a->ev, &b->ev, i);
	case P2M_EV_FLUSH: return a->ev.due == b->ev.due;
	case P2M_EV_PUT: return a->n == b->n && b->ev.mfn == a->ev.mfn + on;
	case P2M_EV_IOMMU:
		return a->ev.nr == b->ev.nr && a->ev.flags == b->ev.flags &&
		       b->ev.gfn == a->ev.gfn + on;
	default: return false;
	}
}

/* Whether the step that has just ended repeats the one that is held. */
static bool joins_step(const struct p2m_fold *l)
{
	const struct p2m_fold_step *a = &l->held, *b = &l->now;
	uint64_t on = l->times << a->step.order;

	if (!l->times || a->step.rc || b->step.rc || a->step.order != b->step.order ||
	    a->step.type != b->step.type || a->step.access != b->step.access || a->n != b->n ||
	    b->step.gfn != a->step.gfn + on)
		return false;
	if (b->step.mfn != (a->step.mfn == P2M_NONE ? P2M_NONE : a->step.mfn + on))
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (!same_line(&a->lines[i], &b->lines[i], l->times, a->step.order))
			return false;
	return true;
}

/* ---- Giving out ---- */

static void give_held(struct p2m_fold *l)
{
	if (l->times)
		l->step(l->arg, &l->held, l->times);
	l->times = 0;
}

static void step_end(struct p2m_fold *l, const struct p2m_step *step)
{
	struct p2m_fold_step was = l->held;

	l->now.step = *step;
	if (joins_step(l)) {
		l->times++;
		l->now.n = 0;
		return;
	}
	give_held(l);
	l->held = l->now;
	l->now = was;
	l->now.n = 0;
	l->times = 1;
}

/* What stands outside any step, in its place. */
static void give_loose(struct p2m_fold *l)
{
	if (!l->now.n)
		return;
	give_held(l);
	for (size_t i = 0; i < l->now.n; i++)
		l->line(l->arg, &l->now.lines[i]);
	l->now.n = 0;
}

void p2m_fold_event(struct p2m_fold *l, const struct p2m_event *ev)
{
	switch (ev->kind) {
	case P2M_EV_STEP: give_loose(l); break;
	case P2M_EV_STEP_END: step_end(l, ev->step); break;
	default: add(l, ev); break;
	}
}

void p2m_fold_end(struct p2m_fold *l)
{
	give_held(l);
	give_loose(l);
}

void p2m_fold_free(struct p2m_fold *l)
{
	free(l->now.lines);
	free(l->held.lines);
}
