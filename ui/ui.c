/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The screens on any terminal. */
#include "ui/ui.h"

#include <stdio.h>
#include <string.h>

#include "ui/replay/replay_view.h"
#include "ui/roots_start.h"
#include "ui/browse.h"
#include "ui/views/views.h"

enum err_code ui_run_on(struct mem *m, const struct ui_options *o, const struct term_handle *t,
			struct err *err)
{
	struct ui_options mine = *o;
	struct ui *u = NULL;
	enum err_code st =
		o->find ? roots_start(m, &mine, t, &u, err) : browse_new(m, &mine, &u, err);

	if (st || !u)
		return st;
	screen_run(&u->screen, t);
	browse_free(u);
	return ERR_NONE;
}

/* Whoever types a line on the page of words is shown the tables. */
static enum keys_request next_view(const struct desk *d, enum keys_request shown)
{
	return d->build && d->turn == DESK_AGAIN && shown == REQ_LESSON ? REQ_TREE : shown;
}

/* The screen on the tables of the desk, once. */
static enum err_code show_desk(struct desk *d, const struct ui_options *o,
			       const struct term_handle *t, struct err *err)
{
	struct ui_options mine = *o;
	char note[ERR_TEXT_MAX];
	struct ui *u = NULL;
	enum err_code st;

	memcpy(note, d->note, sizeof(note));
	d->note[0] = '\0';
	mine.desk = d;
	mine.note = note[0] ? note : NULL;
	mine.regime = d->l->regime;
	mine.compose = d->l->through;
	mine.regime_given = true;
	mine.at_given = d->build && d->build->has_at;
	mine.at = mine.at_given ? d->build->at : 0;
	mine.source = lesson_text(d->l, NULL, LESSON_TITLE);
	st = browse_new(lesson_world_mem(d->world), &mine, &u, err);
	if (st)
		return st;
	views_show(u, d->view ? d->view : REQ_LESSON);
	screen_run(&u->screen, t);
	d->view = next_view(d, views_now(u)->shows);
	browse_free(u);
	return ERR_NONE;
}

enum err_code ui_learn_run_on(struct desk *d, const struct ui_options *o,
			      const struct term_handle *t, struct err *err)
{
	enum err_code st;

	do {
		d->turn = DESK_LEAVE;
		st = show_desk(d, o, t, err);
		if (d->turn == DESK_NEXT || d->turn == DESK_PREVIOUS) {
			if (!d->go)
				snprintf(d->note, sizeof(d->note), "there is no other lesson");
			else
				d->go(d->arg, d, d->turn == DESK_NEXT ? 1 : -1);
		}
	} while (!st && d->turn != DESK_LEAVE);
	return st;
}

enum err_code ui_replay_run_on(const char *name, const struct replay_walk_source *s,
			       const struct ui_options *o, const struct term_handle *t,
			       struct err *err)
{
	struct replay_view *v;
	enum err_code st = replay_view_new(name, s, o->ascii, &o->host, &v, err);

	if (st)
		return st;
	replay_view_run(v, t);
	replay_view_free(v);
	return ERR_NONE;
}
