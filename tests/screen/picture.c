/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/screen/picture.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

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

static void dump_row_styles(const struct grid *g, unsigned row, FILE *f)
{
	unsigned end = 0;

	for (unsigned col = 0; col < g->cols; col++) {
		if (cell_letter(&g->cells[(size_t)row * g->cols + col]) != ' ')
			end = col + 1;
	}
	if (!end)
		return;
	fputc('|', f);
	for (unsigned col = 0; col < end; col++)
		fputc(cell_letter(&g->cells[(size_t)row * g->cols + col]), f);
	fputc('\n', f);
}

void picture_styles(const struct grid *g, FILE *f)
{
	for (unsigned row = 0; row < g->rows; row++) {
		dump_row(g, row, f);
		dump_row_styles(g, row, f);
	}
}
