/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Extents in the order of their outputs: dealt into lists by address until a list is short, which
 * is then sorted in a buffer that a processor's cache holds, looked at and given up.
 */
#include <stdlib.h>
#include <string.h>

#include "src/lint/lint_pack.h"

enum {
	DIGIT = 8,
	LISTS = 1 << DIGIT,
	GROUP = 48, /* so many are sorted by insertion */
};

struct order {
	struct lint *l;
	void (*f)(void *arg, const struct lint_extent *e);
	void *arg;
	struct lint_packed *a, *b; /* LINT_ORDER_BUCKET each */
	struct lint_extent *e;	   /* the same */
};

static bool goes_on_with(struct lint *l)
{
	struct walker *w = l->w;

	if (!l->st && w->tick && !w->tick(w->tick_arg, w->ticked))
		l->st = ERR_CANCELLED;
	return !l->st;
}

static int compare(const void *a, const void *b)
{
	const struct lint_extent *x = a, *y = b;

	if (x->out != y->out)
		return x->out < y->out ? -1 : 1;
	return x->ia < y->ia ? -1 : x->ia > y->ia;
}

static void insertion(struct lint_extent *e, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct lint_extent x = e[i];
		size_t j = i;

		for (; j > 0 && compare(&x, &e[j - 1]) < 0; j--)
			e[j] = e[j - 1];
		e[j] = x;
	}
}

/* e is what a has packed. Those that begin in one frame are together; put them in order. */
static void sort_frames(const struct lint_packed *a, struct lint_extent *e, size_t n)
{
	for (size_t i = 0, end; i < n; i = end) {
		uint64_t frame = lint_packed_frame(&a[i]);

		for (end = i + 1; end < n && lint_packed_frame(&a[end]) == frame;)
			end++;
		if (end - i <= GROUP)
			insertion(e + i, end - i);
		else
			qsort(e + i, end - i, sizeof(*e), compare);
	}
}

/* By the digit of the frame at `shift`, from a to b; equal ones stay as they are. */
static void pass(const struct lint_packed *a, struct lint_packed *b, size_t n, uint64_t lo,
		 unsigned shift)
{
	size_t next[LISTS] = {0}, at = 0;

	for (size_t i = 0; i < n; i++)
		next[(lint_packed_frame(&a[i]) - lo) >> shift & (LISTS - 1)]++;
	for (unsigned d = 0; d < LISTS; d++) {
		size_t here = next[d];

		next[d] = at;
		at += here;
	}
	for (size_t i = 0; i < n; i++)
		b[next[(lint_packed_frame(&a[i]) - lo) >> shift & (LISTS - 1)]++] = a[i];
}

/* n of them, in o->a, of frames lo to hi. */
static void give(struct order *o, size_t n, uint64_t lo, uint64_t hi)
{
	if (o->l->st)
		return;
	for (unsigned shift = 0; (hi - lo) >> shift; shift += DIGIT) {
		struct lint_packed *t = o->b;

		pass(o->a, o->b, n, lo, shift);
		o->b = o->a;
		o->a = t;
	}
	for (size_t i = 0; i < n; i++)
		o->e[i] = lint_unpack(&o->l->extents, &o->a[i]);
	sort_frames(o->a, o->e, n);
	for (size_t i = 0; i < n && !o->l->st; i++)
		o->f(o->arg, &o->e[i]);
}

/* A list that is short, or of one frame. */
static void sort_list(struct order *o, struct lint_list *list, uint64_t lo, uint64_t hi)
{
	struct lint_chunk *c;
	size_t n = 0;

	while ((c = lint_pack_take(list))) {
		if (n + c->n > LINT_ORDER_BUCKET) {
			give(o, n, lo, hi);
			n = 0;
		}
		memcpy(o->a + n, c->e, (size_t)c->n * sizeof(*c->e));
		n += (size_t)c->n;
		lint_pack_drop(&o->l->extents, c);
	}
	give(o, n, lo, hi);
}

static bool deal(struct order *o, struct lint_list *from, struct lint_list *to, uint64_t lo,
		 unsigned shift)
{
	struct lint_extents *x = &o->l->extents;
	struct lint_chunk *c;
	bool ok = true;

	while ((c = lint_pack_take(from))) {
		for (unsigned i = 0; i < c->n && ok; i++)
			ok = lint_pack_put(x, &to[(lint_packed_frame(&c->e[i]) - lo) >> shift],
					   c->e[i]);
		lint_pack_drop(x, c);
	}
	return ok;
}

/*
 * A list of frames lo to hi. No deeper than the 40 bits of a frame have digits; each of the lists
 * has at most one chunk that is not full, so that all take no more than they did as one.
 */
static void order(struct order *o, struct lint_list *list, uint64_t lo, uint64_t hi)
{
	struct lint_list lists[LISTS] = {{.n = 0}};
	unsigned shift = 0;

	if (!goes_on_with(o->l) || list->n <= LINT_ORDER_BUCKET || lo == hi) {
		sort_list(o, list, lo, hi);
		return;
	}
	while ((hi - lo) >> shift >= LISTS)
		shift++;
	if (!deal(o, list, lists, lo, shift))
		o->l->st = ERR_NOMEM;
	for (uint64_t d = 0; d < LISTS; d++) {
		uint64_t first = lo + (d << shift), last = first + ((UINT64_C(1) << shift) - 1);

		if (lists[d].n)
			order(o, &lists[d], first, last < hi ? last : hi);
	}
}

void lint_extent_in_order(struct lint *l, void (*f)(void *arg, const struct lint_extent *e),
			  void *arg)
{
	struct order o = {.l = l, .f = f, .arg = arg};
	uint64_t lo = UINT64_MAX, hi = 0;

	lint_extent_close(l);
	o.a = malloc(LINT_ORDER_BUCKET * sizeof(*o.a));
	o.b = malloc(LINT_ORDER_BUCKET * sizeof(*o.b));
	o.e = malloc(LINT_ORDER_BUCKET * sizeof(*o.e));
	for (const struct lint_chunk *c = l->extents.list.first; c; c = c->next) {
		for (unsigned i = 0; i < c->n; i++) {
			uint64_t frame = lint_packed_frame(&c->e[i]);

			lo = frame < lo ? frame : lo;
			hi = frame > hi ? frame : hi;
		}
	}
	if (!o.a || !o.b || !o.e)
		l->st = ERR_NOMEM;
	else if (lo <= hi)
		order(&o, &l->extents.list, lo, hi);
	free(o.a);
	free(o.b);
	free(o.e);
}
