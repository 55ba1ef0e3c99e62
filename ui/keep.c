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
static enum err_code save(struct ui *u, const char *name, struct err *err)
{
	const struct screen_host *h = u->screen.host;
	struct text t = {0};
	enum err_code st;

	put_picture(&u->screen.grid, &t);
	st = t.failed ? err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM))
		      : h->save(h->arg, name, t.buf, t.len, err);
	text_free(&t);
	if (!st)
		screen_say(&u->screen, TEXT_PLAIN, "saved in %s", name);
	else if (st != ERR_USAGE)
		screen_say(&u->screen, TEXT_ERROR, "%s", err->text);
	return st;
}

static bool can_save(struct ui *u)
{
	if (!u->screen.host->save)
		screen_say(&u->screen, TEXT_DIM, "nothing can be saved here");
	return u->screen.host->save;
}

void keep_save(struct ui *u)
{
	enum err_code st = ERR_USAGE;
	char name[32];
	struct err err;

	if (!can_save(u))
		return;
	for (unsigned i = 1; st == ERR_USAGE && i <= FILES_MOST; i++) {
		snprintf(name, sizeof(name), "ptview-%u.txt", i);
		st = save(u, name, &err);
	}
	if (st == ERR_USAGE)
		screen_say(&u->screen, TEXT_ERROR, "%s", err.text);
}

void keep_save_as(struct ui *u, const char *name)
{
	struct err err;

	if (!can_save(u))
		return;
	screen_draw(&u->screen); /* without the line that asked for it */
	if (save(u, name, &err) == ERR_USAGE)
		screen_say(&u->screen, TEXT_ERROR, "%s", err.text);
}
