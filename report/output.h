/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The program's two streams. What was to be written and is lost, for want of memory or of room, is
 * remembered once and for all: main() asks last, and no status so far hides it.
 *
 * All that goes to standard error goes through here, and so through printable_fix(); what goes to
 * standard output does by text_put(), or is JSON in ASCII.
 */
#ifndef PTVIEW_OUTPUT_H
#define PTVIEW_OUTPUT_H

#include <stdbool.h>

/* Something of the output is missing: memory ran out. */
void output_lost(void);

/* After the last of it. NULL: all has arrived; else why it has not, a line without its end. */
const char *output_missing(void);

/* A line on standard output that is no styled text; as output_say() writes it. */
void output_print(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* A line, or part of one, on standard error. What others wrote cannot end it or steer a terminal.
 */
void output_say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* A line there that is written over by the next one, and taken away in the end. */
void output_progress(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void output_progress_end(void);

#endif
