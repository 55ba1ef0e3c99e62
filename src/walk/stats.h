/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counting a tree: tables and leaves by level, what they map, what they cost. */
#ifndef PTVIEW_STATS_H
#define PTVIEW_STATS_H

#include "src/walk/walk.h"

struct stats {
	uint64_t tables[REGIME_LEVELS]; /* by slot; the (concatenated) root counts as one */
	uint64_t leaves[REGIME_LEVELS]; /* by slot */
	uint64_t reserved;		/* reserved encodings */
	uint64_t contiguous;		/* leaves with the hint */
	uint64_t mapped_bytes; /* of input addresses: in this stage; composed: through both */
	uint64_t table_bytes;
	/* What the hardware does not use, but software keeps (kept.h): not in the counts above. */
	const struct kept *kept_by;   /* of the first; NULL: nothing is kept */
	uint64_t kept[REGIME_LEVELS]; /* leaves, by slot */
	uint64_t kept_tables, kept_bytes;
	uint64_t noted;	     /* kept entries without an output: swap entries, owners */
	uint64_t nonzero;    /* other invalid descriptors that are not 0 */
	bool valid_only;     /* nobody looked at what is not valid: 0 there says nothing */
	uint64_t unreadable; /* tables; one that several descriptors point to counts each time */
};

/*
 * Count the whole regime of a walker. Each table is looked at once: what is below one that several
 * descriptors point to counts each time, and a table that is its own ancestor counts as the
 * hardware walks it. on_unreadable is called once for each table that cannot be read; may be NULL.
 * Errors as walk_visit().
 */
enum err_code stats_count(struct walker *w, struct stats *out,
			  void (*on_unreadable)(void *arg, const struct walk_table *t), void *arg);

/*
 * The same through stage 2 where there is one: tables and leaves are still this stage's, but bytes
 * that are mapped or kept are those that range_visit() composes, and tables of stage 2 that cannot
 * be read count, too. What was met again and left out (walk.h) is not in it.
 */
enum err_code stats_count_composed(struct walker *w, struct stats *out,
				   void (*on_unreadable)(void *arg, const struct walk_table *t),
				   void *arg);

/* What was counted of the tables of one walker. NULL: out of memory. The caller's to free. */
struct stats_memo;
struct stats_memo *stats_memo(void);
void stats_memo_free(struct stats_memo *m);

/* The same of one table and all below it, with what `m` remembers; nothing is read ahead. */
enum err_code stats_count_table(struct walker *w, struct stats_memo *m, const struct walk_table *t,
				struct stats *out,
				void (*on_unreadable)(void *arg, const struct walk_table *t),
				void *arg);

#endif
