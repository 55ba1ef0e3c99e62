/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/places.h"

#include <string.h>

struct state_place places_here(const struct ui *u)
{
	const struct tree_node *n = u->space->tree.cursor;

	return (struct state_place){true, u->space->w.r.id, u->cpu, tree_ia(n), tree_level(n)};
}

bool places_same(const struct state_place *a, const struct state_place *b)
{
	return a->set == b->set && a->id == b->id && a->cpu == b->cpu && a->ia.v == b->ia.v &&
	       a->level == b->level;
}

void places_leave(struct ui *u, const struct state_place *from)
{
	if (u->places_at && places_same(&u->places[u->places_at - 1], from)) {
		u->nplaces = u->places_at;
		return;
	}
	if (u->places_at == STATE_PLACES) {
		memmove(u->places, u->places + 1, (STATE_PLACES - 1) * sizeof(u->places[0]));
		u->places_at--;
	}
	u->places[u->places_at++] = *from;
	u->nplaces = u->places_at;
}
