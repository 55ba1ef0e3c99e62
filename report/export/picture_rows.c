/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/export/picture.h"
#include "report/export/svg.h"

/* Units of a row; of each line that its note goes on in. */
enum { LINE = 30, MORE = 26 };

/* Places of what a row has, and the characters of a line of its note. */
enum { AT_SIGN = SVG_MARGIN, AT_KIND = 84, AT_IN = 236, AT_SIZE = 568, AT_NOTE = 590, NOTE = 80 };

/* f NULL: only how high it is. */
static double draw_note(FILE *f, const char *note, double y)
{
	char line[NOTE + 1];
	double h = 0;

	for (const char *p = note ? note : ""; *p; h += MORE) {
		p = sheet_line(p, NOTE, line);
		if (f)
			svg_text(f, AT_NOTE, y + LINE - 8 + h, "", NOTE, line);
	}
	return h > MORE ? LINE + h - MORE : LINE;
}

static double draw_row(FILE *f, const struct sheet *s, const struct sheet_row *r, double y)
{
	char cell[SHEET_CELL_MAX];

	svg_sign(f, AT_SIGN + 20 * r->depth, y + 4, 30, LINE - 8, r->look);
	svg_text(f, AT_KIND + 20 * r->depth, y + LINE - 8, "b", 12, r->kind);
	svg_text(f, AT_IN, y + LINE - 8, "", 20, sheet_cell(s, r, SHEET_IN, false, cell));
	svg_text(f, AT_SIZE, y + LINE - 8, "e", 10, sheet_cell(s, r, SHEET_SIZE, false, cell));
	return draw_note(f, r->note, y);
}

void picture_rows(FILE *f, struct sheet *s, uint64_t rows)
{
	double room = SVG_HEIGHT - SVG_TOP - svg_foot(s) - 24, h = 0, y = SVG_TOP;
	size_t n = 0;

	for (; n < s->n; n++) {
		double more = draw_note(NULL, s->rows[n].note, 0);

		if (rows ? n >= rows : n && h + more > room)
			break;
		h += more;
	}
	if (n < s->n)
		sheet_tell(s, SHEET_CUT, "%zu of %zu rows are drawn: --limit N draws more", n,
			   s->n);
	svg_begin(f, s, 0, SVG_TOP + h);
	for (size_t i = 0; i < n; i++)
		y += draw_row(f, s, &s->rows[i], y);
	if (!n)
		svg_text(f, AT_SIGN, SVG_TOP + LINE, "", 80, "no difference");
	svg_end(f);
}
