/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/desk_line.h"

#include <stdio.h>
#include <string.h>

const char desk_line_hint[] = "map, put, entry, reg, op, walk, undo, save FILE; ? says more";

static enum err_code save(struct desk *d, const char *path, struct err *err)
{
	enum err_code st;

	if (!d->save)
		return err_set(err, ERR_USAGE, "nothing can be saved here");
	st = d->save(d->arg, d->build, path, err);
	if (st)
		return st;
	d->unsaved = false;
	snprintf(d->note, sizeof(d->note), "saved in %.400s", path);
	return ERR_NONE;
}

/* The last line of what is said: what the hardware does now. */
static void note(struct desk *d)
{
	const char *last = strrchr(d->build->said, '\n');

	snprintf(d->note, sizeof(d->note), "%.500s", last ? last + 1 : d->build->said);
}

enum err_code desk_line(struct desk *d, const char *line, struct err *err)
{
	unsigned before = d->build->n;
	bool changed;
	enum err_code st;

	line += strspn(line, " ");
	if (!strncmp(line, "save ", 5))
		return save(d, line + 5 + strspn(line + 5, " "), err);
	st = lesson_build_line(d->build, line, &changed, err);
	d->world = d->build->world; /* a line that is refused may be undone by making it anew */
	d->turn = changed ? DESK_AGAIN : d->turn;
	if (d->build->n != before)
		d->unsaved = d->build->n > 0;
	if (!st)
		note(d);
	return st;
}

/* ---- Words ---- */

static void put_forms(struct text *t, unsigned cols)
{
	const char *form, *meaning;

	for (unsigned i = 0; (form = lesson_build_form(i, &meaning)) != NULL; i++) {
		char s[200];

		text_put(t, TEXT_VALUE, "  %s\n", form);
		snprintf(s, sizeof(s), "      %s", meaning);
		text_wrap(t, TEXT_DIM, cols, 6, s);
		text_put(t, TEXT_PLAIN, "\n");
	}
}

void desk_line_text(const struct desk *d, struct text *t, unsigned cols)
{
	const struct lesson_build *b = d->build;

	text_put(t, TEXT_HEAD, "%s\n\n", lesson_text(d->l, NULL, LESSON_TITLE));
	if (b->said[0]) {
		text_put(t, TEXT_HEAD, "The last line\n");
		text_put(t, TEXT_PLAIN, "%s\n\n", b->said);
	}
	text_put(t, TEXT_HEAD, "A line (Enter, or A anywhere) is one of\n");
	put_forms(t, cols);
	text_put(t, TEXT_VALUE, "  save FILE.lesson, save FILE.snapshot\n");
	text_put(t, TEXT_HEAD, "\n%u %s\n", b->n, b->n == 1 ? "change" : "changes");
	for (unsigned i = 0; i < b->n; i++)
		text_put(t, TEXT_PLAIN, "  %s\n", b->line[i]);
}
