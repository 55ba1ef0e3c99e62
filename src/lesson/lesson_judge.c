/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Answers judged, by kind of task. */
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "src/lesson/lesson_int.h"

static enum err_code say_wrong(struct lesson_verdict *v, const char *why)
{
	v->right = false;
	snprintf(v->reason, sizeof(v->reason), "%s", why);
	return ERR_NONE;
}

/* ---- Each kind ---- */

static enum err_code judge_fact(struct lesson_world *w, const struct lesson_task *t,
				const char *answer, struct lesson_verdict *v, struct err *err)
{
	struct lesson_value right = {0}, given;

	if (lesson_value_read(t->fact, answer, &given, err) ||
	    t->fact->find(w, &t->args, &right, err))
		return err->code;
	v->right = lesson_value_same(&right, &given);
	if (!v->right && !(t->fact->why &&
			   t->fact->why(w, &t->args, &right, &given, v->reason, sizeof(v->reason))))
		say_wrong(v, t->fact->rule);
	return ERR_NONE;
}

/* The first thing that is not as it was wanted. */
static enum err_code judge_goal(struct lesson_world *w, const struct lesson_task *t,
				const char *answer, struct lesson_verdict *v, struct err *err)
{
	const struct lesson_line *line = NULL;

	if (lesson_world_change(w, answer, err))
		return err->code;
	v->right = true;
	while (v->right && (line = lesson_next(w->l, t, LESSON_WANT, line)) != NULL) {
		struct lesson_value wanted, now = {0};
		const struct lesson_fact *f;
		struct lesson_args a;
		char is[LESSON_VALUE_MAX];

		if (lesson_want_parse(w->l, line->rest, &f, &a, &wanted, err))
			return err->code;
		if (f->find(w, &a, &now, err)) {
			if (err->code == ERR_NOMEM)
				return ERR_NOMEM;
			say_wrong(v, err->text);
		} else if (!lesson_value_same(&wanted, &now)) {
			v->right = false;
			snprintf(v->reason, sizeof(v->reason), "wanted: %s; now it is %s",
				 line->rest, lesson_value_text(f, &now, is));
		}
	}
	return ERR_NONE;
}

/* A word of `words` is `key`. */
static bool among(const struct lesson_tokens *words, const char *key)
{
	for (unsigned i = 0; i < words->n; i++)
		if (lesson_same_words(words->v[i], key))
			return true;
	return false;
}

static void drop_commas(struct lesson_tokens *t)
{
	for (unsigned i = 0; i < t->n; i++)
		t->v[i][strcspn(t->v[i], ",")] = '\0';
}

/* Every key of the answer must be a key of the task's lines. */
static enum err_code read_keys(const struct lesson_world *w, const struct lesson_task *t,
			       enum lesson_word word, const char *answer, struct lesson_tokens *out,
			       struct err *err)
{
	struct lesson_tokens one;
	const struct lesson_line *line = NULL;

	if (lesson_tokens(answer, out, err))
		return ERR_USAGE;
	drop_commas(out);
	if (!out->n)
		return err_set(err, ERR_USAGE, "nothing was answered");
	for (unsigned i = 0; i < out->n; i++) {
		bool found = false;

		while (!found && (line = lesson_next(w->l, t, word, line)) != NULL)
			found = !lesson_tokens(line->rest, &one, err) && one.n &&
				lesson_same_words(one.v[0], out->v[i]);
		line = NULL;
		if (!found)
			return err_set(err, ERR_USAGE, "there is no '%.40s' to choose", out->v[i]);
	}
	return ERR_NONE;
}

static enum err_code judge_choice(struct lesson_world *w, const struct lesson_task *t,
				  const char *answer, struct lesson_verdict *v, struct err *err)
{
	struct lesson_tokens given, right;

	if (read_keys(w, t, LESSON_OPTION, answer, &given, err) ||
	    lesson_tokens(lesson_text(w->l, t, LESSON_RIGHT), &right, err))
		return err->code;
	v->right = true;
	for (unsigned i = 0; v->right && i < given.n; i++)
		v->right = among(&right, given.v[i]);
	if (!v->right)
		return say_wrong(
			v, "that is not it: read the words once more, and look at the tables");
	for (unsigned i = 0; v->right && i < right.n; i++)
		v->right = among(&given, right.v[i]);
	return v->right ? ERR_NONE : say_wrong(v, "right, but that is not all");
}

static unsigned place_of(const struct lesson_tokens *t, const char *key)
{
	unsigned i = 0;

	while (i < t->n && !lesson_same_words(t->v[i], key))
		i++;
	return i;
}

static enum err_code judge_order(struct lesson_world *w, const struct lesson_task *t,
				 const char *answer, struct lesson_verdict *v, struct err *err)
{
	const struct lesson_line *line = NULL;
	struct lesson_tokens given, one;

	if (read_keys(w, t, LESSON_ITEM, answer, &given, err))
		return err->code;
	while ((line = lesson_next(w->l, t, LESSON_ITEM, line)) != NULL)
		if (lesson_tokens(line->rest, &one, err) || !among(&given, one.v[0]))
			return say_wrong(v, "each of them is in the order: one is missing");
	for (unsigned i = 0; i < given.n; i++)
		if (place_of(&given, given.v[i]) != i)
			return say_wrong(v, "one of them is there twice");
	while ((line = lesson_next(w->l, t, LESSON_BEFORE, line)) != NULL) {
		if (lesson_tokens(line->rest, &one, err))
			return err->code;
		if (place_of(&given, one.v[0]) < place_of(&given, one.v[1]))
			continue;
		return say_wrong(v, line->rest + (one.v[2] - one.buf));
	}
	v->right = true;
	return ERR_NONE;
}

static enum err_code judge_number(struct lesson_world *w, const struct lesson_task *t,
				  const char *answer, struct lesson_verdict *v, struct err *err)
{
	struct lesson_value right, given;

	if (lesson_value_read(NULL, answer, &given, err) ||
	    lesson_value_read(NULL, lesson_text(w->l, t, LESSON_RIGHT), &right, err))
		return err->code;
	v->right = lesson_value_same(&right, &given);
	return v->right ? ERR_NONE : say_wrong(v, "that is not the number");
}

static const struct kind {
	const char *form, *answer, *meaning;
	enum err_code (*judge)(struct lesson_world *w, const struct lesson_task *t,
			       const char *answer, struct lesson_verdict *v, struct err *err);
} kinds[] = {
	[LESSON_KIND_FACT] = {NULL, NULL, NULL, judge_fact},
	[LESSON_KIND_GOAL] =
		{"goal",
		 "changes, with ; between: an entry as L2 0x40001000[0x3] block 0x80600000 AF "
		 "SH=3, "
		 "a register as NAME=VALUE",
		 "changes of entries and registers, after which each `want` line is so",
		 judge_goal},
	[LESSON_KIND_CHOICE] = {"choice", "the letter of one option, or of several",
				"the options that a `right` line names", judge_choice},
	[LESSON_KIND_ORDER] = {"order", "all letters in order",
			       "all items, so that each `before` line is kept", judge_order},
	[LESSON_KIND_NUMBER] = {"number", "a number, decimal or with 0x",
				"the number of a `right` line, where no table says it",
				judge_number},
};

const char *lesson_answer_form(const struct lesson_task *t)
{
	return t->kind == LESSON_KIND_FACT ? t->fact->answer : kinds[t->kind].answer;
}

const char *lesson_form_row(unsigned i, const char **answer, const char **meaning)
{
	const struct lesson_fact *f = lesson_fact_row(i);
	unsigned n = 0;

	if (f) {
		*answer = f->answer;
		*meaning = f->meaning;
		return f->form;
	}
	while (lesson_fact_row(n))
		n++;
	i = i - n + 1; /* LESSON_KIND_FACT has the rows above */
	if (i >= sizeof(kinds) / sizeof(kinds[0]))
		return NULL;
	*answer = kinds[i].answer;
	*meaning = kinds[i].meaning;
	return kinds[i].form;
}

/* ---- What the lesson itself says of an answer ---- */

bool lesson_wrong_parts(const struct lesson_line *line, char *answer, size_t len,
			const char **words)
{
	const char *colon = strstr(line->rest, ": ");
	size_t n = colon ? (size_t)(colon - line->rest) : strlen(line->rest);

	if (n >= len)
		return false;
	memcpy(answer, line->rest, n);
	answer[n] = '\0';
	*words = colon ? colon + 2 : "";
	return true;
}

/* Numbers are the same however they are written. */
static bool same_answer(const struct lesson_task *t, const char *a, const char *b)
{
	struct lesson_value x, y;

	if (lesson_same_words(a, b))
		return true;
	if (t->kind != LESSON_KIND_FACT && t->kind != LESSON_KIND_NUMBER)
		return false;
	return !lesson_value_read(t->fact, a, &x, NULL) &&
	       !lesson_value_read(t->fact, b, &y, NULL) && lesson_value_same(&x, &y);
}

static void take_known(const struct lesson *l, const struct lesson_task *t, const char *answer,
		       struct lesson_verdict *v)
{
	const struct lesson_line *line = NULL;
	char listed[LESSON_LINE_MAX + 1];
	const char *words;

	while ((line = lesson_next(l, t, LESSON_WRONG, line)) != NULL) {
		if (!lesson_wrong_parts(line, listed, sizeof(listed), &words) || !*words ||
		    !same_answer(t, listed, answer))
			continue;
		say_wrong(v, words);
		v->known = true;
		return;
	}
}

enum err_code lesson_judge(const struct lesson *l, const struct lesson_task *t, const char *answer,
			   struct lesson_verdict *v, struct err *err)
{
	struct lesson_world *w;
	enum err_code st = lesson_world_open(l, &w, err);

	*v = (struct lesson_verdict){0};
	if (st)
		return st;
	st = kinds[t->kind].judge(w, t, answer, v, err);
	lesson_world_close(w);
	if (!st && !v->right)
		take_known(l, t, answer, v);
	return st;
}
