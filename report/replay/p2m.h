/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Replays of stage 2 as text and as JSON: what an operation asks for, each step and why it has its
 * size, what was stored, flushed, split and freed in which order, and what is odd about it.
 */
#ifndef PTVIEW_REPORT_P2M_H
#define PTVIEW_REPORT_P2M_H

#include <jansson.h>
#include <stdio.h>

#include "report/replay/replay.h"
#include "src/xen/p2m_fold.h"
#include "src/xen/p2m_odd.h"

/* An operation, gathered while it runs. The caller fills in the first part of a zeroed one. */
struct p2m_story {
	const struct p2m *p;
	/* Called for each step, and for what stands outside any, in order. */
	void (*step)(void *arg, const struct p2m_fold_step *s, uint64_t times);
	void (*line)(void *arg, const struct p2m_fold_line *line);
	void *arg;

	/* Of the operation so far; to be read. */
	uint64_t flushes_now, flushes_due, splits, allocated, freed, puts;
	uint64_t by_order[P2M_ORDERS]; /* steps that succeeded */
	uint64_t number;	       /* of the step, from 1 */
	struct p2m_odds odds;

	struct p2m_fold fold; /* private */
};

void p2m_story_begin(struct p2m_story *s);
void p2m_story_event(void *story, const struct p2m_event *ev); /* a p2m_event_fn */
void p2m_story_end(struct p2m_story *s, const struct p2m_op *op, int rc);
void p2m_story_free(struct p2m_story *s);

/* What a file is, what an operation asks for, a step, a line outside any, and the outcome. */
/* d: NULL: all of them. on: the tables are a target's, and what the file says of its own is
 * nothing. */
void p2m_text_file(struct text *t, const char *file, const struct replay *s,
		   const struct p2m_dialect *d, bool on);
void p2m_text_request(struct text *t, const struct p2m_op *op, const struct replay_options *o);
/* A step, and its parts: its line, why it has its size, what happened in it. number: from 1; it was
 * done `times` times. */
void p2m_text_step(struct text *t, uint64_t number, const struct p2m_fold_step *step,
		   uint64_t times, const struct replay_options *o);
void p2m_text_head(struct text *t, uint64_t number, const struct p2m_fold_step *step,
		   uint64_t times, const struct replay_options *o);
void p2m_text_why(struct text *t, const struct p2m_step *s, const struct replay_options *o);
void p2m_text_lines(struct text *t, const struct p2m_fold_step *step,
		    const struct replay_options *o);
void p2m_text_line(struct text *t, const struct p2m_fold_line *line,
		   const struct replay_options *o);
void p2m_text_outcome(struct text *t, const struct p2m_story *s, const struct p2m_op *op, int rc,
		      const struct replay_options *o);

/* "0", "1 (resolved)", "-12 (ENOMEM)", "assertion". Returns buf. */
enum { P2M_TEXT_RC_MAX = 32 };
const char *p2m_text_rc(int rc, char buf[P2M_TEXT_RC_MAX]);

/* Xen says that it was not done, or stopped. */
bool p2m_text_failed(int rc);

/* ---- p2m_sequence.c ---- */

/*
 * The stores and flushes of a step in their order, drawn as the sequence that they are, and why:
 * break-before-make, or none and why not. Nothing of a step that stored nothing and failed.
 */
void p2m_sequence_text(struct text *t, const struct p2m_fold_step *step,
		       const struct replay_options *o);

/* The last of these: the rule that the entry of a step with rc 0 fell under. */
const char *p2m_sequence_rule(const struct p2m_fold_step *step);

/* ---- p2m_compare.c ---- */

enum { P2M_COMPARED_MAX = 4 };

/* One operation in several dialects, side by side. */
struct p2m_compared {
	const char *file;
	const struct replay_op *op;
	size_t number; /* from 1 */
	size_t n;
	struct p2m_outcome { /* in one dialect */
		const struct p2m_dialect *dialect;
		bool known; /* false: it could not be done, or an earlier one could not */
		int rc;
		bool pending;		       /* a flush, afterwards */
		uint64_t by_order[P2M_ORDERS]; /* steps that succeeded */
		uint64_t flushes_now, flushes_due, splits, allocated, freed, puts;
		struct p2m_odds odds;
	} in[P2M_COMPARED_MAX];
};

/* Take what was gathered. */
void p2m_compare_take(struct p2m_outcome *out, const struct p2m_story *s, int rc);

/* A table: a row a dialect; then what is odd, once for all dialects in which it is. */
void p2m_compare_text(struct text *t, const struct p2m_compared *c);
bool p2m_json_compare(FILE *f, const struct p2m_compared *c);

/* Each returns false where the stream failed or memory ran out. op: its number, from 1. */
bool p2m_json_step(FILE *f, const char *file, size_t op, const struct p2m_story *s,
		   const struct p2m_fold_step *step, uint64_t times);

/* What happened outside any step; NULL: out of memory. */
json_t *p2m_json_line(const struct p2m_fold_line *line);

struct p2m_json_op {
	const char *file;
	size_t number;
	const char *dialect;
	const struct replay_op *op;
	const struct p2m_story *story;
	int rc;
	bool has_digest;
	uint64_t digest;
	json_t *lines; /* an array of those outside any step, which p2m_json_op() takes */
};
bool p2m_json_op(FILE *f, const struct p2m_json_op *op);

/* The range that an operation asks for, in one call; false where it is none. */
bool p2m_text_range(const struct p2m *p, const struct p2m_op *op, struct p2m_range *r);

#endif
