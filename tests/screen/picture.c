/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/screen/picture.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "ui/kit/theme.h"

bool picture_row(const struct grid *g, unsigned row, char *buf, size_t len)
{
	size_t n = 0;

	if (row >= g->rows || !len)
		return false;
	for (unsigned col = 0; col < g->cols; col++) {
		const char *ch = g->cells[(size_t)row * g->cols + col].ch;
		size_t k = strlen(ch);

		if (n + k >= len)
			break;
		memcpy(buf + n, ch, k);
		n += k;
	}
	while (n && buf[n - 1] == ' ')
		n--;
	buf[n] = '\0';
	return true;
}

static void dump_row(const struct grid *g, unsigned row, FILE *f)
{
	size_t len = (size_t)g->cols * (GRID_CHAR_MAX - 1) + 1;
	char *buf = malloc(len);

	if (buf && picture_row(g, row, buf, len))
		fprintf(f, "%s\n", buf);
	free(buf);
}

void picture_plain(const struct grid *g, FILE *f)
{
	for (unsigned row = 0; row < g->rows; row++)
		dump_row(g, row, f);
}

static char style_letter(enum text_style style)
{
	static const char letters[TEXT_STYLES] = {
		[TEXT_PLAIN] = ' ',   [TEXT_DIM] = '.',	     [TEXT_HEAD] = 'h',
		[TEXT_TABLE] = 't',   [TEXT_BLOCK] = 'b',    [TEXT_PAGE] = 'p',
		[TEXT_INVALID] = 'i', [TEXT_RESERVED] = 'r', [TEXT_ADDRESS] = 'a',
		[TEXT_VALUE] = 'v',   [TEXT_WARN] = 'w',     [TEXT_ERROR] = 'e',
	};

	return (unsigned)style < TEXT_STYLES ? letters[style] : '?';
}

static char cell_letter(const struct grid_cell *c)
{
	char letter = style_letter((enum text_style)c->style);

	if (c->marks & GRID_SELECTED)
		return letter == ' ' ? '#' : (char)toupper((unsigned char)letter);
	if (c->marks & (GRID_BAR | GRID_RESTING))
		return letter == ' ' ? '=' : letter;
	return letter;
}

/* A letter a cell, up to the last that is not blank; nothing where all are. */
static void dump_letters(const char *letters, FILE *f)
{
	size_t end = strlen(letters);

	while (end && letters[end - 1] == ' ')
		end--;
	if (end)
		fprintf(f, "|%.*s\n", (int)end, letters);
}

static void dump_row_styles(const struct grid *g, unsigned row, FILE *f)
{
	char *letters = calloc(g->cols + 1, 1);

	for (unsigned col = 0; letters && col < g->cols; col++)
		letters[col] = cell_letter(&g->cells[(size_t)row * g->cols + col]);
	if (letters)
		dump_letters(letters, f);
	free(letters);
}

void picture_styles(const struct grid *g, FILE *f)
{
	for (unsigned row = 0; row < g->rows; row++) {
		dump_row(g, row, f);
		dump_row_styles(g, row, f);
	}
}

/* ---- Colours ---- */

/* Ways to look, in the order in which they come; as many letters. */
enum { LOOKS = 52 };

struct looks {
	unsigned n;
	struct {
		uint8_t style, marks;
	} of[LOOKS];
};

static char look_letter(struct looks *l, const struct grid_cell *c)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	unsigned i = 0;

	if (c->style == TEXT_PLAIN && !c->marks)
		return ' ';
	while (i < l->n && (l->of[i].style != c->style || l->of[i].marks != c->marks))
		i++;
	if (i == LOOKS)
		return '?';
	if (i == l->n) {
		l->of[i].style = c->style;
		l->of[i].marks = c->marks;
		l->n++;
	}
	return letters[i];
}

static void put_color(int color, enum theme_depth depth, char *buf, size_t len)
{
	if (color < 0)
		snprintf(buf, len, "-");
	else
		snprintf(buf, len, depth == THEME_DIRECT && color >= 8 ? "%06x" : "%d",
			 (unsigned)color);
}

static void put_look(const struct theme_cell *c, enum theme_depth depth, int width, FILE *f)
{
	char ink[16], ground[16], all[64];

	put_color(c->ink, depth, ink, sizeof(ink));
	put_color(c->ground, depth, ground, sizeof(ground));
	snprintf(all, sizeof(all), "%s%s%s%s%s%s%s%s", ink, c->ground < 0 ? "" : "/",
		 c->ground < 0 ? "" : ground,
		 c->bold || c->dim || c->underline || c->reverse ? " " : "", c->bold ? "b" : "",
		 c->dim ? "d" : "", c->underline ? "u" : "", c->reverse ? "r" : "");
	fprintf(f, "%-*s", width, all);
}

static const struct {
	const char *head, *theme;
	enum theme_depth depth;
	int width; /* of the column */
} depths[] = {
	{"mono", "mono", THEME_MONO, 6},	   {"8 dark", "dark", THEME_BASIC, 8},
	{"8 light", "light", THEME_BASIC, 9},	   {"256 dark", "dark", THEME_INDEXED, 11},
	{"256 light", "light", THEME_INDEXED, 11}, {"RGB dark", "dark", THEME_DIRECT, 17},
	{"RGB light", "light", THEME_DIRECT, 0},
};

static void dump_looks(const struct looks *l, FILE *f)
{
	enum { DEPTHS = sizeof(depths) / sizeof(depths[0]) };

	fputs("looks   ", f);
	for (unsigned d = 0; d < DEPTHS; d++)
		fprintf(f, "%-*s", depths[d].width, depths[d].head);
	fputc('\n', f);
	for (unsigned i = 0; i < l->n; i++) {
		struct grid_cell c = {.style = l->of[i].style, .marks = l->of[i].marks};
		struct looks again = *l;

		fprintf(f, "  %c     ", look_letter(&again, &c));
		for (unsigned d = 0; d < DEPTHS; d++) {
			struct theme_cell cell =
				theme_cell(theme_by_name(depths[d].theme), depths[d].depth,
					   (enum text_style)c.style, c.marks);

			put_look(&cell, depths[d].depth, depths[d].width, f);
		}
		fputc('\n', f);
	}
}

void picture_looks(const struct grid *g, FILE *f)
{
	char *letters = calloc(g->cols + 1, 1);
	struct looks looks = {.n = 0};

	for (unsigned row = 0; letters && row < g->rows; row++) {
		dump_row(g, row, f);
		for (unsigned col = 0; col < g->cols; col++)
			letters[col] = look_letter(&looks, &g->cells[(size_t)row * g->cols + col]);
		dump_letters(letters, f);
	}
	dump_looks(&looks, f);
	free(letters);
}
