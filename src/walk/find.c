/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/walk/find.h"

#include <stdlib.h>

struct find {
	struct walker *w;
	bool through;
	struct find_want *wants;
	size_t n;
	find_emit emit;
	void *arg;
	void (*on_unreadable)(void *arg, const struct walk_table *t);
	void *unreadable_arg;
	enum err_code st;
};

static int by_first(const void *a, const void *b)
{
	const struct find_want *x = a, *y = b;

	return x->first != y->first ? (x->first > y->first ? 1 : -1)
				    : (x->last > y->last) - (x->last < y->last);
}

/* Ascending, and for each how far it and those before it reach. */
static void prepare(struct find *f)
{
	uint64_t reach = 0;

	qsort(f->wants, f->n, sizeof(*f->wants), by_first);
	for (size_t i = 0; i < f->n; i++) {
		if (f->wants[i].last > reach)
			reach = f->wants[i].last;
		f->wants[i].reach = reach;
		f->wants[i].hits = f->wants[i].kept = 0;
	}
}

/* How many wants begin at or below an address. */
static size_t begun(const struct find *f, uint64_t at)
{
	size_t lo = 0, hi = f->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (f->wants[mid].first <= at)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* What a range that is mapped or kept (`h`: ia, out and length of it) has of the wants. */
static void match(struct find *f, const struct find_hit *h)
{
	uint64_t last = h->out + (h->length - 1);
	size_t end = begun(f, last), i = end;

	while (i > 0 && f->wants[i - 1].reach >= h->out)
		i--;
	for (; i < end; i++) {
		struct find_want *want = &f->wants[i];
		struct find_hit hit = *h;
		uint64_t to = want->last < last ? want->last : last;

		if (want->last < h->out)
			continue;
		if (want->first > h->out) {
			hit.ia.v += want->first - h->out;
			hit.out = want->first;
		}
		hit.length = to - hit.out + 1;
		hit.want = want;
		*(h->kept ? &want->kept : &want->hits) += 1;
		f->emit(f->arg, &hit);
	}
}

static void add_piece(void *arg, const struct walk_piece *p)
{
	struct find *f = arg;
	struct find_hit h = {.ia = p->ia, .out = p->pa.v, .length = p->size, .level = p->level};
	uint64_t size2;

	if (!p->mapped && !p->kept)
		return;
	h.kept = p->kept;
	h.level2 = p->level2;
	h.size = regime_entry_size(&f->w->r, p->level);
	size2 = regime_entry_size(&f->w->s2, p->level2);
	if (size2 < h.size)
		h.size = size2;
	h.attr = p->attr;
	match(f, &h);
}

static void add_unreadable(void *arg, const struct walk_table *t)
{
	struct find *f = arg;

	if (f->on_unreadable)
		f->on_unreadable(f->unreadable_arg, t);
}

static void add_run(void *arg, const struct walk_run *run)
{
	struct find *f = arg;
	struct find_hit h = {.size = run->entry_size, .kept = run->kept};
	bool leaf = run->kind == DESC_BLOCK || run->kind == DESC_PAGE;
	struct walk_span span;

	if (f->st || (!leaf && !walk_keeps_leaf(run)) || run->oa_too_big)
		return;
	if (f->through) {
		f->st = walk_compose(f->w, run, add_piece, add_unreadable, f);
		return;
	}
	span = walk_span(&f->w->r, run);
	h.ia = span.ia;
	h.out = span.oa.v;
	h.length = span.size;
	h.level = run->table->level;
	h.level2 = -1;
	h.attr = run->attr;
	match(f, &h);
}

enum err_code find_visit(struct walker *w, bool through, struct find_want *wants, size_t n,
			 find_emit emit, void *arg,
			 void (*on_unreadable)(void *arg, const struct walk_table *t),
			 void *unreadable_arg)
{
	static const struct walk_visitor visitor = {
		.run = add_run, .kept = add_run, .unreadable = add_unreadable};
	struct find f = {.w = w, .through = through && w->has_s2, .wants = wants, .n = n};
	enum err_code st;

	f.emit = emit;
	f.arg = arg;
	f.on_unreadable = on_unreadable;
	f.unreadable_arg = unreadable_arg;
	prepare(&f);
	st = walk_visit_all(w, &visitor, &f);
	return st ? st : f.st;
}
