/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A list to choose one from, in a box over the screen.
 */
#ifndef PTVIEW_UI_MENU_H
#define PTVIEW_UI_MENU_H

#include <stdbool.h>

#include "src/err.h"
#include "ui/kit/grid.h"
#include "ui/kit/keys.h"

struct menu_item {
	unsigned value;	       /* the owner's */
	bool current;	       /* what is shown now */
	bool possible;	       /* false: can be looked at in the list, not chosen */
	enum text_style style; /* of the name */
	char name[48];
	char state[ERR_TEXT_MAX];
};

/* A zeroed struct is an empty menu. */
struct menu {
	char title[64];
	struct menu_item *items;
	size_t n, cap;
	size_t selected, top;
	struct grid_area box; /* where it was drawn last: the items only */
};

/* Begin anew with no items; add one; free them. menu_add returns NULL out of memory. */
void menu_begin(struct menu *m, const char *title);
struct menu_item *menu_add(struct menu *m);
void menu_free(struct menu *m);

/* Select the current item, if there is one. After the last menu_add(). */
void menu_ready(struct menu *m);

/* Move by a request of KEYS_MENU. */
void menu_move(struct menu *m, enum keys_request req);
void menu_scroll(struct menu *m, long by);

/* Select the item at a place of the screen; false where there is none. */
bool menu_click(struct menu *m, unsigned row, unsigned col);

/* Draw it in the middle of an area. */
void menu_draw(struct menu *m, struct grid *g, struct grid_area a);

#endif
