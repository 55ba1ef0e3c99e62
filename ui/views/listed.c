/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/views/listed.h"

#include <stdio.h>

#include "ui/kit/wrap.h"
#include "ui/views/views.h"

enum { HEAD_MOST = 4 };

static void wrap_said(const struct ui *u, struct text *t)
{
	struct text said = {0};

	views_now(u)->said(u, views_own(u), &said);
	wrap_text(t, &said, u->layout.tree.cols - 1);
	text_free(&said);
}

static unsigned head_rows(const struct ui *u)
{
	struct text t = {0};
	size_t rows;

	wrap_said(u, &t);
	rows = grid_text_lines(&t);
	text_free(&t);
	if (!rows || u->layout.tree.rows <= HEAD_MOST + 1)
		return 1;
	return rows < HEAD_MOST ? (unsigned)rows : HEAD_MOST;
}

size_t listed_height(const struct ui *u)
{
	return u->layout.tree.rows > 1 ? u->layout.tree.rows - head_rows(u) : 0;
}

struct grid_area listed_draw_head(struct ui *u)
{
	struct grid_area a = u->layout.tree;
	unsigned head = a.rows ? head_rows(u) : 0;
	struct text t = {0};

	wrap_said(u, &t);
	grid_text(&u->screen.grid, (struct grid_area){a.row, 1, head, a.cols - 1}, &t, 0, 0);
	text_free(&t);
	return (struct grid_area){a.row + head, a.col, a.rows > head ? a.rows - head : 0, a.cols};
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
	unsigned first = u->layout.tree.row + head_rows(u);
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
