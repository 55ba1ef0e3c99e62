/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which view is shown, and what it is asked. */
#ifndef PTVIEW_UI_VIEWS_H
#define PTVIEW_UI_VIEWS_H

#include "ui/views/view.h"

/* The first view. ERR_NOMEM. */
enum err_code views_start(struct ui *u);
void views_free(struct ui *u);

/* All was read anew: what views keep of the tables goes. ERR_NOMEM. */
enum err_code views_renew(struct ui *u);

/* The i-th view, or NULL. */
const struct view *views_row(size_t i);

const struct view *views_now(const struct ui *u);

/* Show the view that a request asks for; false where it asks for none. */
bool views_show(struct ui *u, enum keys_request req);

/* The state of the shown view's own. */
void *views_own(const struct ui *u);

/* Where its parts are on a screen of this size. */
struct layout views_layout(const struct ui *u, unsigned rows, unsigned cols);

/* As the members of struct view, of the shown one. */
void views_fit(struct ui *u);
void views_draw(struct ui *u);
bool views_request(struct ui *u, enum keys_request req);
void views_position(const struct ui *u, char buf[SCREEN_POSITION_MAX]);
void views_click(struct ui *u, unsigned row, unsigned col);
void views_wheel(struct ui *u, long rows);

#endif
