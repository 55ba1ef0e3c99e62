/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Time that only goes forward, for bounds and progress. Not for libcore, which asks no system. */
#ifndef PTVIEW_CLOCK_H
#define PTVIEW_CLOCK_H

#include <stdint.h>
#include <time.h>

/* In nanoseconds, and in milliseconds, since some moment that stays the same. */
static inline int64_t clock_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static inline int64_t clock_ms(void)
{
	return clock_ns() / 1000000;
}

#endif
