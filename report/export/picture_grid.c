/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/export/picture.h"
#include "report/export/svg.h"

enum { LEFT = 110, HEAD = 84, CELL_MOST = 38 };

struct grid {
	FILE *f;
	const struct sheet *s;
	unsigned cols, rows;
	double cw, ch, top; /* of a cell; where the first row is */
};

/* A table of 4K has 512 descriptors, 16 tables of 64K that are concatenated 131072. */
static struct grid lay_out(FILE *f, const struct sheet *s)
{
	struct grid g = {.f = f, .s = s, .cols = 32, .top = SVG_TOP + HEAD};
	unsigned n = s->table.entries ? s->table.entries : 1;
	double room = SVG_HEIGHT - SVG_TOP - HEAD - svg_foot(s);

	while (g.cols < 512 && n / g.cols > g.cols / 2)
		g.cols *= 2;
	g.rows = (n + g.cols - 1) / g.cols;
	g.cw = (SVG_WIDTH - SVG_MARGIN - LEFT) / (double)g.cols;
	g.ch = room / g.rows < CELL_MOST ? room / g.rows : CELL_MOST;
	return g;
}

/* Descriptors of a run stand in one piece for each row of the grid that they are in. */
static void draw_run(const struct grid *g, const struct sheet_row *r)
{
	for (unsigned i = r->index, end = r->index + r->count; i < end;) {
		unsigned row = i / g->cols, last = (row + 1) * g->cols;
		unsigned n = (last < end ? last : end) - i;

		svg_sign(g->f, LEFT + (i % g->cols) * g->cw, g->top + row * g->ch, n * g->cw, g->ch,
			 r->look);
		i += n;
	}
}

/* Lines between cells, and the index where a row and each fourth column begin. */
static void draw_lines(const struct grid *g)
{
	double bottom = g->top + g->rows * g->ch, right = LEFT + g->cols * g->cw;
	unsigned step = g->rows > 32 ? g->rows / 16 : g->rows > 16 ? 2 : 1;
	char label[16];

	fputs("<path stroke=\"#fff\" stroke-width=\"2\" d=\"", g->f);
	for (unsigned c = 1; g->cols <= 64 && c < g->cols; c++)
		fprintf(g->f, "M%.1f %.1fV%.1f", LEFT + c * g->cw, g->top, bottom);
	fputs("\"/>\n<path class=\"l\" d=\"", g->f);
	for (unsigned r = 0; r <= g->rows; r += g->ch < 8 ? g->rows : 1)
		fprintf(g->f, "M%d %.1fH%.1f", LEFT, g->top + r * g->ch, right);
	fprintf(g->f, "M%d %.1fV%.1fM%.1f %.1fV%.1f\"/>\n", LEFT, g->top, bottom, right, g->top,
		bottom);
	for (unsigned r = 0; r < g->rows; r += step) {
		snprintf(label, sizeof(label), "%03x", r * g->cols);
		svg_text(g->f, LEFT - 10, g->top + r * g->ch + (g->ch > 20 ? g->ch - 10 : g->ch),
			 "e d", 8, label);
	}
	for (unsigned c = 0; c < g->cols; c += g->cols / 8) {
		snprintf(label, sizeof(label), "+%02x", c);
		svg_text(g->f, LEFT + c * g->cw, g->top - 8, "s d", 8, label);
	}
}

/* "page 224, invalid 288" */
static void draw_count(const struct grid *g)
{
	static const enum look looks[] = {LOOK_TABLE,	 LOOK_BLOCK, LOOK_PAGE,
					  LOOK_RESERVED, LOOK_KEPT,  LOOK_INVALID};
	uint64_t n[LOOKS] = {0};
	char line[256], at[SHEET_CELL_MAX];
	size_t len = 0;

	for (size_t i = 0; i < g->s->n; i++)
		n[g->s->rows[i].look] += g->s->rows[i].count;
	for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++)
		if (n[looks[i]] && len < sizeof(line))
			len += (size_t)snprintf(line + len, sizeof(line) - len, "%s%s %llu",
						len ? ", " : "", look_row(looks[i])->words,
						(unsigned long long)n[looks[i]]);
	svg_text(g->f, SVG_MARGIN, SVG_TOP + 14, "", 120, len ? line : "no descriptor");
	snprintf(at, sizeof(at), "input from 0x%llx; index = row + column",
		 (unsigned long long)g->s->table.ia.v);
	svg_text(g->f, SVG_MARGIN, SVG_TOP + 42, "d", 120, at);
}

void picture_grid(FILE *f, struct sheet *s)
{
	struct grid g = lay_out(f, s);

	svg_begin(f, s, 0, g.top + g.rows * g.ch);
	draw_count(&g);
	for (size_t i = 0; i < s->n; i++)
		if (s->rows[i].count)
			draw_run(&g, &s->rows[i]);
	draw_lines(&g);
	svg_end(f);
}
