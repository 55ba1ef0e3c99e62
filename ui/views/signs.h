/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands in a cell of a picture: a letter and a style for each sign of cells.h. */
#ifndef PTVIEW_UI_SIGNS_H
#define PTVIEW_UI_SIGNS_H

#include "report/text.h"
#include "ui/cells.h"

struct signs {
	const char *block, *page; /* where blocks are it, and where only pages are */
	enum text_style style;
	const char *words;
};

/* The row of a sign, below CELLS_SIGNS. */
const struct signs *signs_row(unsigned s);

/* Append one item of a legend; a line more where it would not fit into cols columns. */
void signs_item(struct text *t, unsigned cols, enum text_style style, const char *sign,
		const char *words);

#endif
