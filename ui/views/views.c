/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/views/views.h"

#include <inttypes.h>
#include <stdlib.h>

#include "src/number.h"
#include "ui/kit/wrap.h"

/* In the order of the keys 1, 2, ... */
static const struct view *const table[] = {
	&view_tree,	   &view_map,	    &view_findings,   &view_why,      &view_walk,
	&view_bits,	   &view_registers, &view_statistics, &view_overview, &view_grid,
	&view_differences, &view_log,	    &view_lesson,
};

enum { VIEWS = sizeof(table) / sizeof(table[0]) };

_Static_assert((int)VIEWS <= (int)STATE_VIEWS, "the screen has no room for so many views");

const struct view *views_row(size_t i)
{
	return i < VIEWS ? table[i] : NULL;
}

const struct view *views_now(const struct ui *u)
{
	return table[u->shown];
}

void *views_own(const struct ui *u)
{
	return u->own_of_view[u->shown];
}

struct layout views_layout(const struct ui *u, unsigned rows, unsigned cols)
{
	bool alone = views_now(u)->alone && u->mode == LAYOUT_SHARED;

	return layout_make(rows, cols, alone ? LAYOUT_HIDDEN : u->mode);
}

/* ---- Views that are text ---- */

/* What a text was made for. */
struct words {
	struct scroll s;
	const struct tree_node *node;
	const struct space *space;
	unsigned cpu, cols;
	bool through;
};

static bool is_stale(const struct ui *u, const struct words *w)
{
	return w->node != u->space->tree.cursor || w->space != u->space || w->cpu != u->cpu ||
	       w->cols != u->layout.tree.cols || w->through != u->through;
}

/* It has no columns to name. */
static struct grid_area area_of(const struct ui *u)
{
	struct grid_area a = u->layout.tree;

	return (struct grid_area){a.row - 1, a.col, a.rows + 1, a.cols};
}

static void fit_words(struct ui *u, struct words *w)
{
	struct text t = {0}, wrapped = {0};

	if (!is_stale(u, w) || !u->layout.tree.rows)
		return;
	views_now(u)->text(u, &t, u->layout.tree.cols - 1);
	wrap_text(&wrapped, &t, u->layout.tree.cols);
	text_free(&t);
	text_free(&w->s.text);
	w->s.text = wrapped;
	scroll_ready(&w->s, w->space == u->space);
	*w = (struct words){.s = w->s,
			    .node = u->space->tree.cursor,
			    .space = u->space,
			    .cpu = u->cpu,
			    .cols = u->layout.tree.cols,
			    .through = u->through};
}

/* ---- The shown one ---- */

static enum err_code make_state(struct ui *u, unsigned i)
{
	size_t size = table[i]->text ? sizeof(struct words) : table[i]->size;

	if (!u->own_of_view[i])
		u->own_of_view[i] = calloc(1, size ? size : 1);
	return u->own_of_view[i] ? ERR_NONE : ERR_NOMEM;
}

static void drop_state(struct ui *u, unsigned i)
{
	struct words *w = u->own_of_view[i];

	if (w && table[i]->text)
		scroll_free(&w->s);
	else if (w && table[i]->free)
		table[i]->free(w);
	free(w);
	u->own_of_view[i] = NULL;
}

enum err_code views_start(struct ui *u)
{
	return make_state(u, u->shown);
}

void views_free(struct ui *u)
{
	for (unsigned i = 0; i < VIEWS; i++)
		drop_state(u, i);
}

enum err_code views_renew(struct ui *u)
{
	for (unsigned i = 0; i < VIEWS; i++)
		if (!table[i]->stays)
			drop_state(u, i);
	return make_state(u, u->shown);
}

bool views_show(struct ui *u, enum keys_request req)
{
	for (unsigned i = 0; i < VIEWS; i++) {
		if (table[i]->shows != req)
			continue;
		if (i == u->shown) /* asked for again: look again */
			drop_state(u, i);
		if (make_state(u, i)) {
			screen_say(&u->screen, TEXT_ERROR, "%s", err_words(ERR_NOMEM));
			return true;
		}
		u->shown = i;
		u->detail_focused = false;
		state_refresh(u);
		return true;
	}
	return false;
}

void views_fit(struct ui *u)
{
	if (views_now(u)->text)
		fit_words(u, views_own(u));
	else if (views_now(u)->fit)
		views_now(u)->fit(u, views_own(u));
}

void views_draw(struct ui *u)
{
	struct words *w = views_own(u);

	if (views_now(u)->text)
		scroll_draw(&w->s, &u->screen.grid, area_of(u));
	else
		views_now(u)->draw(u, views_own(u));
}

bool views_request(struct ui *u, enum keys_request req)
{
	struct words *w = views_own(u);

	if (views_now(u)->text)
		return scroll_move(&w->s, req, area_of(u));
	return views_now(u)->request(u, w, req);
}

void views_position(const struct ui *u, char buf[SCREEN_POSITION_MAX])
{
	const struct words *w = views_own(u);
	char where[SCREEN_POSITION_MAX] = "";
	int n = 0;

	if (views_now(u)->text)
		scroll_position(&w->s, area_of(u), where);
	else if (views_now(u)->position)
		views_now(u)->position(u, w, where);
	if (state_compared(u))
		n = snprintf(buf, SCREEN_POSITION_MAX, "%" PRIu64 " %s from %.16s  ",
			     u->differ.differ, number_word(u->differ.differ, "differs", "differ"),
			     u->differ.with);
	snprintf(buf + n, SCREEN_POSITION_MAX - (size_t)n, "%s", where);
}

void views_click(struct ui *u, unsigned row, unsigned col)
{
	if (!views_now(u)->text && views_now(u)->click)
		views_now(u)->click(u, views_own(u), row, col);
}

void views_wheel(struct ui *u, long rows)
{
	struct words *w = views_own(u);

	if (views_now(u)->text)
		scroll_by(&w->s, rows, area_of(u));
	else if (views_now(u)->wheel)
		views_now(u)->wheel(u, w, rows);
}
