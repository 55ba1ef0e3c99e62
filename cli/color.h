/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether there are colours. */
#ifndef PTVIEW_COLOR_H
#define PTVIEW_COLOR_H

#include "cli/args.h"

/* NO_COLOR is set, and not empty (no-color.org). */
bool color_unwanted(void);

/* Whether to colour standard output, by --color, NO_COLOR and the terminal. */
bool color_wanted(const struct args *a);

#endif
