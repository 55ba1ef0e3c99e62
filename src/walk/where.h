/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An expression over what is mapped: "wx", "device !ro", "out=0x40200000", "rw user | size>=1G".
 *
 * Words that stand beside each other must all hold; '|' is or, '!' is not, () group. A word is a
 * permission, a kind, a memory type, a level, a size, or an address. where.c has them all, a row
 * each.
 */
#ifndef PTVIEW_WHERE_H
#define PTVIEW_WHERE_H

#include "src/desc/attr.h"
#include "src/desc/desc.h"
#include "src/walk/range.h"
#include "src/walk/walk.h"

/* What is asked about: a run of descriptors, or a merged range. */
struct where_item {
	struct ia ia;
	uint64_t size;		 /* bytes; 0: all of the 64-bit space */
	enum desc_kind kind;	 /* of a range: DESC_BLOCK or DESC_PAGE, by its largest leaf */
	unsigned levels;	 /* bit L: something of it is at level L */
	uint64_t leaf_sizes;	 /* the sizes of its leaves, or-ed */
	bool maps;		 /* out and attr are set */
	uint64_t out;		 /* of the first byte */
	const struct attr *attr; /* the caller's */
	bool contiguous;	 /* with the hint, some of it at least */
	bool has_raw;
	uint64_t raw; /* of the first descriptor */
};

enum { WHERE_MOST = 32 }; /* words of one expression, operators included */

struct where_word {
	unsigned row; /* of the table of where.c, or an operator */
	uint64_t a, b;
};

/* A parsed expression, in postfix order. n 0: everything matches. */
struct where {
	struct where_word word[WHERE_MOST];
	unsigned n;
};

/* ERR_USAGE: err is one line that names the word and what may stand there. */
enum err_code where_parse(const char *s, struct where *out, struct err *err);

bool where_match(const struct where *w, const struct where_item *i);

/* A run of a table, and a merged range, as items. The item refers to it. */
struct where_item where_run(const struct walk_run *run);
struct where_item where_range(const struct regime *r, const struct range *range);

/* The words, for a help screen: the i-th and what it means; NULL past the last. */
const char *where_help(unsigned i, const char **meaning);

#endif
