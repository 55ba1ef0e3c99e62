/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tree and its detail pane as a view: what keys and the mouse do to them.
 */
#ifndef PTVIEW_UI_TREE_VIEW_H
#define PTVIEW_UI_TREE_VIEW_H

#include "ui/state.h"

/* All but a terminal: screen_run() is due. Errors as ui_run(); *out is the caller's. */
enum err_code tree_view_new(struct mem *m, const struct ui_options *o, struct ui **out,
			    struct err *err);
void tree_view_free(struct ui *u);

#endif
