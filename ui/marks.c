/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/marks.h"

#include <inttypes.h>

#include "ui/nav.h"
#include "ui/places.h"
#include "ui/switch.h"

/* The row of that level on the way to the address; a place that is gone leaves all as it is. */
static bool go_to(struct ui *u, const struct state_place *p)
{
	struct tree_node *n;
	struct ia in;

	if (u->space->w.r.id != p->id || u->cpu != p->cpu)
		switch_to(u, p->id, p->cpu);
	if (u->space->w.r.id != p->id || u->cpu != p->cpu ||
	    !regime_contains(&u->space->w.r, p->ia, &in))
		return false;
	if (tree_reveal(&u->space->tree, in))
		screen_say(&u->screen, TEXT_ERROR, "%s", err_words(ERR_NOMEM));
	n = u->space->tree.cursor;
	while (tree_level(n) > p->level && n->parent->parent)
		n = n->parent;
	nav_select(&u->space->tree, n, state_height(u));
	nav_show(&u->space->tree, state_height(u));
	state_refresh(u);
	return true;
}

void marks_step(struct ui *u, int dir)
{
	struct state_place here = places_here(u), to;

	if (dir < 0 ? !u->places_at : u->places_at + 1 >= u->nplaces) {
		screen_say(&u->screen, TEXT_DIM, "no place %s",
			   dir < 0 ? "to go back to" : "ahead of this");
		return;
	}
	if (dir < 0 && u->places_at == u->nplaces) /* to come back to */
		u->places[u->nplaces++] = here;
	u->places_at += dir < 0 ? -1u : 1u;
	to = u->places[u->places_at];
	go_to(u, &to);
}

/* ---- Letters ---- */

static struct state_place *mark_of(struct ui *u, const struct prompt *p)
{
	char c = p->line[0];

	return p->len == 1 && c >= 'a' && c <= 'z' ? &u->marks[c - 'a'] : NULL;
}

/* The letters that are taken. */
static void hint(const void *of, const struct prompt *p, struct text *t)
{
	const struct ui *u = of;
	bool any = false;

	if (p->err.code)
		text_put(t, TEXT_WARN, "%s; ", p->err.text);
	for (unsigned i = 0; i < STATE_MARKS; i++) {
		if (!u->marks[i].set)
			continue;
		text_put(t, TEXT_VALUE, "%s%c", any ? "  " : "", 'a' + i);
		text_put(t, TEXT_DIM, " %s 0x%" PRIx64, regime_name(u->marks[i].id),
			 u->marks[i].ia.v);
		any = true;
	}
	if (!any)
		text_put(t, TEXT_DIM, "a letter, a to z; none has a mark yet");
}

static void accept_set(void *of, struct prompt *p)
{
	struct ui *u = of;
	struct state_place *mark = mark_of(u, p);

	if (!mark) {
		err_set(&p->err, ERR_USAGE, "a mark is a letter, a to z");
		return;
	}
	*mark = places_here(u);
	screen_taken(&u->screen);
	screen_say(&u->screen, TEXT_PLAIN, "mark %c: 0x%" PRIx64 "; ' and %c lead here",
		   (int)(mark - u->marks) + 'a', mark->ia.v, (int)(mark - u->marks) + 'a');
}

static void accept_go(void *of, struct prompt *p)
{
	struct ui *u = of;
	struct state_place *mark = mark_of(u, p), here = places_here(u);

	if (p->len == 1 && p->line[0] == '\'') {
		screen_taken(&u->screen);
		marks_step(u, -1);
		return;
	}
	if (!mark || !mark->set) {
		err_set(&p->err, ERR_USAGE, "no mark has '%.20s'", p->line);
		return;
	}
	screen_taken(&u->screen);
	if (go_to(u, mark))
		places_leave(u, &here);
}

const struct line_ask marks_set = {
	.label = "Mark: ", .one = true, .hint = hint, .accept = accept_set};

void marks_ask_set(struct ui *u)
{
	prompt_open(&u->mark_line);
	screen_ask(&u->screen, &marks_set, &u->mark_line);
}

void marks_ask_go(struct ui *u)
{
	static const struct line_ask ask = {
		.label = "Go to mark: ", .one = true, .hint = hint, .accept = accept_go};

	prompt_open(&u->mark_line);
	screen_ask(&u->screen, &ask, &u->mark_line);
}
