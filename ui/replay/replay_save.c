/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Edited operations are work: they can be saved, and nobody loses them by one key. */
#include <string.h>

#include "ui/replay/replay_view.h"

#define NOT_HERE "nothing can be saved here"

/* ---- The text ---- */

static const struct replay_walk_op *op_of_line(const struct replay_walk *w, size_t no)
{
	for (size_t i = 0; i < w->nops; i++)
		if (w->ops[i].op.line.no == no)
			return &w->ops[i];
	return NULL;
}

static bool is_outcome(const struct replay *f, size_t no)
{
	for (size_t i = 0; i < f->nexpected; i++)
		if (f->expected[i].no == no)
			return true;
	return false;
}

/* Lines of outcomes are left out: they are those of other operations. */
static void put_line(const struct replay_walk *w, size_t no, struct replay_text line,
		     struct text *t)
{
	const struct replay_walk_op *op = op_of_line(w, no);

	if (op && op->typed)
		text_put(t, TEXT_PLAIN, "op %s\n",
			 op->typed + (strncmp(op->typed, "op ", 3) ? 0 : 3));
	else if (!is_outcome(w->file, no))
		text_put(t, TEXT_PLAIN, "%.*s\n", (int)line.len, line.s);
}

void replay_save_text(const struct replay_walk *w, struct text *t)
{
	const char *s = w->file->copy, *end = s + w->file->len;

	for (size_t no = 1; s < end; no++) {
		const char *nl = memchr(s, '\n', (size_t)(end - s));
		size_t len = (size_t)((nl ? nl : end) - s);

		put_line(w, no, (struct replay_text){s, len}, t);
		s += len + 1;
	}
}

/* ---- Asking ---- */

static void hint_name(const void *of, const struct prompt *p, struct text *t)
{
	(void)of;
	(void)p;
	text_put(t, TEXT_DIM,
		 "a new file; outcomes are left out: replay --write-expected has them");
}

static void accept_name(void *of, struct prompt *p)
{
	struct replay_view *v = of;
	struct text t = {0};

	if (v->on_top || !v->screen.host->save) {
		err_set(&p->err, ERR_USAGE, "%s", v->on_top ? REPLAY_NO_FILE : NOT_HERE);
		return;
	}
	if (!p->len) {
		err_set(&p->err, ERR_USAGE, "type the name of a new file");
		return;
	}
	replay_save_text(&v->w, &t);
	if (t.failed)
		err_set(&p->err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	else if (!v->screen.host->save(v->screen.host->arg, p->line, t.buf, t.len, &p->err)) {
		screen_taken(&v->screen);
		screen_say(&v->screen, TEXT_PLAIN, "saved in %s", p->line);
		v->unsaved = false;
	}
	text_free(&t);
}

const struct line_ask replay_save_line = {
	.label = "Save as: ", .above = true, .hint = hint_name, .accept = accept_name};

void replay_save_ask(struct replay_view *v)
{
	static const char name[] = "edited.replay";

	if (v->on_top || !v->screen.host->save) {
		screen_say(&v->screen, TEXT_DIM, "%s", v->on_top ? REPLAY_NO_FILE : NOT_HERE);
		return;
	}
	prompt_open_with(&v->file, name, sizeof(name) - 1);
	screen_ask(&v->screen, &replay_save_line, &v->file);
}

const char *replay_save_unsaved(const void *of)
{
	const struct replay_view *v = of;

	return v->unsaved && !v->on_top ? "the edits" : NULL;
}

enum { STAY, SAVE, LEAVE };

static void accept_leave(void *of, unsigned what)
{
	struct replay_view *v = of;

	if (what == SAVE)
		replay_save_ask(v);
	v->screen.quit = what == LEAVE;
}

bool replay_save_leave(void *of)
{
	static const struct screen_list list = {.accept = accept_leave};
	static const struct {
		unsigned value;
		const char *name, *state;
	} rows[] = {
		{SAVE, "save", "in a new file"},
		{LEAVE, "leave", "and lose what was edited"},
		{STAY, "stay", "as Esc does"},
	};
	struct replay_view *v = of;

	if (!replay_save_unsaved(v))
		return true;
	menu_begin(&v->screen.menu, "Edited operations are not saved");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct menu_item *item = menu_add(&v->screen.menu);

		if (!item) {
			screen_say(&v->screen, TEXT_ERROR,
				   "no memory to ask: edited operations are not saved, S saves");
			return false;
		}
		item->value = rows[i].value;
		item->possible = true;
		snprintf(item->name, sizeof(item->name), "%s", rows[i].name);
		snprintf(item->state, sizeof(item->state), "%s", rows[i].state);
	}
	screen_choose(&v->screen, &list);
	return false;
}
