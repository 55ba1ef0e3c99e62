/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One call, from its first instruction to its return. */
#ifndef PTVIEW_RECORD_RETURN_H
#define PTVIEW_RECORD_RETURN_H

#include "cli/record/record_run.h"

/* How a kind of calls is waited for. */
struct record_return_way {
	int alone_ms; /* so long only the CPU of the call runs, then the others too */
	/*
	 * A CPU stopped before the call returned: another, or its own, which may still stand at
	 * the beginning, since a step need not have led anywhere. Do what gets that CPU on, or
	 * set *turn: it stands still until the call has returned.
	 */
	enum err_code (*stopped)(struct record *r, unsigned cpu, void *ctx, bool *turn,
				 struct err *err);
	void *ctx;
};

/*
 * Let the CPU of a call that is about to begin run until it has returned; c->rc is set then.
 * ERR_SOURCE: it does not.
 */
enum err_code record_return_await(struct record *r, struct record_call *c,
				  const struct record_return_way *way, struct err *err);

/* One instruction of one CPU, which stands on a breakpoint. */
enum err_code record_return_step(struct record *r, unsigned cpu, struct err *err);

/*
 * Whether a CPU stopped at the beginning of Xen's interface, whose caller is then kept, or of
 * xen_pt_update called from there, whose c->caller is then that one.
 */
void record_return_outer(struct record *r, struct record_call *c);

#endif
