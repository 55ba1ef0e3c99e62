/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A live target behind QEMU's gdbstub, as a struct mem.
 */
#ifndef PTVIEW_STUB_H
#define PTVIEW_STUB_H

#include <stdbool.h>

#include "src/err.h"
#include "src/mem.h"

#define STUB_TIMEOUT_MS 3000

/* How to leave the guest. */
enum stub_leave {
	STUB_LEAVE_AS_FOUND, /* see stub_run_unknown() for the one case in which that is not known
			      */
	STUB_LEAVE_RUNNING,
	STUB_LEAVE_STOPPED,
};

struct stub_options {
	int timeout_ms; /* without a byte from the stub, until it is taken for dead; 0: the default
			 */
	bool read_map;	/* ask QEMU's monitor for the memory map: about 0.5 ms. Do. */
	enum stub_leave leave;
	bool keep_acks; /* for share.c, which counts by acknowledgements */
};

/*
 * Connect to where ("HOST:PORT", "[V6-ADDRESS]:PORT" or "unix:PATH") and stop the guest. On success
 * *out is the target, its registers and map read, to be closed by mem_close(), which leaves the
 * stub's memory mode and the guest as they were found; so does a failure here. ERR_USAGE where the
 * address is malformed; ERR_SOURCE where nothing listens, it is no gdbstub, it is busy, or it
 * cannot read physical memory; ERR_UNSUPPORTED where it has no page tables of Arm's. err is then
 * one line that names the address and what to do.
 */
enum err_code stub_open(const char *where, const struct stub_options *opt, struct mem **out,
			struct err *err);

/*
 * Why a target of stub_open() fails all reads with ERR_SOURCE: a line that names the address, or
 * NULL where it is alive. Valid until mem_close().
 */
const char *stub_trouble(const struct mem *m);

/* True where nobody told whether the guest ran before it was opened, and it will be left stopped.
 */
bool stub_run_unknown(const struct mem *m);

/* True where the guest ran until it was opened: it is held only as long as it is looked at. */
bool stub_was_running(const struct mem *m);

/* True where it is another ptview's share: whoever else is there may let the guest run. */
bool stub_is_shared(const struct mem *m);

/* What is behind a target of stub_open(): for trace.c. */
struct session;
struct target;
struct session *stub_session(struct mem *m);
struct target *stub_target(struct mem *m);

/*
 * Leave every open target as it was found, at once: for a signal handler (see rescue.h), after
 * which the process must end. Async-signal-safe; at most about a second for each.
 */
void stub_emergency_restore(void);

#endif
