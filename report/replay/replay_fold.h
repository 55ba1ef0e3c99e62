/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The events of an operation, gathered: successive steps that go on alike are one fold, with the
 * tables that they made, the entries that they changed and what was said.
 */
#ifndef PTVIEW_REPORT_REPLAY_FOLD_H
#define PTVIEW_REPORT_REPLAY_FOLD_H

#include "report/replay/replay_memory.h"
#include "src/xen/xenpt.h"

/* A table that was made. */
struct replay_table {
	struct pa pa;
	unsigned level; /* its own */
	struct pa in;	/* the table that points to it from now on, of level - 1 */
	unsigned index; /* of the entry there */
};

/* Entries of one table, side by side, that changed alike. */
struct replay_change {
	struct pa table;
	unsigned level, index, count;
	uint64_t before, after; /* the first one */
};

enum {
	REPLAY_CHANGES_MAX = 32, /* kept of a fold */
	REPLAY_STOPS = 6,	 /* bits of XENPT_STOP_* */
	REPLAY_SAID_MAX = 160,
	REPLAY_TABLES_OF_STEP = 3, /* levels 1, 2, 3 */
};

/* Steps of the same level, contiguous or not, whose frames follow each other. */
struct replay_fold {
	struct xenpt_step first; /* its rc is that of all */
	uint64_t number;	 /* of the first in its operation, from 1 */
	uint64_t count;
	uint64_t last_vfn, last_mfn; /* of the last frame; they wrap in their width */
	struct xenpt_why why;	     /* of the first */
	/* For each candidate, and each bit number of XENPT_STOP_*: how many steps had this reason.
	 */
	uint64_t stopped[XENPT_CANDIDATES][REPLAY_STOPS];
	struct replay_table *tables; /* that they made */
	size_t ntables;
	struct replay_change changes[REPLAY_CHANGES_MAX];
	size_t nchanges;
	uint64_t changed;	    /* entries in all, those not kept as well */
	bool no_table;		    /* a table was wanted, and none was left */
	bool unfinished;	    /* the step could not be done: it has no result */
	char said[REPLAY_SAID_MAX]; /* a message, or the text of an assertion; "" for nothing */
	bool asserted;
};

/* Gathers. The caller fills in the first part of a zeroed one. */
struct replay_folding {
	const struct xenpt_dialect *dialect;
	const struct xenpt_arch *arch;
	bool same_why; /* fold only steps whose larger orders were stopped by the same reasons */
	void (*fold)(void *arg, const struct replay_fold *f); /* may be NULL */
	void *arg;
	const struct physmap *map; /* what is where; NULL: not known */

	/* Of the operation so far; to be read. */
	struct replay_memory memory;
	uint64_t steps, tables, changed;
	uint64_t by_order[XENPT_ORDERS], hinted; /* steps that succeeded */
	struct xenpt_step last;			 /* valid where steps is not 0 */
	char said[REPLAY_SAID_MAX];		 /* wherever it was said */
	bool asserted, no_table;
	bool failed; /* out of memory: tables are missing in a fold */

	/* Private. */
	struct replay_fold held; /* not yet given out where count is not 0 */
	size_t cap_tables;
	struct replay_now { /* the step in progress */
		bool begun;
		struct xenpt_step step;
		struct xenpt_why why;
		struct replay_table tables[REPLAY_TABLES_OF_STEP];
		size_t ntables;
		struct replay_change change; /* count 0: none */
		char said[REPLAY_SAID_MAX];
		bool asserted, no_table;
	} now;
};

/* Before an operation. */
void replay_fold_begin(struct replay_folding *f);

/* Take one event: an xenpt_event_fn whose arg is a struct replay_folding. */
void replay_fold_event(void *folding, const struct xenpt_event *ev);

/* After an operation, also one that could not be finished: give out what is held. */
void replay_fold_end(struct replay_folding *f);

void replay_fold_free(struct replay_folding *f);

/* The entry that made a step fail. */
struct replay_cause {
	struct pa table;
	unsigned level, index;
	uint64_t entry;
};

/*
 * Find it, after the operation. False where it is not an entry that the step failed for (it
 * succeeded, or its arguments were wrong), or where the tables cannot be read.
 */
bool replay_fold_cause(const struct replay_folding *f, struct xenpt *x, struct replay_cause *out);

#endif
