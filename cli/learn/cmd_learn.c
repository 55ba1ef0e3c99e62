/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lessons: listed, judged in batch, on the screen. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/color.h"
#include "cli/commands.h"
#include "cli/learn/learn.h"
#include "cli/settings.h"
#include "gdbstub/rescue.h"
#include "report/jsonline.h"
#include "report/output.h"
#include "ui/ui.h"

static unsigned count_bits(uint64_t v)
{
	unsigned n = 0;

	for (; v; v &= v - 1)
		n++;
	return n;
}

static void say_row(const struct args *a, const struct learn_file *f, uint64_t done)
{
	const char *title = lesson_text(f->l, NULL, LESSON_TITLE);
	unsigned n = count_bits(done & ((UINT64_C(1) << f->l->ntasks) - 1));

	if (a->json)
		jsonline_put(stdout,
			     json_pack("{s:s, s:s, s:o, s:o, s:i, s:i}", "kind", "lesson", "lesson",
				       f->name, "title", jsonline_text(title), "section",
				       jsonline_text(lesson_text(f->l, NULL, LESSON_SECTION)),
				       "tasks", (int)f->l->ntasks, "done", (int)n));
	else
		output_print("%u/%u  %-22s %s\n", n, f->l->ntasks, f->name, title);
}

int learn_list(const struct args *a, const struct learn_shelf *s)
{
	struct learn_state state;
	int status = EXIT_DONE;

	learn_state_read(&state);
	for (unsigned i = 0; i < s->n; i++) {
		struct learn_file f;
		struct err err = {0};

		if (learn_open(s, s->name[i], &f, &err)) {
			status = learn_say(&err);
			continue;
		}
		say_row(a, &f, learn_state_of(&state, f.name));
		lesson_free(f.l);
	}
	return status;
}

/* At most one of them. */
static bool right_options(const struct args *a)
{
	if (a->list + a->lint + a->check < 2 && !(a->list && a->noperands))
		return true;
	output_say("ptview: learn: --list, --lint LESSON... and --check ANSWERS are one at a time, "
		   "and --list takes no lesson\n");
	return false;
}

/* ---- On the screen ---- */

struct session {
	const struct learn_shelf *shelf;
	struct learn_state state;
	struct learn_file f;
};

static enum err_code keep(void *arg, const struct desk *d, struct err *err)
{
	struct session *s = arg;

	learn_state_set(&s->state, s->f.name, d->done);
	return learn_state_write(&s->state, err);
}

/* Its place on the shelf; `n` for none. */
static unsigned place_of(const struct learn_shelf *shelf, const char *name)
{
	unsigned i = 0;

	while (i < shelf->n && strcmp(shelf->name[i], name) != 0)
		i++;
	return i;
}

/* Put a lesson that was read on the desk in place of the one that is there. */
static enum err_code take(struct session *s, struct desk *d, struct learn_file *f, struct err *err)
{
	unsigned at = place_of(s->shelf, f->name);
	enum err_code st = lesson_can_be_shown(f->l, err);

	if (st)
		err_wrap(err, "%s: its tables cannot be shown", f->path);
	else
		st = desk_begin(d, f->l, learn_state_of(&s->state, f->name), err);

	if (st) {
		lesson_free(f->l);
		return st;
	}
	lesson_free(s->f.l);
	s->f = *f;
	d->at = at < s->shelf->n ? at + 1 : 0;
	d->of = s->shelf->n;
	return ERR_NONE;
}

static bool go(void *arg, struct desk *d, int by)
{
	struct session *s = arg;
	unsigned at = place_of(s->shelf, s->f.name);
	struct learn_file f;
	struct err err = {0};

	if (at == s->shelf->n || (by < 0 ? !at : at + 1 == s->shelf->n)) {
		snprintf(d->note, sizeof(d->note), "there is no %s lesson",
			 by < 0 ? "previous" : "next");
		return false;
	}
	if (!learn_open(s->shelf, s->shelf->name[by < 0 ? at - 1 : at + 1], &f, &err) &&
	    !take(s, d, &f, &err))
		return true;
	snprintf(d->note, sizeof(d->note), "%s", err.text);
	return false;
}

/* The first one with a task that is not done; the first one, where all are. */
static const char *first_open(const struct session *s)
{
	for (unsigned i = 0; i < s->shelf->n; i++) {
		uint64_t done = learn_state_of(&s->state, s->shelf->name[i]);
		struct learn_file f;
		struct err err = {0};
		bool open;

		if (learn_open(s->shelf, s->shelf->name[i], &f, &err))
			continue; /* who opens it is told why it cannot be */
		open = (~done & ((UINT64_C(1) << f.l->ntasks) - 1)) != 0;
		lesson_free(f.l);
		if (open)
			return s->shelf->name[i];
	}
	return s->shelf->name[0];
}

/* The screen, from one lesson on. */
static int study(const struct args *a, const struct learn_shelf *shelf)
{
	struct session *s = calloc(1, sizeof(*s));
	struct desk *d = calloc(1, sizeof(*d));
	struct ui_options o = {0};
	struct learn_file f;
	struct err err = {0};
	enum err_code st = s && d ? ERR_NONE : err_set(&err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));

	settings_say();
	color_screen(a, &o);
	if (!st) {
		s->shelf = shelf;
		learn_state_read(&s->state);
		*d = (struct desk){.keep = keep, .go = go, .arg = s};
		st = learn_open(shelf, a->noperands ? a->operands[0] : first_open(s), &f, &err);
	}
	st = st ? st : take(s, d, &f, &err);
	if (!st) {
		rescue_install(ui_emergency_restore);
		st = ui_learn_run(d, &o, &err);
	}
	if (d)
		desk_end(d);
	if (s)
		lesson_free(s->f.l);
	free(d);
	free(s);
	return st ? learn_say(&err) : EXIT_DONE;
}

int cmd_learn(const struct args *a)
{
	struct learn_shelf shelf = {.n = 0};
	struct err err = {0};

	if (!right_options(a))
		return EXIT_USAGE;
	if (learn_shelf_open(&shelf, &err) && (!a->noperands || a->list))
		return learn_say(&err);
	if (a->lint)
		return learn_lint(a, &shelf);
	if (a->check)
		return learn_check(a, &shelf);
	if (a->list || (!a->noperands && !isatty(STDOUT_FILENO)))
		return learn_list(a, &shelf);
	if (a->noperands > 1) {
		output_say("ptview: learn: one lesson at a time\n");
		return EXIT_USAGE;
	}
	if (a->json) {
		output_say("ptview: learn: --json goes with --list, --lint and --check\n");
		return EXIT_USAGE;
	}
	return study(a, &shelf);
}
