/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The visible rows of a tree: from row to node and back, and what a row covers. */
#include "ui/tree.h"

size_t tree_rows(const struct tree *t)
{
	return t->root.below;
}

struct tree_node *tree_at(struct tree *t, size_t row)
{
	struct tree_node *n = &t->root;
	unsigned i = 0;

	while (i < n->nkids) {
		struct tree_node *kid = &n->kids[i];
		size_t rows = 1 + (kid->open ? kid->below : 0);

		if (row >= rows) {
			row -= rows;
			i++;
		} else if (!row) {
			return kid;
		} else {
			row--;
			n = kid;
			i = 0;
		}
	}
	return n == &t->root ? t->cursor : n;
}

size_t tree_row(const struct tree_node *n)
{
	size_t row = 0;

	for (; n->parent; n = n->parent) {
		for (const struct tree_node *k = n->parent->kids; k != n; k++)
			row += 1 + (k->open ? k->below : 0);
		row += n->parent->what != TREE_ROOT;
	}
	return row;
}

struct tree_node *tree_next(const struct tree_node *n)
{
	if (n->open && n->nkids)
		return &n->kids[0];
	for (; n->parent; n = n->parent) {
		struct tree_node *up = n->parent;

		if ((size_t)(n - up->kids) + 1 < up->nkids)
			return &up->kids[n - up->kids + 1];
	}
	return NULL;
}

struct tree_node *tree_prev(const struct tree_node *n)
{
	struct tree_node *up = n->parent, *p;

	if (n == &up->kids[0])
		return up->what == TREE_ROOT ? NULL : up;
	for (p = &up->kids[n - up->kids - 1]; p->open && p->nkids;)
		p = &p->kids[p->nkids - 1];
	return p;
}

unsigned tree_depth(const struct tree_node *n)
{
	unsigned depth = 0;

	for (n = n->parent; n && n->parent; n = n->parent)
		depth++;
	return depth;
}

int tree_level(const struct tree_node *n)
{
	if (n->what == TREE_RUN)
		return n->run.table->level;
	return tree_broken_table(n)->level;
}

struct ia tree_ia(const struct tree_node *n)
{
	return n->what == TREE_RUN ? n->run.ia : tree_broken_table(n)->ia;
}

/* 0 stands for the whole 64-bit space, which no descriptor covers; an unreadable row has its
 * parent's. */
uint64_t tree_bytes(const struct tree_node *n)
{
	if (n->what == TREE_RUN)
		return n->run.count * n->run.entry_size;
	return n->parent->what == TREE_RUN ? n->parent->run.entry_size : 0;
}

const struct walk_table *tree_broken_table(const struct tree_node *n)
{
	return n->what == TREE_ROOT ? n->table : n->parent->table;
}

bool tree_is_wrong(const struct tree_node *n)
{
	if (n->what == TREE_UNREADABLE)
		return true;
	return n->run.kind == DESC_RESERVED || n->run.oa_too_big;
}

bool tree_is_loop(const struct tree_node *n)
{
	uint64_t at;

	if (n->what != TREE_RUN || !n->table || n->table->st)
		return false;
	at = n->table->pa.v;
	for (const struct tree_node *up = n->parent; up; up = up->parent) {
		if (up->table && at - up->table->pa.v < up->table->entries * UINT64_C(8))
			return true;
	}
	return false;
}
