/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A recording as text: a replay script of ptview-replay(5). */
#ifndef PTVIEW_RECORD_FILE_H
#define PTVIEW_RECORD_FILE_H

#include "cli/record/record_check.h"
#include "dump/outfile.h"

struct record_file {
	struct outfile out;
	bool open, begun;
};

/*
 * The header, with the RAM of the target where it tells its map, and the tables as the initial
 * state. about: lines of a comment.
 */
void record_file_begin(struct record_file *f, const struct record_check *c, const struct mem *m,
		       struct record_tree *tables, const char *about);

/* Lines of a comment. */
void record_file_note(struct record_file *f, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* The pages that a call was given, in the order in which it took them. */
void record_file_pages(struct record_file *f, const struct record_check *c);

/* A call, or "poke LEVEL VIRT VALUE". */
void record_file_op(struct record_file *f, const char *op);

#endif
