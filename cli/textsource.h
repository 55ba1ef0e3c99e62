/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Console text as the source of a command: out of a file, or of standard input. */
#ifndef PTVIEW_TEXTSOURCE_H
#define PTVIEW_TEXTSOURCE_H

#include "text/console.h"

/* True for "-", and for a file that starts like text and is of no other known format. */
bool textsource_is(const char *source);

/*
 * Read and take apart. ERR_SOURCE where it cannot be read, or no form of text in it is known;
 * ERR_UNSUPPORTED where it is too large.
 */
enum err_code textsource_open(const char *source, struct console **out, struct err *err);

/* The report to look at where one is wanted: the first that shows descriptors, else the first. */
unsigned textsource_best(const struct console *c);

/* What was worked out, contradicted or lost, on stderr, a line each. */
void textsource_say(const struct console *c, unsigned report);

/* What was lost of the text as a whole, likewise. */
void textsource_say_lost(const struct console *c);

#endif
