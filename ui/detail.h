/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The detail pane's text: the walk that was asked for, and the entry under the cursor bit by bit.
 */
#ifndef PTVIEW_UI_DETAIL_H
#define PTVIEW_UI_DETAIL_H

#include "report/text.h"
#include "ui/findings.h"
#include "ui/tree.h"

struct detail {
	const struct walker *w;
	const struct tree_node *node;
	const struct tree_through *through; /* NULL: not wanted, or no leaf */
	const struct walk_result *walk;	    /* NULL: none */
	struct findings found;
	const struct names *names; /* by symbols; NULL: none */
	bool ascii;
	bool low;      /* few lines are seen: fields and bits come before the ranges */
	unsigned cols; /* of the pane; text is wrapped for it where it can be */
};

/* Append it to t. The line that says most comes first. */
void detail_text(const struct detail *d, struct text *t);

#endif
