/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an operation on stage 2 did, folded as replay files have it: events that go on alike are one
 * line, and steps that repeat each other are one step and a number.
 */
#ifndef PTVIEW_P2M_FOLD_H
#define PTVIEW_P2M_FOLD_H

#include "src/xen/p2m.h"

/* A line: an event, or `n` of them that go on alike. */
struct p2m_fold_line {
	struct p2m_event ev;
	uint64_t n; /* of P2M_EV_PUT: frames */
};

/* What happened in a step, or outside any. */
struct p2m_fold_step {
	struct p2m_step step;
	struct p2m_fold_line *lines;
	size_t n, cap;
};

/* Zeroed but for step, line and arg. */
struct p2m_fold {
	/* A step that was done `times` times, each on the frames behind those of the one before. */
	void (*step)(void *arg, const struct p2m_fold_step *s, uint64_t times);
	/* What happened outside any step. */
	void (*line)(void *arg, const struct p2m_fold_line *line);
	void *arg;
	struct p2m_fold_step now;  /* in progress */
	struct p2m_fold_step held; /* the one that the next may repeat */
	uint64_t times;		   /* how often it was done; 0: none is held */
	struct p2m_got got;
	bool failed; /* out of memory: something is missing */
};

void p2m_fold_event(struct p2m_fold *f, const struct p2m_event *ev);

/* The end of an operation: all that is held is given out. */
void p2m_fold_end(struct p2m_fold *f);
void p2m_fold_free(struct p2m_fold *f);

#endif
