/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/kit/box.h"
#include "ui/nav.h"
#include "ui/state.h"

enum {
	WHEEL_ROWS = 3,
	DOUBLE_MS = 400,
};

/* One click selects; on the fold marker, or twice in a short time, it unfolds or folds too. */
static void click_row(struct ui *u, unsigned row, unsigned col)
{
	struct tree *t = &u->view->tree;
	size_t at = t->top + (row - u->layout.tree.row);
	uint64_t now = u->term.ops->now(u->term.arg);
	struct tree_node *n;
	bool again;

	u->detail_focused = false;
	if (at >= tree_rows(t))
		return;
	n = tree_at(t, at);
	nav_select(t, n, ui_height(u));
	again = n == u->click_on && now - u->click_at <= DOUBLE_MS;
	if (again || col == row_marker_column(&u->columns, n)) {
		if (tree_can_open(n))
			act_toggle(u);
		n = NULL; /* a third click begins anew */
	}
	u->click_on = n;
	u->click_at = now;
}

static bool click_hit(struct ui *u, unsigned row, unsigned col)
{
	for (unsigned i = 0; i < u->nhits; i++) {
		const struct state_hit *h = &u->hits[i];

		if (row != h->row || col < h->col || col >= h->end)
			continue;
		if (h->node)
			nav_select(&u->view->tree, h->node, ui_height(u));
		else
			ui_request(u, h->req);
		return true;
	}
	return false;
}

static void click_main(struct ui *u, unsigned row, unsigned col)
{
	if (click_hit(u, row, col))
		return;
	if (box_holds(u->layout.tree, row, col))
		click_row(u, row, col);
	else if (box_holds(u->layout.detail, row, col))
		u->detail_focused = true;
	else if (box_holds(u->layout.title, row, col))
		ui_request(u, REQ_REGIME);
}

/* The wheel moves what is under the pointer, focused or not. */
static void wheel(struct ui *u, const struct term_event *ev, long rows)
{
	if (u->pager_title)
		scroll_by(&u->pager, rows, u->pager_area);
	else if (u->menu.open)
		menu_scroll(&u->menu, rows > 0 ? 1 : -1);
	else if (box_holds(u->layout.detail, ev->row, ev->col))
		scroll_by(&u->detail, rows, u->layout.detail);
	else if (u->layout.tree.rows)
		nav_scroll(&u->view->tree, rows, ui_height(u));
}

static void click(struct ui *u, const struct term_event *ev)
{
	if (u->pager_title)
		return;
	if (!u->menu.open)
		click_main(u, ev->row, ev->col);
	else if (menu_click(&u->menu, ev->row, ev->col))
		switch_accept(u);
	else
		menu_close(&u->menu); /* a click beside a list closes it */
}

void mouse_event(struct ui *u, const struct term_event *ev)
{
	if (u->layout.too_small || u->prompt.open)
		return;
	switch (ev->what) {
	case TERM_CLICK: click(u, ev); break;
	case TERM_WHEEL_UP: wheel(u, ev, -WHEEL_ROWS); break;
	case TERM_WHEEL_DOWN: wheel(u, ev, WHEEL_ROWS); break;
	default: break;
	}
}
