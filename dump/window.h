/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A piece of a file, read ahead of who goes through it in order.
 *
 * Touching a page of a mapping for the first time costs a fault; where the machine is itself a
 * guest, more than the copy of a page does by far. So who reads one place after the other is given
 * a copy that a processor's cache holds; who jumps about is not, and has the mapping.
 */
#ifndef PTVIEW_DUMP_WINDOW_H
#define PTVIEW_DUMP_WINDOW_H

#include "dump/infile.h"

enum {
	WINDOW_BYTES = 1 << 18,
	WINDOW_GAP = 1 << 16, /* bytes: what begins so near behind the last place follows it */
	WINDOW_FOLLOWS = 8,   /* places that must have followed each other */
};

/* All zero: nothing was read yet. */
struct window {
	unsigned char *buf; /* WINDOW_BYTES; NULL: not needed yet */
	const struct infile *in;
	uint64_t at;
	size_t len;	  /* bytes of `in` from `at` on that buf holds */
	uint64_t next;	  /* where the last place ended */
	unsigned follows; /* places that followed the one before */
};

/*
 * n bytes of a file at offset `at`, within its size at open. NULL: better take them from the
 * mapping. Valid until the next call. They are what the file held at some time since
 * window_forget().
 */
const unsigned char *window_get(struct window *w, const struct infile *in, uint64_t at, size_t n);

/* What was read is old now. */
void window_forget(struct window *w);

void window_free(struct window *w);

#endif
