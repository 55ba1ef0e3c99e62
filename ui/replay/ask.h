/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Asking for an operation of Xen's: what the line being typed may go on with, and what it begins
 * with.
 */
#ifndef PTVIEW_UI_ASK_H
#define PTVIEW_UI_ASK_H

#include "report/text.h"
#include "src/physmap.h"
#include "src/xen/replay.h"
#include "ui/kit/prompt.h"

/* The form of the operation of u's that is typed, and the meaning of the operand at the cursor. */
void ask_hint(const struct replay_updater *u, const struct prompt *p, struct text *t);

/*
 * Complete the name before the cursor, as far as it is clear. Where it is not, the error line of
 * the prompt has the choices. only: by this name or not at all; NULL: by any.
 */
void ask_complete(const struct replay_updater *u, struct prompt *p, const char *only);

/* Put the cursor where replay_parse_op() found an error; column is from 1, 0 for nowhere. */
void ask_point(struct prompt *p, size_t column);

enum { ASK_DEFAULT_MAX = 128 };

/* A place in the tables: what is there decides what is asked first. */
struct ask_place {
	uint64_t ia, bytes; /* that the entry, or the run of entries, covers */
	bool leaf;
	uint64_t oa; /* of a leaf */
	int level;
};

/*
 * An operation to begin with, in buf: to remove what is mapped there; else to map RAM there, as
 * much as one entry of the level covers. map may be NULL; m is then asked where RAM is.
 */
void ask_default(const struct replay_updater *u, const struct ask_place *at, const struct mem *m,
		 const struct physmap *map, char buf[ASK_DEFAULT_MAX]);

#endif
