/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pieces of an SVG picture: a slide of 1600 by 900 or higher, with a title, a legend of the looks
 * that it has, and where it came from. Text is text; what things look like is said once, by
 * classes.
 */
#ifndef PTVIEW_EXPORT_SVG_H
#define PTVIEW_EXPORT_SVG_H

#include <stdbool.h>
#include <stdio.h>

#include "report/export/sheet.h"

/*
 * Units of the picture. Text of SVG_FONT is 12 points on a slide that is 7.5 inches high, and a
 * character of the fixed font is 0.6 of it wide.
 */
enum {
	SVG_WIDTH = 1600,
	SVG_HEIGHT = 900,
	SVG_MARGIN = 40,
	SVG_TOP = 118, /* where the picture itself begins */
	SVG_FONT = 20,
};

/* Width of n characters of the fixed font of a size. */
double svg_text_width(unsigned n, unsigned font);

/* Units below the picture that the legend and the origin take. */
double svg_foot(const struct sheet *s);

/* The head of a picture whose own part ends at `bottom`, and its end. */
void svg_begin(FILE *f, const struct sheet *s, unsigned looks, double bottom);
void svg_end(FILE *f);

/* An area of a look: its fill, its pattern, its edge; `more` is of the CSS, or "". */
void svg_area(FILE *f, double x, double y, double w, double h, enum look l);

/* An area that is of no look. */
void svg_frame(FILE *f, double x, double y, double w, double h);

/* The sign of a look alone, as the legend has it. */
void svg_sign(FILE *f, double x, double y, double w, double h, enum look l);

/* Text of a class ("", "t", "d", "b": plain, small, dim, bold, and of looks), cut at `most`
 * characters; at its baseline. */
void svg_text(FILE *f, double x, double y, const char *class, unsigned most, const char *s);

#endif
