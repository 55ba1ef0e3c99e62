/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/desk.h"

#include <stdio.h>
#include <string.h>

#include "src/walk/walk.h"

enum { PARAGRAPH_MAX = 8 << 10 }; /* bytes of one that are shown */

enum err_code desk_begin(struct desk *d, const struct lesson *l, uint64_t done, struct err *err)
{
	struct lesson_world *w;
	enum err_code st = lesson_world_open(l, &w, err);

	if (st)
		return st;
	desk_end(d);
	d->world = w;
	d->l = l;
	d->done = done;
	d->view = REQ_NONE;
	memset(d->tasks, 0, sizeof(d->tasks));
	for (d->task = 0; d->task + 1 < l->ntasks && done >> d->task & 1; d->task++)
		;
	return ERR_NONE;
}

void desk_end(struct desk *d)
{
	if (!d->build)
		lesson_world_close(d->world);
	d->world = NULL;
}

void desk_build(struct desk *d, struct lesson_build *b)
{
	d->build = b;
	d->l = b->l;
	d->world = b->world;
	d->view = REQ_NONE;
}

const struct lesson_task *desk_task(const struct desk *d)
{
	return &d->l->tasks[d->task];
}

static bool all_done(const struct desk *d)
{
	uint64_t all = (UINT64_C(1) << d->l->ntasks) - 1;

	return (d->done & all) == all;
}

/*
 * Show the tables as the answer to a goal leaves them. An answer after which the regime cannot be
 * walked at all is judged, and not shown.
 */
static enum err_code show_answer(struct desk *d, const char *answer, struct err *err)
{
	struct lesson_world *w;
	struct walker walker;
	struct err why = {0};
	enum err_code st = lesson_world_open(d->l, &w, err);

	if (st)
		return st;
	st = lesson_world_change(w, answer, err);
	if (st || walk_init(&walker, lesson_world_mem(w), d->l->regime, 0, &why)) {
		lesson_world_close(w);
		return st;
	}
	lesson_world_close(d->world);
	d->world = w;
	d->turn = DESK_AGAIN;
	return ERR_NONE;
}

/* The next one that is not done, from here on and around. */
static void move_on(struct desk *d)
{
	for (unsigned i = 0; i < d->l->ntasks && d->done >> d->task & 1; i++)
		d->task = (d->task + 1) % d->l->ntasks;
}

static void say_right(struct desk *d)
{
	struct err err = {0};

	d->done |= UINT64_C(1) << d->task;
	d->tasks[d->task].reason[0] = '\0';
	if (d->keep && d->keep(d->arg, d, &err) && !d->told) {
		d->told = true;
		snprintf(d->note, sizeof(d->note), "right; but %.400s", err.text);
		move_on(d);
		return;
	}
	move_on(d);
	if (all_done(d))
		snprintf(d->note, sizeof(d->note), "right: that was the lesson.%s",
			 d->at < d->of ? " ) opens the next one" : "");
	else
		snprintf(d->note, sizeof(d->note), "right. Task %u of %u follows", d->task + 1,
			 d->l->ntasks);
}

enum err_code desk_answer(struct desk *d, const char *answer, struct err *err)
{
	const struct lesson_task *t = desk_task(d);
	struct lesson_verdict v;
	enum err_code st = lesson_judge(d->l, t, answer, &v, err);

	if (!st && t->kind == LESSON_KIND_GOAL)
		st = show_answer(d, answer, err);
	if (st)
		return st;
	if (v.right) {
		say_right(d);
		return ERR_NONE;
	}
	snprintf(d->note, sizeof(d->note), "no: %.500s", v.reason);
	snprintf(d->tasks[d->task].reason, ERR_TEXT_MAX, "%s", v.reason);
	return ERR_NONE;
}

static unsigned count_hints(const struct desk *d)
{
	const struct lesson_line *line = NULL;
	unsigned n = 0;

	while ((line = lesson_next(d->l, desk_task(d), LESSON_HINT, line)) != NULL)
		n++;
	return n;
}

bool desk_hint(struct desk *d)
{
	if (d->tasks[d->task].hints >= count_hints(d))
		return false;
	d->tasks[d->task].hints++;
	return true;
}

void desk_move(struct desk *d, int by)
{
	unsigned n = d->l->ntasks;

	d->task = (d->task + (by < 0 ? n - 1 : 1)) % n;
}

/* ---- Words ---- */

/* Lines of one word, which run on; an empty one ends a paragraph. */
static void put_lines(const struct desk *d, const struct lesson_task *t, enum lesson_word word,
		      struct text *out, unsigned cols)
{
	const struct lesson_line *line = NULL;
	char paragraph[PARAGRAPH_MAX] = "";
	size_t len = 0;

	for (;;) {
		line = lesson_next(d->l, t, word, line);
		if (line && *line->rest) {
			int n = snprintf(paragraph + len, sizeof(paragraph) - len, "%s%s",
					 len ? " " : "", line->rest);

			len += n > 0 && (size_t)n < sizeof(paragraph) - len ? (size_t)n : 0;
			continue;
		}
		text_wrap(out, TEXT_PLAIN, cols, 0, paragraph);
		text_put(out, TEXT_PLAIN, line ? "\n\n" : "\n");
		if (!line)
			return;
		len = 0;
		paragraph[0] = '\0';
	}
}

/* "a  The words", wrapped behind the key. */
static void put_keyed(const struct desk *d, enum lesson_word word, struct text *out, unsigned cols)
{
	const struct lesson_line *line = NULL;

	while ((line = lesson_next(d->l, desk_task(d), word, line)) != NULL) {
		char s[LESSON_LINE_MAX + 4];

		snprintf(s, sizeof(s), "  %s", line->rest);
		text_wrap(out, TEXT_VALUE, cols, 4, s);
		text_put(out, TEXT_PLAIN, "\n");
	}
}

/* Why the last answer was wrong, which must be in sight, and hints. */
static void put_help(const struct desk *d, struct text *out, unsigned cols)
{
	const struct desk_task *task = &d->tasks[d->task];
	const struct lesson_line *line = NULL;

	if (task->reason[0]) {
		char s[ERR_TEXT_MAX + 8];

		snprintf(s, sizeof(s), "No: %s", task->reason);
		text_wrap(out, TEXT_WARN, cols, 4, s);
		text_put(out, TEXT_PLAIN, "\n");
	}
	for (unsigned i = 0; i < task->hints; i++) {
		char s[LESSON_LINE_MAX + 8];

		line = lesson_next(d->l, desk_task(d), LESSON_HINT, line);
		if (!line)
			break;
		snprintf(s, sizeof(s), "Hint: %s", line->rest);
		text_wrap(out, TEXT_DIM, cols, 6, s);
		text_put(out, TEXT_PLAIN, "\n");
	}
}

/* "Task 2 of 4", and which are done. */
static void put_progress(const struct desk *d, struct text *out)
{
	text_put(out, TEXT_HEAD, "Task %u of %u  ", d->task + 1, d->l->ntasks);
	for (unsigned i = 0; i < d->l->ntasks; i++)
		text_put(out, i == d->task ? TEXT_HEAD : TEXT_DIM, "%c%c%c",
			 i == d->task ? '[' : ' ', d->done >> i & 1 ? 'x' : '.',
			 i == d->task ? ']' : ' ');
	text_put(out, TEXT_DIM, "  %s\n",
		 all_done(d)		  ? "all done"
		 : d->done >> d->task & 1 ? "done"
		 : d->done		  ? "x: done"
					  : "");
}

void desk_text(const struct desk *d, struct text *t, unsigned cols)
{
	const struct lesson_task *task = desk_task(d);

	text_put(t, TEXT_HEAD, "%s\n", lesson_text(d->l, NULL, LESSON_TITLE));
	text_wrap(t, TEXT_DIM, cols, 0, lesson_text(d->l, NULL, LESSON_SECTION));
	text_put(t, TEXT_PLAIN, "\n\n");
	put_lines(d, NULL, LESSON_SAY, t, cols);
	text_put(t, TEXT_PLAIN, "\n");
	put_progress(d, t);
	put_lines(d, task, LESSON_ASK, t, cols);
	put_keyed(d, LESSON_OPTION, t, cols);
	put_keyed(d, LESSON_ITEM, t, cols);
	text_put(t, TEXT_DIM, "Enter answers: ");
	text_wrap(t, TEXT_DIM, cols, 15, lesson_answer_form(task));
	text_put(t, TEXT_PLAIN, "\n");
	put_help(d, t, cols);
}

void desk_question(const struct desk *d, struct text *t)
{
	text_put(t, TEXT_PLAIN, "%s", lesson_text(d->l, desk_task(d), LESSON_ASK));
}
