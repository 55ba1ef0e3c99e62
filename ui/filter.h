/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The filter: what is shown of what is mapped. */
#ifndef PTVIEW_UI_FILTER_H
#define PTVIEW_UI_FILTER_H

#include "ui/state.h"

/* Ask for an expression, and show what matches in the map; an empty line shows all again. */
void filter_ask(struct ui *u);

#endif
