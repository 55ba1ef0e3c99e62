/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/core/tree.h"

#include <assert.h>

uint64_t tree_size(int level)
{
	return ref_size(&ref_formats[REF_4K], level);
}

uint64_t tree_physical(const struct tree *t, uint64_t at)
{
	return (at ^ t->swap) + t->moved;
}

/* A page of a table: there, and in the second stage if any, whose pages may be larger. */
static void add_page(struct tree *t, uint64_t at)
{
	fakemem_page(t->f, tree_physical(t, at));
	if (t->s2) {
		uint64_t *e = tree_entry(t->s2, at, 3);

		assert(e);
		at &= ~(ref_size(t->s2->format, 3) - 1);
		*e = ref_put(t->s2->format, tree_physical(t, at)) | D_PAGE | D_S2RW;
	}
}

static void add_pages(struct tree *t, uint64_t at, uint64_t bytes)
{
	uint64_t first = at & ~(uint64_t)(FAKEMEM_PAGE - 1);

	for (uint64_t page = first; page < at + bytes; page += FAKEMEM_PAGE)
		add_page(t, page);
}

void tree_init(struct tree *t, struct fakemem *f, uint64_t root, int start, unsigned roots,
	       uint64_t next)
{
	*t = (struct tree){.f = f, .root = root, .start = start, .roots = roots, .next = next};
	t->format = &ref_formats[REF_4K];
	add_pages(t, root, roots * UINT64_C(8));
}

static void init_nested(struct tree *t, struct tree *s2, uint64_t moved, uint64_t swap,
			uint64_t root, unsigned roots)
{
	*t = (struct tree){.f = s2->f, .root = root, .roots = roots, .s2 = s2, .moved = moved};
	t->format = &ref_formats[REF_4K];
	t->swap = swap;
	add_pages(t, root, roots * UINT64_C(8));
}

void tree_init_scattered(struct tree *t, struct tree *s2, uint64_t moved, uint64_t root, int start,
			 unsigned roots, uint64_t next)
{
	init_nested(t, s2, moved, ref_size(s2->format, 3), root, roots);
	t->start = start;
	t->next = next;
}

void tree_init_nested(struct tree *t, struct tree *s2, uint64_t moved, uint64_t root, int start,
		      unsigned roots, uint64_t next)
{
	init_nested(t, s2, moved, 0, root, roots);
	t->start = start;
	t->next = next;
}

static uint64_t new_table(struct tree *t)
{
	uint64_t at = t->next, bytes = UINT64_C(8) << t->format->stride;

	t->next += bytes;
	add_pages(t, at, bytes);
	return at;
}

uint64_t *tree_entry(struct tree *t, uint64_t ia, int level)
{
	uint64_t table = t->root;

	for (int l = t->start;; l++) {
		unsigned n = l == t->start ? t->roots : 1u << t->format->stride;
		uint64_t at = table + ia / ref_size(t->format, l) % n * 8, raw;

		at = tree_physical(t, at);
		if (l == level)
			return fakemem_at(t->f, at);
		raw = *fakemem_at(t->f, at);
		if (!(raw & 1)) {
			table = new_table(t);
			*fakemem_at(t->f, at) = ref_put(t->format, table) | D_TABLE;
		} else if ((raw & 3) == 3) {
			table = ref_get(t->format, raw, t->format->granule);
		} else {
			return NULL;
		}
	}
}
