/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The mouse on the replay screen: operations, the tables' entries, the text below. */
#include "ui/kit/box.h"
#include "ui/replay/replay_view.h"

/* To its end, as the keys go; what a double click does is to edit it. */
static void click_operation(struct replay_view *v, unsigned row)
{
	size_t i = v->top + (row - v->parts.ops.row);

	if (i >= v->w.nops)
		return;
	if (screen_click_again(&v->screen, &v->w.ops[i]))
		replay_view_request(v, REQ_EDIT);
	else
		replay_view_go(v, i + 1, REPLAY_WALK_LAST_STEP);
}

/* To the step that stored there. */
static void click_entry(struct replay_view *v, unsigned row)
{
	const struct replay_walk_spot s = v->spots[row - v->parts.tables.row];
	bool found;

	if (!s.count)
		return;
	if (!v->w.begun) {
		screen_say(&v->screen, TEXT_PLAIN, REPLAY_NOT_BEGUN);
		return;
	}
	replay_view_begin(v);
	replay_walk_to_store(&v->w, &s, &found);
	replay_view_end(v);
	if (!found && !v->screen.message[0])
		screen_say(&v->screen, TEXT_DIM, "this operation has not stored there");
}

void replay_mouse_click(void *of, unsigned row, unsigned col)
{
	struct replay_view *v = of;
	const struct replay_parts *p = &v->parts;

	if (box_holds(p->ops, row, col))
		click_operation(v, row);
	else if (box_holds(p->tables, row, col) && row - p->tables.row < REPLAY_SPOTS)
		click_entry(v, row);
	else if (row >= p->rule && screen_click_again(&v->screen, &v->decision))
		replay_view_request(v, REQ_ZOOM);
}

/* The list alone, and not the place in it. */
static void scroll_operations(struct replay_view *v, long rows)
{
	size_t shown = v->parts.ops.rows, by = (size_t)(rows < 0 ? -rows : rows);
	size_t last = v->w.nops > shown ? v->w.nops - shown : 0;

	if (rows < 0)
		v->top -= by < v->top ? by : v->top;
	else
		v->top = v->top + by < last ? v->top + by : last;
}

void replay_mouse_wheel(void *of, unsigned row, unsigned col, long rows)
{
	struct replay_view *v = of;

	if (box_holds(v->parts.ops, row, col))
		scroll_operations(v, rows);
	else if (box_holds(v->parts.tables, row, col))
		replay_view_request(v, rows > 0 ? REQ_STEP : REQ_BACK);
	else
		scroll_by(&v->decision, rows, v->parts.below);
}

void replay_mouse_help(struct text *t)
{
	text_put(t, TEXT_HEAD, "\nMouse\n");
	text_put(t, TEXT_PLAIN,
		 "  A click on an operation goes to its end, a double click edits it. One on an\n"
		 "  entry goes to the step that stored there; the wheel takes steps there. A\n"
		 "  double click on the text below shows it on the whole screen, or no more.\n"
		 "  Words of the last line can be clicked on, and in a line that is asked for\n"
		 "  names of its hint.\n");
}
