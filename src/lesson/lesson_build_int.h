/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of tables built by hand ask of each other. */
#ifndef PTVIEW_LESSON_BUILD_INT_H
#define PTVIEW_LESSON_BUILD_INT_H

#include "src/lesson/lesson_build.h"
#include "src/lesson/lesson_int.h"

/* One more line of what is said; what has no room is cut. */
void lesson_build_say(struct lesson_build *b, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* A fact of lesson_facts.c about the tables, in words. Errors as its find(). */
enum err_code lesson_build_ask(const struct lesson_build *b, const char *line,
			       char buf[LESSON_VALUE_MAX], struct err *err);

/*
 * "ADDRESS OUTPUT SIZE FIELD...": the entries that map it, by the largest blocks, and the tables
 * that are missing. *at: the input address. ERR_USAGE: err says why not; some may be written.
 */
enum err_code lesson_map(struct lesson_build *b, const char *rest, uint64_t *at, struct err *err);

/* "[LEVEL] ADDRESS DESCRIPTOR": one entry on the walk of an address. Likewise. */
enum err_code lesson_map_put(struct lesson_build *b, const char *rest, uint64_t *at,
			     struct err *err);

#endif
