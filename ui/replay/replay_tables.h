/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tables around the place of a replay: the entries on the way to the address of the last step,
 * level by level, with their neighbours as far as there is space.
 */
#ifndef PTVIEW_UI_REPLAY_TABLES_H
#define PTVIEW_UI_REPLAY_TABLES_H

#include "report/text.h"
#include "ui/replay/replay_walk.h"

/* Append at most `rows` lines of at most `cols` columns (those which the screen would cut, it
 * cuts).
 */
void replay_tables_text(struct text *t, struct replay_walk *w, unsigned rows, unsigned cols,
			bool ascii);

#endif
