/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A graph for Graphviz: a table is a node, a descriptor a row of it with a port, and an edge leads
 * to the table that it points to. Labels are HTML-like, so that looks can be told in them.
 */
#include <string.h>

#include "report/export/escape.h"
#include "report/export/write.h"

/* What a row says, in a cell of its own. */
static void put_entry(FILE *f, const struct sheet *s, size_t i)
{
	static const enum sheet_column shown[] = {SHEET_IN, SHEET_OUT, SHEET_PERMS, SHEET_MEMORY,
						  SHEET_NOTE};
	const struct sheet_row *r = &s->rows[i];
	const struct look_row *l = look_row(r->look);
	char cell[SHEET_CELL_MAX];

	fprintf(f, "<tr><td port=\"r%zu\" align=\"left\" bgcolor=\"%s\"><font color=\"%s\">", i,
		l->fill, l->ink);
	if (r->count > 1)
		fprintf(f, "%03x-%03x ", r->index, r->index + r->count - 1);
	else if (r->count)
		fprintf(f, "%03x ", r->index);
	escape_xml(f, r->kind);
	for (size_t k = 0; k < sizeof(shown) / sizeof(shown[0]); k++) {
		if (!*sheet_cell(s, r, shown[k], false, cell))
			continue;
		fputs(shown[k] == SHEET_OUT ? " \xe2\x86\x92 " : "  ", f);
		escape_xml(f, cell);
	}
	fputs("</font></td></tr>\n", f);
}

/* The head of the node of the table that row i is the first of. */
static void put_head(FILE *f, const struct sheet *s, size_t i)
{
	const struct sheet_row *r = &s->rows[i];
	char cell[SHEET_CELL_MAX];

	fprintf(f,
		"t%zu [label=<<table border=\"0\" cellborder=\"1\" cellspacing=\"0\">\n<tr><td><b>",
		i);
	if (r->stage)
		fprintf(f, "stage %d level %d ", r->stage, r->level);
	else
		fputs(s->of == SHEET_WALK ? "outcome" : r->kind, f);
	escape_xml(f, sheet_cell(s, r, SHEET_AT, false, cell));
	fputs("</b></td></tr>\n", f);
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
			fprintf(f, "t%zu:r%zu:e -> t%zu;\n", first, i, i + 1);
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
			fprintf(f, "t%zu:r%zu:e -> t%zu;\n", i, i, i + 1);
	}
}

void write_dot(FILE *f, const struct sheet *s)
{
	fputs("digraph ptview {\nrankdir=LR;\nnode [shape=plain, fontname=\"DejaVu Sans "
	      "Mono\"];\nlabelloc=t;\nlabel=",
	      f);
	escape_dot(f, s->title ? s->title : "");
	fputs(";\n", f);
	for (unsigned i = 0; i < s->nsays; i++) {
		fprintf(f, "about%u [label=", i);
		escape_dot(f, s->says[i].text);
		fputs(", fontcolor=\"#555c64\"];\n", f);
	}
	if (s->of == SHEET_WALK)
		put_walk(f, s);
	else
		put_tree(f, s);
	fputs("}\n", f);
}
