/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lessons: a text that explains, a small set of tables, and tasks whose answers are judged by what
 * the tables really do. The format is docs/lessons.md.
 *
 * A lesson is its lines, each checked against a row of lesson_rows.c; a task is a run of them.
 * Nothing here opens a file.
 */
#ifndef PTVIEW_LESSON_H
#define PTVIEW_LESSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/err.h"
#include "src/mem.h"
#include "src/regime/regime.h"

/* Bounds: bytes of a file; lines that are no comment, and bytes of one; tasks; bytes of an answer.
 */
enum {
	LESSON_FILE_MAX = 64 << 10,
	LESSON_LINES_MAX = 1000,
	LESSON_LINE_MAX = 400,
	LESSON_TASKS_MAX = 16,
	LESSON_ANSWER_MAX = 1000,
	LESSON_NAME_MAX = 40,
};

/* What a line begins with. */
enum lesson_word {
	LESSON_TITLE,
	LESSON_SECTION,
	LESSON_SAY,
	LESSON_REGIME,
	LESSON_REG,
	LESSON_ENTRY,
	LESSON_DIALECT,
	LESSON_OP,
	LESSON_TASK,
	LESSON_ASK,
	LESSON_OPTION,
	LESSON_ITEM,
	LESSON_BEFORE,
	LESSON_RIGHT,
	LESSON_WANT,
	LESSON_HINT,
	LESSON_WRONG,
	LESSON_SOLUTION,
	LESSON_WORDS
};

struct lesson_line {
	enum lesson_word word;
	const char *rest; /* what stands behind the word; terminated */
	size_t no;	  /* from 1 */
};

/* What stands for the capital words of a form: see lesson_form.h. */
struct lesson_args {
	int level;
	unsigned index;
	uint64_t table, address, number;
	uint8_t access; /* ATTR_R, ATTR_W, ATTR_X */
	bool user;	/* by EL0 */
	char name[LESSON_NAME_MAX];
	const char *rest;      /* of the line: an operation */
	enum regime_id regime; /* the lesson's, unless it says "in REGIME" */
	bool through;	       /* outputs are those of stage 2 */
};

struct lesson_fact;

/* How the answer of a task is judged. */
enum lesson_kind {
	LESSON_KIND_FACT,   /* what the tables say */
	LESSON_KIND_GOAL,   /* changes of the tables, after which they say what was wanted */
	LESSON_KIND_CHOICE, /* the options that are right */
	LESSON_KIND_ORDER,  /* the items in an order */
	LESSON_KIND_NUMBER, /* a number that the lesson has */
};

struct lesson_task {
	enum lesson_kind kind;
	const struct lesson_fact *fact; /* of LESSON_KIND_FACT */
	struct lesson_args args;
	size_t first, end; /* of the lesson's lines */
};

struct lesson {
	char *copy; /* of the text, which everything points into */
	struct lesson_line *lines;
	size_t nlines, head; /* head: those before the first task */
	enum regime_id regime;
	bool through;
	struct lesson_task tasks[LESSON_TASKS_MAX];
	unsigned ntasks;
};

/*
 * Parse len bytes. *out is to be freed with lesson_free(). ERR_MALFORMED: err is one line that
 * begins "LINE: ", from 1; put the name of the file and a colon in front of it. Or ERR_NOMEM.
 */
enum err_code lesson_parse(const char *text, size_t len, struct lesson **out, struct err *err);

/* NULL is allowed. */
void lesson_free(struct lesson *l);

/* The next line of that word behind prev (NULL: the first one) in a task, or (t NULL) before the
 * first task; NULL past the last. */
const struct lesson_line *lesson_next(const struct lesson *l, const struct lesson_task *t,
				      enum lesson_word word, const struct lesson_line *prev);

/* The first of them, or "". */
const char *lesson_text(const struct lesson *l, const struct lesson_task *t, enum lesson_word word);

/* What an answer of the task looks like, in words. */
const char *lesson_answer_form(const struct lesson_task *t);

/* A wrong answer that the lesson knows: "ANSWER: WORDS" or "ANSWER", cut in two. `words` is "" for
 * none. False where the answer is longer than len. */
bool lesson_wrong_parts(const struct lesson_line *line, char *answer, size_t len,
			const char **words);

/*
 * Lessons and answers as any editor leaves them: a byte order mark in front, tabs and carriage
 * returns become blanks, and '?' what must not reach a terminal (printable.h). Line feeds stay.
 */
void lesson_clean(char *s, size_t len);

/* A line of such text without the blanks at both ends; s is cut. */
char *lesson_trim(char *s);

/* ---- Its tables ---- */

/* The tables of a lesson, and what was changed in them. */
struct lesson_world;

/* Its registers are enough for the tables of its regime to be shown. ERR_UNKNOWN_REG and others as
 * walk_init(), without the number of a line; ERR_NOMEM. */
enum err_code lesson_can_be_shown(const struct lesson *l, struct err *err);

/* Errors: ERR_MALFORMED with the line number in front as above; ERR_NOMEM. */
enum err_code lesson_world_open(const struct lesson *l, struct lesson_world **out, struct err *err);
/* NULL is allowed. */
void lesson_world_close(struct lesson_world *w);

/* Its memory and registers, which are the world's. */
struct mem *lesson_world_mem(const struct lesson_world *w);

/*
 * What is said where a page of that memory could not be had, with status st. ERR_USAGE: a lesson
 * may have no more; else st.
 */
enum err_code lesson_no_room(struct mem *m, enum err_code st, struct err *err);

/*
 * Change entries and registers: statements with `;` between, as docs/lessons.md has them.
 * ERR_USAGE, ERR_MALFORMED: err says which and why; those before it are done.
 */
enum err_code lesson_world_change(struct lesson_world *w, const char *statements, struct err *err);

/* ---- Answers ---- */

struct lesson_verdict {
	bool right;
	char reason[ERR_TEXT_MAX]; /* why it is wrong, one line; "" where it is right */
	bool known;		   /* the reason is the lesson's own, for this answer */
};

/*
 * Judge an answer on the lesson's tables as they are in the file. Anything but ERR_NONE: it cannot
 * be judged, and err says why; ERR_USAGE: the answer is none at all, ERR_NOMEM.
 */
enum err_code lesson_judge(const struct lesson *l, const struct lesson_task *t, const char *answer,
			   struct lesson_verdict *v, struct err *err);

/* The kinds of tasks for documentation and tests: the i-th form, NULL past the last. */
const char *lesson_form_row(unsigned i, const char **answer, const char **meaning);

#endif
