/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One gdbstub, several clients: gdb, and ptview beside it.
 *
 * A stub serves one client. The share is that client, and to its own clients it is the stub: what
 * they ask goes on to the stub as it came, and what the stub answers comes back as it was. What
 * belongs to a connection is kept for each of them (threads chosen, the memory mode,
 * acknowledgements, breakpoints, the place in the list of threads), and the stub is put into the
 * mode of whoever asks. A client that looks while the guest runs for another stops it for as long
 * as it looks; the other is told of stops of its own only. See docs/gdb.md.
 */
#ifndef PTVIEW_SHARE_H
#define PTVIEW_SHARE_H

#include <stdbool.h>

#include "gdbstub/share_listen.h"
#include "src/err.h"
#include "src/mem.h"

#define SHARE_CLIENTS	  8 /* at once */
#define SHARE_PATIENCE_MS 5000

/* Asked by a client that is ours: would the guest run, were it not for you? See share_request.c. */
#define SHARE_ASK_RUN "qptview.Run"
#define SHARE_RUNNING "running"
#define SHARE_STOPPED "stopped"

struct share_options {
	int timeout_ms; /* how long the stub may be silent when it has been asked; 0: the default */
	int patience_ms; /* how long a client may leave a packet unfinished, or an answer unread;
			  * 0: SHARE_PATIENCE_MS */
	int parent;	 /* a descriptor whose end of file ends the share; -1: none */

	/* One line, without a newline, of what users must know. */
	void (*say)(void *arg, const char *line);
	void *arg;
};

/*
 * Serve clients of l on stub, a target of stub_open() that keeps acknowledgements, until SIGTERM,
 * SIGINT or SIGHUP, which must be handled otherwise at the call and are again afterwards. Both
 * stay the caller's: mem_close() then leaves the guest as it was found, or as the last debugger
 * that detached left it. ERR_NONE where a signal ended it; ERR_SOURCE where the stub failed.
 */
enum err_code share_run(struct mem *stub, struct share_listen *l, const struct share_options *o,
			struct err *err);

#endif
