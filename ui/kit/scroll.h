/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A text that is looked at through an area: the detail pane, the help, the registers.
 */
#ifndef PTVIEW_UI_SCROLL_H
#define PTVIEW_UI_SCROLL_H

#include <stdbool.h>

#include "ui/kit/grid.h"
#include "ui/kit/keys.h"

/* A zeroed struct is an empty text. */
struct scroll {
	struct text text;
	size_t lines;
	size_t top;	/* first line shown */
	unsigned left;	/* columns scrolled away */
	unsigned width; /* of the longest line */
};

/* The text has changed. keep: stay at the same line if that is possible. */
void scroll_ready(struct scroll *s, bool keep);

/* Scroll by a request. Returns false for a request that does not scroll. */
bool scroll_move(struct scroll *s, enum keys_request req, struct grid_area a);
void scroll_by(struct scroll *s, long lines, struct grid_area a);

/* Draw it; not scrolled further than the area needs. */
void scroll_draw(struct scroll *s, struct grid *g, struct grid_area a);

/* "", or where in the text the area is: "1-20/57". Returns buf. */
const char *scroll_position(const struct scroll *s, struct grid_area a, char buf[32]);

void scroll_free(struct scroll *s);

#endif
