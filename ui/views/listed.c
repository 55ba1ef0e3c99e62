/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/views/listed.h"

#include <stdio.h>

#include "ui/views/views.h"

size_t listed_height(const struct ui *u)
{
	return u->layout.tree.rows > 1 ? u->layout.tree.rows - views_now(u)->head(u) : 0;
}

static void show(struct ui *u, void *own)
{
	views_now(u)->moved(u, own);
	views_show(u, REQ_TREE);
}

bool listed_request(struct ui *u, void *own, enum keys_request req)
{
	if (list_move(own, req, listed_height(u)))
		views_now(u)->moved(u, own);
	else if (req == REQ_ACCEPT)
		show(u, own);
	else
		return false;
	return true;
}

void listed_position(const struct ui *u, const void *own, char buf[SCREEN_POSITION_MAX])
{
	const struct list *l = own;

	(void)u;
	snprintf(buf, SCREEN_POSITION_MAX, "%zu/%zu", l->n ? l->at + 1 : 0, l->n);
}

void listed_click(struct ui *u, void *own, unsigned row, unsigned col)
{
	struct list *l = own;
	unsigned first = u->layout.tree.row + views_now(u)->head(u);
	size_t at = l->top + (row - first);
	bool again = at == l->at;

	(void)col;
	if (row < first || at >= l->n)
		return;
	l->at = at;
	views_now(u)->moved(u, own);
	if (screen_click_again(&u->screen, own) && again)
		show(u, own);
}

void listed_wheel(struct ui *u, void *own, long rows)
{
	list_scroll(own, rows, listed_height(u));
	views_now(u)->moved(u, own);
}
