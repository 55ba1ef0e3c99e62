/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A graph for Graphviz: a table is a node, a descriptor a row of it with a port, and an edge leads
 * to the table that it points to. Labels are HTML-like, so that looks can be told in them.
 *
 * A cell says how wide it is: Graphviz takes the widths of letters from the fonts that it has, who
 * looks at its SVG may have others, and words would run out of their cells.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "report/export/escape.h"
#include "report/export/svg.h"
#include "report/export/write.h"

/* Points; characters of a line of what there is to say, and more that a cell is wide, for an arrow
 * of another font. */
enum { FONT = 14, TITLE_FONT = 20, SAID = 110, SPARE = 1 };

#define INK	 "#101418"
#define INK_SAID "#555c64"

/* Each cell with what goes before it. */
struct shown {
	enum sheet_column column;
	const char *before;
};

static const struct shown of_tree[] = {{SHEET_IN, "  "},    {SHEET_OUT, " \xe2\x86\x92 "},
				       {SHEET_PERMS, "  "}, {SHEET_MEMORY, "  "},
				       {SHEET_NOTE, "  "},  {SHEET_COLUMNS, NULL}};
static const struct shown of_walk[] = {
	{SHEET_RAW, "  "}, {SHEET_NOTE, "  "}, {SHEET_COLUMNS, NULL}};

/* The words of an outcome are its note. */
static bool is_outcome(const struct sheet *s, const struct sheet_row *r)
{
	return s->of == SHEET_WALK && !r->stage;
}

static unsigned characters(const char *s)
{
	unsigned n = 0;

	for (; *s; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

struct cell {
	const char *port, *fill; /* NULL: none */
	const char *ink;
	unsigned font; /* points */
	bool bold;
};

static void put_cell(FILE *f, const struct cell *c, const char *words)
{
	fprintf(f, "<tr><td align=\"left\" width=\"%.0f\"",
		svg_text_width(characters(words) + SPARE, c->font) + 4);
	if (c->port)
		fprintf(f, " port=\"%s\"", c->port);
	if (c->fill)
		fprintf(f, " bgcolor=\"%s\"", c->fill);
	fprintf(f, "><font color=\"%s\" point-size=\"%u\">%s", c->ink, c->font,
		c->bold ? "<b>" : "");
	escape_xml(f, words);
	fprintf(f, "%s</font></td></tr>\n", c->bold ? "</b>" : "");
}

/* What a row says, in a cell of its own; there is room for all of its columns. */
static void put_entry(FILE *f, const struct sheet *s, size_t i)
{
	const struct sheet_row *r = &s->rows[i];
	const struct look_row *l = look_row(r->look);
	const struct shown *c = s->of == SHEET_WALK ? of_walk : of_tree;
	char cell[SHEET_CELL_MAX], port[24];
	char words[sizeof(of_tree) / sizeof(of_tree[0]) * (SHEET_CELL_MAX + 4) + 64];
	size_t n = 0;

	if (r->count > 1)
		n = (size_t)snprintf(words, sizeof(words), "%03x-%03x", r->index,
				     r->index + r->count - 1);
	else if (r->count)
		n = (size_t)snprintf(words, sizeof(words), "%03x", r->index);
	if (!is_outcome(s, r))
		n += (size_t)snprintf(words + n, sizeof(words) - n, "%s%s", n ? " " : "", r->kind);
	words[n] = '\0';
	for (; c->column != SHEET_COLUMNS; c++)
		if (*sheet_cell(s, r, c->column, false, cell))
			n += (size_t)snprintf(words + n, sizeof(words) - n, "%s%s",
					      n ? c->before : "", cell);
	snprintf(port, sizeof(port), "r%zu", i);
	put_cell(f, &(struct cell){.port = port, .fill = l->fill, .ink = l->ink, .font = FONT},
		 words);
}

/* The head of the node of the table that row i is the first of. */
static void put_head(FILE *f, const struct sheet *s, size_t i)
{
	const struct sheet_row *r = &s->rows[i];
	char cell[SHEET_CELL_MAX], words[SHEET_CELL_MAX + 64];

	fprintf(f, "t%zu [label=<<table border=\"0\" cellborder=\"1\" cellspacing=\"0\">\n", i);
	if (r->stage)
		snprintf(words, sizeof(words), "stage %d level %d %s", r->stage, r->level,
			 sheet_cell(s, r, SHEET_AT, false, cell));
	else
		snprintf(words, sizeof(words), "%s", is_outcome(s, r) ? "outcome" : r->kind);
	put_cell(f, &(struct cell){.port = "head", .ink = INK, .font = FONT, .bold = true}, words);
}

/* The node that begins at row `first`, whose rows go up to `to`; the edges go behind it. */
static void put_table(FILE *f, const struct sheet *s, size_t first)
{
	uint8_t depth = s->rows[first].depth;

	put_head(f, s, first);
	for (size_t i = first; i < s->n && s->rows[i].depth >= depth; i++)
		if (s->rows[i].depth == depth)
			put_entry(f, s, i);
	fputs("</table>>];\n", f);
	for (size_t i = first; i + 1 < s->n && s->rows[i].depth >= depth; i++)
		if (s->rows[i].depth == depth && s->rows[i + 1].depth > depth)
			fprintf(f, "t%zu:r%zu:e -> t%zu:head:w;\n", first, i, i + 1);
}

static void put_tree(FILE *f, const struct sheet *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (!i || s->rows[i].depth > s->rows[i - 1].depth)
			put_table(f, s, i);
}

/* A walk is a chain: each step is a table of which one descriptor is known. */
static void put_walk(FILE *f, const struct sheet *s)
{
	for (size_t i = 0; i < s->n; i++) {
		put_head(f, s, i);
		put_entry(f, s, i);
		fputs("</table>>];\n", f);
		if (i + 1 < s->n)
			fprintf(f, "t%zu:r%zu:e -> t%zu:head:w;\n", i, i, i + 1);
	}
}

/* Above the graph: what it is, and where it came from. */
static void put_label(FILE *f, const struct sheet *s)
{
	char said[SHEET_SAID_MAX], line[SAID + 1];

	fputs("label=<<table border=\"0\" cellborder=\"0\" cellspacing=\"0\" "
	      "cellpadding=\"1\">\n",
	      f);
	put_cell(f, &(struct cell){.ink = INK, .font = TITLE_FONT, .bold = true},
		 s->title ? s->title : "");
	for (unsigned i = 0; i < s->nsays; i++) {
		const char *p = sheet_said(&s->says[i], said);

		while (*p) {
			p = sheet_line(p, SAID, line);
			put_cell(f, &(struct cell){.ink = INK_SAID, .font = FONT}, line);
		}
	}
	fputs("</table>>;\n", f);
}

void write_dot(FILE *f, const struct sheet *s)
{
	fputs("digraph ptview {\nrankdir=LR;\nfontname=\"DejaVu Sans Mono,monospace\";\nnode "
	      "[shape=plain, fontname=\"DejaVu Sans "
	      "Mono,monospace\"];\nlabelloc=t;\nlabeljust=l;\n",
	      f);
	put_label(f, s);
	if (s->of == SHEET_WALK)
		put_walk(f, s);
	else
		put_tree(f, s);
	fputs("}\n", f);
}
