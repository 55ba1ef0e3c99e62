/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/frame.h"

#include <stdlib.h>

#include "src/bits.h"

enum { LAST_LEVEL = 3 };

static unsigned shift_of(unsigned level)
{
	return XENPT_FRAME_SHIFT + XENPT_ORDER_STEP * (LAST_LEVEL - level);
}

enum desc_kind frame_kind(const struct frame *f, unsigned level, uint64_t raw, bool *kept)
{
	bool present = f->p2m && p2m_entry_present(raw);

	*kept = present && !(raw & 1);
	return desc_classify(f->r.geo, (int)level, present ? raw | 1 : raw);
}

/* The input address that an operation is about; false: it is about none. */
static bool aim_of(const struct replay_op *op, uint64_t *in)
{
	switch (op->kind) {
	case REPLAY_CALL: *in = op->call.virt; return true;
	case REPLAY_POKE: *in = op->virt; return true;
	case REPLAY_P2M:
		*in = op->p2m.gfn << P2M_FRAME_SHIFT;
		return (op->p2m.kind <= P2M_GET && op->p2m.kind != P2M_UNLOCK &&
			op->p2m.kind != P2M_INVALIDATE) &&
		       op->p2m.gfn != P2M_NONE;
	default: return false;
	}
}

void frame_begin(struct frame *f, struct replay_run *run, bool p2m, const struct replay_op *op)
{
	f->n = 0;
	f->more = 0;
	f->run = run;
	f->p2m = p2m;
	regime_bare(p2m ? REGIME_S2 : REGIME_EL2, NULL, &f->r);
	f->has_aim = aim_of(op, &f->aim);
}

/* ---- The way to an entry ---- */

static bool read_entry(const struct frame *f, struct pa table, unsigned index, uint64_t *raw)
{
	if (mem_read(replay_mem(f->run), addr_pa(table.v + index * sizeof(*raw)), raw,
		     sizeof(*raw)))
		return false;
	*raw = bits_le64(*raw);
	return true;
}

/*
 * The entry of a level that an input address is looked up in, as the tables are now. False: they do
 * not lead so far.
 */
static bool find(const struct frame *f, uint64_t in, unsigned level, struct frame_entry *e)
{
	struct replay_roots roots = replay_roots(f->run);
	uint64_t index = in >> shift_of(roots.level);
	bool kept;

	*e = (struct frame_entry){.table = roots.pa, .level = roots.level, .count = 1};
	if (level < roots.level || index >= (uint64_t)roots.n * XENPT_ENTRIES)
		return false;
	e->table.v += index / XENPT_ENTRIES << XENPT_FRAME_SHIFT;
	for (;; e->level++) {
		unsigned shift = shift_of(e->level);

		e->index = (unsigned)(in >> shift) & (XENPT_ENTRIES - 1);
		e->has_in = true;
		e->in = in >> shift << shift;
		if (!read_entry(f, e->table, e->index, &e->after))
			return false;
		e->before = e->after;
		if (e->level == level)
			return true;
		if (frame_kind(f, e->level, e->after, &kept) != DESC_TABLE)
			return false;
		e->table = addr_pa(desc_table_oa(f->r.geo, e->after).v);
	}
}

/* Where an entry is, by the address that the step is about: true if that leads to its table. */
static void locate(const struct frame *f, struct frame_entry *e)
{
	struct frame_entry there;

	if (e->has_in || !f->has_aim || !find(f, f->aim, e->level, &there) ||
	    there.table.v != e->table.v)
		return;
	e->has_in = true;
	e->in = there.in - ((uint64_t)there.index << shift_of(e->level)) +
		((uint64_t)e->index << shift_of(e->level));
}

/* ---- What is written ---- */

/* The value n entries on from one: the next piece of memory, or the same nothing. */
static uint64_t ahead(const struct frame *f, unsigned level, uint64_t raw, unsigned n)
{
	bool kept;
	enum desc_kind kind = frame_kind(f, level, raw, &kept);
	bool leaf = kind == DESC_BLOCK || kind == DESC_PAGE;

	return leaf ? raw + ((uint64_t)n << shift_of(level)) : raw;
}

/* Some of the entries of a run. */
static struct frame_entry part(const struct frame *f, const struct frame_entry *e, unsigned from,
			       unsigned count)
{
	struct frame_entry p = *e;

	p.index += from;
	p.count = count;
	p.in += (uint64_t)from << shift_of(e->level);
	p.before = ahead(f, e->level, e->before, from);
	p.after = ahead(f, e->level, e->after, from);
	return p;
}

static struct frame_entry *add(struct frame *f, const struct frame_entry *e)
{
	if (f->n == FRAME_MAX) {
		f->more += e->changed ? e->count : 0;
		return NULL;
	}
	f->entry[f->n] = *e;
	return &f->entry[f->n++];
}

/* The one that is kept of that index, cut out of its run; NULL: none is. */
static struct frame_entry *seen(struct frame *f, struct pa table, unsigned index)
{
	for (size_t i = 0; i < f->n; i++) {
		struct frame_entry e = f->entry[i], p;
		unsigned at = index - e.index;

		if (e.table.v != table.v || index < e.index || at >= e.count)
			continue;
		f->entry[i] = part(f, &e, at, 1);
		p = part(f, &e, 0, at);
		if (at)
			add(f, &p);
		p = part(f, &e, at + 1, e.count - at - 1);
		if (p.count)
			add(f, &p);
		return &f->entry[i];
	}
	return NULL;
}

static void take(struct frame *f, const struct frame_entry *e)
{
	struct frame_entry *old = e->count == 1 ? seen(f, e->table, e->index) : NULL;

	if (old) {
		old->after = e->after;
		old->changed |= e->changed;
		return;
	}
	old = add(f, e);
	if (old)
		locate(f, old);
}

/* A table goes back to the pool. What came in it in this operation is nowhere any more. */
static void give_back(struct frame *f, struct pa table)
{
	size_t n = 0;

	for (size_t i = 0; i < f->n; i++)
		if (f->entry[i].table.v != table.v || f->entry[i].before)
			f->entry[n++] = f->entry[i];
	f->n = n;
}

void frame_xenpt(struct frame *f, const struct xenpt_event *ev)
{
	if (ev->step)
		f->aim = ev->step->vfn << XENPT_FRAME_SHIFT;
	if (ev->kind == XENPT_EV_ENTRY)
		take(f, &(struct frame_entry){.table = ev->table,
					      .level = ev->level,
					      .index = ev->index,
					      .count = 1,
					      .changed = true,
					      .before = ev->before,
					      .after = ev->after});
}

void frame_p2m(struct frame *f, const struct p2m_event *ev)
{
	bool fill = ev->kind == P2M_EV_FILL;

	if (ev->step) {
		f->aim = ev->step->gfn << P2M_FRAME_SHIFT;
		f->has_aim = true;
	}
	if (ev->kind == P2M_EV_FREE)
		give_back(f, ev->table);
	if (fill || ev->kind == P2M_EV_WRITE)
		take(f, &(struct frame_entry){.table = ev->table,
					      .level = ev->level,
					      .index = fill ? 0 : ev->index,
					      .count = fill ? P2M_ENTRIES : 1,
					      .changed = true,
					      .before = fill ? 0 : ev->before,
					      .after = ev->after});
}

/* ---- All of it ---- */

/* What leads to an entry and was not written. */
static void take_way(struct frame *f, const struct frame_entry *to)
{
	struct frame_entry e;

	for (unsigned level = replay_roots(f->run).level; level < to->level; level++)
		if (find(f, to->in, level, &e) && !seen(f, e.table, e.index))
			take(f, &e);
}

static int by_address(const void *a, const void *b)
{
	const struct frame_entry *x = a, *y = b;

	if (x->has_in != y->has_in)
		return x->has_in ? -1 : 1;
	if (x->has_in && x->in != y->in)
		return x->in < y->in ? -1 : 1;
	if (x->level != y->level)
		return x->level < y->level ? -1 : 1;
	if (x->table.v != y->table.v)
		return x->table.v < y->table.v ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

static bool joins(const struct frame *f, const struct frame_entry *e,
		  const struct frame_entry *next)
{
	bool kept;

	return e->changed == next->changed && e->table.v == next->table.v &&
	       e->has_in == next->has_in && e->index + e->count == next->index &&
	       frame_kind(f, e->level, e->after, &kept) != DESC_TABLE &&
	       next->before == ahead(f, e->level, e->before, e->count) &&
	       next->after == ahead(f, e->level, e->after, e->count);
}

void frame_end(struct frame *f)
{
	size_t written = f->n, n = 0;

	for (size_t i = 0; i < written; i++)
		locate(f, &f->entry[i]);
	for (size_t i = 0; i < written; i++)
		if (f->entry[i].has_in)
			take_way(f, &f->entry[i]);
	if (!written && f->has_aim) {
		struct frame_entry e;

		for (unsigned l = replay_roots(f->run).level; l <= LAST_LEVEL; l++)
			if (find(f, f->aim, l, &e))
				take(f, &e);
	}
	qsort(f->entry, f->n, sizeof(f->entry[0]), by_address);
	for (size_t i = 0; i < f->n; i++) {
		if (n && joins(f, &f->entry[n - 1], &f->entry[i]))
			f->entry[n - 1].count += f->entry[i].count;
		else
			f->entry[n++] = f->entry[i];
	}
	f->n = n;
}
