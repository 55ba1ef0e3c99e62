/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Replays as rows of text: what an operation asks for, each step and why it has its size, what was
 * refused and which entry is to blame, and what would win larger entries. Used by the replay
 * command and by the terminal UI alike.
 */
#ifndef PTVIEW_REPORT_REPLAY_H
#define PTVIEW_REPORT_REPLAY_H

#include "report/replay/replay_fold.h"
#include "report/text.h"
#include "src/xen/replay.h"

struct replay_options {
	bool ascii;   /* no character outside ASCII */
	bool verbose; /* all tables, all changes, digests */
	bool pool;    /* how many table pages are left means something */
};

/* Text out of a file, which may hold anything: no control character gets to a terminal. */
void replay_text_text(struct text *t, enum text_style style, struct replay_text s);

/* What a file is: its name, dialect (NULL: all of them), architecture. */
void replay_text_file(struct text *t, const char *file, const struct replay *s,
		      const struct xenpt_dialect *d);

/* The number (from 1) of an operation and its text. One line. */
void replay_text_title(struct text *t, const struct replay_op *op, size_t number);

/* What is asked for, in words. */
void replay_text_request(struct text *t, const struct xenpt_arch *arch, const struct replay_op *op,
			 const struct replay_options *o);

/* Steps of an operation of this kind, with the decision. */
void replay_text_fold(struct text *t, const struct replay_fold *f, const struct replay_options *o);

/* Of a fold: the tables that it made, and the entries that it changed. */
void replay_text_did(struct text *t, const struct replay_fold *f, const struct replay_options *o);

/* After its steps. `pool`: table pages left; cause: NULL where no entry is to blame. */
void replay_text_outcome(struct text *t, const struct replay_op *op,
			 const struct replay_result *res, const struct replay_folding *f,
			 const struct replay_cause *cause, uint64_t pool,
			 const struct replay_options *o);

/* A line that is not as expected: FILE:LINE, what was expected, what came. */
void replay_text_mismatch(struct text *t, const char *file, const struct replay_mismatch *m);

/* ---- replay_why.c: the decision ---- */

/* The bits of vfn, mfn and what is left, with a mark below the one that decides. Several lines. */
void replay_show_ruler(struct text *t, const struct xenpt_why *w, const struct replay_options *o);

/* The candidates, a line each: taken, or what stopped it. */
void replay_show_candidates(struct text *t, const struct xenpt_why *w);

/*
 * A range to be mapped, as a whole: how many entries it takes, and for each larger order that it
 * does not use whether it ever can, and the least change that wins it. An order that would take
 * more growth than the range has length is not spoken of. map: NULL, or what would be wrong with
 * the growth is said.
 */
void replay_show_range(struct text *t, const struct xenpt_dialect *d, const struct xenpt_range *r,
		       const struct physmap *map);

/* The same for programs: false where there is nothing to explain (no frames, or they wrap). */
bool replay_why_range(const struct xenpt_dialect *d, const struct xenpt_range *r,
		      struct xenpt_range_why *out);

#endif
