/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/kit/theme.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Of 8 colours, in the order of ECMA-48. */
enum { OWN = -1, RED = 1, GREEN, YELLOW, BLUE, MAGENTA, CYAN };

#define BOLD true, false
#define DIM  false, true
#define EVEN false, false

/* On a dark cursor and bar every theme has the same light colours. */
static const struct theme rows[] = {
	{.name = "auto"},
	{"terminal",
	 true,
	 false,
	 0,
	 24,
	 237,
	 {
		 [TEXT_PLAIN] = {OWN, -1, 231, EVEN},
		 [TEXT_DIM] = {OWN, -1, 252, DIM},
		 [TEXT_HEAD] = {OWN, -1, 231, BOLD},
		 [TEXT_TABLE] = {CYAN, -1, 159, EVEN},
		 [TEXT_BLOCK] = {YELLOW, -1, 229, EVEN},
		 [TEXT_PAGE] = {GREEN, -1, 157, EVEN},
		 [TEXT_INVALID] = {OWN, -1, 252, DIM},
		 [TEXT_RESERVED] = {MAGENTA, -1, 225, BOLD},
		 [TEXT_ADDRESS] = {OWN, -1, 231, EVEN},
		 [TEXT_VALUE] = {CYAN, -1, 195, EVEN},
		 [TEXT_WARN] = {YELLOW, -1, 229, BOLD},
		 [TEXT_ERROR] = {RED, -1, 224, BOLD},
	 }},
	{"dark",
	 true,
	 true,
	 0x1e1e1e,
	 24,
	 237,
	 {
		 [TEXT_PLAIN] = {OWN, 252, 231, EVEN},
		 [TEXT_DIM] = {OWN, 246, 252, EVEN},
		 [TEXT_HEAD] = {OWN, 231, 231, BOLD},
		 [TEXT_TABLE] = {CYAN, 80, 159, EVEN},
		 [TEXT_BLOCK] = {YELLOW, 221, 229, EVEN},
		 [TEXT_PAGE] = {GREEN, 114, 157, EVEN},
		 [TEXT_INVALID] = {OWN, 246, 252, EVEN},
		 [TEXT_RESERVED] = {MAGENTA, 213, 225, BOLD},
		 [TEXT_ADDRESS] = {OWN, 252, 231, EVEN},
		 [TEXT_VALUE] = {CYAN, 116, 195, EVEN},
		 [TEXT_WARN] = {YELLOW, 221, 229, BOLD},
		 [TEXT_ERROR] = {RED, 210, 224, BOLD},
	 }},
	{"light",
	 true,
	 true,
	 0xf8f8f8,
	 159,
	 255,
	 {
		 [TEXT_PLAIN] = {OWN, 235, 16, EVEN},
		 [TEXT_DIM] = {OWN, 241, 239, EVEN},
		 [TEXT_HEAD] = {OWN, 16, 16, BOLD},
		 [TEXT_TABLE] = {BLUE, 24, 24, EVEN},
		 [TEXT_BLOCK] = {MAGENTA, 94, 94, EVEN},
		 [TEXT_PAGE] = {OWN, 22, 22, EVEN},
		 [TEXT_INVALID] = {OWN, 241, 239, EVEN},
		 [TEXT_RESERVED] = {MAGENTA, 90, 90, BOLD},
		 [TEXT_ADDRESS] = {OWN, 235, 16, EVEN},
		 [TEXT_VALUE] = {BLUE, 23, 23, EVEN},
		 [TEXT_WARN] = {RED, 94, 94, BOLD},
		 [TEXT_ERROR] = {RED, 124, 124, BOLD},
	 }},
	/* Colours that are told apart without red and green cones (Okabe and Ito, 2008). */
	{"safe-dark",
	 true,
	 true,
	 0x1e1e1e,
	 24,
	 237,
	 {
		 [TEXT_PLAIN] = {OWN, 252, 231, EVEN},
		 [TEXT_DIM] = {OWN, 246, 252, EVEN},
		 [TEXT_HEAD] = {OWN, 231, 231, BOLD},
		 [TEXT_TABLE] = {CYAN, 117, 153, EVEN},
		 [TEXT_BLOCK] = {YELLOW, 214, 222, EVEN},
		 [TEXT_PAGE] = {OWN, 231, 231, EVEN},
		 [TEXT_INVALID] = {OWN, 246, 252, EVEN},
		 [TEXT_RESERVED] = {MAGENTA, 183, 225, BOLD},
		 [TEXT_ADDRESS] = {OWN, 252, 231, EVEN},
		 [TEXT_VALUE] = {CYAN, 153, 195, EVEN},
		 [TEXT_WARN] = {YELLOW, 227, 229, BOLD},
		 [TEXT_ERROR] = {RED, 209, 224, BOLD},
	 }},
	{"safe-light",
	 true,
	 true,
	 0xf8f8f8,
	 159,
	 255,
	 {
		 [TEXT_PLAIN] = {OWN, 235, 16, EVEN},
		 [TEXT_DIM] = {OWN, 241, 239, EVEN},
		 [TEXT_HEAD] = {OWN, 16, 16, BOLD},
		 [TEXT_TABLE] = {BLUE, 25, 25, EVEN},
		 [TEXT_BLOCK] = {OWN, 94, 94, EVEN},
		 [TEXT_PAGE] = {OWN, 16, 16, EVEN},
		 [TEXT_INVALID] = {OWN, 241, 239, EVEN},
		 [TEXT_RESERVED] = {MAGENTA, 90, 90, BOLD},
		 [TEXT_ADDRESS] = {OWN, 235, 16, EVEN},
		 [TEXT_VALUE] = {BLUE, 24, 24, EVEN},
		 [TEXT_WARN] = {RED, 94, 94, BOLD},
		 [TEXT_ERROR] = {RED, 124, 124, BOLD},
	 }},
	/* What is dim is so by its attribute, what stands out is bold. */
	{"mono",
	 false,
	 false,
	 0,
	 0,
	 0,
	 {
		 [TEXT_PLAIN] = {OWN, -1, -1, EVEN},
		 [TEXT_DIM] = {OWN, -1, -1, DIM},
		 [TEXT_HEAD] = {OWN, -1, -1, BOLD},
		 [TEXT_TABLE] = {OWN, -1, -1, BOLD},
		 [TEXT_BLOCK] = {OWN, -1, -1, EVEN},
		 [TEXT_PAGE] = {OWN, -1, -1, EVEN},
		 [TEXT_INVALID] = {OWN, -1, -1, DIM},
		 [TEXT_RESERVED] = {OWN, -1, -1, BOLD},
		 [TEXT_ADDRESS] = {OWN, -1, -1, EVEN},
		 [TEXT_VALUE] = {OWN, -1, -1, EVEN},
		 [TEXT_WARN] = {OWN, -1, -1, BOLD},
		 [TEXT_ERROR] = {OWN, -1, -1, BOLD},
	 }},
};

const struct theme *theme_row(unsigned i)
{
	return i < sizeof(rows) / sizeof(rows[0]) ? &rows[i] : NULL;
}

const struct theme *theme_by_name(const char *name)
{
	const struct theme *t;
	unsigned i = 0;

	while ((t = theme_row(i++)) && strcmp(t->name, name) != 0)
		;
	return t;
}

/* Of the 16, white (7) and the bright ones but bright black (8) are light. */
const struct theme *theme_for(const char *colorfgbg)
{
	const char *last = colorfgbg ? strrchr(colorfgbg, ';') : NULL;
	char *end;
	long n;

	if (!last || last[1] < '0' || last[1] > '9')
		return theme_by_name("terminal");
	n = strtol(last + 1, &end, 10);
	if (*end || n > 15)
		return theme_by_name("terminal");
	return theme_by_name(n == 7 || n > 8 ? "light" : "dark");
}

/* Half of the way from black to white, by what ITU-R BT.601 has for luma, in thousandths. */
const struct theme *theme_for_ground(uint32_t rgb)
{
	uint32_t luma = 299 * (rgb >> 16 & 0xff) + 587 * (rgb >> 8 & 0xff) + 114 * (rgb & 0xff);

	return theme_by_name(luma >= 127500 ? "light" : "dark");
}

/* One to four digits, as eight bits; false where there are none, or more. */
static bool parse_part(const char **s, uint32_t *part)
{
	char *end;
	unsigned long v;

	if (!isxdigit((unsigned char)**s))
		return false;
	v = strtoul(*s, &end, 16);
	if (end - *s > 4)
		return false;
	*part = (uint32_t)(v * 255 / ((1ul << 4 * (end - *s)) - 1));
	*s = end;
	return true;
}

bool theme_parse_rgb(const char *answer, uint32_t *rgb)
{
	bool alpha = !strncmp(answer, "rgba:", 5);
	uint32_t part[4];

	if (!alpha && strncmp(answer, "rgb:", 4) != 0)
		return false;
	answer += alpha ? 5 : 4;
	for (int i = 0; i < 3 + alpha; i++) {
		if ((i && *answer++ != '/') || !parse_part(&answer, &part[i]))
			return false;
	}
	*rgb = part[0] << 16 | part[1] << 8 | part[2];
	return !*answer;
}

/* 16 to 231 are a cube of six levels, 232 to 255 greys (xterm's 256colres.h). */
uint32_t theme_rgb(short color)
{
	static const unsigned char level[] = {0, 95, 135, 175, 215, 255};
	unsigned n = (unsigned)color - 16, grey = 8 + 10 * ((unsigned)color - 232);

	if (color >= 232)
		return grey << 16 | grey << 8 | grey;
	return (uint32_t)level[n / 36] << 16 | (uint32_t)level[n / 6 % 6] << 8 | level[n % 6];
}

/* Black is nearly so where 0 would be a terminal's own. */
static int number_of(enum theme_depth depth, short color)
{
	if (color < 0 || depth == THEME_INDEXED)
		return color;
	return theme_rgb(color) ? (int)theme_rgb(color) : 0x000008;
}

struct theme_cell theme_cell(const struct theme *t, enum theme_depth depth, enum text_style style,
			     unsigned marks)
{
	const struct theme_look *l = &t->look[style];
	bool rich = depth >= THEME_INDEXED, on = marks & (GRID_SELECTED | GRID_BAR);
	bool resting = marks & GRID_RESTING;
	struct theme_cell c = {.ink = -1, .ground = -1, .bold = l->bold};

	if (rich && (on || resting)) {
		c.ink = number_of(depth, l->selected);
		c.ground = number_of(depth, marks & GRID_SELECTED ? t->cursor : t->bar);
	} else if (on) {
		c.reverse = true;
	} else {
		c.dim = l->dim;
		c.bold = c.bold || resting;
		c.underline = resting;
		if (!resting && depth != THEME_MONO)
			c.ink = rich && l->rich >= 0 ? number_of(depth, l->rich) : l->basic;
	}
	c.bold = c.bold || marks & GRID_STRONG;
	c.underline = c.underline || marks & GRID_UNDERLINE;
	return c;
}
