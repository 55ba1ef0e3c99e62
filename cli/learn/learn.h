/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lessons as files: where they are, which are done, and what is asked of them in batch. */
#ifndef PTVIEW_CLI_LEARN_H
#define PTVIEW_CLI_LEARN_H

#include "cli/args.h"
#include "cli/xdg.h"
#include "src/lesson/lesson.h"

enum { LEARN_SHELF_MAX = 128, LEARN_NAME_MAX = 64, LEARN_PATH_MAX = XDG_PATH_MAX };

/* Those that come with ptview, in the order of their files' names. */
struct learn_shelf {
	char folder[LEARN_PATH_MAX];
	char name[LEARN_SHELF_MAX][LEARN_NAME_MAX]; /* of a file, without ".lesson" */
	unsigned n;
};

/* A lesson that was read. */
struct learn_file {
	char path[LEARN_PATH_MAX];
	char name[LEARN_NAME_MAX]; /* of the file, without folder and ".lesson" */
	struct lesson *l;
};

/*
 * Look where lessons are: in $PTVIEW_LESSONS, else beside the program, else where it was installed.
 * ERR_SOURCE: nowhere.
 */
enum err_code learn_shelf_open(struct learn_shelf *s, struct err *err);

/*
 * Read a lesson: of the shelf by its name, with or without the number in front, or by that number;
 * else a file. err begins with the file's name and the line. ERR_MALFORMED is of the lesson; others
 * as wholefile_read(). *out->l is to be freed.
 */
enum err_code learn_open(const struct learn_shelf *s, const char *word, struct learn_file *out,
			 struct err *err);

/* ---- What is done ---- */

/* A bit for each task of each lesson. */
struct learn_state {
	char path[LEARN_PATH_MAX]; /* "": there is no place for it */
	struct learn_done {
		char name[LEARN_NAME_MAX];
		uint64_t tasks;
	} done[LEARN_SHELF_MAX * 2];
	unsigned n;
	bool told; /* that it cannot be kept */
};

/* What was kept; nothing where there is no file. */
void learn_state_read(struct learn_state *s);

uint64_t learn_state_of(const struct learn_state *s, const char *name);
void learn_state_set(struct learn_state *s, const char *name, uint64_t tasks);

/* Write it whole. ERR_SOURCE: it cannot be kept, and why. */
enum err_code learn_state_write(struct learn_state *s, struct err *err);

/* ---- In batch: each returns an exit status of args.h ---- */

int learn_list(const struct args *a, const struct learn_shelf *s);
int learn_lint(const struct args *a, const struct learn_shelf *s);
int learn_check(const struct args *a, const struct learn_shelf *s);

/* Say err of a lesson; its exit status. */
int learn_say(const struct err *err);

#endif
