/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A lesson held against itself: its solutions are right, its wrong answers are wrong. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/learn/learn.h"
#include "report/jsonline.h"
#include "report/output.h"
#include "src/number.h"

struct lint {
	const struct args *a;
	const struct learn_file *f;
	unsigned problems, answers;
	enum err_code st; /* ERR_NOMEM: not all was looked at */
};

static void problem(struct lint *c, size_t line, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static void problem(struct lint *c, size_t line, const char *fmt, ...)
{
	char why[ERR_TEXT_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, sizeof(why), fmt, ap);
	va_end(ap);
	c->problems++;
	if (!c->a->json) {
		output_print("%s:%zu: %s\n", c->f->path, line, why);
		return;
	}
	jsonline_put(stdout, json_pack("{s:s, s:o, s:I, s:o}", "kind", "problem", "file",
				       jsonline_text(c->f->path), "line", (json_int_t)line,
				       "problem", jsonline_text(why)));
}

/* Judged; what is no answer at all is as wrong as one that is. */
static bool judge(struct lint *c, const struct lesson_task *t, const char *answer,
		  struct lesson_verdict *v)
{
	struct err err = {0};
	enum err_code st = lesson_judge(c->f->l, t, answer, v, &err);

	c->answers++;
	if (st == ERR_NOMEM)
		c->st = st;
	if (st) {
		v->right = false;
		snprintf(v->reason, sizeof(v->reason), "%s", err.text);
	}
	return v->right;
}

static void check_solution(struct lint *c, const struct lesson_task *t)
{
	const struct lesson_line *line = lesson_next(c->f->l, t, LESSON_SOLUTION, NULL);
	struct lesson_verdict v;

	if (!judge(c, t, line->rest, &v))
		problem(c, line->no, "the solution '%.60s' is refused: %s", line->rest, v.reason);
}

static void check_wrong(struct lint *c, const struct lesson_task *t)
{
	const struct lesson_line *line = NULL;
	char answer[LESSON_LINE_MAX + 1];
	struct lesson_verdict v;
	const char *words;

	while ((line = lesson_next(c->f->l, t, LESSON_WRONG, line)) != NULL) {
		lesson_wrong_parts(line, answer, sizeof(answer), &words);
		if (judge(c, t, answer, &v))
			problem(c, line->no, "'%.60s' is listed as wrong, and it is right", answer);
		else if (!v.reason[0])
			problem(c, line->no, "'%.60s' is refused without a reason", answer);
	}
}

/* Whoever chooses an option that is wrong is told why. */
static void check_options(struct lint *c, const struct lesson_task *t)
{
	const struct lesson_line *line = NULL;

	while ((line = lesson_next(c->f->l, t, LESSON_OPTION, line)) != NULL) {
		struct lesson_verdict v;
		char key[LESSON_NAME_MAX];

		snprintf(key, sizeof(key), "%.*s", (int)strcspn(line->rest, " \t"), line->rest);
		if (!judge(c, t, key, &v) && !v.known && !strstr(v.reason, "not all"))
			problem(c, line->no, "option %s is not right: 'wrong %s: ...' says why",
				key, key);
	}
}

static void say_fine(const struct lint *c)
{
	unsigned n = c->f->l->ntasks;

	if (c->a->json)
		jsonline_put(stdout,
			     json_pack("{s:s, s:o, s:o, s:i, s:i, s:i}", "kind", "lesson", "file",
				       jsonline_text(c->f->path), "title",
				       jsonline_text(lesson_text(c->f->l, NULL, LESSON_TITLE)),
				       "tasks", (int)n, "answers", (int)c->answers, "problems",
				       (int)c->problems));
	else
		output_print("%s: %u %s, %u %s judged, %u %s\n", c->f->path, n,
			     number_word(n, "task", "tasks"), c->answers,
			     number_word(c->answers, "answer", "answers"), c->problems,
			     number_word(c->problems, "problem", "problems"));
}

/* "FILE:LINE: WHY", as learn_open() says it. */
static void say_malformed(const struct args *a, const char *said)
{
	const char *why = strstr(said, ": "), *line = why;
	char file[LEARN_PATH_MAX];

	while (line && line > said && line[-1] != ':')
		line--;
	if (!a->json || !line || line == said) {
		output_print("%s\n", said);
		return;
	}
	snprintf(file, sizeof(file), "%.*s", (int)(line - 1 - said), said);
	jsonline_put(stdout, json_pack("{s:s, s:o, s:I, s:o}", "kind", "problem", "file",
				       jsonline_text(file), "line", (json_int_t)atol(line),
				       "problem", jsonline_text(why + 2)));
}

/* A lesson that cannot be read is a finding of the linter, like any other. */
static int lint_one(const struct args *a, const struct learn_shelf *s, const char *word)
{
	struct learn_file f;
	struct lint c = {.a = a, .f = &f};
	struct err err = {0};

	if (learn_open(s, word, &f, &err)) {
		if (err.code != ERR_MALFORMED)
			return learn_say(&err);
		say_malformed(a, err.text);
		return EXIT_FINDINGS;
	}
	if (lesson_can_be_shown(f.l, &err))
		problem(&c, 1, "its tables cannot be shown: %s", err.text);
	for (unsigned i = 0; i < f.l->ntasks; i++) {
		check_solution(&c, &f.l->tasks[i]);
		check_wrong(&c, &f.l->tasks[i]);
		if (f.l->tasks[i].kind == LESSON_KIND_CHOICE)
			check_options(&c, &f.l->tasks[i]);
	}
	say_fine(&c);
	lesson_free(f.l);
	if (c.st) {
		output_say("ptview: %s\n", err_words(c.st));
		return EXIT_SOURCE;
	}
	return c.problems ? EXIT_FINDINGS : EXIT_DONE;
}

int learn_lint(const struct args *a, const struct learn_shelf *s)
{
	int status = EXIT_DONE;

	for (int i = 0; i < a->noperands; i++) {
		int one = lint_one(a, s, a->operands[i]);

		status = one > status ? one : status;
	}
	for (unsigned i = 0; !a->noperands && i < s->n; i++) {
		int one = lint_one(a, s, s->name[i]);

		status = one > status ? one : status;
	}
	return status;
}
