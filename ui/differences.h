/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is shown, compared with another state of it: the same regime on another CPU, or in a file.
 * As `ptview diff` compares: the other one is before, what is shown after.
 */
#ifndef PTVIEW_UI_DIFFERENCES_H
#define PTVIEW_UI_DIFFERENCES_H

#include "report/diff.h"
#include "report/export/sheet.h"
#include "src/mem.h"
#include "ui/space.h"
#include "ui/tree.h"

/* At most so many rows are kept, 32 MB of them. */
enum { DIFFERENCES_MOST = 1 << 16, DIFFERENCES_NAME_MAX = 80, DIFFERENCES_WORD_MAX = 32 };

struct differences {
	const struct space *space; /* what was shown; NULL: nothing is compared */
	bool through;
	struct walker other;
	char with[DIFFERENCES_NAME_MAX]; /* "CPU 1", "before.snapshot" */
	struct mem *file;		 /* this struct's, under `other`; NULL: the target itself */
	struct differences_row {
		struct diff_row d;
		uint64_t reach; /* last address of it and of those before, DIFF_CHANGED aside */
	} * r;
	size_t n, cap; /* ascending; as many as are kept */
	struct diff_sum sum;
	uint64_t differ; /* entries, or pieces where `ranges`; as diff counts */
	uint64_t unread; /* tables, of both sides */
	bool ranges;	 /* what is mapped was compared, not entry by entry */
	enum err_code st;
};

/* Forget all, and close the file. */
void differences_free(struct differences *c);

/* One more row, ascending: counted, and kept where there is room. */
void differences_add(struct differences *c, const struct diff_row *row);

/* The first row that begins at an address or behind it; n for none. */
size_t differences_from(const struct differences *c, uint64_t ia);

/* How many rows touch size bytes from an address on (size 0: 2^64), and the first of them. */
size_t differences_find(const struct differences *c, uint64_t ia, uint64_t size, size_t *first);

/* The same of a row of the tree, in a word: a class, or "12 in it". NULL: nothing differs. */
const char *differences_word(const struct differences *c, const struct tree_node *n,
			     char buf[DIFFERENCES_WORD_MAX], enum text_style *style);

/* What was there, and what is now: several lines; nothing where nothing differs. */
void differences_text(const struct differences *c, const struct tree_node *n, struct text *t,
		      const struct rows_options *o);

/* The same as `export --of diff` has it: rows and their end; and as JSON. source: what is shown. */
void differences_sheet(const struct differences *c, const char *source, struct sheet *s);
void differences_json(const struct differences *c, const char *regime, FILE *f);

#endif
