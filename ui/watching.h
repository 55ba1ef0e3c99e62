/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Watching: each time that the guest stands still what is shown is copied, and compared with the
 * copy before; what changed goes into the log. Who lets it run is guest.c.
 */
#ifndef PTVIEW_UI_WATCHING_H
#define PTVIEW_UI_WATCHING_H

#include "ui/state.h"

#define WATCHING_NO_ROOT (~UINT64_C(0)) /* the regime cannot be walked now */

enum { WATCHING_INTERVAL = 1000 };

/* The log begins anew; the first look is still to come. at: the terminal's milliseconds. */
void watching_begin(struct ui *u, uint64_t at);
void watching_end(struct ui *u, uint64_t at);

/*
 * Copy the tables of what is shown, which stands still and whose registers are of now; the
 * caller's, for watching_compare(). ERR_NOMEM, ERR_UNSUPPORTED: more than can be kept.
 */
enum err_code watching_copy(struct ui *u, struct watch_copy *now);

/* Compare with the look before, if that was of the same regime, and keep the copy for the next one.
 * at: when it was taken. */
void watching_compare(struct ui *u, struct watch_copy *now, uint64_t at);

/* The look before was of what is shown now, which is watched on. */
bool watching_goes_on(const struct ui *u);

/* What all rows of the log have in common that a look at this time, or a store, adds. */
struct changes_row watching_row(const struct ui *u, uint64_t at);

/* A row, where the CPU has gone to other tables, or come back. */
void watching_root(struct ui *u, uint64_t at);

/* At the last look the CPU had other tables than those that are watched. */
bool watching_away(const struct ui *u);

void watching_free(struct ui *u);

#endif
