/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A stream socket to a gdbstub: connect, send and receive, each bounded in time.
 */
#ifndef PTVIEW_CONN_H
#define PTVIEW_CONN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "src/err.h"

/* Who is told of each socket that conn_open() tries, and has it from then on. */
struct conn_owner {
	/* Before it is connected. False where it cannot be had: it is closed, and nothing is tried.
	 */
	bool (*made)(void *arg, int fd);
	void (*failed)(void *arg); /* it could not be connected: close it */
	void *arg;
};

/*
 * Connect to "HOST:PORT", "[v6]:PORT" or "unix:PATH". The owner then has a connected non-blocking
 * socket. ERR_USAGE where the address is malformed, ERR_SOURCE where nothing answers within
 * timeout_ms (an address); the line in err names the address and what to do.
 */
enum err_code conn_open(const char *where, int timeout_ms, const struct conn_owner *owner,
			struct err *err);

/*
 * Take "HOST:PORT" or "[v6]:PORT" apart; the host may be empty. False where it is neither
 * or the host has cap bytes. *port points into where.
 */
bool conn_split(const char *where, char *host, size_t cap, const char **port);

/* Results of conn_send and conn_recv other than a number of bytes. */
#define CONN_AGAIN (-1) /* nothing could be done without waiting */
#define CONN_LOST  (-2) /* the peer is gone; errno tells why, 0: it closed */

/* Send up to len bytes. Never raises SIGPIPE. Async-signal-safe. */
ssize_t conn_send(int fd, const void *buf, size_t len);

/* Receive up to len bytes. Async-signal-safe. */
ssize_t conn_recv(int fd, void *buf, size_t len);

/*
 * Wait until there is something to read, or, where want_write, room to write. False when timeout_ms
 * have passed. Signals do not end the wait early. Async-signal-safe.
 */
bool conn_wait(int fd, bool want_write, int timeout_ms);

/* The same, giving up within a fifth of a second of a signal that hold_begin() holds back. */
bool conn_wait_held(int fd, bool want_write, int timeout_ms);

#endif
