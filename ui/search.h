/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The search: to the next row of a list that matches an expression, as filters have them. */
#ifndef PTVIEW_UI_SEARCH_H
#define PTVIEW_UI_SEARCH_H

#include "ui/kit/list.h"
#include "ui/state.h"

/* Ask for an expression, and have the view go to the next match. */
void search_ask(struct ui *u);

/* To the next match (dir 1) of what was searched for last, or the previous one (dir -1). */
void search_again(struct ui *u, int dir);

/*
 * For a view's fit(): where a search is due, put the cursor on the match and return true. Each row
 * is asked once, round the end of the list; no match is said.
 */
bool search_list(struct ui *u, struct list *l,
		 bool (*matches)(struct ui *u, const void *own, size_t i), const void *own,
		 size_t height);

/* The same where something else knows the next match in a direction: `at` is the row to begin from,
 * and where it is found the row that matches. */
enum search_end { SEARCH_NONE, SEARCH_FOUND, SEARCH_STOPPED };
bool search_rows(struct ui *u, struct list *l,
		 enum search_end (*next)(struct ui *u, const void *own, int dir, size_t *at),
		 const void *own, size_t height);

#endif
