/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A grid as text, for golden screens.
 */
#ifndef PTVIEW_TESTS_SCREEN_PICTURE_H
#define PTVIEW_TESTS_SCREEN_PICTURE_H

#include <stdbool.h>
#include <stdio.h>

#include "ui/kit/grid.h"

/* One row's characters; returns false where row is not in the grid. buf gets at most len bytes. */
bool picture_row(const struct grid *g, unsigned row, char *buf, size_t len);

/* Write the characters, a line a row, blanks at the end of lines left out. */
void picture_plain(const struct grid *g, FILE *f);

/*
 * The same, and under each row that is not plain a line that starts with '|' and has a letter a
 * cell: its style (see style_letter()), upper case or "#" where it is selected, "=" in a bar and
 * under a resting cursor.
 */
void picture_styles(const struct grid *g, FILE *f);

/*
 * The same with the colours: the line that starts with '|' has a letter for each way to look, and
 * behind the picture a row each says what that is, for each depth of colours and both grounds: the
 * ink, "/" and the ground (a "-" is the terminal's own), and b, d, u, r for bold, dim, underlined
 * and reversed.
 */
void picture_looks(const struct grid *g, FILE *f);

#endif
