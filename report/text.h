/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Styled text: lines of spans, each with a style that says what it is, not how it looks. The
 * terminal UI and the command line each give the styles their own colours.
 */
#ifndef PTVIEW_TEXT_H
#define PTVIEW_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum text_style {
	TEXT_PLAIN,
	TEXT_DIM,      /* guides, units, what may be skipped */
	TEXT_HEAD,     /* headings */
	TEXT_TABLE,    /* a table descriptor */
	TEXT_BLOCK,    /* a block */
	TEXT_PAGE,     /* a page */
	TEXT_INVALID,  /* an invalid descriptor */
	TEXT_RESERVED, /* a reserved encoding */
	TEXT_ADDRESS,  /* an address */
	TEXT_VALUE,    /* a raw value */
	TEXT_WARN,     /* look here */
	TEXT_ERROR,    /* wrong, or cannot be known */
	TEXT_STYLES
};

struct text_span {
	size_t at, len; /* bytes of buf */
	enum text_style style;
};

/* A zeroed struct is an empty text. Bytes are UTF-8; lines end with '\n'. */
struct text {
	char *buf;
	size_t len, cap;
	struct text_span *spans;
	size_t nspans, cap_spans;
	bool failed; /* out of memory: something is missing */
};

/* Append formatted text in a style; what must not reach a terminal as '?' (printable.h). */
void text_put(struct text *t, enum text_style style, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * Append a line of words, and go on below where it would pass column `cols`; lines after the first
 * are indented. No newline at the end.
 */
void text_wrap(struct text *t, enum text_style style, unsigned cols, unsigned indent,
	       const char *s);

/* Pad the current line with blanks up to column `col` (columns of the terminal, from 0). */
void text_pad(struct text *t, unsigned col);

/* Columns of the current (last) line so far. UTF-8 sequences count one column each. */
unsigned text_column(const struct text *t);

/* Empty it, keeping its memory; free it. */
void text_clear(struct text *t);
void text_free(struct text *t);

/* Write it out; color: with ANSI SGR sequences. Returns false where the stream failed. */
bool text_write(const struct text *t, FILE *f, bool color);

#endif
