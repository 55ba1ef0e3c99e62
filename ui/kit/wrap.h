/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A text in its styles, made to fit. */
#ifndef PTVIEW_UI_WRAP_H
#define PTVIEW_UI_WRAP_H

#include "report/text.h"

/* Copy text; a line of more than cols columns goes on below, two columns further in. */
void wrap_text(struct text *to, const struct text *from, unsigned cols);

#endif
