/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A line being typed, and the lines typed before.
 */
#ifndef PTVIEW_UI_PROMPT_H
#define PTVIEW_UI_PROMPT_H

#include <stdbool.h>
#include <stdint.h>

#include "src/err.h"
#include "ui/kit/keys.h"

enum {
	PROMPT_MAX = 256,  /* bytes of a line and its NUL */
	PROMPT_SHORT = 64, /* of one that is opened empty */
	PROMPT_HISTORY = 16,
};

struct prompt {
	char line[PROMPT_MAX]; /* UTF-8 */
	size_t len, caret;     /* bytes */
	size_t room;	       /* bytes that the line may take, NUL included */
	char history[PROMPT_HISTORY][PROMPT_MAX];
	unsigned nhistory, at; /* at == nhistory: the new line */
	struct err err;	       /* why the last line was refused; code ERR_NONE: it was not */
};

/* Begin an empty line; the history stays. */
void prompt_open(struct prompt *p);

/* Begin with len bytes of text to be edited; what is too long is cut. */
void prompt_open_with(struct prompt *p, const char *s, size_t len);

/* Edit it: a request of KEYS_PROMPT, or (REQ_NONE) a typed character. Others are ignored. */
void prompt_edit(struct prompt *p, enum keys_request req, int code);

/* Keep the line in the history. */
void prompt_accept(struct prompt *p);

/*
 * An address as number_address() reads it, digits grouped by _ ' or blanks. ERR_USAGE with a line
 * that says what is wrong.
 */
enum err_code prompt_address(const char *s, uint64_t *v, struct err *err);

#endif
