/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shared by the tests of the replay engine. */
#ifndef PTVIEW_TESTS_REPLAY_UTIL_H
#define PTVIEW_TESTS_REPLAY_UTIL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "src/xen/replay.h"

/* A text with a name; both malloc'ed. */
struct util_file {
	char *name;
	char *text;
	size_t len;
};

/* All *.txt of an archive of cases, a path below the source directory. Fails the test where they
 * cannot be read. */
struct util_file *util_cases(const char *archive, size_t *n);
void util_files_free(struct util_file *f, size_t n);

/* A file below the source directory, NUL-terminated; free it. Fails the test if it is not there. */
char *util_source_file(const char *path, size_t *len);

/* The source directory: the tests may run from another one. */
const char *util_srcdir(void);

/* A generator of one's own, so that a seed means the same everywhere (xorshift64*). */
uint64_t util_random(uint64_t *state);
uint64_t util_below(uint64_t *state, uint64_t n);

/* A growing text. */
struct util_text {
	char *s;
	size_t len;
};

/* A replay_line_fn: append the line and a newline to a struct util_text. */
void util_append_line(void *arg, const char *line, size_t len);

/* Parse a text that is known to be right. */
struct replay *util_parse(const char *text);

#endif
