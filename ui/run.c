/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The user interface on the process's own terminal, and what else a program wants of it. */
#include "ui/kit/keys.h"
#include "ui/replay/replay_view.h"
#include "ui/state.h"

enum err_code ui_run(struct mem *m, const struct ui_options *o, struct err *err)
{
	struct term_handle term;
	struct ui *u = NULL;
	bool utf8;
	enum err_code st = ui_new(m, o, &u, err);

	if (st)
		return st;
	st = term_open(&term, o->color, &utf8, err);
	if (!st) {
		u->grid.ascii = o->ascii || !utf8;
		ui_loop(u, &term);
		term_close(&term);
	}
	ui_free(u);
	return st;
}

enum err_code ui_replay_run(const char *name, const struct replay_walk_source *s,
			    const struct ui_options *o, struct err *err)
{
	struct term_handle term;
	struct replay_view *v;
	bool utf8;
	enum err_code st = replay_view_new(name, s, o, &v, err);

	if (st)
		return st;
	st = term_open(&term, o->color, &utf8, err);
	if (!st) {
		v->grid.ascii = o->ascii || !utf8;
		replay_view_run(v, &term);
		term_close(&term);
	}
	replay_view_free(v);
	return st;
}

void ui_emergency_restore(void)
{
	term_emergency_restore();
}

void ui_keys_help(FILE *f, bool mdoc)
{
	struct text t = {0};

	if (mdoc) {
		keys_write_mdoc(f);
		return;
	}
	keys_help_text(&t, ~0U);
	text_write(&t, f, false);
	text_free(&t);
}
