/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/try.h"

#include <stdio.h>
#include <string.h>

#include "src/xen/replay.h"
#include "ui/replay/ask.h"
#include "ui/replay/replay_view.h"

/* The replay screen on one operation, which becomes the screen's; Esc comes back from it. */
static void show_replay(struct ui *u, struct replay *script)
{
	char name[256];
	struct replay_walk_source s = {
		.file = script, .below = u->m, .regime = &u->view->w.r, .map = u->o->map};
	struct replay_view *v;
	struct err err;

	snprintf(name, sizeof(name), "Would it fail? Nothing is written to %s of %s",
		 s.regime->name, u->o->source ? u->o->source : "the target");
	if (replay_view_new(name, &s, u->screen.grid.ascii, &v, &err)) {
		screen_say(&u->screen, TEXT_ERROR, "%s", err.text);
		return;
	}
	replay_view_try(v, &u->screen.term);
	u->dialect = v->w.dialect;
	replay_view_free(v);
}

/* A line that is no operation stays in the prompt, with the reason. */
static void accept_operation(void *of, struct prompt *p)
{
	struct ui *u = of;
	const struct xenpt_arch *arch = replay_base_arch(&u->view->w.r, &p->err);
	struct replay *script;
	size_t column = 0;

	if (!arch)
		return;
	if (!u->dialect)
		u->dialect = xenpt_dialect_default();
	if (replay_from_op(arch, u->dialect, p->line, &script, &column, &p->err)) {
		ask_point(p, column);
		return;
	}
	if (script->ops[0].kind == REPLAY_POOL || script->ops[0].kind == REPLAY_PAGES) {
		err_set(&p->err, ERR_USAGE,
			"that is about a file's own allocator: map, modify, destroy, populate, "
			"poke");
		replay_free(script);
		return;
	}
	screen_taken(&u->screen);
	show_replay(u, script);
}

void try_ask(struct ui *u)
{
	static const struct screen_ask ask = {.label = "Would it fail? ",
					      .above = true,
					      .hint = ask_hint,
					      .complete = ask_complete,
					      .accept = accept_operation};
	const struct tree_node *n = u->view->tree.cursor;
	const struct regime *r = &u->view->w.r;
	struct ask_place at = {.ia = tree_ia(n).v, .level = tree_level(n)};
	char line[ASK_DEFAULT_MAX];
	struct err err;

	if (!replay_base_arch(r, &err)) {
		screen_say(&u->screen, TEXT_DIM, "%s", err.text);
		return;
	}
	at.leaf = n->what == TREE_RUN && (n->run.kind == DESC_BLOCK || n->run.kind == DESC_PAGE);
	at.bytes = at.leaf ? tree_bytes(n) : regime_entry_size(r, at.level);
	ask_default(&at, u->m, u->o->map, line);
	prompt_open_with(&u->operation, line, strlen(line));
	screen_ask(&u->screen, &ask, &u->operation);
}
