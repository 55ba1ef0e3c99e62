/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The pictures, one of each kind: see write_svg(). */
#ifndef PTVIEW_EXPORT_PICTURE_H
#define PTVIEW_EXPORT_PICTURE_H

#include <stdio.h>

#include "report/export/sheet.h"

/* Tables as boxes, a column a level; neighbours that lead to the same are drawn once. */
void picture_tree(FILE *f, struct sheet *s, uint64_t rows);

/* A table as a grid, a cell a descriptor. */
void picture_grid(FILE *f, struct sheet *s);

/* The address cut into its indices, the descriptors that they choose, and the outcome. */
void picture_walk(FILE *f, struct sheet *s);

/* Ranges in the order of their addresses, what is between them, and their sizes as bars. */
void picture_map(FILE *f, struct sheet *s, uint64_t rows);

/* An operation of a replay in its words, and below them its tables before and after. */
void picture_replay(FILE *f, struct sheet *s, uint64_t rows);

/* What differs, a line a row. */
void picture_rows(FILE *f, struct sheet *s, uint64_t rows);

#endif
