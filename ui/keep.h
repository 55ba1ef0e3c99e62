/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is to be kept of the screen: an address for the clipboard, the picture in a file. */
#ifndef PTVIEW_UI_KEEP_H
#define PTVIEW_UI_KEEP_H

#include "ui/state.h"

/* Copy where the entry leads: its output address, through stage 2 where that is shown. */
void keep_copy(struct ui *u);

/* Whether files can be written; it says where they cannot. */
bool keep_can(struct ui *u);

/*
 * Write a text into a new file of that name; NULL: into the first of ptview-1.END, ptview-2.END,
 * ... that is not there. It says which, or why not.
 */
void keep_text(struct ui *u, const char *name, const char *end, const struct text *t);

/* Likewise the picture, as text. */
void keep_save(struct ui *u, const char *name);

#endif
