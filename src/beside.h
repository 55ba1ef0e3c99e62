/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One piece of work that is done beside one's own, in a thread: the only one that makes any. */
#ifndef PTVIEW_BESIDE_H
#define PTVIEW_BESIDE_H

#include <pthread.h>
#include <stdbool.h>

struct beside {
	pthread_t thread;
	void (*work)(void *arg);
	void *arg;
};

/*
 * Begin work(arg), which must share nothing that changes with what the caller does until
 * beside_end(). False: there is no thread to be had, and nothing was begun. b is the caller's, and
 * stays where it is.
 */
bool beside_begin(struct beside *b, void (*work)(void *arg), void *arg);

/* Wait until it is done: all that it wrote can be seen then. */
void beside_end(struct beside *b);

#endif
