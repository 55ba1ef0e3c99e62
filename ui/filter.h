/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The filter: what is shown of what is mapped. */
#ifndef PTVIEW_UI_FILTER_H
#define PTVIEW_UI_FILTER_H

#include "ui/state.h"

/* Ask for an expression, and show what matches in the map; an empty line shows all again. */
extern const struct line_ask filter_line;
void filter_ask(struct ui *u);

/* For a prompt: what an expression may be, or what is wrong with this one. */
void filter_hint(const void *of, const struct prompt *p, struct text *t);

#endif
