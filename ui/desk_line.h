/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The desk where tables are built by hand: a line is done, and what became of it is shown. */
#ifndef PTVIEW_UI_DESK_LINE_H
#define PTVIEW_UI_DESK_LINE_H

#include "ui/desk.h"

/* In one line, what can be typed. */
extern const char desk_line_hint[];

/* Do a line of lesson_build.h, or "save FILE". As desk_answer(). */
enum err_code desk_line(struct desk *d, const char *line, struct err *err);

/* What can be typed, what was, and what became of the last one. */
void desk_line_text(const struct desk *d, struct text *t, unsigned cols);

#endif
