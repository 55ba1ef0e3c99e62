/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory as text: bytes, words or strings, with the input address in front. */
#ifndef PTVIEW_REPORT_CONTENT_H
#define PTVIEW_REPORT_CONTENT_H

#include "report/text.h"
#include "src/addr.h"

enum content_format {
	CONTENT_HEX,
	CONTENT_WORDS,
	CONTENT_WORDS32,
	CONTENT_WORDS16,
	CONTENT_STRINGS
};

enum { CONTENT_LINE = 16, CONTENT_STRING_LEAST = 4, CONTENT_STRING_MOST = 256 };

/* What has come so far and is no line yet. Zeroed but for the format: nothing. */
struct content_text {
	enum content_format format;
	struct ia ia; /* of the first byte of line[] */
	size_t n;
	uint8_t line[CONTENT_STRING_MOST];
};

/*
 * Put n bytes at ia into lines of t. Bytes that do not follow the last ones begin a line of their
 * own. A string is at least four printable ASCII characters, and cut after 256.
 */
void content_put(struct content_text *c, struct text *t, struct ia ia, const uint8_t *b, size_t n);

/* The last line, if there is one. */
void content_end(struct content_text *c, struct text *t);

#endif
