/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What input addresses mean, before and after, however the tables are laid out. */
#include <stdlib.h>

#include "src/diff/diff_rows.h"
#include "src/walk/range.h"
#include "src/array.h"

/* A list of ranges, ascending. A note, which is kept without an output: no levels, its bits in out.
 */
struct list {
	struct range *r;
	size_t n, cap;
	bool failed;
};

struct ranges {
	struct list said;  /* mapped, or kept */
	struct list notes; /* a part of it, until all is there */
	struct list blind; /* what tables that cannot be read would say */
	bool blind_all;	   /* one of stage 2, which may have a say anywhere */
	struct walker *w;
	bool through;
	int side;
	const struct diff_visitor *v;
	void *arg;
};

static void add(struct list *l, const struct range *r)
{
	struct range *more = array_grow(l->r, l->n, &l->cap, sizeof(*l->r));

	if (!more) {
		l->failed = true;
		return;
	}
	l->r = more;
	l->r[l->n++] = *r;
}

static void add_range(void *arg, const struct range *r)
{
	struct ranges *l = arg;

	add(&l->said, r);
}

static void add_unreadable(void *arg, const struct walk_table *t)
{
	struct ranges *l = arg;
	struct range r = {.start = t->ia};

	r.size = t->entries * regime_entry_size(&l->w->r, t->level);
	add(&l->blind, &r);
	l->blind_all = l->through;
	if (l->v->unreadable)
		l->v->unreadable(l->arg, l->side, t);
}

static void add_note(void *arg, const struct walk_run *run)
{
	struct ranges *l = arg;
	struct walk_span span = walk_span(&l->w->r, run);
	struct range r = {.start = span.ia, .size = span.size, .out = run->raw, .kept = run->kept};

	if (run->kept && run->keeps == DESC_INVALID && span.size)
		add(&l->notes, &r);
}

static int by_start(const void *a, const void *b)
{
	const struct range *x = a, *y = b;

	return x->start.v < y->start.v ? -1 : x->start.v > y->start.v;
}

/* What range_visit() does not give: swap entries, whose a page is. Their tables have been read. */
static enum err_code collect_notes(struct ranges *l)
{
	static const struct walk_visitor visitor = {.run = add_note, .kept = add_note};
	const struct regime *r = &l->w->r;
	enum err_code st;

	if (r->owner == REGIME_OWNER_UNKNOWN)
		return ERR_NONE;
	st = walk_visit(l->w, regime_first(r), regime_last(r), &visitor, l);
	for (size_t i = 0; !st && i < l->notes.n; i++)
		add(&l->said, &l->notes.r[i]);
	if (!st && l->notes.n)
		qsort(l->said.r, l->said.n, sizeof(*l->said.r), by_start);
	return st;
}

static enum err_code collect(struct ranges *l)
{
	const struct regime *r = &l->w->r;
	enum err_code st = range_visit(l->w, regime_first(r), regime_last(r), l->through, add_range,
				       l, add_unreadable, l);

	if (!st)
		st = collect_notes(l);
	return !st && (l->said.failed || l->notes.failed || l->blind.failed) ? ERR_NOMEM : st;
}

/* Whether a piece that is not mapped, as far as can be read, may be mapped all the same. */
static bool unknown(const struct ranges *l, uint64_t first, uint64_t last)
{
	for (size_t i = 0; i < l->blind.n && !l->blind_all; i++) {
		const struct range *r = &l->blind.r[i];

		if (r->start.v <= last && r->start.v + (r->size - 1) >= first)
			return true;
	}
	return l->blind_all;
}

/* One side of the piece from ia on; r: the next range that ends behind ia, or NULL. */
static struct diff_side side_at(const struct range *r, uint64_t ia)
{
	struct diff_side s = {.kind = DESC_INVALID, .follow = true};

	if (!r || r->start.v > ia)
		return s;
	s.kept = r->kept;
	if (r->kept && !r->levels) {
		s.raw = r->out;
		return s;
	}
	s.kind = s.keeps = DESC_PAGE; /* of whatever size */
	s.mapped = !r->kept;
	s.out = r->out + (ia - r->start.v);
	s.attr = r->attr;
	return s;
}

/* Its last address; ranges may end at the top of the address space. */
static uint64_t end_of(const struct range *r)
{
	return r->start.v + (r->size - 1);
}

/* The last address of what side_at() says. */
static uint64_t last_at(const struct range *r, uint64_t ia)
{
	if (!r)
		return UINT64_MAX;
	return r->start.v > ia ? r->start.v - 1 : end_of(r);
}

/* The piece from `at` on in which neither side changes; i: the next range of each side. */
static struct diff_row piece_at(const struct ranges l[2], const size_t i[2], uint64_t at,
				int bbm_level)
{
	struct diff_row row = {.by_range = true, .ia = addr_ia(at), .count = 1};
	uint64_t last = UINT64_MAX;

	for (int k = 0; k < 2; k++) {
		const struct list *m = &l[k].said;
		const struct range *r = i[k] < m->n ? &m->r[i[k]] : NULL;
		uint64_t end = last_at(r, at);

		row.side[k] = side_at(r, at);
		last = end < last ? end : last;
	}
	row.entry_size = last - at + 1;
	diff_classify(&row, bbm_level);
	for (int k = 0; k < 2; k++)
		if (row.class != DIFF_SAME && !row.side[k].mapped && !row.side[k].kept &&
		    unknown(&l[k], at, last))
			row.class = DIFF_UNKNOWN;
	return row;
}

static void sweep(const struct ranges l[2], const struct diff_visitor *v, void *arg)
{
	size_t i[2] = {0, 0};
	uint64_t at = 0;

	while (i[0] < l[0].said.n || i[1] < l[1].said.n) {
		struct diff_row row = piece_at(l, i, at, v->bbm_level);
		uint64_t last = at + (row.entry_size - 1);

		if (row.class != DIFF_SAME)
			v->row(arg, &row);
		for (int k = 0; k < 2; k++)
			if (i[k] < l[k].said.n && end_of(&l[k].said.r[i[k]]) == last)
				i[k]++;
		at = last + 1; /* 0 past the top, when nothing is left on either side */
	}
}

enum err_code diff_ranges(struct walker *before, struct walker *after, bool through,
			  const struct diff_visitor *v, void *arg)
{
	struct ranges l[2] = {{.w = before, .side = 0}, {.w = after, .side = 1}};
	enum err_code st = ERR_NONE;

	for (int k = 0; k < 2 && !st; k++) {
		l[k].through = through && l[k].w->has_s2;
		l[k].v = v;
		l[k].arg = arg;
		st = collect(&l[k]);
	}
	if (!st)
		sweep(l, v, arg);
	for (int k = 0; k < 2; k++) {
		free(l[k].said.r);
		free(l[k].notes.r);
		free(l[k].blind.r);
	}
	return st;
}
