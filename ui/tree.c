/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/tree.h"

#include <stdlib.h>

#include "src/array.h"
#include "src/bits.h"

static size_t rows_of(const struct tree_node *n)
{
	return (n->what != TREE_ROOT) + (n->open ? n->below : 0);
}

/* Every node's `below` counts its kids' rows: carry a change of n's own rows upwards. */
static void propagate(struct tree_node *n, size_t before)
{
	while (n->parent) {
		size_t now = rows_of(n);
		struct tree_node *up = n->parent;
		size_t up_before = rows_of(up);

		up->below += now - before;
		n = up;
		before = up_before;
	}
}

static void set_open(struct tree_node *n, bool open)
{
	size_t before = rows_of(n);

	n->open = open;
	propagate(n, before);
}

static void set_kids(struct tree_node *n, struct tree_node *kids, size_t nkids)
{
	n->kids = kids;
	n->nkids = (unsigned)nkids;
	n->below = nkids;
	n->loaded = true;
}

bool tree_is_table(const struct tree_node *n)
{
	return n->what == TREE_RUN && (n->run.kind == DESC_TABLE || n->run.keeps == DESC_TABLE);
}

bool tree_can_open(const struct tree_node *n)
{
	return n->what == TREE_ROOT || tree_is_table(n) ||
	       (n->what == TREE_RUN && n->run.count > 1);
}

/* The nodes of a table while it is being listed. */
struct listing {
	struct tree_node *parent, *kids;
	size_t n, cap;
	bool failed;
};

static struct tree_node *add_kid(struct listing *l, enum tree_what what)
{
	struct tree_node *kids =
		l->failed ? NULL : array_grow(l->kids, l->n, &l->cap, sizeof(*kids));

	l->failed = !kids;
	if (!kids)
		return NULL;
	l->kids = kids;
	l->kids[l->n] = (struct tree_node){.what = what, .parent = l->parent};
	return &l->kids[l->n++];
}

static void list_run(void *arg, const struct walk_run *run)
{
	struct listing *l = arg;
	struct tree_node *kid = add_kid(l, TREE_RUN);

	if (!kid)
		return;
	kid->run = *run;
	kid->run.table = l->parent->table;
}

/* Read a node's table and make its kids. A table that is its own ancestor is shown as any other. */
static enum err_code load_table(struct tree *t, struct tree_node *n)
{
	static const struct walk_visitor visitor = {.run = list_run};
	struct listing l = {.parent = n};
	enum err_code st;

	n->table = malloc(sizeof(*n->table));
	if (!n->table)
		return ERR_NOMEM;
	*n->table = n->what == TREE_ROOT ? walk_root(t->w) : walk_child(t->w, &n->run);
	st = n->table->st ? n->table->st : walk_list(t->w, n->table, &visitor, &l);
	n->table->st = st;
	if (st || !l.n)
		add_kid(&l, TREE_UNREADABLE);
	if (l.failed || st == ERR_NOMEM) {
		free(l.kids);
		free(n->table);
		n->table = NULL;
		return ERR_NOMEM;
	}
	t->tables++;
	set_kids(n, l.kids, l.n);
	return ERR_NONE;
}

/* The descriptors of a run, one by one. By what a run is, nothing has to be read for it. */
static enum err_code load_run(struct tree_node *n)
{
	const struct walk_run *run = &n->run;
	bool leaf = run->kind == DESC_BLOCK || run->kind == DESC_PAGE || walk_keeps_leaf(run);
	struct tree_node *kids = calloc(run->count, sizeof(*kids));

	if (!kids)
		return ERR_NOMEM;
	for (unsigned i = 0; i < run->count; i++) {
		struct walk_run *one = &kids[i].run;
		uint64_t off = i * run->entry_size;

		kids[i].what = TREE_RUN;
		kids[i].parent = n;
		*one = *run;
		one->index += i;
		one->count = 1;
		one->ia.v += off;
		one->oa.v += leaf ? off : 0;
		one->raw += leaf ? off : 0;
	}
	set_kids(n, kids, run->count);
	return ERR_NONE;
}

enum err_code tree_open(struct tree *t, struct tree_node *n)
{
	enum err_code st = ERR_NONE;

	if (!tree_can_open(n) || n->open)
		return ERR_NONE;
	if (!n->loaded && n->what == TREE_RUN && !tree_is_table(n))
		st = load_run(n);
	else if (!n->loaded)
		st = load_table(t, n);
	if (!st)
		set_open(n, true);
	return st;
}

static bool is_below(const struct tree_node *n, const struct tree_node *above)
{
	while (n && n != above)
		n = n->parent;
	return n != NULL;
}

void tree_shut(struct tree *t, struct tree_node *n)
{
	if (!n->open || n->what == TREE_ROOT)
		return;
	if (is_below(t->cursor, n))
		t->cursor = n;
	set_open(n, false);
}

static void shut_below(struct tree_node *n)
{
	for (unsigned i = 0; i < n->nkids; i++) {
		struct tree_node *kid = &n->kids[i];

		if (!kid->loaded)
			continue;
		shut_below(kid);
		kid->open = false;
	}
	n->below = n->nkids;
}

void tree_shut_all(struct tree *t)
{
	while (t->cursor->parent != &t->root)
		t->cursor = t->cursor->parent;
	shut_below(&t->root);
}

enum err_code tree_init(struct tree *t, struct walker *w)
{
	enum err_code st;

	*t = (struct tree){.w = w};
	t->root.what = TREE_ROOT;
	st = tree_open(t, &t->root);
	if (st)
		return st;
	t->cursor = &t->root.kids[0];
	for (unsigned i = t->root.nkids; i-- > 0;) {
		if (t->root.kids[i].run.kind != DESC_INVALID)
			t->cursor = &t->root.kids[i];
	}
	return ERR_NONE;
}

/* As deep as the tree: at most a row a level and a run. */
static void free_below(struct tree_node *n)
{
	for (unsigned i = 0; i < n->nkids; i++)
		free_below(&n->kids[i]);
	free(n->kids);
	free(n->table);
	free(n->through);
}

void tree_free(struct tree *t)
{
	free_below(&t->root);
	*t = (struct tree){0};
}

static enum err_code open_all(struct tree *t, struct tree_node *n, size_t most, tree_tick tick,
			      void *arg, bool *cut)
{
	enum err_code st;

	if (n->what != TREE_ROOT && !tree_is_table(n))
		return ERR_NONE;
	if (tree_rows(t) >= most) {
		*cut = true;
		return ERR_NONE;
	}
	if (!tick(arg, t->tables, tree_rows(t)))
		return ERR_CANCELLED;
	st = tree_open(t, n);
	if (tree_is_loop(n))
		return st;
	for (unsigned i = 0; i < n->nkids && !st && !*cut; i++) {
		if (n->kids[i].what == TREE_RUN)
			st = open_all(t, &n->kids[i], most, tick, arg, cut);
	}
	return st;
}

enum err_code tree_open_all(struct tree *t, struct tree_node *n, size_t most, tree_tick tick,
			    void *arg, bool *cut)
{
	*cut = false;
	if (n->what == TREE_UNREADABLE)
		return ERR_NONE;
	return open_all(t, n, most, tick, arg, cut);
}

static struct tree_node *kid_at(struct tree_node *n, struct ia ia)
{
	for (unsigned i = 0; i < n->nkids; i++) {
		if (ia.v - tree_ia(&n->kids[i]).v < tree_bytes(&n->kids[i]))
			return &n->kids[i];
	}
	return n->nkids ? &n->kids[0] : NULL;
}

static bool keep_folded(const struct tree_node *n)
{
	return n->what == TREE_RUN && !tree_is_table(n) &&
	       (n->run.kind == DESC_INVALID || n->run.kind == DESC_RESERVED);
}

enum err_code tree_peek(struct tree *t, struct ia ia)
{
	struct tree_node *n = &t->root;

	while (t->npeeked)
		tree_shut(t, t->peeked[--t->npeeked]);
	while (tree_can_open(n) && !keep_folded(n)) {
		bool was_open = n->open;
		enum err_code st = tree_open(t, n);
		struct tree_node *kid = st ? NULL : kid_at(n, ia);

		if (!kid)
			return st;
		if (!was_open && t->npeeked < TREE_PATH_MAX)
			t->peeked[t->npeeked++] = n;
		n = kid;
	}
	t->cursor = n;
	return ERR_NONE;
}

enum err_code tree_reveal(struct tree *t, struct ia ia)
{
	enum err_code st;

	tree_keep(t);
	st = tree_peek(t, ia);
	tree_keep(t);
	return st;
}

void tree_keep(struct tree *t)
{
	t->npeeked = 0;
}

/* A walk_compose() under way. */
struct through_pass {
	struct tree_through *th;
	struct walk_piece last;
};

static bool goes_on(const struct walk_piece *a, const struct walk_piece *b)
{
	return a->mapped && b->mapped && b->pa.v == a->pa.v + a->size;
}

static void see_piece(void *arg, const struct walk_piece *p)
{
	struct through_pass *pass = arg;
	struct tree_through *th = pass->th;

	if (!th->pieces)
		th->first = *p;
	else if (p->mapped && th->first.mapped && !attr_same_meaning(&p->attr, &th->first.attr))
		th->mixed = true;
	if (!th->pieces || !goes_on(&pass->last, p))
		th->pieces++;
	if (!p->mapped)
		th->unmapped += p->size;
	pass->last = *p;
}

/* As much of a run as may be looked at without a wait. */
static struct walk_run see_part(const struct walk_run *run)
{
	const uint64_t most = UINT64_C(32) << 20;
	struct walk_run part = *run;

	if (part.entry_size > most)
		part.entry_size = most;
	if (part.count > most / part.entry_size)
		part.count = (unsigned)(most / part.entry_size);
	return part;
}

/* Where stage 2 puts a table. */
static void see_table(struct tree *t, struct tree_node *n, struct tree_through *th)
{
	struct walk_table below = walk_child(t->w, &n->run);

	th->pieces = 1;
	th->first.mapped = !below.st;
	th->first.st = below.st;
	th->first.pa = below.pa;
}

static void see_leaf(struct tree *t, struct tree_node *n, struct tree_through *th)
{
	struct through_pass pass = {.th = th};
	struct walk_run part = see_part(&n->run);

	th->partial = part.count * part.entry_size < tree_bytes(n);
	th->st = walk_compose(t->w, &part, see_piece, NULL, &pass);
}

const struct tree_through *tree_see_through(struct tree *t, struct tree_node *n)
{
	bool leaf = n->run.kind == DESC_BLOCK || n->run.kind == DESC_PAGE;

	if (n->through || n->what != TREE_RUN || !t->w->has_s2)
		return n->through;
	if (!leaf && n->run.kind != DESC_TABLE)
		return NULL;
	n->through = calloc(1, sizeof(*n->through));
	if (!n->through)
		return NULL;
	if (leaf)
		see_leaf(t, n, n->through);
	else
		see_table(t, n, n->through);
	return n->through;
}

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
