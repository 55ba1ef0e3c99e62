/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "report/export/picture.h"
#include "report/export/svg.h"
#include "src/number.h"

enum { LINE = 30, HOLE = 26, BAR = 210 };

/* Places of what a row has. */
enum { AT_SIGN = SVG_MARGIN, AT_IN = 84, AT_SIZE = 648, AT_BAR = 664, AT_PERMS = 892 };

static double log2_of(uint64_t v)
{
	return v ? 63 - __builtin_clzll(v) : 64;
}

/* A step of the bar is a factor of two: sizes go from 4K to terabytes. */
static double bar_width(uint64_t size, uint64_t largest)
{
	double most = log2_of(largest) - 11, mine = log2_of(size) - 11;

	return BAR * (mine < 1 ? 1 : mine) / (most < 1 ? 1 : most);
}

static void draw_range(FILE *f, const struct sheet *s, const struct sheet_row *r, double y,
		       uint64_t largest)
{
	unsigned wide = s->w->r.perms == REGIME_PERMS_TWO ? 7 : 3;
	char cell[SHEET_CELL_MAX], last[SHEET_CELL_MAX], line[2 * SHEET_CELL_MAX];
	double x = AT_PERMS;

	svg_sign(f, AT_SIGN, y + 4, 30, LINE - 8, r->look);
	snprintf(line, sizeof(line), "%s-%s", sheet_cell(s, r, SHEET_IN, false, cell),
		 sheet_cell(s, r, SHEET_LAST, false, last));
	svg_text(f, AT_IN, y + LINE - 8, "", 40, line);
	svg_text(f, AT_SIZE, y + LINE - 8, "e", 12, sheet_cell(s, r, SHEET_SIZE, false, cell));
	svg_sign(f, AT_BAR, y + 6, bar_width(r->size, largest), LINE - 12, r->look);
	svg_text(f, x, y + LINE - 8, r->look == LOOK_WRITE_EXEC ? "b i-wx" : "", wide,
		 sheet_cell(s, r, SHEET_PERMS, false, cell));
	x += svg_text_width(wide + 1, SVG_FONT);
	svg_text(f, x, y + LINE - 8, "", 13, sheet_cell(s, r, SHEET_MEMORY, false, cell));
	x += svg_text_width(14, SVG_FONT);
	snprintf(line, sizeof(line), "\xe2\x86\x92 %s", sheet_cell(s, r, SHEET_OUT, false, cell));
	svg_text(f, x, y + LINE - 8, "", 20, line);
	x += svg_text_width(16, SVG_FONT);
	svg_text(f, x, y + LINE - 8, "d", (unsigned)((SVG_WIDTH - 20 - x) / 12.04),
		 r->note ? r->note : "");
}

static void draw_hole(FILE *f, uint64_t size, double y)
{
	char text[80], exact[24], about[24];

	number_size_text(size, exact);
	if (strlen(exact) < 6)
		snprintf(text, sizeof(text), "%s not mapped", exact);
	else
		snprintf(text, sizeof(text), "%s not mapped, about %s", exact,
			 number_about(size, about));
	fprintf(f, "<path class=\"l\" stroke-dasharray=\"2 6\" d=\"M%d %.0fV%.0f\"/>\n",
		AT_SIGN + 15, y + 3, y + HOLE - 3);
	svg_text(f, AT_IN, y + HOLE - 7, "s d", 60, text);
}

/* Bytes between a range and the one before it, which are not mapped. */
static uint64_t hole(const struct sheet *s, size_t i)
{
	const struct sheet_row *r = &s->rows[i];

	return i ? r->in - (r[-1].in + r[-1].size) : 0;
}

void picture_map(FILE *f, struct sheet *s, uint64_t rows)
{
	double room = SVG_HEIGHT - SVG_TOP - svg_foot(s) - 24, h = 0;
	uint64_t largest = 4096;
	size_t n = 0;

	for (; n < s->n; n++) {
		double more = LINE + (hole(s, n) ? HOLE : 0);

		if (rows ? n >= rows : h + more > room)
			break;
		h += more;
		if (log2_of(s->rows[n].size) > log2_of(largest))
			largest = s->rows[n].size;
	}
	if (n < s->n)
		sheet_tell(s, SHEET_CUT, "%zu of %zu ranges are drawn: --limit N draws more", n,
			   s->n);
	svg_begin(f, s, 0, SVG_TOP + h);
	if (n)
		svg_text(f, AT_BAR, SVG_TOP - 6, "s d", 30, "log2 of the size");
	h = SVG_TOP;
	for (size_t i = 0; i < n; i++) {
		if (hole(s, i)) {
			draw_hole(f, hole(s, i), h);
			h += HOLE;
		}
		draw_range(f, s, &s->rows[i], h, largest);
		h += LINE;
	}
	if (!n)
		svg_text(f, AT_IN, SVG_TOP + LINE, "", 80, "nothing is mapped");
	svg_end(f);
}
