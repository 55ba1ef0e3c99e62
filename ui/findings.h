/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What lint found, as the tree and the detail pane show it: the findings of a row, and of all that
 * is below it.
 */
#ifndef PTVIEW_UI_FINDINGS_H
#define PTVIEW_UI_FINDINGS_H

#include "report/text.h"
#include "src/lint/lint.h"
#include "ui/tree.h"

/* The findings of a space, and which of them are wanted. */
struct findings {
	const struct lint_result *r; /* NULL: nobody has looked yet */
	enum lint_severity least;
	const struct lint_finding *told; /* elsewhere, with all its words; or NULL */
};

/* How many there are of a row and below it, by severity. */
struct findings_count {
	unsigned by[LINT_ERROR + 1];
};

/* Count them; false where there are none. */
bool findings_count(const struct findings *f, const struct tree_node *n,
		    struct findings_count *out);

/* The worst severity that is counted. */
enum lint_severity findings_worst(const struct findings_count *c);

/* "2E 5W 13N": errors, warnings, notes; nothing for none. */
void findings_count_text(const struct findings_count *c, struct text *t);

/* One of them: its numbers, what it means, what to do; wrapped to cols columns. */
void findings_words(const struct lint_finding *f, unsigned cols, struct text *t);

/* Those of a row; and how many are below. */
void findings_text(const struct findings *f, const struct tree_node *n, unsigned cols,
		   struct text *t);

#endif
