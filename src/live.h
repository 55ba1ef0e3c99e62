/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest that can be let run and stopped: what a live source offers beside its memory. As with
 * struct mem, who uses it does not know which source it is.
 */
#ifndef PTVIEW_LIVE_H
#define PTVIEW_LIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "src/err.h"

enum live_state {
	LIVE_STOPPED, /* its memory and registers can be read */
	LIVE_RUNNING, /* nothing of it can be read */
	LIVE_GONE,    /* the source has ended, or does not answer any more */
};

/* How it is to run. Zeroed: all CPUs, until something stops them. */
struct live_order {
	bool step; /* one instruction of `cpu`, the others standing still */
	unsigned cpu;
	bool to; /* until a CPU is about to execute the instruction at this virtual address */
	uint64_t address;
};

/* Why it stands still. */
enum live_why {
	LIVE_FOUND,   /* it has not run since it was opened */
	LIVE_ASKED,   /* live_halt() */
	LIVE_ARRIVED, /* the step is done, or a CPU is at the address */
	LIVE_STORE,   /* a CPU is about to store where live_watch() has been asked to look */
	LIVE_OTHER,   /* its monitor stopped it, it has shut down, or a breakpoint of others */
	LIVE_REFUSED, /* it did not run: somebody else who shares the source lets it run */
};

struct live {
	const struct live_ops *ops;
	/* What follows is kept by the source, and only read. */
	enum live_state state;
	bool found_running; /* it ran until it was opened, and so it is left */
	int fd;		    /* becomes readable where live_poll() has something to tell; or -1 */
	enum live_why why;  /* LIVE_STOPPED */
	unsigned cpu;	    /* the one that the stop is about */
	bool at_known;
	uint64_t at;	 /* its PC */
	uint64_t stored; /* LIVE_STORE: the first byte of what is watched, as the source has it */
	struct err gone; /* LIVE_GONE: why */
};

struct live_ops {
	enum err_code (*run)(struct live *l, const struct live_order *how, struct err *err);
	void (*poll)(struct live *l, int ms);
	void (*halt)(struct live *l);
	/* May be NULL: stores cannot be watched. */
	enum err_code (*watch)(struct live *l, uint64_t address, uint32_t bytes, bool on,
			       struct err *err);
};

/* Places that are watched at once, at most. */
enum { LIVE_WATCHES = 256 };

/* Let it run, from LIVE_STOPPED. On an error it has not run. */
static inline enum err_code live_run(struct live *l, const struct live_order *how, struct err *err)
{
	return l->ops->run(l, how, err);
}

/* Bring `state` up to date, waiting for a change ms at most. */
static inline void live_poll(struct live *l, int ms)
{
	l->ops->poll(l, ms);
}

/*
 * While it stands still: stop it from now on before each store to [address, address + bytes), which
 * are virtual, of any CPU at any exception level; or no longer. The CPU does the store when it is
 * let run with this place watched no more. ERR_UNSUPPORTED: not here, or too many.
 */
static inline enum err_code live_watch(struct live *l, uint64_t address, uint32_t bytes, bool on,
				       struct err *err)
{
	return l->ops->watch ? l->ops->watch(l, address, bytes, on, err)
			     : err_set(err, ERR_UNSUPPORTED, "stores cannot be watched here");
}

/* Stop it, where it runs. It is then LIVE_STOPPED or LIVE_GONE; the source bounds the wait. */
static inline void live_halt(struct live *l)
{
	l->ops->halt(l);
}

#endif
