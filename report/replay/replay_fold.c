/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/replay/replay_fold.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/array.h"
#include "src/bits.h"

enum { VALID_AND_TABLE = 3 };

static void copy_said(char to[REPLAY_SAID_MAX], const char *text)
{
	snprintf(to, REPLAY_SAID_MAX, "%s", text);
}

/* ---- Joining ---- */

/* The i-th value after `first` is equal, or maps the next piece of memory. */
static bool value_goes_on(uint64_t first, uint64_t value, unsigned i, unsigned level)
{
	uint64_t bytes = UINT64_C(1) << (XENPT_FRAME_SHIFT + XENPT_ORDER_STEP * (3 - level));

	return value == first || (first & 1 && value == first + i * bytes);
}

static bool change_goes_on(const struct replay_change *a, const struct replay_change *b)
{
	return a->table.v == b->table.v && b->index == a->index + a->count &&
	       value_goes_on(a->before, b->before, a->count, a->level) &&
	       value_goes_on(a->after, b->after, a->count, a->level);
}

static void add_change(struct replay_fold *f, const struct replay_change *c)
{
	struct replay_change *last = f->nchanges ? &f->changes[f->nchanges - 1] : NULL;
	bool all_kept = f->nchanges < REPLAY_CHANGES_MAX;

	if (!c->count)
		return;
	f->changed += c->count;
	if (last && all_kept && change_goes_on(last, c))
		last->count += c->count;
	else if (all_kept)
		f->changes[f->nchanges++] = *c;
}

static void add_table(struct replay_folding *f, const struct replay_table *t)
{
	struct replay_table *more =
		array_grow(f->held.tables, f->held.ntables, &f->cap_tables, sizeof(*more));

	if (!more) {
		f->failed = true;
		return;
	}
	f->held.tables = more;
	f->held.tables[f->held.ntables++] = *t;
}

static void add_stops(struct replay_fold *f, const struct xenpt_why *w)
{
	for (unsigned i = 0; i < XENPT_CANDIDATES; i++)
		for (unsigned bit = 0; bit < REPLAY_STOPS; bit++)
			f->stopped[i][bit] += w->cand[i].stops >> bit & 1;
}

static bool same_stops(const struct xenpt_why *a, const struct xenpt_why *b)
{
	for (unsigned i = 0; i < XENPT_ORDERS; i++)
		if (a->cand[i].stops != b->cand[i].stops)
			return false;
	return true;
}

/* Frame numbers wrap in their width. */
static bool frames_go_on(const struct replay_folding *f, const struct xenpt_step *s)
{
	const struct xenpt_step *h = &f->held.first;
	uint64_t done = f->held.count << h->order;
	uint64_t width = bits_mask(f->arch->long_bits - 1, 0);

	if (s->vfn != ((h->vfn + done) & width >> XENPT_FRAME_SHIFT))
		return false;
	if (h->mfn == XENPT_NO_MFN || s->mfn == XENPT_NO_MFN)
		return h->mfn == s->mfn;
	return s->mfn == ((h->mfn + done) & width);
}

/* Whether the step that has just ended joins what is held. */
static bool joins(const struct replay_folding *f)
{
	const struct xenpt_step *h = &f->held.first, *s = &f->now.step;

	return f->held.count && !h->rc && !s->rc && !f->held.said[0] && !f->now.said[0] &&
	       s->level == h->level && s->contig == h->contig && frames_go_on(f, s) &&
	       (!f->same_why || same_stops(&f->held.why, &f->now.why));
}

static void give_out(struct replay_folding *f)
{
	struct replay_fold *h = &f->held;
	uint64_t width = bits_mask(f->arch->long_bits - 1, 0);
	uint64_t more = (h->count << h->first.order) - 1;

	h->last_vfn = (h->first.vfn + more) & width >> XENPT_FRAME_SHIFT;
	h->last_mfn = h->first.mfn == XENPT_NO_MFN ? XENPT_NO_MFN : (h->first.mfn + more) & width;
	if (h->count && f->fold)
		f->fold(f->arg, h);
	h->count = 0;
}

/* The step in progress becomes what is held. */
static void hold(struct replay_folding *f)
{
	struct replay_table *tables = f->held.tables;

	give_out(f);
	f->held = (struct replay_fold){.first = f->now.step,
				       .number = f->steps,
				       .why = f->now.why,
				       .tables = tables,
				       .no_table = f->now.no_table,
				       .asserted = f->now.asserted};
	copy_said(f->held.said, f->now.said);
}

static void take_step(struct replay_folding *f)
{
	if (!joins(f))
		hold(f);
	f->held.count++;
	add_stops(&f->held, &f->now.why);
	for (size_t i = 0; i < f->now.ntables; i++)
		add_table(f, &f->now.tables[i]);
	add_change(&f->held, &f->now.change);
	f->now.begun = false;
}

/* ---- Events ---- */

static void step_begins(struct replay_folding *f, const struct xenpt_step *s)
{
	f->now = (struct replay_now){.begun = true, .step = *s};
	xenpt_why_step(f->dialect, s, &f->now.why);
	f->last = *s;
	f->steps++;
}

static void step_ends(struct replay_folding *f, const struct xenpt_step *s)
{
	f->now.step = f->last = *s;
	if (!s->rc) {
		f->by_order[s->order / XENPT_ORDER_STEP]++;
		f->hinted += s->contig;
	}
	take_step(f);
}

static void table_made(struct replay_folding *f, const struct xenpt_event *ev)
{
	struct replay_now *n = &f->now;

	f->tables++;
	if (n->ntables < REPLAY_TABLES_OF_STEP)
		n->tables[n->ntables++] =
			(struct replay_table){ev->pa, ev->level + 1, ev->table, ev->index};
}

/* Entries above the level aimed at are those of new tables, which are told of by themselves. */
static void entry_changed(struct replay_folding *f, const struct xenpt_event *ev)
{
	if (ev->step && ev->level != ev->step->level)
		return;
	f->changed++;
	if (!ev->step) /* a poke */
		return;
	f->now.change = (struct replay_change){
		ev->table, ev->level, ev->index, 1, ev->before, ev->after,
	};
}

static void said(struct replay_folding *f, const struct xenpt_event *ev)
{
	f->asserted = ev->kind == XENPT_EV_ASSERT;
	copy_said(f->said, ev->text);
	if (ev->step) {
		f->now.asserted = f->asserted;
		copy_said(f->now.said, ev->text);
	}
}

void replay_fold_event(void *folding, const struct xenpt_event *ev)
{
	struct replay_folding *f = folding;

	if (f->map)
		replay_memory_event(&f->memory, f->map, f->steps, ev);
	switch (ev->kind) {
	case XENPT_EV_STEP: step_begins(f, ev->step); break;
	case XENPT_EV_ALLOC: table_made(f, ev); break;
	case XENPT_EV_NO_ALLOC: f->no_table = f->now.no_table = true; break;
	case XENPT_EV_ENTRY: entry_changed(f, ev); break;
	case XENPT_EV_MSG:
	case XENPT_EV_ASSERT: said(f, ev); break;
	case XENPT_EV_STEP_END: step_ends(f, ev->step); break;
	case XENPT_EV_TLB: give_out(f); break;
	}
}

void replay_fold_begin(struct replay_folding *f)
{
	struct replay_table *tables = f->held.tables;
	struct replay_folding keep = *f;

	*f = (struct replay_folding){
		.dialect = keep.dialect,
		.arch = keep.arch,
		.same_why = keep.same_why,
		.fold = keep.fold,
		.arg = keep.arg,
		.map = keep.map,
		.failed = keep.failed,
		.held = {.tables = tables},
		.cap_tables = keep.cap_tables,
	};
}

void replay_fold_end(struct replay_folding *f)
{
	give_out(f);
	if (!f->now.begun)
		return;
	hold(f);
	f->held.count = 1;
	f->held.unfinished = true;
	for (size_t i = 0; i < f->now.ntables; i++)
		add_table(f, &f->now.tables[i]);
	give_out(f);
	f->now.begun = false;
}

void replay_fold_free(struct replay_folding *f)
{
	free(f->held.tables);
	f->held.tables = NULL;
	f->cap_tables = 0;
}

/* ---- The entry that a step failed for ---- */

static bool is_table(uint64_t entry, unsigned level)
{
	return level < 3 && (entry & VALID_AND_TABLE) == VALID_AND_TABLE;
}

bool replay_fold_cause(const struct replay_folding *f, struct xenpt *x, struct replay_cause *out)
{
	const struct xenpt_step *s = &f->last;
	struct err err;
	bool found;

	if (!f->steps || s->rc >= 0)
		return false;
	*out = (struct replay_cause){.table = x->root, .level = x->arch->root_level};
	for (;; out->level++) {
		unsigned shift = XENPT_ORDER_STEP * (3 - out->level);

		out->index = (unsigned)(s->vfn >> shift) & (XENPT_ENTRIES - 1);
		if (xenpt_peek(x, out->level, s->vfn << XENPT_FRAME_SHIFT, &out->entry, &found,
			       &err) ||
		    !found)
			return false;
		if (out->level == s->level || !is_table(out->entry, out->level))
			return true;
		out->table = addr_pa(out->entry & bits_mask(47, XENPT_FRAME_SHIFT));
	}
}
