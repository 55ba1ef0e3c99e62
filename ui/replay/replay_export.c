/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/replay/replay_export.h"

#include <stdlib.h>
#include <string.h>

#include "report/export/write.h"
#include "src/number.h"
#include "ui/kit/cmdline.h"
#include "ui/kit/newfile.h"
#include "ui/replay/replay_view.h"

/* ---- What is run ---- */

static size_t edited(const struct replay_walk *w)
{
	size_t n = 0;

	for (size_t i = 0; i < w->nops; i++)
		n += w->ops[i].typed != NULL;
	return n;
}

/* The file once more, as it is on the screen. */
static enum err_code file_of(const struct replay_walk *w, struct replay **out, struct err *err)
{
	struct text t = {0};
	enum err_code st;

	if (edited(w))
		replay_save_text(w, &t);
	if (t.failed)
		st = err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	else if (edited(w))
		st = replay_parse(t.buf, t.len, out, err);
	else
		st = replay_parse(w->file->copy, w->file->len, out, err);
	text_free(&t);
	if (!st)
		st = replay_set_dialect(*out, w->dialect, err);
	if (!st && w->below)
		st = replay_rebase(*out, w->below, w->regime, err);
	return st;
}

/* ---- In which format ---- */

enum { SVG, HTML, CSV, JSON, FORMATS };

static const struct format {
	const char *name, *words;
	void (*write)(FILE *f, const struct sheet *s); /* of all operations */
} formats[FORMATS] = {
	[SVG] = {"svg", "a picture of this operation, for a slide", NULL},
	[HTML] = {"html", "a page to step through all of them", write_html},
	[CSV] = {"csv", "a list, for a spreadsheet", write_csv},
	[JSON] = {"json", "objects, for a program", NULL},
};

/* The operation of that number, from 1; false: it was not come to. */
static bool draw(FILE *f, const struct sheet *all, size_t number)
{
	size_t from = 0, to = 0;
	struct sheet one;

	for (size_t i = 1; to < all->n; i++, from = to) {
		to = sheet_operation(all, from, &one);
		if (i == number)
			write_svg(f, &one, 0);
		sheet_operation_free(&one);
		if (i == number)
			return true;
	}
	return false;
}

static enum err_code write_sheet(struct replay_view *v, size_t format, struct sheet *s, FILE *f,
				 struct err *err)
{
	if (s->failed)
		return err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	if (formats[format].write)
		formats[format].write(f, s);
	else if (!draw(f, s, v->w.begun))
		return err_set(err, ERR_SOURCE,
			       "this operation is not come to: nothing is written");
	return s->failed ? err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM)) : ERR_NONE;
}

static enum err_code run(struct replay_view *v, size_t format, struct sheet *s, FILE *f,
			 struct err *err)
{
	struct replay *file = NULL;
	struct replay_export_told told = {.sheet = format == JSON ? NULL : s,
					  .json = f,
					  .tick = v->w.tick,
					  .tick_arg = v->w.tick_arg};
	size_t n = edited(&v->w);
	enum err_code st = file_of(&v->w, &file, err);

	if (n)
		sheet_tell(s, SHEET_FROM, "%zu %s edited on the screen", n,
			   number_word(n, "operation", "operations"));
	told.file = file;
	if (!st)
		st = v->told->tell(v->told->arg, &told);
	replay_free(file);
	if (st)
		return err->text[0] ? st : err_set(err, st, "%s", err_words(st));
	return format == JSON ? ERR_NONE : write_sheet(v, format, s, f, err);
}

/* ---- Writing ---- */

static bool is_whole(const struct sheet *s)
{
	for (unsigned i = 0; i < s->nsays; i++)
		if (s->says[i].about == SHEET_UNKNOWN)
			return false;
	return true;
}

/* name: of the new file; NULL: a number. */
static void export(struct replay_view *v, size_t format, const char *name)
{
	struct sheet s = {.of = SHEET_REPLAY, .most = SHEET_ROWS_MOST};
	struct text t = {0};
	struct err err = {.code = ERR_NONE};
	char said[ERR_TEXT_MAX];
	FILE *f = open_memstream(&t.buf, &t.len);
	enum err_code st = f ? ERR_NONE : err_set(&err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));

	screen_begin(&v->screen, "exporting");
	if (f)
		st = run(v, format, &s, f, &err);
	screen_end(&v->screen);
	if (f && (fclose(f) || !t.buf) && !st)
		st = err_set(&err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	if (v->screen.work.cancelled) {
		screen_say(&v->screen, TEXT_WARN, "stopped: nothing is written");
	} else if (st) {
		screen_say(&v->screen, TEXT_ERROR, "%s", err.text);
	} else {
		newfile_text(&v->screen, name, formats[format].name, &t);
		memcpy(said, v->screen.message, sizeof(said));
		if (!is_whole(&s) && v->screen.message_style != TEXT_ERROR)
			screen_say(&v->screen, TEXT_WARN, "%.300s; not all of it is known", said);
	}
	sheet_free(&s);
	free(t.buf);
}

/* ---- Asking ---- */

static void accept(void *of, unsigned format)
{
	export(of, format, NULL);
}

/* Why nothing can be; NULL: it can. */
static const char *not_here(const struct replay_view *v)
{
	return v->on_top ? REPLAY_NO_FILE : v->told ? NULL : "nothing can be exported here";
}

void replay_export_ask(struct replay_view *v)
{
	static const struct screen_list list = {.accept = accept};

	if (not_here(v)) {
		screen_say(&v->screen, TEXT_DIM, "%s", not_here(v));
		return;
	}
	if (!newfile_can(&v->screen))
		return;
	menu_begin(&v->screen.menu, "Export this replay as");
	for (unsigned i = 0; i < FORMATS; i++) {
		struct menu_item *item = menu_add(&v->screen.menu);

		if (!item)
			continue;
		item->value = i;
		item->possible = i != SVG || v->w.begun;
		snprintf(item->name, sizeof(item->name), "%s", formats[i].name);
		snprintf(item->state, sizeof(item->state), "%s",
			 item->possible ? formats[i].words : "no operation is begun");
	}
	screen_choose(&v->screen, &list);
}

const char *replay_export_format(const void *of, size_t i)
{
	(void)of;
	return i < FORMATS ? formats[i].name : NULL;
}

static void hint(const void *of, const struct prompt *p, struct text *t)
{
	const char *why = not_here(of);

	(void)p;
	text_put(t, why ? TEXT_WARN : TEXT_DIM, "%s",
		 why ? why : "FORMAT FILE: svg of this operation; html, csv or json of all");
}

static void accept_line(void *of, struct prompt *p)
{
	struct replay_view *v = of;
	const struct cmdline_typed t = cmdline_take_apart(p);
	size_t i;

	if (not_here(v))
		err_set(&p->err, ERR_USAGE, "%s", not_here(v));
	else if (!t.operand.len)
		err_set(&p->err, ERR_USAGE, "a format, and the name of a new file");
	else if (!cmdline_find(replay_export_format, NULL, "format", t.word, &i, &p->err)) {
		if (i == SVG && !v->w.begun) {
			err_set(&p->err, ERR_USAGE, REPLAY_NOT_BEGUN);
			return;
		}
		screen_taken(&v->screen);
		if (newfile_can(&v->screen))
			export(v, i, t.operand.line);
	}
}

const struct line_ask replay_export_line = {.hint = hint, .accept = accept_line};
