/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The screen of a target: the view that is shown and the detail pane, and what keys and the mouse
 * do.
 */
#ifndef PTVIEW_UI_BROWSE_H
#define PTVIEW_UI_BROWSE_H

#include "ui/state.h"

/* All but a terminal: screen_run() is due. Errors as ui_run(); *out is the caller's. */
enum err_code browse_new(struct mem *m, const struct ui_options *o, struct ui **out,
			 struct err *err);
void browse_free(struct ui *u);

#endif
