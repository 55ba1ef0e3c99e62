/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is to be kept of the screen: an address for the clipboard, the picture in a file. */
#ifndef PTVIEW_UI_KEEP_H
#define PTVIEW_UI_KEEP_H

#include "ui/state.h"

/* Copy where the entry leads: its output address, through stage 2 where that is shown. */
void keep_copy(struct ui *u);

/* The tables of all regimes of all CPUs in a new file, as `ptview snapshot` has them. It says so,
 * or why not. */
void keep_snapshot(struct ui *u, const char *name);

/* The picture as text in a new file; name NULL: a numbered one. It says which, or why not. */
void keep_save(struct ui *u, const char *name);

#endif
