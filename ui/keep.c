/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/keep.h"

#include <inttypes.h>
#include <string.h>

#include "ui/kit/newfile.h"

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

void keep_save(struct ui *u, const char *name)
{
	struct text t = {0};

	if (!newfile_can(&u->screen))
		return;
	if (name) /* typed: without the line that asked for it */
		screen_draw(&u->screen);
	put_picture(&u->screen.grid, &t);
	newfile_text(&u->screen, name, "txt", &t);
	text_free(&t);
}
