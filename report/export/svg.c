/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/export/svg.h"

#include <stdlib.h>
#include <string.h>

#include "report/export/escape.h"

/* Of what is said: units a line, characters in one. */
enum { LINE = 24, SAID = 146 };

/* What every picture has; dashes and weights tell what colours tell. */
static const char css[] =
	"text{font:20px 'DejaVu Sans Mono',Menlo,Consolas,monospace;fill:#101418;"
	"white-space:pre}"
	".h{font:bold 34px 'DejaVu Sans',Helvetica,Arial,sans-serif}"
	".s{font-size:17px}.d{fill:#626262}.b{font-weight:bold}.e{text-anchor:end}"
	".m{text-anchor:middle}"
	".l{fill:none;stroke:#626262;stroke-width:2}"
	".bg{fill:#fff}";

double svg_text_width(unsigned n, unsigned font)
{
	return n * font * 0.602;
}

/* Numbers to a tenth: nothing smaller can be seen. */
static void put_number(FILE *f, const char *name, double v)
{
	char buf[32];
	size_t n = (size_t)snprintf(buf, sizeof(buf), "%.1f", v);

	if (n > 2 && !strcmp(buf + n - 2, ".0"))
		buf[n - 2] = '\0';
	fprintf(f, " %s=\"%s\"", name, buf);
}

static void put_rect(FILE *f, double x, double y, double w, double h)
{
	fputs("<rect", f);
	put_number(f, "x", x);
	put_number(f, "y", y);
	put_number(f, "width", w);
	put_number(f, "height", h);
}

static void put_looks(FILE *f, unsigned looks)
{
	for (int l = 0; l < LOOKS; l++) {
		const struct look_row *r = look_row((enum look)l);

		if (looks >> l & 1)
			fprintf(f, "\n.%s{fill:%s;stroke:%s}.i-%s{fill:%s}", r->name, r->fill,
				r->ink, r->name, r->ink);
	}
	fputs("\n</style>\n<defs>\n", f);
	for (int l = 0; l < LOOKS; l++) {
		const struct look_row *r = look_row((enum look)l);

		if (looks >> l & 1)
			fprintf(f,
				"<pattern id=\"%s\" width=\"8\" height=\"8\" "
				"patternUnits=\"userSpaceOnUse\"><path fill=\"%s\" "
				"d=\"M0 0H8V8H0z\"/><path stroke=\"%s\" stroke-width=\"2\" "
				"d=\"%s\"/></pattern>\n",
				r->name, r->fill, r->ink, r->pattern);
	}
	fputs("</defs>\n", f);
}

/* Lines of the legend: entries stand beside each other as far as there is room. */
static unsigned legend(FILE *f, unsigned looks, double y)
{
	double x = SVG_MARGIN;
	unsigned lines = looks ? 1 : 0;

	for (int l = 0; l < LOOKS; l++) {
		const struct look_row *r = look_row((enum look)l);
		double w = 40 + svg_text_width((unsigned)strlen(r->words) + 3, SVG_FONT);

		if (!(looks >> l & 1))
			continue;
		if (x + w > SVG_WIDTH - SVG_MARGIN) {
			x = SVG_MARGIN;
			y += LINE + 6;
			lines++;
		}
		if (f) {
			svg_sign(f, x, y, 30, 20, (enum look)l);
			svg_text(f, x + 40, y + 17, "", 60, r->words);
		}
		x += w;
	}
	return lines;
}

static unsigned looks_of(const struct sheet *s)
{
	unsigned looks = 0;

	for (size_t i = 0; i < s->n; i++)
		looks |= 1u << s->rows[i].look;
	return looks;
}

/* What there is to say, wrapped; f NULL: only its lines are counted. */
static unsigned put_says(FILE *f, const struct sheet *s, double y)
{
	char line[SAID + 1], said[SHEET_SAID_MAX];
	unsigned lines = 0;

	for (unsigned i = 0; i < s->nsays; i++) {
		const struct sheet_say *say = &s->says[i];

		for (const char *p = sheet_said(say, said); *p; lines++) {
			p = sheet_line(p, SAID, line);
			if (f)
				svg_text(f, SVG_MARGIN, y + LINE * lines + 16,
					 say->about == SHEET_FROM ? "s d" : "s b", SAID, line);
		}
	}
	return lines;
}

double svg_foot(const struct sheet *s)
{
	return 16 + (LINE + 6) * legend(NULL, looks_of(s), 0) + LINE * put_says(NULL, s, 0) + 10;
}

void svg_begin(FILE *f, const struct sheet *s, unsigned looks, double bottom)
{
	double foot = bottom + 16, height;
	unsigned lines;

	looks |= looks_of(s);
	lines = legend(NULL, looks, 0);
	height = foot + (LINE + 6) * lines + LINE * put_says(NULL, s, 0) + 10;
	if (height < SVG_HEIGHT) {
		foot += SVG_HEIGHT - height;
		height = SVG_HEIGHT;
	}
	fprintf(f,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" xml:space=\"preserve\" viewBox=\"0 0 %d "
		"%.0f\" width=\"%d\" "
		"height=\"%.0f\" role=\"img\" aria-labelledby=\"title\">\n<title id=\"title\">",
		SVG_WIDTH, height, SVG_WIDTH, height);
	escape_xml(f, s->title ? s->title : "");
	fprintf(f, "</title>\n<style>\n%s", css);
	put_looks(f, looks);
	fprintf(f, "<path class=\"bg\" d=\"M0 0H%dV%.0fH0z\"/>\n", SVG_WIDTH, height);
	svg_text(f, SVG_MARGIN, 62, "h", 80, s->title ? s->title : "");
	legend(f, looks, foot);
	put_says(f, s, foot + (LINE + 6) * lines);
}

void svg_end(FILE *f)
{
	fputs("</svg>\n", f);
}

void svg_area(FILE *f, double x, double y, double w, double h, enum look l)
{
	put_rect(f, x, y, w, h);
	fprintf(f, " class=\"%s\"/>\n", look_row(l)->name);
}

void svg_frame(FILE *f, double x, double y, double w, double h)
{
	put_rect(f, x, y, w, h);
	fputs(" class=\"l\"/>\n", f);
}

void svg_sign(FILE *f, double x, double y, double w, double h, enum look l)
{
	put_rect(f, x, y, w, h);
	fprintf(f, " fill=\"url(#%s)\" stroke=\"%s\"/>\n", look_row(l)->name, look_row(l)->ink);
}

void svg_text(FILE *f, double x, double y, const char *class, unsigned most, const char *s)
{
	char cut[SHEET_CELL_MAX];
	size_t n = 0, i = 0;

	/* Characters, not bytes: a cut leaves whole ones. */
	for (; s[i] && i + 8 < sizeof(cut); i++) {
		n += ((unsigned char)s[i] & 0xc0) != 0x80;
		if (n > most)
			break;
		cut[i] = s[i];
	}
	if (s[i] && i) {
		for (i--; i && ((unsigned char)cut[i] & 0xc0) == 0x80; i--)
			;
		memcpy(cut + i, "\xe2\x80\xa6", 3);
		i += 3;
	}
	cut[i] = '\0';
	fputs("<text", f);
	put_number(f, "x", x);
	put_number(f, "y", y);
	if (*class)
		fprintf(f, " class=\"%s\"", class);
	fputc('>', f);
	escape_xml(f, cut);
	fputs("</text>\n", f);
}
