/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The recordings in tests/stub/data.
 */
#ifndef PTVIEW_TESTS_DATA_H
#define PTVIEW_TESTS_DATA_H

#include <stddef.h>

/* A whole file, malloc'ed, with a final '\0'; its length in *len, which may be NULL. */
char *data_read(const char *name, size_t *len);

#endif
