/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A view: one way to look at the tables of a regime. All views show the same entry, the one that
 * the tree's cursor is on; who moves moves that. Each view is a file, and a row of views.c.
 */
#ifndef PTVIEW_UI_VIEW_H
#define PTVIEW_UI_VIEW_H

#include "ui/state.h"

/* `own` is the view's own state in all of them. What may be NULL says so. */
struct view {
	const char *name;	 /* one word */
	enum keys_request shows; /* asks for it, from anywhere */
	enum keys_context keys;	 /* the rows of the key table that hold in it */
	bool alone;		 /* it says all that the detail pane would, and has its place */
	bool stays;		 /* its state holds nothing of the tables */
	size_t size;		 /* of its state, zeroed at first */
	void (*free)(void *own); /* what the state holds. NULL: nothing */
	/* Before each picture: bring the state in line with the regime, the filter, the entry. What
	 * takes long is done here, with the picture shown meanwhile. NULL: nothing to do. */
	void (*fit)(struct ui *u, void *own);
	void (*draw)(struct ui *u, void *own);
	/* Whether the request was one of its own. */
	bool (*request)(struct ui *u, void *own, enum keys_request req);
	/* "12/345". NULL: nothing to say. */
	void (*position)(const struct ui *u, const void *own, char buf[SCREEN_POSITION_MAX]);
	/* Of a list of rows (listed.h): what is said above them, and that the cursor was put on
	 * one. */
	void (*said)(const struct ui *u, const void *own, struct text *t);
	void (*moved)(struct ui *u, void *own);
	/* A click in its area; the wheel over it. NULL: means nothing. */
	void (*click)(struct ui *u, void *own, unsigned row, unsigned col);
	void (*wheel)(struct ui *u, void *own, long rows);
	/* A view that is only text gives that, and NULL for all of the above but `free`. It is
	 * asked again when the entry, the regime or the width has changed. */
	void (*text)(struct ui *u, struct text *t, unsigned cols);
};

extern const struct view view_tree, view_map, view_findings, view_bits, view_walk, view_why,
	view_registers, view_statistics, view_overview, view_grid, view_differences, view_log,
	view_lesson;

#endif
