/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Themes: which colours the styles have. With 256 colours a theme says all of them, and each can be
 * read on its ground: 4.5:1 or more (WCAG 2.1, 1.4.3), which a test computes. With 8 it can only
 * name the terminal's own.
 */
#ifndef PTVIEW_UI_THEME_H
#define PTVIEW_UI_THEME_H

#include <stdbool.h>
#include <stdint.h>

#include "report/text.h"
#include "ui/kit/grid.h"

struct theme_look {
	short basic;	/* of 8 colours; -1: the terminal's own */
	short rich;	/* of 256; -1: as basic */
	short selected; /* of 256, on the cursor's ground and on the bars' */
	bool bold, dim;
};

struct theme {
	const char *name;
	bool color;
	bool known;	   /* the ground is; else colours are the terminal's */
	uint32_t ground;   /* RGB that it is for: the lightest dark one, the darkest light one */
	short cursor, bar; /* grounds, of 256 colours */
	struct theme_look look[TEXT_STYLES];
};

/* The i-th theme, or NULL. The first, "auto", has no colours: it is one of the others, by the
 * terminal's ground. */
const struct theme *theme_row(unsigned i);

/* NULL: there is none of that name. */
const struct theme *theme_by_name(const char *name);

/*
 * The theme for a terminal that says in COLORFGBG which of its 16 colours its ground is, as rxvt
 * and others do: "15;0", "0;default;15". NULL or something else: "terminal".
 */
const struct theme *theme_for(const char *colorfgbg);

/* The theme for a ground of this RGB. */
const struct theme *theme_for_ground(uint32_t rgb);

/*
 * The RGB in a terminal's answer to a question for a colour, "rgb:ffff/ffff/e3e3": one to four
 * hexadecimal digits each (XParseColor(3)); "rgba:" has one more, which is passed over. False: it
 * is none.
 */
bool theme_parse_rgb(const char *answer, uint32_t *rgb);

/* RGB of one of xterm's 256 colours from 16 on. */
uint32_t theme_rgb(short color);

/* What a terminal can do. */
enum theme_depth {
	THEME_MONO,
	THEME_BASIC,   /* the 8 colours that are its own; of 16 too */
	THEME_INDEXED, /* 256 */
	THEME_DIRECT   /* any RGB; numbers below 8 are the 8 colours even so */
};

/* How a cell looks. Colours are numbers as the depth has them; -1: the terminal's own. */
struct theme_cell {
	int ink, ground;
	bool bold, dim, underline, reverse;
};

/*
 * Bars and cursors bring both colours with them where a theme can say them, so that they can be
 * read on a light terminal and on a dark one; else they are reversed, without the colours of the
 * styles. marks: of a cell of a grid.
 */
struct theme_cell theme_cell(const struct theme *t, enum theme_depth depth, enum text_style style,
			     unsigned marks);

#endif
