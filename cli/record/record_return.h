/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One call, from its first instruction to its return. */
#ifndef PTVIEW_RECORD_RETURN_H
#define PTVIEW_RECORD_RETURN_H

#include "cli/record/record_run.h"

/* Let the CPU of a call that is about to begin run until it has returned; c->rc is set then. */
enum err_code record_return_await(struct record *r, struct record_call *c, struct err *err);

/* One instruction of one CPU, which stands on a breakpoint. */
enum err_code record_return_step(struct record *r, unsigned cpu, struct err *err);

/*
 * Whether a CPU stopped at the beginning of Xen's interface, whose caller is then kept, or of
 * xen_pt_update called from there, whose c->caller is then that one.
 */
void record_return_outer(struct record *r, struct record_call *c);

#endif
