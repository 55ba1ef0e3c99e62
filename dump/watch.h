/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whoever waits for a long job over a file, and may stop it. */
#ifndef PTVIEW_DUMP_WATCH_H
#define PTVIEW_DUMP_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct watch {
	/*
	 * Called often: `done` of `total` bytes of a file are done, and what is being done
	 * ("decompressing"). Returns false to stop.
	 */
	bool (*tick)(void *arg, const char *what, uint64_t done, uint64_t total);
	void *arg;
};

/* Tell w, which may be NULL. False: stop. */
static inline bool watch_tick(const struct watch *w, const char *what, uint64_t done,
			      uint64_t total)
{
	return !w || w->tick(w->arg, what, done, total);
}

#endif
