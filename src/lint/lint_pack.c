/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/lint/lint_pack.h"

#include <stdlib.h>
#include <sys/mman.h>

#include "src/array.h"

enum {
	FRAME = LINT_PACK_FRAME,
	COUNT = 23,	   /* bits of a number of frames */
	ASIDE = 7,	   /* a thing that is none: it is in lint_extents.aside */
	HIGH = 52,	   /* from this bit on, an input address is all ones or all zeros */
	INPUT = HIGH - 12, /* bits of a packed input */
};

#define LAST_FRAME ((UINT64_C(1) << INPUT) - 1)
#define UPPER	   (UINT64_C(1) << 63)

/* The input of a mapping is an address, in frames; that of another thing may be any number. */
static unsigned unit(uint32_t key)
{
	return lint_extent_is_mapping(key) ? FRAME : 0;
}

static struct lint_packed pack(const struct lint_extent *e)
{
	uint64_t input = e->ia >> unit(e->key) & LAST_FRAME;

	return (struct lint_packed){
		.where = e->out >> FRAME << LINT_KEY_BITS | e->key,
		.what = (e->ia & UPPER) | input << COUNT | (e->frames & ((1u << COUNT) - 1)),
	};
}

struct lint_extent lint_unpack(const struct lint_extents *x, const struct lint_packed *p)
{
	uint32_t key = p->where & ((1u << LINT_KEY_BITS) - 1);
	uint64_t ia = (p->what >> COUNT & LAST_FRAME) << unit(key);

	if (key >> LINT_KEY_THING == ASIDE)
		return x->aside[p->what];
	return (struct lint_extent){
		.out = lint_packed_frame(p) << FRAME,
		.ia = p->what & UPPER ? ia | ~UINT64_C(0) << HIGH : ia,
		.frames = (uint32_t)p->what & ((1u << COUNT) - 1),
		.key = key,
	};
}

/* What is not the same again: an odd address, a very long run. An order by frames must hold. */
static bool put_aside(struct lint_extents *x, const struct lint_extent *e, struct lint_packed *p)
{
	uint64_t frame = e->out >> FRAME;
	struct lint_extent *grown = array_grow(x->aside, x->naside, &x->cap, sizeof(*grown));

	if (!grown)
		return false;
	x->aside = grown;
	*p = (struct lint_packed){
		.where = (frame < LAST_FRAME ? frame : LAST_FRAME) << LINT_KEY_BITS |
			 (uint64_t)ASIDE << LINT_KEY_THING,
		.what = x->naside,
	};
	x->aside[x->naside++] = *e;
	return true;
}

bool lint_pack_add(struct lint_extents *x, struct lint_list *list, const struct lint_extent *e)
{
	struct lint_packed p = pack(e);
	struct lint_extent again = lint_unpack(x, &p);

	if ((again.out != e->out || again.ia != e->ia || again.frames != e->frames) &&
	    !put_aside(x, e, &p))
		return false;
	return lint_pack_put(x, list, p);
}

/*
 * Chunks are carved from large pieces with huge pages, where there are such, since a page fault
 * costs more than all that is done with the 256 extents of a page. The first piece mostly is
 * enough: it is small, and touched page by page. A page of 4K short, each, for what malloc() puts
 * before the next.
 */
enum { HUGE_PAGE = 2 << 20, FIRST_SLAB = HUGE_PAGE - 4096, SLAB = 16 * HUGE_PAGE - 4096 };

struct lint_slab {
	struct lint_slab *next;
	uint64_t n, most;
	struct lint_chunk chunk[];
};

static struct lint_slab *slab(const struct lint_slab *before)
{
	size_t size = before ? SLAB : FIRST_SLAB;
	struct lint_slab *s = NULL;

	if (posix_memalign((void **)&s, HUGE_PAGE, size))
		return NULL;
#ifdef MADV_HUGEPAGE
	if (before)
		madvise(s, size, MADV_HUGEPAGE); /* where there are none, all is as before */
#endif
	s->n = 0;
	s->most = (size - sizeof(*s)) / sizeof(*s->chunk);
	return s;
}

static struct lint_chunk *carve(struct lint_extents *x)
{
	struct lint_slab *s = x->slabs;

	if (!s || s->n == s->most) {
		s = slab(x->slabs);
		if (!s)
			return NULL;
		s->next = x->slabs;
		x->slabs = s;
	}
	return &s->chunk[s->n++];
}

static struct lint_chunk *chunk(struct lint_extents *x)
{
	struct lint_chunk *c = x->spare;

	if (c)
		x->spare = c->next;
	else
		c = carve(x);
	if (c) {
		c->next = NULL;
		c->n = 0;
	}
	return c;
}

bool lint_pack_put(struct lint_extents *x, struct lint_list *list, struct lint_packed p)
{
	struct lint_chunk *c = list->last;

	if (!c || c->n == LINT_CHUNK) {
		c = chunk(x);
		if (!c)
			return false;
		if (list->last)
			list->last->next = c;
		else
			list->first = c;
		list->last = c;
	}
	c->e[c->n++] = p;
	list->n++;
	return true;
}

struct lint_chunk *lint_pack_take(struct lint_list *list)
{
	struct lint_chunk *c = list->first;

	if (!c)
		return NULL;
	list->first = c->next;
	if (!list->first)
		list->last = NULL;
	list->n -= c->n;
	return c;
}

void lint_pack_drop(struct lint_extents *x, struct lint_chunk *c)
{
	c->next = x->spare;
	x->spare = c;
}

void lint_extent_free(struct lint_extents *x)
{
	while (x->slabs) {
		struct lint_slab *next = x->slabs->next;

		free(x->slabs);
		x->slabs = next;
	}
	free(x->aside);
}
