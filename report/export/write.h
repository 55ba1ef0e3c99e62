/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A sheet as a file. Each writes to a stream and looks at no error of it: who opened it asks at the
 * end. Memory that runs out is s->failed.
 */
#ifndef PTVIEW_EXPORT_WRITE_H
#define PTVIEW_EXPORT_WRITE_H

#include <stdio.h>

#include "report/export/sheet.h"

/*
 * An SVG picture of what the sheet is of. rows: at most so many rows, and a picture as high as they
 * want; 0: what a slide has room for. What is left out is said in it, and counted in s->says.
 */
void write_svg(FILE *f, struct sheet *s, uint64_t rows);

/* Comma-separated values (RFC 4180), with a header row; rows of the kind "about" come last. */
void write_csv(FILE *f, const struct sheet *s);

/* A graph for Graphviz: of a tree or a walk. */
void write_dot(FILE *f, const struct sheet *s);

/* One HTML page that needs no other file. */
void write_html(FILE *f, const struct sheet *s);

#endif
