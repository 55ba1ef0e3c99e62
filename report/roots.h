/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Candidates for roots as text and as JSON. */
#ifndef PTVIEW_REPORT_ROOTS_H
#define PTVIEW_REPORT_ROOTS_H

#include <stdbool.h>
#include <stdio.h>

#include "report/text.h"
#include "src/roots/roots.h"

/* One candidate as one line, without what speaks for it; rank from 1 on. */
void roots_line(struct text *t, unsigned rank, const struct roots_candidate *c);

/* The same with its evidence and, verbose, its registers, each on a line. */
void roots_rows(struct text *t, unsigned rank, const struct roots_candidate *c, bool verbose);

/* One object on a line of its own. False where memory or the stream failed. */
bool roots_json(FILE *f, unsigned rank, const struct roots_candidate *c);

#endif
