/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Console text in lines, without what surrounds them: colours, carriage returns, quoting of mail,
 * "=3D" and soft line breaks, timestamps, "(XEN)".
 */
#ifndef PTVIEW_TEXT_LINES_H
#define PTVIEW_TEXT_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "src/err.h"

/* Bounds on what is read: bytes of text, and of one line (what is behind them is not looked at). */
enum { LINES_BYTES_MAX = 16 * 1024 * 1024, LINES_LINE_MAX = 2000 };

struct line {
	const char *s;	 /* ends with a NUL; leading and trailing blanks are gone */
	unsigned number; /* in the text as given, from 1: where it begins */
	unsigned tag;	 /* of the task or CPU that printed it ("[ T12]", "[   C3]"); 0 for none */
	bool xen;	 /* it has Xen's prefix, or goes on from one that has */
	bool stamped;	 /* it is of those that do, by itself or by the line that it goes on from */
	bool prefixed;	 /* it began with a timestamp, a log level or Xen's prefix */
	bool cut;	 /* longer than LINES_LINE_MAX */
};

struct lines {
	struct line *line;
	size_t n;
	char *bytes; /* what the lines point into */
};

/*
 * Take the text apart. ERR_NOMEM; ERR_UNSUPPORTED for more than LINES_BYTES_MAX. The caller frees
 * with lines_free().
 */
enum err_code lines_read(const char *text, size_t len, struct lines *out, struct err *err);
void lines_free(struct lines *l);

#endif
