/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an operation maps, held against the map of physical memory: whether it is RAM at all.
 *
 * Only what is new is judged: an entry that maps the same memory with the same type as before is an
 * earlier operation's.
 */
#ifndef PTVIEW_REPORT_REPLAY_MEMORY_H
#define PTVIEW_REPORT_REPLAY_MEMORY_H

#include "report/text.h"
#include "src/physmap.h"
#include "src/xen/xenpt.h"

/* A stretch of memory of which one thing is to be said, and the steps that map it. */
struct replay_memory_piece {
	struct pa first, last;
	enum physmap_verdict verdict;
	enum physmap_use use;
	uint64_t step, last_step; /* from 1; 0: a poke */
};

enum { REPLAY_MEMORY_MAX = 32 }; /* pieces kept of an operation */

/* Zeroed: nothing is mapped yet. */
struct replay_memory {
	struct replay_memory_piece pieces[REPLAY_MEMORY_MAX]; /* in the order of the steps */
	size_t n;
	uint64_t more; /* not kept */
	bool wrong;    /* one of them is a fault, not only worth saying */
};

/* Take an event of the step with that number. */
void replay_memory_event(struct replay_memory *m, const struct physmap *map, uint64_t step,
			 const struct xenpt_event *ev);

/* The names in a piece: how many different ones, and the first; "" where there is none. */
size_t replay_memory_names(const struct physmap *map, const struct replay_memory_piece *p,
			   const char **first);

/* "cached", "uncached", "device"; "not_ram", "ram_as_device", "no_map", "reserved". */
const char *replay_memory_use_name(enum physmap_use use);
const char *replay_memory_verdict_name(enum physmap_verdict verdict);

/*
 * A line a piece, the first few. steps: with the numbers of the steps. all: each of them, and what
 * is no fault.
 */
void replay_memory_show(struct text *t, const struct physmap *map, const struct replay_memory *m,
			bool steps, bool all);

/*
 * What a range would map beyond itself if it were grown for a larger order: where that is wrong,
 * a line says so, indented by so many columns.
 */
void replay_memory_show_growth(struct text *t, const struct physmap *map,
			       const struct xenpt_range *r, const struct xenpt_gain *g,
			       unsigned indent);

/* One line: the RAM of the map, and who says so. */
void replay_memory_show_map(struct text *t, const struct physmap *map);

#endif
