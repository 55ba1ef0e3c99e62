/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The screens on any terminal. */
#include "ui/ui.h"

#include "ui/replay/replay_view.h"
#include "ui/roots_start.h"
#include "ui/browse.h"

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
