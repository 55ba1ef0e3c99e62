/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/views/signs.h"

#include "ui/kit/grid.h"

static const struct signs rows[CELLS_SIGNS] = {
	[CELLS_TABLE] = {"-", "-", TEXT_DIM, "tables"},
	[CELLS_KEPT] = {"K", "k", TEXT_WARN, "kept"},
	[CELLS_NO_ACCESS] = {"N", "n", TEXT_DIM, "no access"},
	[CELLS_READ] = {"R", "r", TEXT_PAGE, "read-only"},
	[CELLS_WRITE] = {"W", "w", TEXT_BLOCK, "writable"},
	[CELLS_DEVICE] = {"D", "d", TEXT_TABLE, "device"},
	[CELLS_EXEC] = {"X", "x", TEXT_RESERVED, "executable"},
	[CELLS_UNTOLD] = {"M", "m", TEXT_WARN, "RWX unknown"},
	[CELLS_WRITE_EXEC] = {"#", "#", TEXT_WARN, "w+x"},
	[CELLS_WRONG] = {"!", "!", TEXT_ERROR, "fault"},
	[CELLS_UNREAD] = {"?", "?", TEXT_ERROR, "unread"},
};

const struct signs *signs_row(unsigned s)
{
	return &rows[s];
}

void signs_item(struct text *t, unsigned cols, enum text_style style, const char *sign,
		const char *words)
{
	if (t->len && text_column(t) + 2 + grid_width(sign) + 1 + grid_width(words) > cols)
		text_put(t, TEXT_PLAIN, "\n");
	text_put(t, style, "%s%s", text_column(t) ? "  " : " ", sign);
	text_put(t, TEXT_DIM, " %s", words);
}
