/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file that is written whole or not at all: bytes go to a temporary file beside it, which takes
 * its name at the end. Whoever reads the old file meanwhile keeps reading the old bytes. The
 * temporary file has no name until the last moment, so that a killed program leaves none behind;
 * but on file systems that know no such files.
 *
 * A pipe or a character device, as /dev/stdout often is, is no file to be replaced: what is written
 * is kept in a temporary file elsewhere and goes there as a whole at the end.
 */
#ifndef PTVIEW_DUMP_OUTFILE_H
#define PTVIEW_DUMP_OUTFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "src/err.h"

struct outfile {
	FILE *fp;
	char *path; /* symbolic links resolved: a link stays a link */
	char *tmp;  /* "" until the file has a name, where it can be without */
	size_t tmp_size;
	bool stream; /* it goes to `to`, a pipe or a character device */
	int to;
};

/*
 * Start writing path. ERR_SOURCE: the line has the path and the system's reason; also for a folder,
 * a disk or a socket, and for a FIFO that nobody reads, which is not waited for. ERR_NOMEM. After
 * ERR_NONE one of outfile_commit() and outfile_abandon() must follow.
 */
enum err_code outfile_open(const char *path, struct outfile *out, struct err *err);

/* Write len bytes at file offset `at`. ERR_SOURCE: disk full and the like. */
enum err_code outfile_write(struct outfile *out, uint64_t at, const void *p, size_t len,
			    struct err *err);

/* Bring everything to disk and take the name. On an error nothing is left behind; a stream may have
 * got a part of it. */
enum err_code outfile_commit(struct outfile *out, struct err *err);

/* All of it: a file of len bytes, or the old one and an error of the three above. */
enum err_code outfile_whole(const char *path, const void *p, size_t len, struct err *err);

/* Remove the temporary file; path is as it was. */
void outfile_abandon(struct outfile *out);

#endif
