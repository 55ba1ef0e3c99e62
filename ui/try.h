/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "Would it fail?": an operation of Xen's, tried on the tables that are shown.
 */
#ifndef PTVIEW_UI_TRY_H
#define PTVIEW_UI_TRY_H

#include "ui/state.h"

/* Ask for an operation, and show what it would do on the screen of a replay. */
void try_ask(struct ui *u);

#endif
