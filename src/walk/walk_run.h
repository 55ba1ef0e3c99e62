/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside the walker: reading tables and cutting them into runs. Not for use outside src/walk/ */
#ifndef PTVIEW_WALK_RUN_H
#define PTVIEW_WALK_RUN_H

#include "src/hash.h"
#include "src/walk/walk.h"

/* What a visit, with those of stage 2 that it leads to, remembers of the tables that it met. */
struct walk_again {
	struct hash seen; /* by walk_key() */
	uint64_t left;	  /* rows of tables met again that may still be given */
	uint64_t left_out;
};

/*
 * What makes a table the same one: where it is, and at which level of which stage. An address of a
 * table has four low bits to spare, a root too, and no address has bit 63: of what is only kept.
 */
static inline uint64_t walk_key(const struct walker *w, const struct walk_table *t)
{
	return t->at.v | (uint64_t)(t->level + 1) | (w->r.stage == 2 ? 8 : 0) |
	       (t->kept ? UINT64_C(1) << 63 : 0);
}

/* The descriptors of a table that lie in [lo, hi]; true where that is all of them. */
bool walk_clip(const struct walker *w, const struct walk_table *t, struct ia lo, struct ia hi,
	       unsigned *first, unsigned *last);

enum { WALK_PIECE = 4096 }; /* stage 2 may map every 4K of a table elsewhere */

/*
 * The descriptors of a table: where the source holds them, or copied to buf (walk_table_bytes() of
 * it). NULL with t->st set where they cannot be read.
 */
const uint64_t *walk_load(struct walker *w, struct walk_table *t, uint64_t *buf);

/*
 * The descriptors first..last (inclusive) of a table that walk_load() could not read, as far as a
 * sparse source has them: each stretch of known ones is cut into runs. buf as of walk_load().
 * False where none is known.
 */
bool walk_cut_known(struct walker *w, const struct walk_table *t, uint64_t *buf, unsigned first,
		    unsigned last, void (*run)(void *arg, const struct walk_run *run), void *arg);

/* Cut descriptors first..last (inclusive) of a table into runs, in ascending order. */
void walk_cut(const struct walker *w, const struct walk_table *t, const uint64_t *e, unsigned first,
	      unsigned last, void (*run)(void *arg, const struct walk_run *run), void *arg);

/*
 * Translate an intermediate physical address with stage 2 of w. ERR_NONE; ERR_STAGE2 where it is
 * not mapped for reading; or why a table of stage 2 cannot be read. size: bytes from *pa on that
 * stay translated.
 */
enum err_code walk_stage2(struct walker *w, struct oa ipa, struct pa *pa, uint64_t *size);

/*
 * Look at the last step of a walk, and set out->kept. Where that one keeps a table, the tables
 * below it are followed, at most one a level.
 */
void walk_find_kept(struct walker *w, struct walk_result *out);

/*
 * Read ahead, level by level, all tables that a visit of [lo, hi] will want, so that a source with
 * a latency is asked in large batches. Does nothing for a source that needs none. ERR_CANCELLED,
 * ERR_NOMEM.
 */
enum err_code walk_read_ahead(struct walker *w, struct ia lo, struct ia hi);

/* walk_visit() without reading ahead: for a small range of a tree that has been read already. */
enum err_code walk_visit_cached(struct walker *w, struct ia lo, struct ia hi,
				const struct walk_visitor *v, void *arg);

#endif
