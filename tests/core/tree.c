/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/core/tree.h"

#include <assert.h>

uint64_t tree_size(int level)
{
	static const uint64_t size[] = {UINT64_C(1) << 39, 1 << 30, 1 << 21, 1 << 12};

	return size[level];
}

/* A page of a table: there, and in the second stage if any. */
static void add_page(struct tree *t, uint64_t at)
{
	at &= ~(uint64_t)(FAKEMEM_PAGE - 1);
	fakemem_page(t->f, at + t->moved);
	if (t->s2) {
		uint64_t *e = tree_entry(t->s2, at, 3);

		assert(e);
		*e = (at + t->moved) | D_PAGE | D_S2RW;
	}
}

void tree_init(struct tree *t, struct fakemem *f, uint64_t root, int start, unsigned roots,
	       uint64_t next)
{
	*t = (struct tree){.f = f, .root = root, .start = start, .roots = roots, .next = next};
	for (uint64_t at = root; at < root + roots * 8u; at += FAKEMEM_PAGE)
		add_page(t, at);
}

void tree_init_nested(struct tree *t, struct tree *s2, uint64_t moved, uint64_t root, int start,
		      unsigned roots, uint64_t next)
{
	*t = (struct tree){.f = s2->f, .root = root, .start = start, .roots = roots};
	t->next = next;
	t->s2 = s2;
	t->moved = moved;
	add_page(t, root);
}

static uint64_t new_table(struct tree *t)
{
	uint64_t at = t->next;

	t->next += FAKEMEM_PAGE;
	add_page(t, at);
	return at;
}

uint64_t *tree_entry(struct tree *t, uint64_t ia, int level)
{
	uint64_t table = t->root;

	for (int l = t->start;; l++) {
		unsigned n = l == t->start ? t->roots : 512;
		uint64_t at = table + ia / tree_size(l) % n * 8 + t->moved;

		if (l == level)
			return fakemem_at(t->f, at);
		if (!(*fakemem_at(t->f, at) & 1)) {
			table = new_table(t);
			*fakemem_at(t->f, at) = table | D_TABLE;
		} else if ((*fakemem_at(t->f, at) & 3) == 3) {
			table = *fakemem_at(t->f, at) & UINT64_C(0xfffffffff000);
		} else {
			return NULL;
		}
	}
}
