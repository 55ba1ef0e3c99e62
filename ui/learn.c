/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/learn.h"

#include <string.h>

#include "ui/desk_line.h"
#include "ui/views/views.h"

/* Where the words are shown, they are made anew. */
static void refresh(struct ui *u)
{
	if (views_now(u) == &view_lesson)
		views_show(u, REQ_LESSON);
}

/* ---- Answers ---- */

static void hint(const void *of, const struct prompt *p, struct text *t)
{
	const struct ui *u = of;

	(void)p;
	if (u->o->desk->build)
		text_put(t, TEXT_PLAIN, "%s", desk_line_hint);
	else
		desk_question(u->o->desk, t);
}

static void show_hint(struct ui *u)
{
	if (!u->o->desk->build && !desk_hint(u->o->desk))
		screen_say(&u->screen, TEXT_DIM, "there are no more hints");
	else if (views_now(u) != &view_lesson)
		views_show(u, REQ_LESSON);
	refresh(u);
}

/* A line that is no answer stays in the prompt, with the reason. */
static void accept(void *of, struct prompt *p)
{
	struct ui *u = of;
	struct desk *d = u->o->desk;

	if (!strcmp(p->line, "?")) {
		screen_taken(&u->screen);
		show_hint(u);
		return;
	}
	if (d->build ? desk_line(d, p->line, &p->err) : desk_answer(d, p->line, &p->err))
		return;
	screen_taken(&u->screen);
	if (d->turn == DESK_AGAIN) {
		u->screen.quit = true; /* and begins again, on the tables as they are now */
		return;
	}
	screen_say(&u->screen, d->tasks[d->task].reason[0] ? TEXT_WARN : TEXT_PLAIN, "%s", d->note);
	d->note[0] = '\0';
	refresh(u);
}

static void ask(struct ui *u)
{
	static const struct line_ask row = {
		.label = "Answer (? is a hint): ", .above = true, .hint = hint, .accept = accept};
	static const struct line_ask line = {
		.label = "Line: ", .above = true, .hint = hint, .accept = accept};

	prompt_open_with(&u->o->desk->line, "", 0);
	screen_ask(&u->screen, u->o->desk->build ? &line : &row, &u->o->desk->line);
}

static void leave_for(struct ui *u, enum desk_turn turn)
{
	u->o->desk->turn = turn;
	u->screen.quit = true;
}

static void move(struct ui *u, int by)
{
	desk_move(u->o->desk, by);
	refresh(u);
}

bool learn_request(struct ui *u, enum keys_request req)
{
	if (req < REQ_LESSON || req > REQ_PREV_LESSON)
		return false;
	if (!u->o->desk) {
		screen_say(&u->screen, TEXT_DIM, "no lesson is open: `ptview learn` opens one");
		return true;
	}
	switch (req) {
	case REQ_ANSWER: ask(u); break;
	case REQ_HINT: show_hint(u); break;
	case REQ_NEXT_TASK: move(u, 1); break;
	case REQ_PREV_TASK: move(u, -1); break;
	case REQ_NEXT_LESSON: leave_for(u, DESK_NEXT); break;
	case REQ_PREV_LESSON: leave_for(u, DESK_PREVIOUS); break;
	default: views_show(u, req);
	}
	return true;
}

void learn_note(struct ui *u)
{
	if (u->o->desk && u->o->note)
		screen_say(&u->screen, TEXT_PLAIN, "%s", u->o->note);
}

const char *learn_unsaved(const struct ui *u)
{
	const struct desk *d = u->o->desk;

	return d && d->unsaved ? "the tables built here" : NULL;
}

bool learn_may_leave(struct ui *u)
{
	if (!learn_unsaved(u))
		return true;
	u->o->desk->unsaved = false;
	screen_say(&u->screen, TEXT_WARN,
		   "in no file yet: A and `save FILE.lesson` keep it; q leaves");
	return false;
}
