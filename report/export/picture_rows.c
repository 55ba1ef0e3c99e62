/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/export/picture.h"
#include "report/export/svg.h"

enum { LINE = 30 };

/* Places of what a row has, and the characters that are drawn of its note. */
enum { AT_SIGN = SVG_MARGIN, AT_KIND = 84, AT_IN = 236, AT_SIZE = 568, AT_NOTE = 590, NOTE = 80 };

static void draw_row(FILE *f, const struct sheet *s, const struct sheet_row *r, double y)
{
	char cell[SHEET_CELL_MAX];

	svg_sign(f, AT_SIGN + 20 * r->depth, y + 4, 30, LINE - 8, r->look);
	svg_text(f, AT_KIND + 20 * r->depth, y + LINE - 8, "b", 12, r->kind);
	svg_text(f, AT_IN, y + LINE - 8, "", 20, sheet_cell(s, r, SHEET_IN, false, cell));
	svg_text(f, AT_SIZE, y + LINE - 8, "e", 10, sheet_cell(s, r, SHEET_SIZE, false, cell));
	svg_text(f, AT_NOTE, y + LINE - 8, "", NOTE, r->note ? r->note : "");
}

void picture_rows(FILE *f, struct sheet *s, uint64_t rows)
{
	double room = SVG_HEIGHT - SVG_TOP - svg_foot(s) - 24;
	size_t n = room > LINE ? (size_t)(room / LINE) : 1;

	if (rows)
		n = rows < s->n ? (size_t)rows : s->n;
	if (n > s->n)
		n = s->n;
	if (n < s->n)
		sheet_tell(s, SHEET_CUT, "%zu of %zu rows are drawn: --limit N draws more", n,
			   s->n);
	svg_begin(f, s, 0, SVG_TOP + LINE * (double)n);
	for (size_t i = 0; i < n; i++)
		draw_row(f, s, &s->rows[i], SVG_TOP + LINE * (double)i);
	if (!n)
		svg_text(f, AT_SIGN, SVG_TOP + LINE, "", 80, "no difference");
	svg_end(f);
}
