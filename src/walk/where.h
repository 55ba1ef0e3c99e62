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
#include "src/walk/find.h"
#include "src/walk/range.h"
#include "src/walk/walk.h"

/* What is asked about: a run of descriptors, or a merged range. */
struct where_item {
	struct ia ia;
	uint64_t size;		 /* bytes; 0: all of the 64-bit space */
	unsigned kinds;		 /* bit K: some of it is, or keeps, what enum desc_kind K names */
	unsigned levels;	 /* bit L: something of it is at level L */
	uint64_t leaf_sizes;	 /* the sizes of its leaves, or-ed */
	bool maps;		 /* out and attr are set: of what is mapped, or would be */
	bool kept;		 /* not valid, but software keeps content there (kept.h) */
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

/* What is listed: all descriptors; blocks and pages alone; or ranges of these, which are put
 * together out of many descriptors. */
enum where_of { WHERE_DESCRIPTORS, WHERE_LEAVES, WHERE_RANGES };

/* ERR_USAGE where a word asks for what no such item can be, so that "none" would be no answer: err
 * is one line. */
enum err_code where_check(const struct where *w, enum where_of of, struct err *err);

/* Whether a kind of descriptor is asked for by its name. */
bool where_names(const struct where *w, enum desc_kind kind);

/* A run of a table, a merged range, and what find_visit() found, as items. The item refers to
 * it. */
struct where_item where_run(const struct walk_run *run);
struct where_item where_range(const struct regime *r, const struct range *range);
struct where_item where_hit(const struct find_hit *h);

/* The words, for a help screen: the i-th and what it means; NULL past the last. */
const char *where_help(unsigned i, const char **meaning);

#endif
