/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What there is to look at: each regime of each CPU, and which one a user most likely means. */
#ifndef PTVIEW_SURVEY_H
#define PTVIEW_SURVEY_H

#include "src/walk/walk.h"

/* From the best to look at to the worst. */
enum survey_state {
	SURVEY_LIVE,	   /* on, and its root has valid descriptors */
	SURVEY_EMPTY,	   /* on, and no descriptor of its root is valid */
	SURVEY_OFF,	   /* switched off, with a root that can be looked at */
	SURVEY_UNREADABLE, /* its root cannot be read */
	SURVEY_DISABLED,   /* does not exist here, or walks are disabled */
	SURVEY_UNKNOWN,	   /* registers are missing */
	SURVEY_REFUSED,	   /* not decoded, or malformed */
};

struct survey {
	enum survey_state state;
	struct walker w; /* set up unless state is DISABLED, UNKNOWN or REFUSED */
	struct err why;	 /* one line; "" for SURVEY_LIVE */
	/* Where w is set up: why the root cannot be read, or whether it maps nothing. */
	enum err_code root;
	bool empty;
};

/* Look at one regime of one CPU. Reads its root. */
void survey_one(struct mem *m, enum regime_id id, unsigned cpu, struct survey *out);

/*
 * The CPU whose registers serve a regime best: the lowest-numbered one with the best state. *out is
 * its survey.
 */
unsigned survey_best_cpu(struct mem *m, enum regime_id id, struct survey *out);

/* The regime to show first: the hypervisor's, else what is there. */
enum regime_id survey_default(struct mem *m);

/* "live", "empty root", "off", ... */
const char *survey_state_name(enum survey_state s);

#endif
