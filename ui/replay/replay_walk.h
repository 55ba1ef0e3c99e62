/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A replay file that is walked through step by step, forth and back.
 *
 * The place is always *behind* a step, so that what the step did can be shown: at the start nothing
 * is done; then each step of each operation is a place; an operation without steps is one place.
 * Going back is doing all from the start, up to there.
 */
#ifndef PTVIEW_UI_REPLAY_WALK_H
#define PTVIEW_UI_REPLAY_WALK_H

#include "src/physmap.h"
#include "src/xen/replay.h"

/* An operation, and what came of it when it was last done. */
struct replay_walk_op {
	struct replay_op op;
	char *typed; /* its text where it was edited; NULL: the file's */
	bool known;  /* what follows is */
	bool stuck;  /* it could not be finished: a table cannot be read, or a limit */
	bool failed; /* by rc */
	bool wrong;  /* it maps what is no RAM, or the like */
	int rc;
	bool nopath; /* of a poke: there was no table to store into */
	uint64_t steps;
};

/* An entry that the last step changed. */
struct replay_walk_entry {
	struct pa table;
	unsigned level, index;
	uint64_t before, after;
};

/* The entries that the operation changed so far, in the table of a level that it is in. */
struct replay_walk_marks {
	bool used;
	struct pa table;
	bool set[XENPT_ENTRIES];
};

/* Entries side by side. */
struct replay_walk_spot {
	struct pa table;
	unsigned level, index, count;
};

enum {
	REPLAY_WALK_LEVELS = 4,
	REPLAY_WALK_ENTRIES = 4,
};

#define REPLAY_WALK_LAST_STEP UINT64_MAX

struct replay_export_host;

/* What is walked through. All but the text outlives the walk. */
struct replay_walk_source {
	const char *text; /* of the file */
	size_t len;
	struct replay *file; /* parsed already, and the walk's from here on; NULL: text is parsed */
	struct mem *below;   /* begin with tables of this; NULL: as the file says */
	const struct regime *regime;	       /* whose tables, with below */
	const struct physmap *map;	       /* what is where; NULL: not known */
	const struct replay_export_host *told; /* NULL: it cannot be exported */
};

/* Where a step is. */
struct replay_walk_place {
	uint64_t frame; /* of the input address */
	unsigned level; /* that it aims at */
	int rc;
};

struct replay_face;

struct replay_walk {
	struct replay *file;
	const struct replay_face *face; /* what the screen shows of such a file */
	void *told;			/* the face's own */
	const char *dialect;
	struct mem *below;
	const struct regime *regime;
	const struct physmap *map;
	struct replay_run *run;
	struct replay_walk_op *ops;
	size_t nops;
	/* Called now and then with the steps done. Return false to stop. May be NULL. */
	bool (*tick)(void *arg, uint64_t steps);
	void *tick_arg;

	/* The place. To be read. */
	size_t begun;	  /* operations begun; the place is in the last of these */
	uint64_t step;	  /* steps done of it */
	bool inside;	  /* it has more */
	struct err stuck; /* code not ERR_NONE: no step further can be done, and why */

	/* The operation there. */
	struct replay_result res; /* where it is done */
	struct replay_walk_marks marks[REPLAY_WALK_LEVELS];

	/* The step there. */
	bool has_step;
	struct replay_walk_place last;
	struct replay_walk_entry entries[REPLAY_WALK_ENTRIES];
	unsigned nentries;

	bool quiet; /* of a step or an operation that is only passed: its events need no look */
	uint64_t spent, ticked;
};

/*
 * Parse a file and go to its start. Errors as replay_parse(), replay_rebase() and replay_open().
 * Free with replay_walk_free() in any case.
 */
enum err_code replay_walk_open(struct replay_walk *w, const struct replay_walk_source *s,
			       struct err *err);
void replay_walk_free(struct replay_walk *w);

/*
 * Do everything once, so that the outcome of each operation is known, and go back to the start.
 * ERR_CANCELLED: of some it is not.
 */
enum err_code replay_walk_survey(struct replay_walk *w);

/* Nothing is left to be done. */
bool replay_walk_at_end(const struct replay_walk *w);

/* The operation of the place; NULL at the start. */
struct replay_walk_op *replay_walk_here(const struct replay_walk *w);

/* One step on. Not at the end. Any status but ERR_NONE is in w->stuck, too. */
enum err_code replay_walk_step(struct replay_walk *w);

/*
 * To a step of the begun-th operation (from 1; 0: to the start), or its last step where it has
 * fewer. ERR_CANCELLED: the place is somewhere on the way. Others as replay_walk_step().
 */
enum err_code replay_walk_to(struct replay_walk *w, size_t begun, uint64_t step);

/*
 * To the first step of the place's operation that stored to one of `count` entries of a table.
 * *found is false where none did, and the place as it was. Not at the start. Errors as
 * replay_walk_to().
 */
enum err_code replay_walk_to_store(struct replay_walk *w, const struct replay_walk_spot *s,
				   bool *found);

/* One step back. Not at the start. */
enum err_code replay_walk_back(struct replay_walk *w);

/* The steps that an operation has, or was to have where it was refused; 0 for not known. */
uint64_t replay_walk_planned(const struct replay_walk *w, size_t i);

/* The text of an operation, without its "op ". */
struct replay_text replay_walk_text(const struct replay_walk *w, size_t i);

/* Another dialect; another operation in place of the i-th. Both go to the start, and forget what is
 * known. Errors as replay_open(), replay_parse_op(); all is then as it was. */
enum err_code replay_walk_set_dialect(struct replay_walk *w, const char *dialect, struct err *err);
enum err_code replay_walk_edit(struct replay_walk *w, size_t i, const char *text, size_t *column,
			       struct err *err);

/* ---- For faces, when the run tells ---- */

/* A step begins, or is over. */
void replay_walk_at(struct replay_walk *w, bool begins, const struct replay_walk_place *at);

/* An entry was stored to. */
void replay_walk_stored(struct replay_walk *w, const struct replay_walk_entry *e);

#endif
