/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Frame numbers bit by bit, one below the other, so that the bit that stops a size is seen. */
#ifndef PTVIEW_RULER_H
#define PTVIEW_RULER_H

#include "report/replay/replay.h"

/* Bits 21..0 are shown: up to four beyond order 18, and each order's own nine. */
enum { RULER_TOP = 21 };

/* The sizes, each above its lowest bit. */
void ruler_scale(struct text *t);

/* A number. mark: the bit that stops here, or above RULER_TOP for none. */
void ruler_row(struct text *t, const char *name, uint64_t v, unsigned mark,
	       const struct replay_options *o);

/* Point at a bit; words and the end of the line are the caller's. */
void ruler_mark(struct text *t, unsigned bit, const struct replay_options *o);

#endif
