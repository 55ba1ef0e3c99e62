/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading ahead: all tables of a level in large batches before the next level, so that a target
 * behind a wire is asked in as many round trips as there are levels. The tables end up in the cache
 * below the walker (memcache.h), and the visit that follows finds them there.
 */
#include <stdlib.h>

#include "src/array.h"
#include "src/bits.h"
#include "src/walk/walk_run.h"

enum {
	BATCH = 256, /* tables asked for at once */
	/* Bytes of tables read ahead in all; what a visit wants beyond, it reads one by one. */
	MOST = 128 * 1024 * 1024,
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
	size_t bytes;	       /* of a table below the root */
	struct hash seen;      /* tables that were listed, by walk_key() */
	uint64_t *bufs;	       /* BATCH tables */
	struct mem_req *reqs;  /* for each piece of them */
	uint64_t done;
};

static void add(struct list *l, const struct walk_table *t)
{
	struct walk_table *p = array_grow(l->t, l->n, &l->cap, sizeof(*p));

	if (!p) {
		l->failed = true;
		return;
	}
	l->t = p;
	l->t[l->n++] = *t;
}

static void add_child(void *arg, const struct walk_run *run)
{
	struct ahead *a = arg;
	uint64_t last = run->ia.v + (run->entry_size - 1);
	struct walk_table child;

	if ((run->kind != DESC_TABLE && run->keeps != DESC_TABLE) || run->ia.v > a->hi.v ||
	    last < a->lo.v)
		return;
	if ((a->done + a->now.n + a->next.n) * a->bytes >= MOST)
		return;
	child = walk_child(a->w, run);
	if (child.st || hash_get(&a->seen, walk_key(a->w, &child)) != HASH_NONE)
		return;
	if (!hash_put(&a->seen, walk_key(a->w, &child), 0))
		a->next.failed = true;
	add(&a->next, &child);
}

/*
 * The requests for one table, at reqs. Where its address is an IPA, stage 2 may have each 4K of it
 * elsewhere; what it does not map is left to the visit. Returns how many.
 */
static size_t ask(struct ahead *a, const struct walk_table *t, uint64_t *buf, struct mem_req *reqs)
{
	size_t bytes = walk_table_bytes(t), piece = a->w->has_s2 ? WALK_PIECE : bytes, n = 0;

	for (size_t done = 0; done < bytes; done += piece) {
		struct pa pa = addr_pa(t->pa.v + done);
		uint64_t size;

		if (done && a->w->has_s2 && walk_stage2(a->w, addr_oa(t->at.v + done), &pa, &size))
			continue;
		reqs[n++] = (struct mem_req){.pa = pa,
					     .buf = buf + done / 8,
					     .len = bytes - done < piece ? bytes - done : piece};
	}
	return n;
}

/* All of a table is there. */
static bool answered(const struct walk_table *t, const struct mem_req *reqs, size_t n)
{
	size_t got = 0;

	for (size_t i = 0; i < n; i++)
		got += reqs[i].st ? 0 : reqs[i].len;
	return got == walk_table_bytes(t);
}

/* Read tables first..first+n of this level, and list what they point to. */
static void read_batch(struct ahead *a, size_t first, size_t n)
{
	size_t asked[BATCH], all = 0;
	size_t bytes = walk_table_bytes(&a->now.t[first]);

	for (size_t i = 0; i < n; i++) {
		asked[i] = ask(a, &a->now.t[first + i], a->bufs + i * bytes / 8, a->reqs + all);
		all += asked[i];
	}
	mem_read_many(a->w->mem, a->reqs, all);
	a->done += n;
	all = 0;
	for (size_t i = 0; i < n; i++) {
		const struct walk_table *t = &a->now.t[first + i];

		if (t->level < REGIME_MAX_LEVEL && answered(t, a->reqs + all, asked[i]))
			walk_cut(a->w, t, a->bufs + i * bytes / 8, 0, t->entries - 1, add_child, a);
		all += asked[i];
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
	struct ahead a = {.w = w, .lo = lo, .hi = hi, .bytes = (size_t)8 << w->r.geo->stride};
	struct walk_table root = walk_root(w);
	enum err_code st = ERR_NONE;
	/* A concatenated root is larger than a table, but there is only one. */
	size_t room = BATCH * a.bytes;

	if (room < walk_table_bytes(&root))
		room = walk_table_bytes(&root);
	a.bufs = malloc(room);
	a.reqs = malloc(BATCH * (a.bytes / WALK_PIECE) * sizeof(*a.reqs));
	if (!root.st)
		add(&a.now, &root);
	if (!a.bufs || !a.reqs || a.now.failed)
		st = ERR_NOMEM;
	while (!st && a.now.n)
		st = read_level(&a);
	free(a.bufs);
	free(a.reqs);
	free(a.now.t);
	free(a.next.t);
	hash_free(&a.seen);
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
