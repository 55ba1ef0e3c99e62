/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Back and forward among the places that jumps have left, and marks with a letter. */
#ifndef PTVIEW_UI_MARKS_H
#define PTVIEW_UI_MARKS_H

#include "ui/state.h"

/* To the place before the last jump (dir -1), or ahead again (dir 1). */
void marks_step(struct ui *u, int dir);

/* Ask for a letter: a mark on this entry; the entry of a mark, or for ' that before the last jump.
 */
extern const struct line_ask marks_set;
void marks_ask_set(struct ui *u);
void marks_ask_go(struct ui *u);

#endif
