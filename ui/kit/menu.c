/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/kit/menu.h"

#include <stdlib.h>

#include "ui/kit/box.h"
#include "src/array.h"

void menu_begin(struct menu *m, const char *title)
{
	m->n = m->selected = m->top = 0;
	snprintf(m->title, sizeof(m->title), "%s", title);
}

struct menu_item *menu_add(struct menu *m)
{
	struct menu_item *items = array_grow(m->items, m->n, &m->cap, sizeof(*items));

	if (!items)
		return NULL;
	m->items = items;
	m->items[m->n] = (struct menu_item){0};
	return &m->items[m->n++];
}

void menu_free(struct menu *m)
{
	free(m->items);
	*m = (struct menu){0};
}

void menu_ready(struct menu *m)
{
	for (size_t i = 0; i < m->n; i++) {
		if (m->items[i].current)
			m->selected = i;
	}
}

void menu_scroll(struct menu *m, long by)
{
	long at = (long)m->selected + by;

	if (at >= (long)m->n)
		at = (long)m->n - 1;
	m->selected = at < 0 ? 0 : (size_t)at;
}

void menu_move(struct menu *m, enum keys_request req)
{
	long page = m->box.rows > 1 ? (long)m->box.rows - 1 : 1;

	switch (req) {
	case REQ_DOWN: menu_scroll(m, 1); break;
	case REQ_UP: menu_scroll(m, -1); break;
	case REQ_PAGE_DOWN: menu_scroll(m, page); break;
	case REQ_PAGE_UP: menu_scroll(m, -page); break;
	case REQ_HALF_DOWN: menu_scroll(m, page / 2 + 1); break;
	case REQ_HALF_UP: menu_scroll(m, -(page / 2 + 1)); break;
	case REQ_FIRST: m->selected = 0; break;
	case REQ_LAST: m->selected = m->n ? m->n - 1 : 0; break;
	default: break;
	}
}

bool menu_click(struct menu *m, unsigned row, unsigned col)
{
	size_t at;

	if (!box_holds(m->box, row, col))
		return false;
	at = m->top + (row - m->box.row);
	if (at >= m->n)
		return false;
	m->selected = at;
	return true;
}

static unsigned name_width(const struct menu *m)
{
	unsigned width = 0;

	for (size_t i = 0; i < m->n; i++) {
		unsigned w = grid_width(m->items[i].name);

		width = w > width ? w : width;
	}
	return width;
}

static unsigned state_width(const struct menu *m)
{
	unsigned width = 0;

	for (size_t i = 0; i < m->n; i++) {
		unsigned w = grid_width(m->items[i].state);

		width = w > width ? w : width;
	}
	return width;
}

/* What cannot be chosen is dim and has its reason at the right; the mark is of what is shown now.
 */
static void draw_item(struct grid *g, struct grid_area in, unsigned row,
		      const struct menu_item *item, unsigned names, bool selected)
{
	unsigned end = in.col + in.cols, state = in.col + 2 + names + 2;
	enum text_style style = item->possible ? TEXT_PLAIN : TEXT_DIM;
	enum text_style name = item->possible ? item->style : TEXT_DIM;

	grid_put(g, row, in.col, end, TEXT_PLAIN, 0, item->current ? "•" : " ");
	grid_put(g, row, in.col + 2, end, name, item->current ? GRID_STRONG : 0, item->name);
	grid_put_cut(g, row, state, end, style, 0, item->state);
	if (selected)
		grid_mark(g, row, in.col, end, GRID_SELECTED);
}

void menu_draw(struct menu *m, struct grid *g, struct grid_area a)
{
	unsigned names = name_width(m), width = 2 + names + 2 + state_width(m);
	struct grid_area in = box_draw(g, a, (unsigned)m->n, width, m->title);

	m->box = in;
	if (m->selected < m->top)
		m->top = m->selected;
	if (in.rows && m->selected >= m->top + in.rows)
		m->top = m->selected - in.rows + 1;
	for (unsigned i = 0; i < in.rows && m->top + i < m->n; i++)
		draw_item(g, in, in.row + i, &m->items[m->top + i], names,
			  m->top + i == m->selected);
}
