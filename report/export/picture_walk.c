/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "report/export/picture.h"
#include "report/export/svg.h"

enum { FIELD = 64, GAP = 16, BOX_MOST = 340, STEP_MOST = 132, STEP_LEAST = 76, RESULT = 60 };

struct walking {
	FILE *f;
	const struct sheet *s;
	unsigned rows, cols; /* boxes: a row ends with a descriptor of stage 1, or is all */
	double w, h, top;
};

/* ---- The address ---- */

/* index: of a table; other bits are looked up nowhere. */
static void draw_field(const struct walking *k, double x, double w, unsigned hi, unsigned lo,
		       const char *name, uint64_t v, bool index)
{
	char text[64];

	if (index)
		svg_area(k->f, x, SVG_TOP + 26, w, FIELD, LOOK_TABLE);
	else
		svg_frame(k->f, x, SVG_TOP + 26, w, FIELD);
	snprintf(text, sizeof(text), hi == lo ? "%u" : "%u:%u", hi, lo);
	svg_text(k->f, x + 2, SVG_TOP + 18, "s d", 10, text);
	svg_text(k->f, x + w / 2, SVG_TOP + 52, "m b", 24, name);
	snprintf(text, sizeof(text), "0x%llx", (unsigned long long)v);
	svg_text(k->f, x + w / 2, SVG_TOP + 80, "m", 24, text);
}

/* The input address, cut where the tables cut it: an index a level, and the offset in what was
 * found. */
static void draw_address(const struct walking *k)
{
	const struct regime *r = &k->s->w->r;
	uint64_t ia = k->s->walk.in.v, mask;
	unsigned levels = (unsigned)(REGIME_MAX_LEVEL - r->start_level) + 1;
	double w = (SVG_WIDTH - 2.0 * SVG_MARGIN) / (levels + 2), x = SVG_MARGIN;
	unsigned hi = r->ia_bits - 1, lo;

	if (r->ia_bits < 64)
		draw_field(k, x, w, 63, r->ia_bits, r->upper ? "upper half" : "beyond",
			   ia >> r->ia_bits, false);
	x += w;
	for (int l = r->start_level; l <= REGIME_MAX_LEVEL; l++, x += w) {
		char name[16];

		lo = regime_level_shift(r, l);
		mask = hi >= 63 ? UINT64_MAX : (UINT64_C(1) << (hi + 1)) - 1;
		snprintf(name, sizeof(name), "L%d", l);
		draw_field(k, x, w, hi, lo, name, (ia & mask) >> lo, true);
		hi = lo - 1;
	}
	draw_field(k, x, w, hi, 0, "offset", ia & ((UINT64_C(1) << (hi + 1)) - 1), false);
}

/* ---- The steps ---- */

static bool ends_row(const struct walking *k, const struct sheet_row *r)
{
	return k->s->w->r.stage == 1 && r->stage == 1 && k->s->through;
}

static bool is_step(const struct sheet_row *r)
{
	return r->stage != 0;
}

static void count_boxes(struct walking *k)
{
	unsigned in_row = 0;

	for (size_t i = 0; i < k->s->n && is_step(&k->s->rows[i]); i++) {
		in_row++;
		k->cols = in_row > k->cols ? in_row : k->cols;
		k->rows += in_row == 1;
		if (ends_row(k, &k->s->rows[i]))
			in_row = 0;
	}
}

static void draw_step(const struct walking *k, const struct sheet_row *r, double x, double y)
{
	bool small = k->h < 110;
	const char *class = small ? "s" : "";
	unsigned most = (unsigned)((k->w - 40) / svg_text_width(1, small ? 17 : SVG_FONT));
	double line = k->h / 4 > 30 ? 30 : k->h / 4, up = small ? 4 : 6;
	char cell[SHEET_CELL_MAX], text[SHEET_CELL_MAX + 32];

	svg_area(k->f, x, y, k->w, k->h, r->look);
	svg_sign(k->f, x, y, 22, k->h, r->look);
	snprintf(text, sizeof(text), "%s L%d [0x%03x]",
		 k->s->w->r.stage == 1 && k->s->through ? r->stage == 2 ? "S2" : "S1" : "level",
		 r->level, r->index);
	if (!k->s->through)
		snprintf(text, sizeof(text), "level %d [0x%03x]", r->level, r->index);
	svg_text(k->f, x + 30, y + line - up, small ? "s b" : "b", most, text);
	snprintf(text, sizeof(text), "in %s", sheet_cell(k->s, r, SHEET_AT, false, cell));
	svg_text(k->f, x + 30, y + 2 * line - up, class, most, text);
	svg_text(k->f, x + 30, y + 3 * line - up, class, most,
		 r->has_raw ? sheet_cell(k->s, r, SHEET_RAW, false, cell) : r->note);
	svg_text(k->f, x + 30, y + 4 * line - up, small ? "s b" : "b", most, r->kind);
}

static void draw_steps(const struct walking *k)
{
	double x = SVG_MARGIN, y = k->top;

	for (size_t i = 0; i < k->s->n && is_step(&k->s->rows[i]); i++) {
		const struct sheet_row *r = &k->s->rows[i];

		draw_step(k, r, x, y);
		if (ends_row(k, r)) {
			x = SVG_MARGIN;
			y += k->h + GAP;
			continue;
		}
		if (i + 1 < k->s->n && is_step(r + 1))
			fprintf(k->f, "<path class=\"l\" d=\"M%.0f %.0fh%dm-7-6l7 6l-7 6\"/>\n",
				x + k->w, y + k->h / 2, GAP);
		x += k->w + GAP;
	}
}

static void draw_outcome(const struct walking *k, double y)
{
	const struct sheet_row *r = k->s->n ? &k->s->rows[k->s->n - 1] : NULL;

	if (!r || is_step(r))
		return;
	svg_area(k->f, SVG_MARGIN, y, SVG_WIDTH - 2 * SVG_MARGIN, RESULT, r->look);
	svg_sign(k->f, SVG_MARGIN, y, 30, RESULT, r->look);
	svg_text(k->f, SVG_MARGIN + 48, y + 38, "b", 118, r->note ? r->note : r->kind);
}

void picture_walk(FILE *f, struct sheet *s)
{
	struct walking k = {.f = f, .s = s, .top = SVG_TOP + FIELD + 52};
	double room = SVG_HEIGHT - k.top - RESULT - GAP - svg_foot(s), bottom;

	count_boxes(&k);
	if (!k.rows)
		k.rows = k.cols = 1;
	k.w = (SVG_WIDTH - 2.0 * SVG_MARGIN + GAP) / k.cols - GAP;
	k.w = k.w > BOX_MOST ? BOX_MOST : k.w;
	k.h = (room + GAP) / k.rows - GAP;
	k.h = k.h > STEP_MOST ? STEP_MOST : k.h < STEP_LEAST ? STEP_LEAST : k.h;
	bottom = k.top + k.rows * (k.h + GAP) + RESULT;
	svg_begin(f, s, 1u << LOOK_TABLE, bottom);
	draw_address(&k);
	draw_steps(&k);
	draw_outcome(&k, bottom - RESULT);
	svg_end(f);
}
