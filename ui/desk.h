/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A lesson in progress: which task it is, what was answered, and the tables as the last answer
 * leaves them. The screen shows those.
 */
#ifndef PTVIEW_UI_DESK_H
#define PTVIEW_UI_DESK_H

#include "report/text.h"
#include "src/lesson/lesson_build.h"
#include "ui/kit/keys.h"
#include "ui/kit/prompt.h"

struct desk {
	const struct lesson *l;	    /* the caller's */
	struct lesson_world *world; /* the desk's, which desk_end() closes; or of `build` */
	struct lesson_build *build; /* tables built by hand, the caller's; NULL: a lesson */
	unsigned at, of;	    /* "lesson 3 of 17"; of 0: a file by itself */
	uint64_t done;		    /* a bit a task */
	unsigned task;		    /* which one is asked */
	struct desk_task {
		unsigned hints;		   /* that are shown */
		char reason[ERR_TEXT_MAX]; /* why the last answer was wrong; "": none was */
	} tasks[LESSON_TASKS_MAX];

	struct prompt line; /* the answer typed last, and those before */

	/* Why the screen was left. */
	enum desk_turn {
		DESK_LEAVE,
		DESK_AGAIN, /* the tables are others */
		DESK_NEXT,
		DESK_PREVIOUS
	} turn;
	enum keys_request view;	 /* the view to begin with; REQ_NONE: the lesson's words */
	char note[ERR_TEXT_MAX]; /* to be said when the screen is there again; "": nothing */

	/* What the program does. What is NULL does nothing. */
	/* A task is done: keep that. An error is said once. */
	enum err_code (*keep)(void *arg, const struct desk *d, struct err *err);
	/* Begin the next (by 1) or previous (-1) lesson. False: there is none, and `note` says so.
	 */
	bool (*go)(void *arg, struct desk *d, int by);
	/* Of a build: write it into a new file, in the form that its name ends with. */
	enum err_code (*save)(void *arg, const struct lesson_build *b, const char *path,
			      struct err *err);
	void *arg;
	bool told;    /* that nothing can be kept */
	bool unsaved; /* of a build: changes that are in no file */
};

/*
 * Put a lesson on the desk, at its first task that is not done; what the program does stays.
 * Errors as lesson_world_open().
 */
enum err_code desk_begin(struct desk *d, const struct lesson *l, uint64_t done, struct err *err);
void desk_end(struct desk *d);

/* Put tables that are built by hand on the desk. */
void desk_build(struct desk *d, struct lesson_build *b);

/* The task that is asked. */
const struct lesson_task *desk_task(const struct desk *d);

/*
 * Judge an answer. ERR_NONE: the line to say is in `note`, and `turn` is DESK_AGAIN where the
 * tables are others now. Else the answer is none: err says why.
 */
enum err_code desk_answer(struct desk *d, const char *answer, struct err *err);

/* Show one more hint; false where there is none. */
bool desk_hint(struct desk *d);

/* Ask another task: by 1 or -1. */
void desk_move(struct desk *d, int by);

/* The lesson's words and the task, for so many columns. */
void desk_text(const struct desk *d, struct text *t, unsigned cols);

/* The question, in one line. */
void desk_question(const struct desk *d, struct text *t);

#endif
