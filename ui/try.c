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
		.file = script, .below = u->m, .regime = &u->space->w.r, .map = u->o->map};
	struct replay_view *v;
	struct err err;

	snprintf(name, sizeof(name), "Would it fail? Nothing is written to %s of %s",
		 s.regime->name, u->o->source ? u->o->source : "the target");
	if (replay_view_new(name, &s, u->screen.grid.ascii, u->screen.host, &v, &err)) {
		screen_say(&u->screen, TEXT_ERROR, "%s", err.text);
		return;
	}
	replay_view_try(v, &u->screen.term);
	u->dialect = v->w.dialect;
	replay_view_free(v);
}

/* Those that are about a file's own allocator, and not about the tables. */
static bool is_of_file(const struct replay_op *op)
{
	return op->kind == REPLAY_POOL || op->kind == REPLAY_PAGES ||
	       (op->kind == REPLAY_P2M && op->p2m.kind == P2M_POOL);
}

/* A line that is no operation stays in the prompt, with the reason. */
static void accept_operation(void *of, struct prompt *p)
{
	struct ui *u = of;
	const struct regime *r = &u->space->w.r;
	const struct replay_updater *base = replay_base(r, &p->err);
	struct replay *script;
	size_t column = 0;

	if (!base)
		return;
	/* One that was chosen for other tables may not be there for these. */
	if ((!u->dialect || replay_new(base, replay_base_arch(r), u->dialect, &script, &p->err)) &&
	    replay_new(base, replay_base_arch(r), xenpt_dialect_default()->name, &script, &p->err))
		return;
	if (replay_type_op(script, p->line, &column, &p->err)) {
		ask_point(p, column);
		replay_free(script);
		return;
	}
	if (is_of_file(&script->ops[0])) {
		err_set(&p->err, ERR_USAGE,
			"that is about the allocator of a file, and a target has its own");
		replay_free(script);
		return;
	}
	screen_taken(&u->screen);
	show_replay(u, script);
}

static const struct replay_updater *base_of(const void *of)
{
	const struct ui *u = of;

	return replay_base(&u->space->w.r, NULL);
}

static void hint(const void *of, const struct prompt *p, struct text *t)
{
	ask_hint(base_of(of), p, t);
}

static void complete(const void *of, struct prompt *p, const char *only)
{
	ask_complete(base_of(of), p, only);
}

void try_ask(struct ui *u)
{
	static const struct line_ask ask = {.label = "Would it fail? ",
					    .above = true,
					    .hint = hint,
					    .complete = complete,
					    .accept = accept_operation};
	const struct tree_node *n = u->space->tree.cursor;
	const struct regime *r = &u->space->w.r;
	struct ask_place at = {.ia = tree_ia(n).v, .level = tree_level(n)};
	char line[ASK_DEFAULT_MAX];
	const struct replay_updater *base;
	struct err err;

	base = replay_base(r, &err);
	if (!base) {
		screen_say(&u->screen, TEXT_DIM, "%s", err.text);
		return;
	}
	at.leaf = n->what == TREE_RUN && (n->run.kind == DESC_BLOCK || n->run.kind == DESC_PAGE);
	at.bytes = at.leaf ? tree_bytes(n) : regime_entry_size(r, at.level);
	at.oa = at.leaf ? n->run.oa.v : 0;
	ask_default(base, &at, u->m, u->o->map, line);
	prompt_open_with(&u->operation, line, strlen(line));
	screen_ask(&u->screen, &ask, &u->operation);
}
