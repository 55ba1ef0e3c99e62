/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A folder of a test's own for the files that it makes; gone when the test ends. */
#ifndef PTVIEW_TESTS_DUMP_SCRATCH_H
#define PTVIEW_TESTS_DUMP_SCRATCH_H

#include <stddef.h>

/* cmocka group setup and teardown. */
int scratch_setup(void **state);
int scratch_teardown(void **state);

/* The path of a file in the folder. Valid until the eighth call after it. */
const char *scratch_path(const char *name);

/* Write a file there; returns its path, as scratch_path(). */
const char *scratch_write(const char *name, const void *data, size_t len);

/* All bytes of a file; the caller frees them. */
unsigned char *scratch_read(const char *path, size_t *len);

/* The number of files in the folder. */
unsigned scratch_count(void);

#endif
