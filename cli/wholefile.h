/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file that is taken in at once: text, replays. */
#ifndef PTVIEW_WHOLEFILE_H
#define PTVIEW_WHOLEFILE_H

#include <stddef.h>

#include "src/err.h"

/*
 * All of the file at path, or of standard input for "-", which may be without end: at most `most`
 * bytes are read. The caller frees *text, which does not end with a NUL. Errors, with words that
 * name the file: ERR_SOURCE, ERR_UNSUPPORTED for more than `most`, ERR_NOMEM.
 */
enum err_code wholefile_read(const char *path, size_t most, char **text, size_t *len,
			     struct err *err);

#endif
