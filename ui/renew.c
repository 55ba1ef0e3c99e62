/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/renew.h"

#include "ui/go.h"
#include "ui/nav.h"
#include "ui/roots_list.h"
#include "ui/views/views.h"

/* Unfolded only to show the cursor, which does so itself. */
static bool is_peeked(const struct tree *t, const struct tree_node *n)
{
	for (unsigned i = 0; i < t->npeeked; i++)
		if (t->peeked[i] == n)
			return true;
	return false;
}

/* The row of the same addresses; NULL where what was there is another now. */
static struct tree_node *same_row(struct tree_node *above, const struct tree_node *n)
{
	for (unsigned i = 0; i < above->nkids; i++) {
		struct tree_node *k = &above->kids[i];

		if (k->what == n->what && tree_ia(k).v == tree_ia(n).v &&
		    tree_bytes(k) == tree_bytes(n))
			return k;
	}
	return NULL;
}

static void unfold_as(struct tree *t, struct tree_node *n, const struct tree *old,
		      const struct tree_node *of)
{
	for (unsigned i = 0; i < of->nkids; i++) {
		const struct tree_node *was = &of->kids[i];
		struct tree_node *is = was->open && !is_peeked(old, was) ? same_row(n, was) : NULL;

		if (is && tree_can_open(is) && !tree_open(t, is))
			unfold_as(t, is, old, was);
	}
}

/* The rows that were unfolded, the cursor on its address and level, and as far down the screen. */
static void place_as(struct tree *t, const struct tree *old)
{
	int level = tree_level(old->cursor);

	unfold_as(t, &t->root, old, &old->root);
	tree_peek(t, tree_ia(old->cursor));
	while (t->cursor->parent && t->cursor->parent->what != TREE_ROOT &&
	       tree_level(t->cursor) > level)
		t->cursor = t->cursor->parent;
	t->top = old->top < tree_rows(t) ? old->top : tree_rows(t) - 1;
}

/* All that points into the trees that are going, or tells of them. */
static void forget(struct ui *u)
{
	differences_free(&u->differ);
	u->picked = NULL;
	u->ncrumbs = 0;
	screen_click_again(&u->screen, NULL);
	u->noutputs = 0;
	u->walk_of = NULL;
	state_refresh(u);
}

static void take(struct ui *u, struct spaces *fresh, struct space *v)
{
	place_as(&v->tree, &u->space->tree);
	forget(u);
	spaces_free(&u->spaces);
	u->spaces = *fresh;
	u->space = v;
	nav_select(&v->tree, v->tree.cursor, state_height(u));
	if (views_renew(u))
		screen_say(&u->screen, TEXT_ERROR, "%s", err_words(ERR_NOMEM));
	u->walk_of = v->tree.cursor;
	go_again(u);
}

enum err_code renew_source(struct ui *u, struct err *err)
{
	int root = roots_list_shown(u);
	enum err_code st = u->o->renew(u->o->renew_arg, err);

	if (!st)
		roots_list_renew(u, root);
	return st;
}

enum err_code renew_trees(struct ui *u, struct err *err)
{
	struct spaces fresh;
	struct space *v;
	enum err_code st;

	spaces_init(&fresh, u->m, state_tick, u);
	fresh.owner_given = u->spaces.owner_given;
	fresh.owner = u->spaces.owner;
	screen_begin(&u->screen, "reading");
	st = spaces_open(&fresh, u->space->w.r.id, u->cpu, &v, err);
	if (st)
		spaces_free(&fresh);
	else
		take(u, &fresh, v);
	screen_end(&u->screen);
	return st;
}
