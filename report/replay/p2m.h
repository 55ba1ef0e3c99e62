/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Replays of stage 2 as text and as JSON: what an operation asks for, each step and why it has its
 * size, what was stored, flushed, split and freed in which order, and what is odd about it.
 */
#ifndef PTVIEW_REPORT_P2M_H
#define PTVIEW_REPORT_P2M_H

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
	uint64_t number; /* of the step, from 1 */
	struct p2m_odds odds;

	struct p2m_fold fold; /* private */
};

void p2m_story_begin(struct p2m_story *s);
void p2m_story_event(void *story, const struct p2m_event *ev); /* a p2m_event_fn */
void p2m_story_end(struct p2m_story *s, const struct p2m_op *op, int rc);
void p2m_story_free(struct p2m_story *s);

/* What a file is, what an operation asks for, a step, a line outside any, and the outcome. */
void p2m_text_file(struct text *t, const char *file, const struct replay *s,
		   const struct p2m_dialect *d);
void p2m_text_request(struct text *t, const struct p2m_op *op, const struct replay_options *o);
void p2m_text_step(struct text *t, const struct p2m_story *s, const struct p2m_fold_step *step,
		   uint64_t times, const struct replay_options *o);
void p2m_text_line(struct text *t, const struct p2m_fold_line *line,
		   const struct replay_options *o);
void p2m_text_outcome(struct text *t, const struct p2m_story *s, const struct p2m_op *op, int rc,
		      const struct replay_options *o);

/* Each returns false where the stream failed or memory ran out. op: its number, from 1. */
bool p2m_json_step(FILE *f, const char *file, size_t op, const struct p2m_story *s,
		   const struct p2m_fold_step *step, uint64_t times);

struct p2m_json_op {
	const char *file;
	size_t number;
	const char *dialect;
	const struct replay_op *op;
	const struct p2m_story *story;
	int rc;
	bool has_digest;
	uint64_t digest;
};
bool p2m_json_op(FILE *f, const struct p2m_json_op *op);

/* The range that an operation asks for, in one call; false where it is none. */
bool p2m_text_range(const struct p2m *p, const struct p2m_op *op, struct p2m_range *r);

#endif
