/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/nav.h"

static void keep_in_sight(struct tree *t, size_t height)
{
	size_t row = tree_row(t->cursor);

	if (row < t->top)
		t->top = row;
	else if (height && row >= t->top + height)
		t->top = row - height + 1;
}

static size_t last_top(const struct tree *t, size_t height)
{
	size_t rows = tree_rows(t);

	return rows > height ? rows - height : 0;
}

static size_t moved(size_t at, long by, size_t most)
{
	if (by < 0)
		return at > (size_t)-by ? at - (size_t)-by : 0;
	return most - at > (size_t)by ? at + (size_t)by : most;
}

void nav_select(struct tree *t, struct tree_node *n, size_t height)
{
	t->cursor = n;
	keep_in_sight(t, height);
}

void nav_select_row(struct tree *t, size_t row, size_t height)
{
	if (row < tree_rows(t))
		nav_select(t, tree_at(t, row), height);
}

void nav_move(struct tree *t, long rows, size_t height)
{
	nav_select_row(t, moved(tree_row(t->cursor), rows, tree_rows(t) - 1), height);
}

void nav_scroll(struct tree *t, long rows, size_t height)
{
	size_t row = tree_row(t->cursor), most = last_top(t, height);

	if (most < t->top)
		most = t->top;
	t->top = moved(t->top, rows, most);
	if (row < t->top)
		t->cursor = tree_at(t, t->top);
	else if (height && row >= t->top + height)
		t->cursor = tree_at(t, t->top + height - 1);
}

/* The cursor stays at its place of the screen, but for the ends of the tree. */
void nav_page(struct tree *t, long rows, size_t height)
{
	size_t row = tree_row(t->cursor), most = last_top(t, height);

	if (most < t->top)
		most = t->top;
	t->top = moved(t->top, rows, most);
	nav_select_row(t, moved(row, rows, tree_rows(t) - 1), height);
}

void nav_first(struct tree *t, size_t height)
{
	nav_select_row(t, 0, height);
}

void nav_last(struct tree *t, size_t height)
{
	nav_select_row(t, tree_rows(t) - 1, height);
}

bool nav_parent(struct tree *t, size_t height)
{
	struct tree_node *up = t->cursor->parent;

	if (up->what == TREE_ROOT)
		return false;
	nav_select(t, up, height);
	return true;
}

static struct tree_node *step(const struct tree_node *n, int dir)
{
	return dir > 0 ? tree_next(n) : tree_prev(n);
}

static bool is_table(const struct tree_node *n)
{
	return tree_is_table(n);
}

/* Neighbours are looked for among visible rows only: nothing is unfolded to find one. */
bool nav_table(struct tree *t, int dir, size_t height)
{
	struct tree_node *from = t->cursor, *n;
	int level;

	/* Inside a table without tables, the neighbours are those of the table itself. */
	while (!is_table(from) && from->parent->what != TREE_ROOT)
		from = from->parent;
	level = tree_level(from);
	for (n = step(from, dir); n; n = step(n, dir)) {
		if (is_table(n) && tree_level(n) == level) {
			nav_select(t, n, height);
			return true;
		}
	}
	return false;
}

bool nav_valid(struct tree *t, int dir, size_t height)
{
	struct tree_node *n = step(t->cursor, dir);

	while (n && n->what == TREE_RUN && n->run.kind == DESC_INVALID)
		n = step(n, dir);
	if (n)
		nav_select(t, n, height);
	return n != NULL;
}

bool nav_wrong(struct tree *t, int dir, size_t height)
{
	struct tree_node *n = step(t->cursor, dir);

	while (n && !tree_is_wrong(n))
		n = step(n, dir);
	if (n)
		nav_select(t, n, height);
	return n != NULL;
}

void nav_hold(struct tree *t, size_t screen_row, size_t height)
{
	size_t row = tree_row(t->cursor);

	t->top = row > screen_row ? row - screen_row : 0;
	keep_in_sight(t, height);
}

void nav_show(struct tree *t, size_t height)
{
	size_t row = tree_row(t->cursor), half = height / 2, margin = height / 6;

	if (row < t->top + margin || row + margin >= t->top + height)
		t->top = row > half ? row - half : 0;
	if (t->top > last_top(t, height))
		t->top = last_top(t, height);
	keep_in_sight(t, height);
}

void nav_resized(struct tree *t, size_t height)
{
	if (t->top > last_top(t, height))
		t->top = last_top(t, height);
	keep_in_sight(t, height);
}
