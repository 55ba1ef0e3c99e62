/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is below a table depends on the table and its level alone, not on the way to it: each is
 * counted once, however many descriptors point to it. So a table that points to itself costs
 * nothing either, and is counted as the hardware walks it, down to the last level.
 */
#include "src/walk/stats.h"

#include <stdlib.h>

#include "src/array.h"
#include "src/walk/range.h"
#include "src/walk/walk_run.h"

/* A table of the last level, of which there can be many: at most 8192 descriptors. */
struct last {
	uint16_t leaves, reserved, contiguous, unreadable, kept, noted, nonzero;
	const struct kept *kept_by;
};

struct stats_memo {
	struct hash at; /* by walk_key(): places in one of these, by the level */
	struct stats *inner;
	size_t ninner, cap_inner;
	struct last *last;
	size_t nlast, cap_last;
	uint64_t *bufs[REGIME_LEVELS]; /* by slot: one table */
};

struct count {
	struct walker *w;
	struct stats_memo *memo;
	void (*on_unreadable)(void *arg, const struct walk_table *t);
	void *arg;
	uint64_t tables;
	enum err_code st;
};

/* A table that is being counted. */
struct frame {
	struct count *c;
	struct stats *sum;
};

static void add(struct stats *to, const struct stats *s)
{
	for (int i = 0; i < REGIME_LEVELS; i++) {
		to->tables[i] += s->tables[i];
		to->leaves[i] += s->leaves[i];
		to->kept[i] += s->kept[i];
	}
	to->kept_by = to->kept_by ? to->kept_by : s->kept_by;
	to->kept_tables += s->kept_tables;
	to->kept_bytes += s->kept_bytes;
	to->noted += s->noted;
	to->nonzero += s->nonzero;
	to->reserved += s->reserved;
	to->contiguous += s->contiguous;
	to->mapped_bytes += s->mapped_bytes;
	to->table_bytes += s->table_bytes;
	to->unreadable += s->unreadable;
}

/* The table itself, if it can be read. */
static void count_itself(struct stats *to, const struct walk_table *t, bool readable)
{
	if (!readable)
		return;
	if (t->kept) {
		to->kept_tables++;
		return;
	}
	to->tables[regime_slot(t->level)]++;
	to->table_bytes += walk_table_bytes(t);
}

static void add_last(struct stats *to, const struct last *l, const struct regime *r,
		     const struct walk_table *t)
{
	count_itself(to, t, !l->unreadable);
	to->kept_by = to->kept_by ? to->kept_by : l->kept_by;
	to->kept[regime_slot(t->level)] += l->kept;
	to->kept_bytes += l->kept * regime_entry_size(r, t->level);
	to->noted += l->noted;
	to->nonzero += l->nonzero;
	to->leaves[regime_slot(t->level)] += l->leaves;
	to->mapped_bytes += l->leaves * regime_entry_size(r, t->level);
	to->reserved += l->reserved;
	to->contiguous += l->contiguous;
	to->unreadable += l->unreadable;
}

/* Add what is known of a table to *sum; false where it was not counted yet. */
static bool recall(const struct count *c, const struct walk_table *t, struct stats *sum)
{
	size_t i = hash_get(&c->memo->at, walk_key(c->w, t));

	if (i == HASH_NONE)
		return false;
	if (t->level == REGIME_MAX_LEVEL)
		add_last(sum, &c->memo->last[i], &c->w->r, t);
	else
		add(sum, &c->memo->inner[i]);
	return true;
}

/* The number of the place where a table's counts are kept, or HASH_NONE without memory. */
static size_t keep(struct stats_memo *m, const struct walk_table *t, const struct stats *s)
{
	unsigned slot = regime_slot(t->level);
	struct stats *inner;
	struct last *last;

	if (t->level < REGIME_MAX_LEVEL) {
		inner = array_grow(m->inner, m->ninner, &m->cap_inner, sizeof(*inner));
		if (!inner)
			return HASH_NONE;
		m->inner = inner;
		m->inner[m->ninner] = *s;
		return m->ninner++;
	}
	last = array_grow(m->last, m->nlast, &m->cap_last, sizeof(*last));
	if (!last)
		return HASH_NONE;
	m->last = last;
	m->last[m->nlast] = (struct last){.leaves = (uint16_t)s->leaves[slot],
					  .reserved = (uint16_t)s->reserved,
					  .contiguous = (uint16_t)s->contiguous,
					  .unreadable = (uint16_t)s->unreadable,
					  .kept = (uint16_t)s->kept[slot],
					  .noted = (uint16_t)s->noted,
					  .nonzero = (uint16_t)s->nonzero,
					  .kept_by = s->kept_by};
	return m->nlast++;
}

static void count_table(struct count *c, const struct walk_table *t, struct stats *sum);

/* Of a run that is not valid, or below one that is not. */
static void count_kept(const struct walker *w, const struct walk_run *r, struct stats *s)
{
	if (!r->kept) {
		s->nonzero += r->kind == DESC_INVALID && r->raw ? r->count : 0;
		return;
	}
	s->kept_by = s->kept_by ? s->kept_by : r->kept;
	if (r->keeps == DESC_INVALID)
		s->noted += r->count;
	if (!walk_keeps_leaf(r) || r->oa_too_big)
		return;
	s->kept[regime_slot(r->table->level)] += r->count;
	s->kept_bytes += walk_span(&w->r, r).size;
}

static void count_run(void *arg, const struct walk_run *r)
{
	struct frame *f = arg;
	struct stats *s = f->sum;

	if ((r->kind == DESC_TABLE || r->keeps == DESC_TABLE) && !f->c->st) {
		struct walk_table child = walk_child(f->c->w, r);

		count_table(f->c, &child, s);
	}
	if (r->kind == DESC_RESERVED)
		s->reserved += r->count;
	if (r->kept || r->kind == DESC_INVALID) {
		count_kept(f->c->w, r, s);
		return;
	}
	if ((r->kind != DESC_BLOCK && r->kind != DESC_PAGE) || r->oa_too_big)
		return;
	s->leaves[regime_slot(r->table->level)] += r->count;
	s->mapped_bytes += walk_span(&f->c->w->r, r).size;
	if (r->attr.flags & ATTR_CONTIGUOUS)
		s->contiguous += r->count;
}

static uint64_t *buffer(struct count *c, const struct walk_table *t)
{
	uint64_t **buf = &c->memo->bufs[regime_slot(t->level)];

	if (!*buf)
		*buf = malloc(walk_table_bytes(t));
	return *buf;
}

/* The descriptors first..last of a table, and what is below them. */
static void list(struct count *c, const struct walk_table *t, unsigned first, unsigned last,
		 struct stats *sum)
{
	struct frame f = {.c = c, .sum = sum};
	struct walk_table table = *t;
	uint64_t *buf = buffer(c, t);
	const uint64_t *e;

	if (!buf) {
		c->st = ERR_NOMEM;
		return;
	}
	c->w->ticked = ++c->tables;
	if (c->w->tick && !c->w->tick(c->w->tick_arg, c->tables)) {
		c->st = ERR_CANCELLED;
		return;
	}
	e = walk_load(c->w, &table, buf);
	if (e) {
		count_itself(sum, t, true);
		walk_cut(c->w, &table, e, first, last, count_run, &f);
		return;
	}
	walk_cut_known(c->w, &table, buf, first, last, count_run, &f);
	sum->unreadable++;
	if (c->on_unreadable)
		c->on_unreadable(c->arg, &table);
}

/* Add all that is in a table and below it to *sum. */
static void count_table(struct count *c, const struct walk_table *t, struct stats *sum)
{
	const struct regime *r = &c->w->r;
	struct stats own = {0};
	unsigned first, last;
	/* At the edge of the regime a table counts in part. */
	bool whole = walk_clip(c->w, t, regime_first(r), regime_last(r), &first, &last);
	size_t place;

	if (whole && recall(c, t, sum))
		return;
	list(c, t, first, last, &own);
	add(sum, &own);
	if (c->st || !whole)
		return;
	place = keep(c->memo, t, &own);
	if (place == HASH_NONE || !hash_put(&c->memo->at, walk_key(c->w, t), place))
		c->st = ERR_NOMEM;
}

struct stats_memo *stats_memo(void)
{
	return calloc(1, sizeof(struct stats_memo));
}

void stats_memo_free(struct stats_memo *m)
{
	if (!m)
		return;
	hash_free(&m->at);
	free(m->inner);
	free(m->last);
	for (int i = 0; i < REGIME_LEVELS; i++)
		free(m->bufs[i]);
	free(m);
}

enum err_code stats_count_table(struct walker *w, struct stats_memo *m, const struct walk_table *t,
				struct stats *out,
				void (*on_unreadable)(void *arg, const struct walk_table *t),
				void *arg)
{
	struct count c = {.w = w, .memo = m, .on_unreadable = on_unreadable, .arg = arg};

	*out = (struct stats){0};
	count_table(&c, t, out);
	return c.st;
}

enum err_code stats_count(struct walker *w, struct stats *out,
			  void (*on_unreadable)(void *arg, const struct walk_table *t), void *arg)
{
	struct stats_memo *m = stats_memo();
	struct walk_table root;
	enum err_code st;

	*out = (struct stats){0};
	if (!m)
		return ERR_NOMEM;
	st = walk_read_ahead(w, regime_first(&w->r), regime_last(&w->r));
	if (!st) {
		mem_visit(w->mem, true);
		root = walk_root(w);
		st = stats_count_table(w, m, &root, out, on_unreadable, arg);
		mem_visit(w->mem, false);
	}
	stats_memo_free(m);
	return st;
}

/* What is mapped and kept through both stages. */
struct composed {
	struct stats sum;
	void (*on_unreadable)(void *arg, const struct walk_table *t);
	void *arg;
};

static void add_range(void *arg, const struct range *r)
{
	struct stats *s = &((struct composed *)arg)->sum;

	*(r->kept ? &s->kept_bytes : &s->mapped_bytes) += r->size;
	s->kept_by = s->kept_by ? s->kept_by : r->kept;
}

static void add_unreadable(void *arg, const struct walk_table *t)
{
	struct composed *c = arg;

	c->sum.unreadable += t->st != ERR_AGAIN;
	if (c->on_unreadable)
		c->on_unreadable(c->arg, t);
}

enum err_code stats_count_composed(struct walker *w, struct stats *out,
				   void (*on_unreadable)(void *arg, const struct walk_table *t),
				   void *arg)
{
	struct composed c = {.on_unreadable = on_unreadable, .arg = arg};
	enum err_code st = stats_count(w, out, w->has_s2 ? NULL : on_unreadable, arg);

	if (st || !w->has_s2)
		return st;
	st = range_visit(w, regime_first(&w->r), regime_last(&w->r), true, add_range, &c,
			 add_unreadable, &c);
	out->mapped_bytes = c.sum.mapped_bytes;
	out->kept_bytes = c.sum.kept_bytes;
	out->kept_by = out->kept_by ? out->kept_by : c.sum.kept_by;
	if (c.sum.unreadable > out->unreadable)
		out->unreadable = c.sum.unreadable;
	return st;
}
