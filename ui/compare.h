/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Comparing what is shown with another CPU or a file, and going from difference to difference. */
#ifndef PTVIEW_UI_COMPARE_H
#define PTVIEW_UI_COMPARE_H

#include "ui/state.h"

/* D: the differences, where what is shown is compared; there, and else, choose with what. */
void compare_show(struct ui *u);

/* The next difference (dir 1) or the previous one (dir -1) becomes the entry. */
void compare_step(struct ui *u, int dir);
void compare_go(struct ui *u, size_t row);

#endif
