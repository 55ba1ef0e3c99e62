/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Answers of a class, graded: a file of "N: ANSWER" lines, under "lesson NAME" where there are
 * several. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/learn/learn.h"
#include "cli/wholefile.h"
#include "report/jsonline.h"
#include "report/output.h"
#include "src/number.h"

enum { ANSWERS_MAX = 256 << 10, LESSONS_MAX = LEARN_SHELF_MAX };

/* Of one lesson. */
struct paper {
	struct learn_file f;
	char answer[LESSON_TASKS_MAX][LESSON_ANSWER_MAX + 1];
	unsigned right, wrong, missing;
};

struct check {
	const struct args *a;
	const struct learn_shelf *s;
	struct paper *paper;
	unsigned n, now;
	bool given; /* the lessons are operands: no others may be named */
	const char *path;
	size_t no;
};

static int malformed(const struct check *c, const char *why, const char *what)
{
	output_say("ptview: %s:%zu: %s%.100s\n", c->path, c->no, why, what);
	return EXIT_USAGE;
}

static int add_lesson(struct check *c, const char *word)
{
	struct err err = {0};

	if (c->n == LESSONS_MAX)
		return malformed(c, "more than 128 lessons", "");
	if (learn_open(c->s, word, &c->paper[c->n].f, &err))
		return learn_say(&err);
	c->now = c->n++;
	return EXIT_DONE;
}

/* Whichever lesson is called that, in the words of learn_open(). */
static int choose_lesson(struct check *c, const char *word)
{
	struct learn_file f;
	struct err err = {0};

	if (learn_open(c->s, word, &f, &err))
		return malformed(c, err.text, "");
	lesson_free(f.l);
	for (c->now = 0; c->now < c->n; c->now++)
		if (!strcmp(c->paper[c->now].f.name, f.name))
			return EXIT_DONE;
	return c->given ? malformed(c, "it is not one of the lessons to be checked: ", word)
			: add_lesson(c, word);
}

/* Several lines of one task are one answer. */
static int add_answer(struct check *c, unsigned long task, const char *s)
{
	struct paper *p = c->now < c->n ? &c->paper[c->now] : NULL;
	char words[80];
	size_t len;

	if (!p)
		return malformed(c, "which lesson is that of? Put 'lesson NAME' in front", "");
	if (!task || task > p->f.l->ntasks) {
		snprintf(words, sizeof(words), "there is no task %lu, but 1 to %u of lesson ", task,
			 p->f.l->ntasks);
		return malformed(c, words, p->f.name);
	}
	len = strlen(p->answer[task - 1]);
	if (len + strlen(s) + 2 > LESSON_ANSWER_MAX)
		return malformed(c, "the answer has more than 1000 characters", "");
	snprintf(p->answer[task - 1] + len, LESSON_ANSWER_MAX + 1 - len, "%s%s", len ? "; " : "",
		 s);
	return EXIT_DONE;
}

static int take_line(struct check *c, char *line)
{
	unsigned long task;
	char *end;

	line = lesson_trim(line);
	if (!*line || *line == '#')
		return EXIT_DONE;
	if (!strncmp(line, "lesson ", 7))
		return choose_lesson(c, line + 7 + strspn(line + 7, " \t"));
	task = strtoul(line, &end, 10);
	if (end == line || *end != ':')
		return malformed(c, "it is 'N: ANSWER' or 'lesson NAME', and not ", line);
	end += 1 + strspn(end + 1, " \t");
	return *end ? add_answer(c, task, end) : EXIT_DONE;
}

static int take_answers(struct check *c)
{
	struct err err = {0};
	char *text, *copy, *next;
	int status = EXIT_DONE;
	size_t len;

	if (wholefile_read(c->path, ANSWERS_MAX, &text, &len, &err))
		return learn_say(&err);
	copy = calloc(1, len + 1);
	if (copy)
		memcpy(copy, text, len);
	free(text);
	if (!copy) {
		err_set(&err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
		return learn_say(&err);
	}
	lesson_clean(copy, len);
	for (char *line = copy; line && !status; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		c->no++;
		status = take_line(c, line);
	}
	free(copy);
	return status;
}

static void say_task(const struct check *c, const struct paper *p, unsigned task,
		     const char *outcome, const char *reason)
{
	json_t *o;

	if (!c->a->json) {
		output_print("%s %u: %s%s%s\n", p->f.name, task + 1, outcome, *reason ? ": " : "",
			     reason);
		return;
	}
	o = json_pack("{s:s, s:s, s:i, s:s}", "kind", "task", "lesson", p->f.name, "task",
		      (int)task + 1, "outcome", outcome);
	if (p->answer[task][0])
		json_object_set_new(o, "answer", jsonline_text(p->answer[task]));
	if (*reason)
		json_object_set_new(o, "reason", jsonline_text(reason));
	jsonline_put(stdout, o);
}

static enum err_code grade_task(const struct check *c, struct paper *p, unsigned task)
{
	struct lesson_verdict v = {0};
	struct err err = {0};
	enum err_code st;

	if (!p->answer[task][0]) {
		p->missing++;
		say_task(c, p, task, "missing", "");
		return ERR_NONE;
	}
	st = lesson_judge(p->f.l, &p->f.l->tasks[task], p->answer[task], &v, &err);
	if (st == ERR_NOMEM)
		return st;
	p->right += v.right;
	p->wrong += !v.right;
	say_task(c, p, task, v.right ? "right" : "wrong", st ? err.text : v.reason);
	return ERR_NONE;
}

static void say_lesson(const struct check *c, const struct paper *p)
{
	if (c->a->json)
		jsonline_put(stdout,
			     json_pack("{s:s, s:s, s:o, s:i, s:i, s:i}", "kind", "lesson", "lesson",
				       p->f.name, "title",
				       jsonline_text(lesson_text(p->f.l, NULL, LESSON_TITLE)),
				       "right", (int)p->right, "wrong", (int)p->wrong, "missing",
				       (int)p->missing));
	else
		output_print("%s: %u right, %u wrong, %u missing\n", p->f.name, p->right, p->wrong,
			     p->missing);
}

static int grade(struct check *c)
{
	int status = EXIT_DONE;

	for (unsigned i = 0; i < c->n; i++) {
		struct paper *p = &c->paper[i];

		for (unsigned task = 0; task < p->f.l->ntasks; task++) {
			if (grade_task(c, p, task)) {
				output_say("ptview: %s\n", err_words(ERR_NOMEM));
				return EXIT_SOURCE;
			}
		}
		say_lesson(c, p);
		if (p->wrong || p->missing)
			status = EXIT_FINDINGS;
	}
	return status;
}

int learn_check(const struct args *a, const struct learn_shelf *s)
{
	struct check c = {.a = a, .s = s};
	int status = EXIT_DONE;

	if (!a->noperands) {
		output_say("ptview: learn --check: the file of answers is missing: "
			   "ptview learn [NAME|FILE...] --check ANSWERS\n");
		return EXIT_USAGE;
	}
	c.paper = calloc(LESSONS_MAX, sizeof(*c.paper));
	if (!c.paper) {
		output_say("ptview: %s\n", err_words(ERR_NOMEM));
		return EXIT_SOURCE;
	}
	c.path = a->operands[a->noperands - 1];
	c.given = a->noperands > 1;
	for (int i = 0; !status && i < a->noperands - 1; i++)
		status = add_lesson(&c, a->operands[i]);
	c.now = c.n == 1 ? 0 : LESSONS_MAX;
	status = status ? status : take_answers(&c);
	if (!status && !c.n)
		status = malformed(&c, "no lesson is named: ", "'lesson NAME' says which");
	status = status ? status : grade(&c);
	for (unsigned i = 0; i < c.n; i++)
		lesson_free(c.paper[i].f.l);
	free(c.paper);
	return status;
}
