/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Asking for an operation of Xen's: the line being typed, what it may go on with, and what it
 * begins with.
 */
#ifndef PTVIEW_UI_ASK_H
#define PTVIEW_UI_ASK_H

#include "report/text.h"
#include "src/physmap.h"
#include "src/regime/regime.h"
#include "ui/kit/grid.h"
#include "ui/kit/prompt.h"

/*
 * Draw a prompt in a row, and in the row above its error, or a hint. Of a line that is too long the
 * part with the cursor is shown.
 */
void ask_draw(struct grid *g, unsigned row, const char *label, const struct prompt *p,
	      const struct text *hint);

/* The form of the operation that is typed, and the meaning of the operand at the cursor. */
void ask_hint(struct text *t, const struct prompt *p);

/*
 * Complete the name before the cursor, as far as it is clear. Where it is not, the error line of
 * the prompt has the choices.
 */
void ask_complete(struct prompt *p);

/* The error names a line and a column, as those of replay_parse_op(): put the cursor there. */
void ask_point(struct prompt *p);

enum { ASK_DEFAULT_MAX = 128 };

/* A place in the tables: what is there decides what is asked first. */
struct ask_place {
	uint64_t ia, bytes; /* that the entry, or the run of entries, covers */
	bool leaf;
	int level;
};

/*
 * An operation to begin with, in buf: to remove what is mapped there; else to map RAM there, as
 * much as one entry of the level covers. map may be NULL; m is then asked where RAM is.
 */
void ask_default(const struct ask_place *at, const struct mem *m, const struct physmap *map,
		 char buf[ASK_DEFAULT_MAX]);

#endif
