/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/keep.h"

#include <inttypes.h>
#include <string.h>

enum { FILES_MOST = 999 };

void keep_copy(struct ui *u)
{
	struct tree_node *n = u->space->tree.cursor;
	const struct tree_through *th = state_through(u, n);
	bool ipa = u->space->w.r.nested && !th;
	char text[32];

	if (n->what != TREE_RUN || n->run.kind == DESC_INVALID || n->run.kind == DESC_RESERVED ||
	    (th && !th->first.mapped)) {
		screen_say(&u->screen, TEXT_DIM, "this entry leads nowhere: nothing is copied");
		return;
	}
	snprintf(text, sizeof(text), "0x%" PRIx64, th ? th->first.pa.v : n->run.oa.v);
	u->screen.term.ops->copy(u->screen.term.arg, text);
	screen_say(&u->screen, TEXT_PLAIN, "copied: %s %s", ipa ? "IPA" : "PA", text);
}

/* The rows without their trailing blanks; not the last one, which has the keys. */
static void put_picture(const struct grid *g, struct text *t)
{
	for (unsigned row = 0; row + 1 < g->rows; row++) {
		const struct grid_cell *c = &g->cells[(size_t)row * g->cols];
		unsigned cols = g->cols;

		while (cols && !strcmp(c[cols - 1].ch, " "))
			cols--;
		for (unsigned col = 0; col < cols; col++)
			text_put(t, TEXT_PLAIN, "%s", c[col].ch);
		text_put(t, TEXT_PLAIN, "\n");
	}
}

/* ERR_USAGE: there is a file of that name. It says what became of anything else. */
static enum err_code save(struct ui *u, const char *name, const struct text *t, struct err *err)
{
	const struct screen_host *h = u->screen.host;
	enum err_code st = t->failed ? err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM))
				     : h->save(h->arg, name, t->buf, t->len, err);

	if (!st)
		screen_say(&u->screen, TEXT_PLAIN, "saved in %s", name);
	else if (st != ERR_USAGE)
		screen_say(&u->screen, TEXT_ERROR, "%s", err->text);
	return st;
}

bool keep_can(struct ui *u)
{
	if (!u->screen.host->save)
		screen_say(&u->screen, TEXT_DIM, "nothing can be saved here");
	return u->screen.host->save;
}

void keep_text(struct ui *u, const char *name, const char *end, const struct text *t)
{
	enum err_code st = ERR_USAGE;
	char numbered[32];
	struct err err;

	if (name)
		st = save(u, name, t, &err);
	for (unsigned i = 1; !name && st == ERR_USAGE && i <= FILES_MOST; i++) {
		snprintf(numbered, sizeof(numbered), "ptview-%u.%s", i, end);
		st = save(u, numbered, t, &err);
	}
	if (st == ERR_USAGE)
		screen_say(&u->screen, TEXT_ERROR, "%s", err.text);
}

void keep_save(struct ui *u, const char *name)
{
	struct text t = {0};

	if (!keep_can(u))
		return;
	if (name) /* typed: without the line that asked for it */
		screen_draw(&u->screen);
	put_picture(&u->screen.grid, &t);
	keep_text(u, name, "txt", &t);
	text_free(&t);
}
