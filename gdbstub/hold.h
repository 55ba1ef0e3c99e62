/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Holding back the signals that end a program, while it is not known what must be put right first.
 */
#ifndef PTVIEW_HOLD_H
#define PTVIEW_HOLD_H

#include <signal.h>
#include <stdbool.h>

/* Hold SIGINT, SIGTERM, SIGHUP, SIGQUIT and SIGPIPE. Pairs may be nested; saved is the caller's. */
void hold_begin(sigset_t *saved);

/* Let through what hold_begin() held. */
void hold_end(const sigset_t *saved);

/* True where one of them is waiting, SIGPIPE excepted: whoever waits should give up soon. */
bool hold_pending(void);

#endif
