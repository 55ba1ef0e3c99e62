/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where one has been: the places left by jumps, to go back and forward. Going is marks.h's. */
#ifndef PTVIEW_UI_PLACES_H
#define PTVIEW_UI_PLACES_H

#include "ui/state.h"

/* Where the entry is. */
struct state_place places_here(const struct ui *u);
bool places_same(const struct state_place *a, const struct state_place *b);

/* A jump leaves this place: it becomes the last one to go back to, and what was ahead is forgotten.
 * The oldest of STATE_PLACES goes. */
void places_leave(struct ui *u, const struct state_place *from);

#endif
