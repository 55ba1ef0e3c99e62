/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Differences as rows of text and as JSON, and what they come to in all. */
#ifndef PTVIEW_REPORT_DIFF_H
#define PTVIEW_REPORT_DIFF_H

#include <jansson.h>

#include "report/rows.h"
#include "src/diff/diff.h"

/* One row without newline: input range, size, class, entries, and what changed into what. */
void diff_text_row(struct text *t, const struct walker *before, const struct walker *after,
		   const struct diff_row *row, const struct rows_options *o);

/* Of it the entries and what changed into what; the colour of a class. */
void diff_text_change(struct text *t, const struct walker *before, const struct walker *after,
		      const struct diff_row *row, const struct rows_options *o);
enum text_style diff_text_style(enum diff_class c);

/* One side of a row, without newline: its level and kind, where it leads or would, its bits. */
void diff_text_side(struct text *t, const struct walker *w, const struct diff_row *row, int side,
		    const struct rows_options *o);

/* Registers that decide the regime and differ, a line each. */
void diff_text_registers(struct text *t, const struct walker *before, const struct walker *after,
			 const struct rows_options *o);

/* All rows so far; a zeroed struct is none. */
struct diff_sum {
	uint64_t entries[DIFF_CLASSES]; /* by_range: pieces */
	uint64_t bytes[DIFF_CLASSES];
	uint64_t bbm; /* entries that need break-before-make */
	bool bbm_size;
	bool by_range;
};
void diff_sum_add(struct diff_sum *s, const struct diff_row *row);

/* One line, and one on break-before-make where it is needed. partly: not all could be read. */
void diff_text_sum(struct text *t, const struct diff_sum *s, int bbm_level, bool partly);

/* A row as JSON; the caller's. NULL: out of memory. */
json_t *diff_json_object(const char *regime, const struct walker *before,
			 const struct walker *after, const struct diff_row *row);

/* One JSON object a line; false where the stream failed or memory ran out. */
bool diff_json_row(FILE *f, const char *regime, const struct walker *before,
		   const struct walker *after, const struct diff_row *row);
bool diff_json_registers(FILE *f, const char *regime, const struct walker *before,
			 const struct walker *after);

#endif
