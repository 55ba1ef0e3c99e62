/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether there are colours. */
#ifndef PTVIEW_COLOR_H
#define PTVIEW_COLOR_H

#include "cli/args.h"
#include "ui/options.h"

/* Whether to colour standard output, by --color, NO_COLOR and the terminal. */
bool color_wanted(const struct args *a);

/* How the screen is to look, by --ascii, --color, --theme, NO_COLOR, the settings and COLORFGBG;
 * and who keeps it. */
void color_screen(const struct args *a, struct ui_options *o);

#endif
