/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One page: its style and its script (page.css, page.js) in it, and the rows as data, which the
 * script makes elements of where they are looked at. Its policy lets it ask no network.
 */
#include <string.h>

#include "report/export/escape.h"
#include "report/export/page.h"
#include "report/export/write.h"

static const char policy[] = "default-src 'none'; style-src 'unsafe-inline'; script-src "
			     "'unsafe-inline'; img-src data:";

/* '#' begins a fragment in a URL. */
static void put_pattern(FILE *f, const struct look_row *l, const char *ink)
{
	if (!*l->pattern) {
		fputs("--pattern:none", f);
		return;
	}
	fprintf(f,
		"--pattern:url(\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' "
		"width='8' height='8'><path stroke='%%23%s' stroke-width='2' d='%s'/></svg>\")",
		ink + 1, l->pattern);
}

static unsigned looks_of(const struct sheet *s)
{
	unsigned looks = 0;

	for (size_t i = 0; i < s->n; i++)
		looks |= 1u << s->rows[i].look;
	return looks;
}

static void put_looks(FILE *f, unsigned looks, bool dark)
{
	for (int i = 0; i < LOOKS; i++) {
		const struct look_row *l = look_row((enum look)i);

		if (!(looks >> i & 1))
			continue;
		fprintf(f, ".k-%s{--ink:%s;--fill:%s;", l->name, dark ? l->dark_ink : l->ink,
			dark ? l->dark_fill : l->fill);
		put_pattern(f, l, dark ? l->dark_ink : l->ink);
		fputs("}\n", f);
	}
}

static void put_head(FILE *f, const struct sheet *s)
{
	fprintf(f,
		"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"%s\">\n"
		"<meta name=\"viewport\" content=\"width=device-width\">\n<title>",
		policy);
	escape_xml(f, s->title ? s->title : "");
	fputs("</title>\n<style>\n", f);
	fputs(page_css, f);
	put_looks(f, looks_of(s), false);
	fputs("@media screen and (prefers-color-scheme: dark) {\n", f);
	put_looks(f, looks_of(s), true);
	fputs("}\n</style>\n</head>\n", f);
}

static void put_says(FILE *f, const struct sheet *s)
{
	static const char *const classes[] = {"from", "inferred", "unknown", "cut"};

	fputs("<header>\n<h1>", f);
	escape_xml(f, s->title ? s->title : "");
	fputs("</h1>\n<dl>\n", f);
	for (unsigned i = 0; i < s->nsays; i++) {
		fprintf(f, "<dt>%s</dt><dd class=\"%s\">", sheet_about_name(s->says[i].about),
			classes[s->says[i].about]);
		escape_xml(f, s->says[i].text);
		fputs("</dd>\n", f);
	}
	fputs("</dl>\n<ul id=\"legend\" aria-label=\"Legend\">\n", f);
	for (int i = 0; i < LOOKS; i++)
		if (looks_of(s) >> i & 1)
			fprintf(f,
				"<li class=\"k-%s\"><span class=\"sign\" "
				"aria-hidden=\"true\"></span> %s</li>\n",
				look_row((enum look)i)->name, look_row((enum look)i)->words);
	fputs("</ul>\n</header>\n", f);
}

/* A row as page.js reads it; the cells have no tabs, which are not printable. */
static void put_row(FILE *f, const struct sheet *s, const struct sheet_row *r)
{
	char line[SHEET_COLUMNS * SHEET_CELL_MAX], cell[SHEET_CELL_MAX];
	size_t n = 0;

	line[n++] = (char)('0' + r->depth);
	line[n++] = (char)('a' + r->look);
	for (const enum sheet_column *c = sheet_columns(s); *c != SHEET_COLUMNS; c++) {
		size_t len = strlen(sheet_cell(s, r, *c, false, cell));

		if (c != sheet_columns(s))
			line[n++] = '\t';
		memcpy(line + n, cell, len);
		n += len;
	}
	line[n] = '\0';
	escape_json(f, line);
}

static void put_data(FILE *f, const struct sheet *s)
{
	fputs("<script type=\"application/json\" id=\"data\">{\"columns\":[", f);
	for (const enum sheet_column *c = sheet_columns(s); *c != SHEET_COLUMNS; c++)
		fprintf(f, "%s\"%s\"", c == sheet_columns(s) ? "" : ",", sheet_head(*c));
	fputs("],\"looks\":[", f);
	for (int i = 0; i < LOOKS; i++)
		fprintf(f, "%s\"%s\"", i ? "," : "", look_row((enum look)i)->name);
	fputs("],\"rows\":[\n", f);
	for (size_t i = 0; i < s->n; i++) {
		fputs(i ? ",\n" : "", f);
		put_row(f, s, &s->rows[i]);
	}
	fputs("\n]}</script>\n", f);
}

void write_html(FILE *f, const struct sheet *s)
{
	put_head(f, s);
	fputs("<body>\n", f);
	put_says(f, s);
	fputs("<div id=\"tools\" role=\"search\">\n<label for=\"find\">Find (/)</label> <input "
	      "id=\"find\" type=\"search\" autocomplete=\"off\">\n<button type=\"button\" "
	      "id=\"previous\">Previous</button> <button type=\"button\" "
	      "id=\"next\">Next</button>\n<output id=\"count\" role=\"status\" "
	      "for=\"find\"></output>\n<button type=\"button\" id=\"unfold\">Unfold all</button> "
	      "<button type=\"button\" id=\"fold\">Fold all</button>\n</div>\n<p "
	      "id=\"printed\"></p>\n<noscript><p>The rows are made by a script in this page, which "
	      "asks no network.</p></noscript>\n<main>\n<div id=\"grid\" role=\"treegrid\" "
	      "aria-readonly=\"true\" aria-label=\"",
	      f);
	escape_xml(f, s->title ? s->title : "");
	fputs("\"></div>\n</main>\n", f);
	put_data(f, s);
	fputs("<script>\n", f);
	fputs(page_js, f);
	fputs("</script>\n</body>\n</html>\n", f);
}
