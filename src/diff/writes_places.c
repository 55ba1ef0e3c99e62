/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which tables are watched, and by which virtual addresses they are written. */
#include <stdlib.h>

#include "src/array.h"
#include "src/diff/writes.h"
#include "src/walk/find.h"
#include "src/walk/survey.h"

enum { FROM = 3 };

/* A hypervisor writes the tables of its own regime and stage 2, a kernel those of both halves. */
static const enum regime_id from[REGIME_COUNT][FROM] = {
	[REGIME_EL2] = {REGIME_EL2, REGIME_COUNT},
	[REGIME_EL2_0] = {REGIME_EL2_1, REGIME_EL2_0, REGIME_COUNT},
	[REGIME_EL2_1] = {REGIME_EL2_1, REGIME_EL2_0, REGIME_COUNT},
	[REGIME_PL2] = {REGIME_PL2, REGIME_COUNT},
	[REGIME_S2] = {REGIME_EL2, REGIME_EL2_1, REGIME_PL2},
	[REGIME_S2S] = {REGIME_EL2, REGIME_EL2_1, REGIME_COUNT},
	[REGIME_EL1_0] = {REGIME_EL1_1, REGIME_EL1_0, REGIME_COUNT},
	[REGIME_EL1_1] = {REGIME_EL1_1, REGIME_EL1_0, REGIME_COUNT},
	[REGIME_PL1_0] = {REGIME_PL1_0, REGIME_PL1_1, REGIME_COUNT},
	[REGIME_PL1_1] = {REGIME_PL1_0, REGIME_PL1_1, REGIME_COUNT},
	[REGIME_EL3] = {REGIME_EL3, REGIME_COUNT},
};

enum regime_id writes_from(enum regime_id id, unsigned i)
{
	return i < FROM ? from[id][i] : REGIME_COUNT;
}

const char *writes_how_words(enum writes_how how)
{
	static const char *const words[WRITES_HOWS] = {
		[WRITES_STOPPED] = "each store stops the guest",
		[WRITES_NOT_MAPPED] = "compared: what writes it maps it nowhere",
		[WRITES_TOO_MANY] = "compared: as many places as can be are watched",
		[WRITES_REFUSED] = "compared: the source sets no watchpoint there",
	};

	return words[how];
}

size_t writes_count(const struct writes *w, enum writes_how how)
{
	size_t n = 0;

	for (size_t i = 0; i < w->n; i++)
		n += w->t[i].how == how;
	return n;
}

/* ---- The tables that there are ---- */

struct collect {
	struct writes *w;
	unsigned regime;
	enum err_code st;
};

/* Tables lie at multiples of 64 bytes at least. */
static uint64_t key_of(struct pa pa, int level, unsigned regime)
{
	return pa.v | regime << 3 | (uint64_t)(level - REGIME_MIN_LEVEL);
}

/* A table that is reached in several ways is one, and so is all below it. */
static bool enter(void *arg, const struct walk_table *t)
{
	struct collect *c = arg;
	struct writes *w = c->w;
	uint64_t key = key_of(t->pa, t->level, c->regime);
	size_t place = hash_get(&w->where, key);
	struct writes_table *more;

	if (place != HASH_NONE) {
		bool met = w->t[place].there;

		w->t[place].there = true;
		return !met;
	}
	more = w->n < WRITES_TABLES ? array_grow(w->t, w->n, &w->cap, sizeof(*w->t)) : NULL;
	w->t = more ? more : w->t;
	if (!more || !hash_put(&w->where, key, w->n)) {
		c->st = w->n < WRITES_TABLES ? ERR_NOMEM : ERR_UNSUPPORTED;
		return false;
	}
	w->t[w->n++] = (struct writes_table){.pa = t->pa,
					     .bytes = walk_table_bytes(t),
					     .level = t->level,
					     .ia = t->ia,
					     .regime = c->regime,
					     .how = WRITES_HOWS,
					     .there = true};
	return true;
}

static enum err_code collect(struct writes *w, unsigned i, struct err *err)
{
	static const struct walk_visitor visitor = {.enter = enter};
	struct collect c = {.w = w, .regime = i};
	struct walker walker;
	enum err_code st;

	st = walk_init(&walker, w->copy[1].mem, w->ask.regime[i].id, w->ask.regime[i].cpu, err);
	if (st)
		return st;
	st = w->ask.part ? walk_visit(&walker, w->ask.lo, w->ask.hi, &visitor, &c)
			 : walk_visit_all(&walker, &visitor, &c);
	st = c.st ? c.st : st;
	return st == ERR_UNSUPPORTED
		       ? err_set(err, st, "more than %d tables: an address or a range says which",
				 WRITES_TABLES)
	       : st ? err_set(err, st, "%s", err_words(st))
		    : ERR_NONE;
}

/* ---- Watchpoints ---- */

static struct writes_table *table_at(struct writes *w, uint64_t pa)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->t[i].there && pa - w->t[i].pa.v < w->t[i].bytes)
			return &w->t[i];
	return NULL;
}

/* What is no table any more will soon hold something else, which is stored to all the time. */
static enum err_code drop_gone(struct writes *w)
{
	bool ok = true;
	size_t n = 0;

	for (unsigned i = 0; i < w->nplaces;) {
		const struct writes_place *p = &w->place[i];

		if (table_at(w, p->pa.v)) {
			i++;
			continue;
		}
		live_watch(w->ask.live, p->address, p->bytes, false, NULL);
		w->place[i] = w->place[--w->nplaces];
	}
	hash_clear(&w->where);
	for (size_t i = 0; i < w->n; i++) {
		const struct writes_table *t = &w->t[i];

		if (!t->there)
			continue;
		ok = hash_put(&w->where, key_of(t->pa, t->level, t->regime), n) && ok;
		w->t[n++] = *t;
	}
	w->n = n;
	return ok ? ERR_NONE : ERR_NOMEM;
}

void writes_places_drop(struct writes *w)
{
	while (w->nplaces) {
		const struct writes_place *p = &w->place[--w->nplaces];

		live_watch(w->ask.live, p->address, p->bytes, false, NULL);
	}
}

static bool is_watched(const struct writes *w, uint64_t address)
{
	for (unsigned i = 0; i < w->nplaces; i++)
		if (w->place[i].address == address)
			return true;
	return false;
}

static enum writes_how set_place(struct writes *w, const struct find_hit *h)
{
	struct writes_place p = {h->ia.v, (uint32_t)h->length, addr_pa(h->out)};

	if (w->refused)
		return WRITES_REFUSED;
	if (is_watched(w, p.address)) /* a page that two regimes have */
		return WRITES_STOPPED;
	if (w->nplaces == LIVE_WATCHES)
		return WRITES_TOO_MANY;
	if (live_watch(w->ask.live, p.address, p.bytes, true, NULL)) {
		w->refused = true;
		return WRITES_REFUSED;
	}
	w->place[w->nplaces++] = p;
	return WRITES_STOPPED;
}

/* Each mapping by which it can be written, and the worst of what becomes of them. */
static void add_place(void *arg, const struct find_hit *h)
{
	struct writes *w = arg;
	enum writes_how how;

	if (h->kept || !(h->attr.perms & ATTR_W))
		return;
	how = set_place(w, h);
	for (size_t i = 0; i < w->n; i++) {
		struct writes_table *t = &w->t[i];

		if (h->out - t->pa.v >= t->bytes)
			continue;
		if (t->how == WRITES_HOWS || t->how == WRITES_NOT_MAPPED)
			t->address = h->ia.v;
		t->how = t->how == WRITES_HOWS || how > t->how ? how : t->how;
	}
}

/* The first of those that are new, as many as may be watched. */
static size_t wanted(struct writes *w, unsigned regime, struct find_want *wants)
{
	size_t n = 0;

	for (size_t i = 0; i < w->n && n < LIVE_WATCHES - w->nplaces; i++)
		if (w->t[i].how == WRITES_HOWS && w->t[i].regime == regime)
			wants[n++] = (struct find_want){.first = w->t[i].pa.v,
							.last = w->t[i].pa.v + w->t[i].bytes - 1};
	return n;
}

static void find_places(struct writes *w, unsigned i)
{
	struct find_want wants[LIVE_WATCHES];
	size_t n = wanted(w, i, wants);
	enum regime_id id;
	struct survey v;

	for (unsigned k = 0; n && (id = writes_from(w->ask.regime[i].id, k)) != REGIME_COUNT; k++) {
		survey_one(w->base, id, w->ask.regime[i].cpu, &v);
		if (v.state <= SURVEY_EMPTY)
			find_visit(&v.w, true, wants, n, add_place, w, NULL, NULL);
	}
	for (size_t k = 0; k < w->n; k++) {
		struct writes_table *t = &w->t[k];
		bool asked = false;

		for (size_t j = 0; j < n; j++)
			asked |= wants[j].first == t->pa.v;
		if (t->how == WRITES_HOWS && t->regime == i)
			t->how = asked ? WRITES_NOT_MAPPED : WRITES_TOO_MANY;
	}
}

enum err_code writes_places_renew(struct writes *w, struct err *err)
{
	enum err_code st = ERR_NONE;

	for (size_t i = 0; i < w->n; i++)
		w->t[i].there = false;
	for (unsigned i = 0; !st && i < w->ask.n; i++)
		st = collect(w, i, err);
	st = st ? st : drop_gone(w);
	if (st)
		return st;
	for (unsigned i = 0; i < w->ask.n; i++)
		find_places(w, i);
	return ERR_NONE;
}
