/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stores to the tables that are watched, by write watchpoints (writes.h), into the log of changes:
 * who stored what, and whether break-before-make was omitted. What no store was seen of is found at
 * the looks. Who lets the guest run is guest.c.
 */
#ifndef PTVIEW_UI_STORES_H
#define PTVIEW_UI_STORES_H

#include "ui/state.h"

/*
 * A look, of a guest that stands still, where stores are watched: set the watchpoints, or tell what
 * changed without a store that was seen. The copy is the caller's no longer. at: the terminal's
 * milliseconds.
 */
void stores_look(struct ui *u, struct watch_copy *c, uint64_t at);

/*
 * Which tables are watched next: those that translate "ADDR" or "ADDR+SIZE"; of "", all. ERR_USAGE,
 * with words.
 */
enum err_code stores_part(struct ui *u, const char *text, struct err *err);

/* The guest has stopped before a store that is watched. */
bool stores_stopped(const struct ui *u);

/* Have it done, and in the log. False: the guest is not to be let run on, and it was said why. */
bool stores_take(struct ui *u, uint64_t at);

/* Take the watchpoints away; nothing where there are none. A guest that runs is stopped for it. */
void stores_end(struct ui *u);

/* How many tables are watched, and how many compared; nothing where stores were not
 * watched. */
void stores_text(const struct ui *u, struct text *t);

#endif
