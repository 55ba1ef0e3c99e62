/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A line that is the name of a command, and what that takes: a row for each. */
#ifndef PTVIEW_UI_CMDLINE_H
#define PTVIEW_UI_CMDLINE_H

#include "ui/kit/complete.h"
#include "ui/kit/line.h"

struct cmdline_row {
	const char *name;
	const char *operand;	    /* what stands behind it; NULL: nothing may */
	const char *help;	    /* one line */
	const struct line_ask *ask; /* takes that as its line; its label is not used */
	complete_name names;	    /* which the operand may be one of; NULL: any */
};

struct cmdline {
	const struct cmdline_row *rows;
	size_t n;
};

/* What a struct line_ask does; of: that of the rows' own lines and names. */
void cmdline_hint(const struct cmdline *c, const void *of, const struct prompt *p, struct text *t);
void cmdline_complete(const struct cmdline *c, const void *of, struct prompt *p, const char *only);
void cmdline_accept(const struct cmdline *c, void *of, struct prompt *p);

/* A line each, under a heading. */
void cmdline_help(const struct cmdline *c, struct text *t);

/* A line taken apart: its first word, and, where a blank is behind that, the line of its operand.
 */
struct cmdline_typed {
	char word[PROMPT_MAX];
	bool behind;
	struct prompt operand;
};

struct cmdline_typed cmdline_take_apart(const struct prompt *p);

/*
 * Which one a word names, by all of its name or by as much as no other begins with. ERR_USAGE: what
 * is no such thing, and what may be meant.
 */
enum err_code cmdline_find(complete_name name, const void *of, const char *what, const char *word,
			   size_t *which, struct err *err);

#endif
