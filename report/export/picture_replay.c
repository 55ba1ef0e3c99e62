/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/export/picture.h"
#include "report/export/svg.h"

/* Of the foot what svg_foot() does not know yet: looks of both sides, and that rows are cut. */
enum { LINE = 30, LEGEND = 2 * LINE };

/* Places of what a line has, and the characters that are drawn of it. */
enum {
	AT_SIGN = SVG_MARGIN,
	AT_KIND = 84,
	AT_NOTE = 236,
	NOTE = 110,
	AT_PLACE = SVG_MARGIN,
	DEEPER = 16,
	PLACE = 28,
	AT_BEFORE = 430,
	AT_AFTER = 1020,
	SIDE_WIDE = 540,
	SIDE = 43,
	AT_BECAME = AT_BEFORE + SIDE_WIDE + 10
};

/* Lines that are drawn: of words, of entries. */
struct room {
	size_t words, entries;
};

static bool is_entry(const struct sheet_row *r)
{
	return r->place;
}

static void draw_words(FILE *f, const struct sheet_row *r, double y)
{
	svg_sign(f, AT_SIGN + 20 * r->depth, y + 4, 30, LINE - 8, r->look);
	svg_text(f, AT_KIND + 20 * r->depth, y + LINE - 8, "b", 12, r->kind);
	svg_text(f, AT_NOTE, y + LINE - 8, "", NOTE, r->note ? r->note : "");
}

static void draw_side(FILE *f, double x, double y, enum look look, const char *words)
{
	svg_area(f, x, y + 2, SIDE_WIDE, LINE - 4, look);
	svg_text(f, x + 10, y + LINE - 8, "", SIDE, words ? words : "");
}

/* What changed has a sign between both sides; what did not leads there, and has none. */
static void draw_entry(FILE *f, const struct sheet_row *r, double y)
{
	double in = (r->depth - 2) * DEEPER;
	bool changed = r->look == LOOK_NEW || r->look == LOOK_GONE || r->look == LOOK_CHANGED;

	svg_text(f, AT_PLACE + in, y + LINE - 8, changed ? "b" : "", PLACE, r->place);
	draw_side(f, AT_BEFORE, y, r->look_before, r->before);
	draw_side(f, AT_AFTER, y, r->look_after, r->after);
	if (changed)
		svg_sign(f, AT_BECAME, y + 4, 30, LINE - 8, r->look);
}

/* Half of a slide at least is the tables', if they have so many; a line is their heading. */
static struct room divide(const struct sheet *s, uint64_t rows)
{
	double height = SVG_HEIGHT - SVG_TOP - svg_foot(s) - LEGEND;
	size_t lines = height > 4 * LINE ? (size_t)(height / LINE) : 4, entries = 0, words, most;

	if (rows)
		lines = rows < s->n ? (size_t)rows : s->n + 1;
	for (size_t i = 0; i < s->n; i++)
		entries += is_entry(&s->rows[i]);
	words = s->n - entries;
	lines -= entries && lines > 1;
	most = words < lines / 2 ? lines - words : lines / 2;
	entries = entries < most ? entries : most;
	words = words < lines - entries ? words : lines - entries;
	return (struct room){words, entries};
}

static bool is_reason(const struct sheet_row *r)
{
	return r->look == LOOK_WHY && r->depth > 1;
}

/* Where not all words have room, the last reasons are left out, so that the outcome is there. */
static void draw_all_words(FILE *f, const struct sheet *s, size_t most)
{
	size_t words = 0, reasons = 0, drawn = 0, keep, reason = 0;

	for (size_t i = 0; i < s->n; i++) {
		words += !is_entry(&s->rows[i]);
		reasons += is_reason(&s->rows[i]);
	}
	keep = words - most < reasons ? reasons - (words - most) : 0;
	for (size_t i = 0; i < s->n && drawn < most; i++) {
		const struct sheet_row *r = &s->rows[i];

		if (is_entry(r) || (is_reason(r) && reason++ >= keep))
			continue;
		draw_words(f, r, SVG_TOP + LINE * (double)drawn++);
	}
}

static void draw_entries(FILE *f, const struct sheet *s, size_t most, double y)
{
	if (!most)
		return;
	svg_text(f, AT_BEFORE, y + LINE - 8, "b", SIDE, "before");
	svg_text(f, AT_AFTER, y + LINE - 8, "b", SIDE, "after");
	for (size_t i = 0; i < s->n && most; i++)
		if (is_entry(&s->rows[i])) {
			draw_entry(f, &s->rows[i], y += LINE);
			most--;
		}
}

void picture_replay(FILE *f, struct sheet *s, uint64_t rows)
{
	struct room n = divide(s, rows);
	size_t lines = n.words + n.entries;
	unsigned looks = 0;

	if (lines < s->n)
		sheet_tell(s, SHEET_CUT, "%zu of %zu rows are drawn: --limit N draws more", lines,
			   s->n);
	for (size_t i = 0; i < s->n; i++)
		if (is_entry(&s->rows[i]))
			looks |= 1u << s->rows[i].look_before | 1u << s->rows[i].look_after;
	svg_begin(f, s, looks, SVG_TOP + LINE * (double)(lines + (n.entries ? 1 : 0)));
	draw_all_words(f, s, n.words);
	draw_entries(f, s, n.entries, SVG_TOP + LINE * (double)n.words);
	if (!s->n)
		svg_text(f, AT_SIGN, SVG_TOP + LINE, "", 80, "no operation");
	svg_end(f);
}
