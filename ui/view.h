/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The views of a target: a tree for every regime that was looked at, each with its own position.
 * CPUs whose registers give the same regime share one view.
 */
#ifndef PTVIEW_UI_VIEW_H
#define PTVIEW_UI_VIEW_H

#include "src/lint/lint.h"
#include "src/mem.h"
#include "src/walk/walk.h"
#include "ui/tree.h"

struct view {
	struct walker w; /* w.r.id and w.r.cpu say which */
	struct tree tree;
	bool linted;		  /* `found` is there */
	bool linted_through;	  /* and was looked for through stage 2 */
	struct lint_result found; /* findings */
	uint64_t unread;	  /* tables that could not be looked into */
};

struct views {
	struct mem *m;
	walk_tick tick; /* for all walkers */
	void *tick_arg;
	struct view **all;
	size_t n;
};

/* What can be said of one regime on one CPU without unfolding anything. */
struct view_state {
	struct err err;	    /* code not ERR_NONE: it cannot be walked, and why */
	struct walker w;    /* else */
	bool empty;	    /* its root has no valid descriptor */
	enum err_code root; /* why the root cannot be read */
	unsigned same_as;   /* lowest CPU with the same regime; the CPU itself for none below */
};

void views_init(struct views *vs, struct mem *m, walk_tick tick, void *tick_arg);
void views_free(struct views *vs);

/*
 * The view of a regime of a CPU, made where there is none yet. *out is the views', and does not
 * move. Errors as walk_init(), and ERR_NOMEM; *out is then untouched.
 */
enum err_code views_open(struct views *vs, enum regime_id id, unsigned cpu, struct view **out,
			 struct err *err);

/* Reads the root table and no other. */
void views_state(struct views *vs, enum regime_id id, unsigned cpu, struct view_state *out);

/* One line: "root 0x4032b000, 4K, 48 to 44 bits", and what is special: off, empty, assumed. */
void views_describe(const struct view_state *s, char *buf, size_t len);

#endif
