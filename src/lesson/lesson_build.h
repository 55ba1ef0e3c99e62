/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tables built by hand: lines in the words of a lesson, each of which changes the tables of one,
 * or asks something of them. docs/teaching.md has the lines.
 */
#ifndef PTVIEW_LESSON_BUILD_H
#define PTVIEW_LESSON_BUILD_H

#include "src/lesson/lesson.h"

/* Bounds: lines that can be undone; bytes of what is said of one. */
enum { LESSON_BUILD_LINES_MAX = 500, LESSON_BUILD_SAID_MAX = 2000 };

/* Read it freely. */
struct lesson_build {
	struct lesson *l; /* whose tables these were; owned */
	struct lesson_world *world;
	char *line[LESSON_BUILD_LINES_MAX]; /* that changed them, oldest first */
	unsigned n;
	bool has_at;
	uint64_t at;			  /* the input address that the last line was about */
	char said[LESSON_BUILD_SAID_MAX]; /* of the last line: lines with '\n' between */
};

/*
 * Begin with the tables of a lesson in text (len bytes), which may have no task. Errors as
 * lesson_parse(). Free with lesson_build_close().
 */
enum err_code lesson_build_open(const char *text, size_t len, struct lesson_build **out,
				struct err *err);
/* NULL is allowed. */
void lesson_build_close(struct lesson_build *b);

/*
 * A lesson without tables: of el1.0, el2 or s2 (others: reg lines must say all of it), a granule of
 * 4K, 16K or 64K (NULL: 4K), and more lines "reg NAME=VALUE\n" behind those. Returns the length, 0
 * where it has no room. ERR_USAGE in err: there is no such one.
 */
size_t lesson_build_empty(const char *regime, const char *granule, const char *regs, char *buf,
			  size_t len, struct err *err);

/*
 * Do a line. *changed: the tables may be others now, and `world` is another one. ERR_USAGE,
 * ERR_MALFORMED: it is refused, err says why, and the tables are as before. ERR_NOMEM.
 */
enum err_code lesson_build_line(struct lesson_build *b, const char *line, bool *changed,
				struct err *err);

/* The tables as the first n lines left them, on a world of their own: the caller's, to be closed.
 */
enum err_code lesson_build_back(const struct lesson_build *b, unsigned n, struct lesson_world **out,
				struct err *err);

/* What can be typed, for help: the i-th form and what it does; NULL past the last. */
const char *lesson_build_form(unsigned i, const char **meaning);

/*
 * The tables as a lesson, with a task about the address of the last line; the lines typed are
 * comments in it. *text is to be freed. ERR_UNSUPPORTED: it would be too long for one.
 */
enum err_code lesson_build_text(const struct lesson_build *b, char **text, size_t *len,
				struct err *err);

#endif
