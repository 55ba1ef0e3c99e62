/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tables around the place of a replay: the entries on the way to the address of the last step,
 * level by level, with their neighbours as far as there is space.
 */
#ifndef PTVIEW_UI_REPLAY_TABLES_H
#define PTVIEW_UI_REPLAY_TABLES_H

#include "report/text.h"
#include "ui/replay/replay_walk.h"

/* Of an area of so many rows and columns. */
struct replay_tables_size {
	unsigned rows, cols;
	bool ascii;
};

/*
 * Fill an empty text with at most so many lines (those which the screen would cut, it cuts).
 * spots: as many rows, zeroed, which get the entries that each line is of; where it is of none,
 * count stays 0.
 */
void replay_tables_text(struct text *t, struct replay_walk *w, const struct replay_tables_size *s,
			struct replay_walk_spot *spots);

#endif
