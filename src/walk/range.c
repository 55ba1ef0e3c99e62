/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/walk/range.h"

struct merge {
	struct walker *w;
	bool compose;
	struct range now; /* size 0: none yet */
	range_emit emit;
	void *arg;
	void (*on_unreadable)(void *arg, const struct walk_table *t);
	void *unreadable_arg;
	enum err_code st;
};

static void flush(struct merge *m)
{
	if (m->now.size)
		m->emit(m->arg, &m->now);
	m->now.size = 0;
}

/* Whether what begins there goes on from what is gathered, and means the same. */
static bool goes_on(const struct range *now, struct ia start, uint64_t out, const struct attr *attr,
		    const struct kept *kept)
{
	return now->size && now->start.v + now->size == start.v && now->out + now->size == out &&
	       now->kept == kept && attr_same_meaning(&now->attr, attr);
}

/*
 * The range of what begins there: the one that is gathered, or a new one, made member by member,
 * since one in between that is copied takes longer than all the rest.
 */
static struct range *range_of(struct merge *m, struct ia start, uint64_t out, uint64_t own,
			      const struct attr *attr, const struct kept *kept)
{
	struct range *now = &m->now;

	if (goes_on(now, start, out, attr, kept))
		return now;
	flush(m);
	now->start = start;
	now->out = out;
	now->own = own;
	now->straight = true;
	now->levels = 0;
	now->attr = *attr;
	now->attr.flags &= (uint32_t)~ATTR_CONTIGUOUS;
	now->contiguous = 0;
	now->kept = kept;
	return now;
}

static void take(struct range *now, uint64_t size, uint64_t own, unsigned levels,
		 uint64_t contiguous)
{
	now->straight &= now->own + now->size == own;
	now->size += size;
	now->levels |= levels;
	now->contiguous += contiguous;
}

/* Stage 1 leaves that begin in a piece: a leaf in many pieces counts once. */
static uint64_t leaves_of(const struct regime *r, const struct walk_piece *p)
{
	uint64_t size = regime_entry_size(r, p->level);
	uint64_t into = p->ia.v & (size - 1);

	return (into + p->size - 1) / size + (into == 0);
}

static void add_piece(void *arg, const struct walk_piece *p)
{
	struct merge *m = arg;

	if (!p->mapped && !p->kept)
		return;
	take(range_of(m, p->ia, p->pa.v, p->own.v, &p->attr, p->kept), p->size, p->own.v,
	     1u << p->level | 1u << p->level2,
	     p->attr.flags & ATTR_CONTIGUOUS ? leaves_of(&m->w->r, p) : 0);
}

static void add_unreadable(void *arg, const struct walk_table *t)
{
	struct merge *m = arg;

	if (m->on_unreadable)
		m->on_unreadable(m->unreadable_arg, t);
}

static void add_run(void *arg, const struct walk_run *run)
{
	struct merge *m = arg;
	bool leaf = run->kind == DESC_BLOCK || run->kind == DESC_PAGE;
	struct walk_span span;

	if (m->st || (!leaf && !walk_keeps_leaf(run)) || run->oa_too_big)
		return;
	if (m->compose) {
		m->st = walk_compose(m->w, run, add_piece, add_unreadable, m);
		return;
	}
	span = walk_span(&m->w->r, run);
	take(range_of(m, span.ia, span.oa.v, span.oa.v, &run->attr, run->kept), span.size,
	     span.oa.v, 1u << run->table->level,
	     run->attr.flags & ATTR_CONTIGUOUS ? run->count : 0);
}

enum err_code range_visit(struct walker *w, struct ia lo, struct ia hi, bool compose,
			  range_emit emit, void *arg,
			  void (*on_unreadable)(void *arg, const struct walk_table *t),
			  void *unreadable_arg)
{
	static const struct walk_visitor visitor = {
		.run = add_run, .kept = add_run, .unreadable = add_unreadable};
	struct merge m = {.w = w, .compose = compose && w->has_s2, .emit = emit, .arg = arg};
	enum err_code st;

	m.on_unreadable = on_unreadable;
	m.unreadable_arg = unreadable_arg;
	st = walk_visit(w, lo, hi, &visitor, &m);
	if (!st)
		st = m.st;
	if (!st)
		flush(&m);
	return st;
}
