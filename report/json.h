/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The model as JSON Lines: one object a line. Addresses and raw descriptors are strings in hex,
 * counts are numbers. ptview-json(5) documents the keys.
 *
 * Each function returns false where the stream failed or memory ran out.
 */
#ifndef PTVIEW_JSON_H
#define PTVIEW_JSON_H

#include <stdio.h>

#include "src/walk/alias.h"
#include "src/walk/find.h"
#include "src/walk/range.h"
#include "src/roots/names.h"
#include "src/walk/region.h"
#include "src/walk/stats.h"
#include "src/walk/survey.h"
#include "src/walk/walk.h"

bool json_stats(FILE *f, const char *regime, const struct walker *w, const struct stats *s);
/* g: of its region; NULL: no name. */
bool json_range(FILE *f, const char *regime, const struct walker *w, const struct range *r,
		const struct regions *g);
bool json_walk(FILE *f, const char *regime, const struct walker *w, const struct walk_result *res,
	       const struct names *n);
bool json_run(FILE *f, const char *regime, const struct walker *w, const struct walk_run *run);
/* A leaf, or a part of one, carried on through stage 2. */
bool json_piece(FILE *f, const char *regime, const struct walker *w, const struct walk_piece *p);

/* An input address that was found. */
bool json_hit(FILE *f, const char *regime, const struct walker *w, const struct find_hit *h,
	      const struct names *n);

/*
 * A listing that is not whole: so many times a table was left out that had been listed before,
 * after `limit` rows of such tables. leaves: all that there are.
 */
bool json_left_out(FILE *f, const char *regime, uint64_t times, uint64_t limit, uint64_t leaves);

/* How much of what was listed matches an expression. */
bool json_where(FILE *f, const char *regime, const char *where, uint64_t matches, uint64_t of,
		uint64_t unreadable);

/* A table that cannot be read. */
bool json_unreadable(FILE *f, const char *regime, const struct mem *m, const struct walk_table *t);
bool json_descriptor(FILE *f, const struct regime *r, int level, uint64_t raw);
/* The same of a 128-bit descriptor. */
bool json_descriptor_wide(FILE *f, const struct regime *r, int level, struct desc_wide raw);

/* The source itself, then one regime of one CPU with its registers. */
bool json_source(FILE *f, const char *name, struct mem *m);
bool json_survey(FILE *f, const struct mem *m, enum regime_id id, unsigned cpu,
		 const struct survey *s);

bool json_alias(FILE *f, const char *regime, const struct walker *w, const struct alias *a);

/* Memory: n bytes at ia; a stretch that was not read, and why; a place where something was found,
 * with its physical address and what the range has that it begins in. */
bool json_bytes(FILE *f, const char *regime, struct ia ia, const uint8_t *b, size_t n);
bool json_hole(FILE *f, const char *regime, uint64_t ia, uint64_t size, const char *why);
bool json_found(FILE *f, const char *regime, const struct walker *w, uint64_t ia, uint64_t pa,
		const struct attr *a);

#endif
