/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A map of physical memory, as rows of text and as JSON. */
#ifndef PTVIEW_REPORT_MEMORY_H
#define PTVIEW_REPORT_MEMORY_H

#include <stdio.h>

#include "report/text.h"
#include "src/physmap.h"

/* A line a range, without the holes: first and last address, size, kind, name, who says so. */
void memory_rows(struct text *t, const struct physmap *m);

/* One object on a line. False where the stream failed. */
bool memory_json(FILE *f, const struct physmap *m);

#endif
