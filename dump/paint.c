/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dump/paint.h"

#include <stdbool.h>
#include <stdlib.h>

struct painted {
	struct paint_stroke s;
	size_t when;
};

struct painter {
	struct painted *by_start;
	size_t n, next; /* strokes; the next one that has not begun */
	size_t *heap;	/* of indexes: those that have begun, the last painted on top */
	size_t nheap;
	struct paint_stroke *out;
	size_t nout;
};

static int by_start(const void *va, const void *vb)
{
	const struct painted *a = va, *b = vb;

	return (a->s.start > b->s.start) - (a->s.start < b->s.start);
}

static bool above(const struct painter *p, size_t i, size_t j)
{
	return p->by_start[p->heap[i]].when > p->by_start[p->heap[j]].when;
}

static void swap(struct painter *p, size_t i, size_t j)
{
	size_t t = p->heap[i];

	p->heap[i] = p->heap[j];
	p->heap[j] = t;
}

static void push(struct painter *p, size_t stroke)
{
	size_t i = p->nheap++;

	p->heap[i] = stroke;
	for (; i && above(p, i, (i - 1) / 2); i = (i - 1) / 2)
		swap(p, i, (i - 1) / 2);
}

static void pop(struct painter *p)
{
	p->heap[0] = p->heap[--p->nheap];
	for (size_t i = 0, child; (child = 2 * i + 1) < p->nheap; i = child) {
		if (child + 1 < p->nheap && above(p, child + 1, child))
			child++;
		if (!above(p, child, i))
			break;
		swap(p, i, child);
	}
}

/* From start to end this stroke is on top. */
static void emit(struct painter *p, const struct paint_stroke *s, uint64_t start, uint64_t end)
{
	struct paint_stroke *last = p->nout ? &p->out[p->nout - 1] : NULL;
	uint64_t from = s->from + (start - s->start);

	if (last && last->end == start && last->from + (start - last->start) == from)
		last->end = end;
	else
		p->out[p->nout++] = (struct paint_stroke){start, end, from};
}

/* From place to place where a stroke begins, or the one on top ends. */
static void sweep(struct painter *p)
{
	uint64_t at = 0;

	for (;;) {
		const struct paint_stroke *top;
		uint64_t end;

		while (p->nheap && p->by_start[p->heap[0]].s.end <= at)
			pop(p);
		if (!p->nheap && p->next == p->n)
			return;
		if (!p->nheap)
			at = p->by_start[p->next].s.start;
		while (p->next < p->n && p->by_start[p->next].s.start == at)
			push(p, p->next++);
		top = &p->by_start[p->heap[0]].s;
		end = top->end;
		if (p->next < p->n && p->by_start[p->next].s.start < end)
			end = p->by_start[p->next].s.start;
		emit(p, top, at, end);
		at = end;
	}
}

enum err_code paint_settle(struct paint_stroke *strokes, size_t n, struct paint_stroke **out,
			   size_t *nout)
{
	struct painter p = {.n = n};
	enum err_code st = ERR_NOMEM;

	p.by_start = calloc(n + 1, sizeof(*p.by_start));
	p.heap = calloc(n + 1, sizeof(*p.heap));
	p.out = calloc(n + 1, 2 * sizeof(*p.out));
	for (size_t i = 0; p.by_start && i < n; i++)
		p.by_start[i] = (struct painted){strokes[i], i};
	if (p.by_start && p.heap && p.out) {
		qsort(p.by_start, n, sizeof(*p.by_start), by_start);
		sweep(&p);
		st = ERR_NONE;
	}
	free(p.by_start);
	free(p.heap);
	if (st)
		free(p.out);
	*out = st ? NULL : p.out;
	*nout = st ? 0 : p.nout;
	return st;
}
