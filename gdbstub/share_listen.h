/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the clients of a share connect: a socket that listens. */
#ifndef PTVIEW_SHARE_LISTEN_H
#define PTVIEW_SHARE_LISTEN_H

#include "src/err.h"

struct share_listen {
	int fd;		 /* not blocking */
	char where[128]; /* what a client connects to; a port of 0 is the one that was given */
};

/*
 * Listen at "HOST:PORT", "[V6-ADDRESS]:PORT", ":PORT" (on 127.0.0.1) or "unix:PATH", which only
 * this user may connect to; a socket that nobody listens at any more is taken over. ERR_USAGE where
 * that is malformed, ERR_SOURCE where it cannot be had.
 */
enum err_code share_listen_open(struct share_listen *l, const char *where, struct err *err);

/* Stop; a path is removed. */
void share_listen_close(struct share_listen *l);

/* The next client, not blocking; -1 for none. */
int share_listen_accept(const struct share_listen *l);

#endif
