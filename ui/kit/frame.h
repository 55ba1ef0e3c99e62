/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What all screens have in common.
 */
#ifndef PTVIEW_UI_FRAME_H
#define PTVIEW_UI_FRAME_H

#include "ui/kit/grid.h"
#include "ui/kit/keys.h"
#include "ui/kit/prompt.h"
#include "ui/kit/scroll.h"

/* Told where each hint stands, so that it can be clicked on. */
typedef void (*frame_hit_fn)(void *arg, unsigned row, unsigned col, unsigned end,
			     enum keys_request req);

/* The keys worth knowing in a context, out of the key table, from column `at` of a row on. */
void frame_hints(struct grid *g, unsigned row, unsigned at, enum keys_context context,
		 frame_hit_fn hit, void *arg);

/* Where a line being typed was drawn. */
struct frame_line {
	unsigned row, col;     /* of its first character that is shown */
	size_t from;	       /* bytes before that */
	struct grid_area hint; /* or why it was refused */
};

/*
 * A line being typed, in the last row, with its cursor; of one that is too long, the part that has
 * it. Why the line was refused, or else the hint, stands behind it, or in rows of its own above.
 */
struct frame_line frame_prompt(struct grid *g, const char *label, bool above,
			       const struct prompt *p, const struct text *hint);

/* A text over the whole screen. Returns where the text is. */
struct grid_area frame_pager(struct grid *g, const char *title, struct scroll *s);

/*
 * Instead of everything. lost: what the next q loses, in a few words, which is asked; NULL: nothing
 * is asked.
 */
void frame_too_small(struct grid *g, const char *lost);

/* A file's name in the title; of one that is too long the end, which says more than the start. */
void frame_name(struct grid *g, unsigned at, unsigned end, const char *name);

#endif
