/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The screen of a source whose registers lead nowhere, until there is a tree to show.
 */
#ifndef PTVIEW_UI_ROOTS_START_H
#define PTVIEW_UI_ROOTS_START_H

#include "ui/state.h"

/*
 * Look for roots in m, take what is clearly ahead or have one chosen, and make the screen of trees
 * of it: *out, which browse_free() frees, NULL where the user left instead. o, which outlives
 * it, gets the regime. Errors: ERR_SOURCE where nothing was found; as browse_new().
 */
enum err_code roots_start(struct mem *m, struct ui_options *o, const struct term_handle *t,
			  struct ui **out, struct err *err);

#endif
