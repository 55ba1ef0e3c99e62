/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Holding back the signals that end a program, while it is not known what must be put right first.
 */
#ifndef PTVIEW_HOLD_H
#define PTVIEW_HOLD_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * The i-th of the signals that end a program which does not handle them (POSIX, <signal.h>), other
 * than by a crash, and than real-time signals; 0 past the last. Whoever sends one, a guest and a
 * terminal are given back.
 */
int hold_signal(size_t i);

/* Hold all of them. Pairs may be nested; saved is the caller's. */
void hold_begin(sigset_t *saved);

/* Let through what hold_begin() held. */
void hold_end(const sigset_t *saved);

/* True where one of them is waiting, SIGPIPE excepted: whoever waits should give up soon. */
bool hold_pending(void);

#endif
