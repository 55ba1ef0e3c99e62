/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The recording: one history of the tables of one CPU, from the first call on.
 *
 * From 4.18 on Xen's first calls are on the tables of its boot, which it then leaves. A call of the
 * same CPU on other tables tells: the file begins anew with these, and what was before becomes
 * comments.
 */
#ifndef PTVIEW_RECORD_HISTORY_H
#define PTVIEW_RECORD_HISTORY_H

#include "cli/record/record_run.h"

/* A call that is about to begin: let it happen, and write it down. */
enum err_code record_history_call(struct record *r, struct record_call *c, struct err *err);

/* The end, while the guest stands still: what changed since the last call, and the last check. */
void record_history_end(struct record *r);

#endif
