/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The target has run: everything that was read of it is read anew, and the screen stays where it
 * was. */
#ifndef PTVIEW_UI_RENEW_H
#define PTVIEW_UI_RENEW_H

#include "ui/state.h"

/* Registers, and memory when it is read next, are those of now. Errors of ui_options.renew. */
enum err_code renew_source(struct ui *u, struct err *err);

/*
 * The regime that is shown keeps its unfolded rows and its place; other regimes begin anew, and
 * what was compared, found and walked is of before and goes. On an error (as spaces_open()) all
 * stays as it was, and is of before.
 */
enum err_code renew_trees(struct ui *u, struct err *err);

#endif
