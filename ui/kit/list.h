/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A list of rows that is looked at through an area: which row is under the cursor, which is the
 * first on the screen. What the rows are is the owner's.
 */
#ifndef PTVIEW_UI_LIST_H
#define PTVIEW_UI_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/kit/keys.h"

/* A zeroed struct is an empty list. */
struct list {
	size_t n;	/* rows; the owner sets it */
	size_t at, top; /* below n, where there is any row */
};

/* Keep the cursor on a row and in sight. */
void list_fit(struct list *l, size_t height);

/* Move by a request. False for one that does not move. */
bool list_move(struct list *l, enum keys_request req, size_t height);

/* Move what is seen; the cursor goes along as far as it must. */
void list_scroll(struct list *l, long rows, size_t height);

/* Put the cursor on a row; one far away comes to the middle. */
void list_jump(struct list *l, size_t at, size_t height);

#endif
