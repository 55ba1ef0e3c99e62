/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What there is to say of a call and of entries that differ: in the file, and to the user. */
#ifndef PTVIEW_RECORD_NOTE_H
#define PTVIEW_RECORD_NOTE_H

#include "cli/record/record_run.h"

/* The comment before a call: its number, time, CPU, caller and result. */
void record_note_call(struct record *r, const struct record_call *c);

/* Count the outcome of a call, by the tables after it, and say what is wrong with it. */
void record_note_outcome(struct record *r, const struct record_call *c, const char *op,
			 struct record_tree *after);

/* For record_check_*(), with the struct record as arg. */

/* To the user: an entry that is not as expected, up to some of them from printed = 0 on. */
void record_note_diff(void *arg, const struct record_diff *d);

/* In the file: an entry that changed between two calls; counted. */
void record_note_outside(void *arg, const struct record_diff *d);

/* In the file: an entry that the operation before does not change as Xen did. */
void record_note_change(void *arg, const struct record_diff *d);

/* Only counted. */
void record_note_nothing(void *arg, const struct record_diff *d);

#endif
