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

static void add(struct merge *m, const struct range *r)
{
	struct range *now = &m->now;

	if (now->size && now->start.v + now->size == r->start.v && now->out + now->size == r->out &&
	    now->kept == r->kept && attr_same_meaning(&now->attr, &r->attr)) {
		now->straight &= now->own + now->size == r->own;
		now->size += r->size;
		now->levels |= r->levels;
		now->contiguous += r->contiguous;
		return;
	}
	flush(m);
	*now = *r;
	now->attr.flags &= (uint32_t)~ATTR_CONTIGUOUS;
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
	struct range r = {.start = p->ia, .size = p->size, .out = p->pa.v, .attr = p->attr};

	r.own = p->own.v;
	r.straight = true;

	if (!p->mapped && !p->kept)
		return;
	r.kept = p->kept;
	r.levels = 1u << p->level | 1u << p->level2;
	r.contiguous = p->attr.flags & ATTR_CONTIGUOUS ? leaves_of(&m->w->r, p) : 0;
	add(m, &r);
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
	struct range r = {.attr = run->attr, .kept = run->kept, .straight = true};
	bool leaf = run->kind == DESC_BLOCK || run->kind == DESC_PAGE;
	struct walk_span span;

	if (m->st || (!leaf && !walk_keeps_leaf(run)) || run->oa_too_big)
		return;
	if (m->compose) {
		m->st = walk_compose(m->w, run, add_piece, add_unreadable, m);
		return;
	}
	span = walk_span(&m->w->r, run);
	r.start = span.ia;
	r.out = r.own = span.oa.v;
	r.size = span.size;
	r.levels = 1u << run->table->level;
	r.contiguous = run->attr.flags & ATTR_CONTIGUOUS ? run->count : 0;
	add(m, &r);
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
