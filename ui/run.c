/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The screens on the process's own terminal, which is opened when there is something to show. */
#include "ui/replay/replay_view.h"
#include "ui/roots_start.h"
#include "ui/browse.h"
#include "ui/ui.h"

static const struct theme *theme_of(const struct ui_options *o)
{
	if (!o->color)
		return theme_by_name("mono");
	return o->theme ? o->theme : theme_by_name("auto");
}

enum err_code ui_run(struct mem *m, const struct ui_options *o, struct err *err)
{
	struct ui_options mine = *o;
	struct term_handle term;
	struct ui *u = NULL;
	bool utf8;
	enum err_code st = o->find ? ERR_NONE : browse_new(m, &mine, &u, err);

	if (st)
		return st;
	st = term_open(&term, theme_of(o), &utf8, err);
	if (!st) {
		mine.ascii = o->ascii || !utf8;
		if (!u)
			st = roots_start(m, &mine, &term, &u, err);
		if (u) {
			u->screen.grid.ascii = mine.ascii;
			screen_run(&u->screen, &term);
		}
		term_close(&term);
	}
	if (u)
		browse_free(u);
	return st;
}

enum err_code ui_replay_run(const char *name, const struct replay_walk_source *s,
			    const struct ui_options *o, struct err *err)
{
	struct term_handle term;
	struct replay_view *v;
	bool utf8;
	enum err_code st = replay_view_new(name, s, o->ascii, &o->host, &v, err);

	if (st)
		return st;
	st = term_open(&term, theme_of(o), &utf8, err);
	if (!st) {
		v->screen.grid.ascii = o->ascii || !utf8;
		replay_view_run(v, &term);
		term_close(&term);
	}
	replay_view_free(v);
	return st;
}

enum err_code ui_learn_run(struct desk *d, const struct ui_options *o, struct err *err)
{
	struct ui_options mine = *o;
	struct term_handle term;
	bool utf8;
	enum err_code st = term_open(&term, theme_of(o), &utf8, err);

	if (st)
		return st;
	mine.ascii = o->ascii || !utf8;
	st = ui_learn_run_on(d, &mine, &term, err);
	term_close(&term);
	return st;
}

bool ui_emergency_restore(void)
{
	return term_emergency_restore();
}
