/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Leaving a guest as it was found: running or stopped, without breakpoints, and the stub's memory
 * mode.
 *
 * What must be undone is kept in a table, one entry for each open stub, where a signal handler can
 * reach it (see rescue.h), and, since it is shared with it, a child (see guard.h).
 */
#ifndef PTVIEW_RUNSTATE_H
#define PTVIEW_RUNSTATE_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum run {
	RUN_UNKNOWN, /* the stub has not told yet */
	RUN_RUNNING, /* the guest ran until we connected: detach at the end */
	RUN_STOPPED, /* it was stopped already: go without a word */
};

#define RUNSTATE_MODE_UNTOUCHED (-1)
#define RUNSTATE_BREAKS		8   /* breakpoints set at once */
#define RUNSTATE_WATCHES	256 /* and write watchpoints */

struct runstate {
	volatile sig_atomic_t used;
	volatile sig_atomic_t leaving; /* runstate_leave() is at it: keep out */
	volatile sig_atomic_t run;     /* enum run */
	volatile sig_atomic_t mode;    /* qemu.PhyMemMode to restore, or UNTOUCHED */
	volatile sig_atomic_t heard;   /* the stub has sent anything at all */
	volatile sig_atomic_t process; /* multiprocess id to detach from */
	volatile sig_atomic_t parting; /* the detach is on its way: nothing may follow it */
	volatile sig_atomic_t sweep;   /* all breakpoints are to be removed, whoever set them */
	volatile sig_atomic_t nbreaks; /* breakpoints to remove: breaks[0..nbreaks-1] */
	uint64_t breaks[RUNSTATE_BREAKS];
	volatile sig_atomic_t nwatches; /* the same of write watchpoints */
	struct runstate_watch {
		uint64_t address;
		uint32_t bytes;
	} watches[RUNSTATE_WATCHES];
	int fd;
	int owner; /* the process that opened it: a child that exits restores nothing */
	const uint8_t
		*unread; /* zero-terminated: received, perhaps not looked at yet; shared too */
};

/*
 * Take an entry for a connection that is to be restored. unread is where the session receives; it
 * must outlive the entry and be zero where nothing was received. NULL where the table is full.
 */
struct runstate *runstate_take(int fd, const uint8_t *unread);

/*
 * Restore what the entry says, waiting at most bound_ms for the stub, and give it back. The caller
 * closes the socket next; nothing may be sent on it any more. NULL is allowed.
 */
void runstate_leave(struct runstate *r, int bound_ms);

/*
 * A breakpoint is about to be set, or has been removed. False where there are too many. Removing
 * one that is not set does no harm.
 */
bool runstate_add_break(struct runstate *r, uint64_t address);
void runstate_drop_break(struct runstate *r, uint64_t address);

/* The same of a write watchpoint. */
bool runstate_add_watch(struct runstate *r, uint64_t address, uint32_t bytes);
void runstate_drop_watch(struct runstate *r, uint64_t address);

/*
 * In a child: the process that took the entry has ended. False where there is nothing to restore.
 * Else the entry is the caller's, every reply that was under way has come or bound_ms have passed,
 * and the run state is known if a report of it was among what came.
 */
bool runstate_take_over(struct runstate *r, int bound_ms);

/* Give the entry back and leave the target alone (it is no gdbstub, or gone). NULL is allowed. */
void runstate_forget(struct runstate *r);

/* Restore every entry. Async-signal-safe; at most about a second for each open stub. */
void runstate_leave_all(void);

#endif
