/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The address spaces of a target: a tree for every regime that was looked at, each with its own
 * position.
 * CPUs whose registers give the same regime share one.
 */
#ifndef PTVIEW_UI_SPACE_H
#define PTVIEW_UI_SPACE_H

#include "src/lint/lint.h"
#include "src/mem.h"
#include "src/roots/names.h"
#include "src/walk/walk.h"
#include "ui/tree.h"

struct space {
	struct walker w; /* w.r.id and w.r.cpu say which */
	struct tree tree;
	bool linted;		  /* `found` is there */
	bool linted_through;	  /* and was looked for through stage 2 */
	struct lint_result found; /* findings */
	struct names names;	  /* by symbols, once `named` */
	bool named;
	uint64_t unread; /* tables that could not be looked into */
};

struct spaces {
	struct mem *m;
	walk_tick tick; /* for all walkers */
	void *tick_arg;
	bool owner_given; /* the user says whose tables they are */
	enum regime_software owner;
	struct space **all;
	size_t n;
};

/* What can be said of one regime on one CPU without unfolding anything. */
struct space_state {
	struct err err;	    /* code not ERR_NONE: it cannot be walked, and why */
	struct walker w;    /* else */
	bool empty;	    /* its root has no valid descriptor */
	enum err_code root; /* why the root cannot be read */
	unsigned same_as;   /* lowest CPU with the same regime; the CPU itself for none below */
};

void spaces_init(struct spaces *vs, struct mem *m, walk_tick tick, void *tick_arg);
void spaces_free(struct spaces *vs);

/* Whose tables those of a walker are: as the user says, else inferred. */
void spaces_own(const struct spaces *vs, struct walker *w);

/*
 * The space of a regime of a CPU, made where there is none yet. *out is the spaces', and does not
 * move. Errors as walk_init(), and ERR_NOMEM; *out is then untouched.
 */
enum err_code spaces_open(struct spaces *vs, enum regime_id id, unsigned cpu, struct space **out,
			  struct err *err);

/* Reads the root table and no other. */
void spaces_state(struct spaces *vs, enum regime_id id, unsigned cpu, struct space_state *out);

/* One line: "root 0x4032b000, 4K, 48 to 44 bits", and what is special: off, empty, assumed. */
void spaces_describe(const struct space_state *s, char *buf, size_t len);

#endif
