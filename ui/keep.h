/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is to be kept of the screen: an address for the clipboard, the picture in a file. */
#ifndef PTVIEW_UI_KEEP_H
#define PTVIEW_UI_KEEP_H

#include "ui/state.h"

/* Copy where the entry leads: its output address, through stage 2 where that is shown. */
void keep_copy(struct ui *u);

/* Write the picture as text into the first of ptview-1.txt, ptview-2.txt, ... that is not there. */
void keep_save(struct ui *u);

/* The same into a new file of that name. */
void keep_save_as(struct ui *u, const char *name);

#endif
