/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Leaving a guest as it was found where ptview cannot do it itself, because it was killed.
 *
 * SIGKILL (and the kernel, when memory runs out) asks nobody. So a child of ptview keeps the socket
 * open too and waits for ptview's end. It costs a fork a connection; what both must know is in
 * memory that they share (see runstate.h).
 */
#ifndef PTVIEW_GUARD_H
#define PTVIEW_GUARD_H

#include <sys/types.h>

#include "gdbstub/runstate.h"

struct guard {
	pid_t child; /* 0: there is none */
	int our_end; /* of a pipe: it closes when we end, however that is */
};

/*
 * Start a child that, if this process ends and r is still in use, takes r over, calls learn(arg) if
 * the run state is not known yet, and restores. Where none can be started (no processes or
 * descriptors are left), a killed ptview leaves the guest stopped.
 */
void guard_start(struct guard *g, struct runstate *r, void (*learn)(void *arg), void *arg);

/* End it; r was left or forgotten. Does nothing on a zeroed struct. */
void guard_stop(struct guard *g);

#endif
