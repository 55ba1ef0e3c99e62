/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view as `ptview export` writes it: a picture, a page, a graph, a list, in a new file. */
#ifndef PTVIEW_UI_EXPORT_H
#define PTVIEW_UI_EXPORT_H

#include "ui/state.h"

/* Choose a format; the file is the first of ptview-1.svg, ptview-2.svg, ... that is not there. */
void export_ask(struct ui *u);

/* Takes the line "FORMAT FILE". */
extern const struct line_ask export_line;

/* The i-th format, or NULL. */
const char *export_format(const void *of, size_t i);

#endif
