/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "Would it fail?": an operation of Xen's, tried on the tables that are shown. */
#include <stdio.h>
#include <string.h>

#include "src/xen/replay.h"
#include "ui/ask.h"
#include "ui/replay/replay_view.h"
#include "ui/state.h"

static const char no_version[] = "4.17"; /* until another is chosen */

void try_open(struct ui *u)
{
	const struct tree_node *n = u->view->tree.cursor;
	const struct regime *r = &u->view->w.r;
	struct ask_place at = {.ia = tree_ia(n).v, .level = tree_level(n)};
	char line[ASK_DEFAULT_MAX];
	struct err err;

	if (!replay_base_arch(r, &err)) {
		ui_say(u, TEXT_DIM, "%s", err.text);
		return;
	}
	at.leaf = n->what == TREE_RUN && (n->run.kind == DESC_BLOCK || n->run.kind == DESC_PAGE);
	at.bytes = at.leaf ? tree_bytes(n) : regime_entry_size(r, at.level);
	ask_default(&at, u->m, u->o->map, line);
	u->trying = true;
	prompt_open_with(&u->operation, line, strlen(line));
}

void try_draw(struct ui *u, unsigned row)
{
	struct text hint = {0};

	ask_hint(&hint, &u->operation);
	ask_draw(&u->grid, row, "Would it fail? ", &u->operation, &hint);
	text_free(&hint);
}

/* The replay screen on one operation; Esc comes back from it. */
static void show(struct ui *u, const struct xenpt_arch *arch)
{
	char text[PROMPT_MAX + 128], name[256];
	struct replay_walk_source s = {
		.text = text, .below = u->m, .regime = &u->view->w.r, .map = u->o->map};
	struct replay_view *v;

	snprintf(text, sizeof(text), "ptreplay 1\ndialect %s\narch %s\nop %s\n",
		 u->dialect ? u->dialect : no_version, arch->name, u->operation.line);
	snprintf(name, sizeof(name), "Would it fail? Nothing is written to %s of %s",
		 s.regime->name, u->o->source ? u->o->source : "the target");
	s.len = strlen(text);
	if (replay_view_new(name, &s, u->o, &v, &u->operation.err))
		return;
	prompt_accept(&u->operation);
	u->trying = false;
	v->grid.ascii = u->grid.ascii;
	replay_view_try(v, &u->term);
	u->dialect = v->w.dialect->name;
	replay_view_free(v);
	u->redraw = true;
}

/* A line that is no operation stays in the prompt, with the reason. */
static void accept(struct ui *u)
{
	struct prompt *p = &u->operation;
	const char *line = p->line + strspn(p->line, " \t");
	const struct xenpt_arch *arch = replay_base_arch(&u->view->w.r, &p->err);
	struct replay_op op;

	if (!strncmp(line, "op ", 3))
		line += 3;
	if (!arch)
		return;
	if (replay_parse_op(arch, p->line, &op, &p->err)) {
		ask_point(p);
		return;
	}
	if (op.kind == REPLAY_POOL || op.kind == REPLAY_PAGES) {
		err_set(&p->err, ERR_USAGE,
			"that is about a file's own allocator: map, modify, destroy, populate, "
			"poke");
		return;
	}
	memmove(p->line, line, strlen(line) + 1);
	p->len = p->caret = strlen(p->line);
	show(u, arch);
}

void try_key(struct ui *u, enum keys_request req, int code)
{
	u->operation.err.code = ERR_NONE;
	if (req == REQ_CLOSE)
		u->trying = u->operation.open = false;
	else if (req == REQ_ACCEPT)
		accept(u);
	else if (req == REQ_COMPLETE)
		ask_complete(&u->operation);
	else
		prompt_edit(&u->operation, req, code);
}
