/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the replay screen shows of one kind of file: a row each, of which the other files of this
 * folder know no more than these callbacks.
 *
 * `w->told` is the kind's own: what it gathered of the operation and of the step at the place.
 */
#ifndef PTVIEW_UI_FACE_H
#define PTVIEW_UI_FACE_H

#include "report/replay/replay.h"
#include "report/replay/replay_words.h"
#include "ui/replay/replay_walk.h"

enum { FACE_NOTE_MAX = 48 };

struct replay_face {
	const char *kind;      /* of the `kind` line */
	enum regime_id regime; /* by which its tables are decoded, where no target says */
	size_t told;	       /* bytes of w->told, zeroed at first */

	/* ---- Gathering ---- */

	/* Before a run in a dialect: who listens to it. */
	void (*listen)(struct replay_walk *w, struct replay_opts *opts, const char *dialect);
	/* The run is open; it begins anew (may be NULL); an operation begins; it has ended; all is
	 * closed. */
	void (*opened)(struct replay_walk *w);
	void (*rewound)(struct replay_walk *w);
	void (*begin)(struct replay_walk *w);
	void (*end)(struct replay_walk *w);
	void (*closed)(struct replay_walk *w);

	/* ---- Questions ---- */

	bool (*failed)(int rc);
	const char *(*rc)(int rc, char buf[REPLAY_RC_MAX]);
	/* It was not refused, and something is wrong with it. */
	bool (*wrong)(const struct replay_walk *w);
	/* In a word, of an operation that is not refused: "it would not fail, and ...". */
	void (*answer)(const struct replay_walk *w, struct text *t);
	/* The steps that an operation is to take, by its operands alone; 0: not known. */
	uint64_t (*planned)(const struct replay_walk *w, const struct replay_op *op);
	/* Where an operation is to begin: input address, and the level of the entry. */
	void (*aim)(const struct replay_op *op, uint64_t *ia, unsigned *level);

	/* ---- Entries ---- */

	enum desc_kind (*entry)(const struct regime *r, unsigned level, uint64_t raw);
	/* What a leaf allows; wide: in full. */
	void (*perms)(struct text *t, uint64_t raw, bool wide);
	/* What the run did to an entry that is a table now; "" for nothing. Returns buf. NULL: it
	 * never does. */
	const char *(*note)(const struct replay_walk *w, unsigned level, uint64_t ia, bool wide,
			    char buf[FACE_NOTE_MAX]);

	/* ---- Text: each ends its lines ---- */

	void (*about)(struct text *t, const struct replay_walk *w); /* what the file is */
	/* The step; refused: the operation ended with it, and its outcome is part of it. */
	void (*step)(struct text *t, struct replay_walk *w, bool refused,
		     const struct replay_options *o);
	void (*outcome)(struct text *t, struct replay_walk *w, const struct replay_options *o);
	/* What is worth saying of the operation so far; of all of it where it is done. May be
	 * NULL. */
	void (*did)(struct text *t, struct replay_walk *w, const struct replay_options *o);
	/* What is asked for, and what would be cheaper. */
	void (*request)(struct text *t, struct replay_walk *w, const struct replay_op *op,
			const struct replay_options *o);
};

extern const struct replay_face replay_face_xenpt, replay_face_p2m;

/* By the kind of a file. */
const struct replay_face *replay_face_of(const struct replay *s);

#endif
