/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files that a screen writes: always new ones. */
#ifndef PTVIEW_UI_NEWFILE_H
#define PTVIEW_UI_NEWFILE_H

#include "ui/kit/screen.h"

/* Whether files can be written; it says where they cannot. */
bool newfile_can(struct screen *s);

/*
 * Write a text into a new file of that name; NULL: into the first of ptview-1.END, ptview-2.END,
 * ... that is not there. It says which, or why not.
 */
void newfile_text(struct screen *s, const char *name, const char *end, const struct text *t);

#endif
