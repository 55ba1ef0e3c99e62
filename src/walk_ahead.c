/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading ahead: all tables of a level in large batches before the next level, so that a target
 * behind a wire is asked in as many round trips as there are levels. The tables end up in the cache
 * below the walker (memcache.h), and the visit that follows finds them there.
 */
#include <stdlib.h>

#include "src/bits.h"
#include "src/walk_run.h"

enum {
	BATCH = 256, /* tables asked for at once */
	MOST = 32 *
	       1024, /* tables read ahead in all; what a visit wants beyond, it reads one by one */
};

struct list {
	struct walk_table *t;
	size_t n, cap;
	bool failed;
};

struct ahead {
	struct walker *w;
	struct ia lo, hi;
	struct list now, next; /* the tables of this level and of the one below */
	uint64_t *bufs;
	uint64_t done;
};

static void add(struct list *l, const struct walk_table *t)
{
	if (l->n == l->cap) {
		size_t cap = l->cap ? l->cap * 2 : 64;
		struct walk_table *p = realloc(l->t, cap * sizeof(*p));

		if (!p) {
			l->failed = true;
			return;
		}
		l->t = p;
		l->cap = cap;
	}
	l->t[l->n++] = *t;
}

static void add_child(void *arg, const struct walk_run *run)
{
	struct ahead *a = arg;
	uint64_t last = run->ia.v + (run->entry_size - 1);
	struct walk_table child;

	if (run->kind != DESC_TABLE || run->ia.v > a->hi.v || last < a->lo.v)
		return;
	if (a->done + a->now.n + a->next.n >= MOST)
		return;
	child = walk_child(a->w, run);
	if (!child.st)
		add(&a->next, &child);
}

/*
 * Read tables first..first+n of this level, and list what they point to. A table of more than 4K
 * whose address is an IPA can be in pieces: it is left to the visit.
 */
static void read_batch(struct ahead *a, size_t first, size_t n)
{
	size_t bytes = walk_table_bytes(&a->now.t[first]);
	struct mem_req reqs[BATCH];

	if (a->w->has_s2 && bytes > WALK_PIECE)
		return;

	for (size_t i = 0; i < n; i++)
		reqs[i] = (struct mem_req){
			.pa = a->now.t[first + i].pa, .buf = a->bufs + i * bytes / 8, .len = bytes};
	mem_read_many(a->w->mem, reqs, n);
	a->done += n;
	for (size_t i = 0; i < n; i++) {
		const struct walk_table *t = &a->now.t[first + i];

		if (!reqs[i].st && t->level < REGIME_MAX_LEVEL)
			walk_cut(a->w, t, a->bufs + i * bytes / 8, 0, t->entries - 1, add_child, a);
	}
}

/* Returns ERR_NONE with the next level in `now`. */
static enum err_code read_level(struct ahead *a)
{
	struct list swap;

	for (size_t i = 0; i < a->now.n; i += BATCH) {
		size_t n = a->now.n - i;

		if (a->w->tick && !a->w->tick(a->w->tick_arg, a->done))
			return ERR_CANCELLED;
		read_batch(a, i, n < BATCH ? n : BATCH);
		if (a->next.failed)
			return ERR_NOMEM;
	}
	swap = a->now;
	a->now = a->next;
	a->next = swap;
	a->next.n = 0;
	return ERR_NONE;
}

static enum err_code read_tree(struct walker *w, struct ia lo, struct ia hi)
{
	struct ahead a = {.w = w, .lo = lo, .hi = hi};
	struct walk_table root = walk_root(w);
	size_t per_table = (size_t)8 << w->r.geo->stride;
	enum err_code st = ERR_NONE;

	/* A concatenated root is larger than a table, but there is only one. */
	a.bufs = malloc(BATCH * per_table > walk_table_bytes(&root) ? BATCH * per_table
								    : walk_table_bytes(&root));
	if (!root.st)
		add(&a.now, &root);
	if (!a.bufs || a.now.failed)
		st = ERR_NOMEM;
	while (!st && a.now.n)
		st = read_level(&a);
	free(a.bufs);
	free(a.now.t);
	free(a.next.t);
	return st;
}

enum err_code walk_read_ahead(struct walker *w, struct ia lo, struct ia hi)
{
	enum err_code st;

	if (mem_can_peek(w->mem))
		return ERR_NONE;
	if (w->has_s2) {
		struct walker s2 = {
			.mem = w->mem, .r = w->s2, .tick = w->tick, .tick_arg = w->tick_arg};

		/* The linear map of a guest touches nearly all of its stage 2 anyway. */
		st = read_tree(&s2, regime_first(&s2.r), regime_last(&s2.r));
		if (st)
			return st;
	}
	return read_tree(w, lo, hi);
}
