/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Questions to a stub whose answers are kept as text: everything but memory and registers.
 */
#ifndef PTVIEW_ASK_H
#define PTVIEW_ASK_H

#include <stddef.h>

#include "gdbstub/session.h"

struct ask {
	char body[SESSION_BODY]; /* of the request, text */
	char *text; /* the answer, unescaped, with a final '\0'; NULL where there is none */
	size_t len;
};

/* Make a an ask of this request, without an answer yet. One that is too long is cut. */
void ask_set(struct ask *a, const char *body);

/* Make a an ask of a command to QEMU's monitor; the answer is what it prints. */
void ask_monitor(struct ask *a, const char *command);

/* Ask n things at once. The answers are freed by ask_free(), also after a failure. */
enum err_code ask_run(struct session *s, struct ask *asks, size_t n);
void ask_free(struct ask *asks, size_t n);

/* The answer, "" for none. */
const char *ask_text(const struct ask *a);

#endif
