/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A recording as text: a replay script of ptview-replay(5). */
#ifndef PTVIEW_RECORD_FILE_H
#define PTVIEW_RECORD_FILE_H

#include <stdio.h>

#include "cli/record/record_check.h"
#include "dump/outfile.h"

/*
 * The text stays in memory until it is committed: what has been recorded may turn out to be of
 * tables that Xen leaves, and the file is replayed before it is kept.
 */
struct record_file {
	struct outfile out;
	bool open, begun;
	FILE *fp; /* writes into text */
	char *text;
	size_t len;
	long body; /* where the operations begin */
};

/* As large as a file for `replay` may be, in bytes. */
enum { RECORD_FILE_MAX = 256 << 20 };

/*
 * Begin: head() writes the header, up to the first operation. Once more: all operations until then
 * become comments, since they were on other tables. False: out of memory, or head() said so.
 */
bool record_file_start(struct record_file *f, bool (*head)(struct record_file *f, void *arg),
		       void *arg);

/*
 * The header of a file on xen_pt_update, with the RAM of the target where it tells its map, and the
 * tables as the initial state. about: lines of a comment. False: out of memory.
 */
bool record_file_begin(struct record_file *f, const struct record_check *c, const struct mem *m,
		       struct record_tree *tables, const char *about);

/* True where it is as large as it may be. */
bool record_file_full(const struct record_file *f);

/* The text until now; false: out of memory. It is gone with the next thing written. */
bool record_file_text(struct record_file *f, const char **text, size_t *len);

/* Write it. Errors as outfile_commit(), and ERR_NOMEM. */
enum err_code record_file_commit(struct record_file *f, struct err *err);

/* Free it, and leave no file that was not committed. */
void record_file_close(struct record_file *f);

/* Lines of a comment. */
void record_file_note(struct record_file *f, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* The pages that a call was given, in the order in which it took them. */
void record_file_pages(struct record_file *f, const struct record_check *c);

/* A call, or "poke LEVEL VIRT VALUE". */
void record_file_op(struct record_file *f, const char *op);

#endif
