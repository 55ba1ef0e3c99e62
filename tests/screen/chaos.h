/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events by chance, the same ones each time: what no script writer thinks of.
 */
#ifndef PTVIEW_TESTS_SCREEN_CHAOS_H
#define PTVIEW_TESTS_SCREEN_CHAOS_H

#include <stdint.h>

#include "ui/kit/term.h"

/* A zeroed struct has nothing to come. */
struct chaos {
	unsigned resizes;    /* still to come */
	unsigned events;     /* of all kinds, still to come */
	uint32_t state;	     /* of the generator; not 0 */
	unsigned cols, rows; /* out: the size that goes with a TERM_RESIZE */
};

/* True while there is something to come. */
bool chaos_on(const struct chaos *c);

/* The next event. Never the key that quits. */
struct term_event chaos_next(struct chaos *c);

#endif
