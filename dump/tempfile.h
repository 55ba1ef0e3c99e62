/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file without a name that takes what a compressed or flattened file comes to. It is in $TMPDIR,
 * else in /var/tmp, and is gone when it is closed, however the program ends. Blocks of zeros become
 * holes in it.
 */
#ifndef PTVIEW_DUMP_TEMPFILE_H
#define PTVIEW_DUMP_TEMPFILE_H

#include "dump/infile.h"

/* Bytes that it may come to, holes and all: what a machine of 256 GiB has. */
#define TEMPFILE_MAX (UINT64_C(256) << 30)

struct tempfile {
	int fd;
	uint64_t size;
};

/* ERR_SOURCE: it cannot be made there. After ERR_NONE one of take and drop must follow. */
enum err_code tempfile_open(struct tempfile *t, struct err *err);

/* Write len bytes at `at`. ERR_SOURCE: no room on the disk, or more than TEMPFILE_MAX. */
enum err_code tempfile_write(struct tempfile *t, uint64_t at, const void *p, size_t len,
			     struct err *err);

/* Turn it into a file to read. ERR_SOURCE: it is empty, or has no room. t is closed in any case. */
enum err_code tempfile_take(struct tempfile *t, struct infile *out, struct err *err);

/* Close it, and so remove it. */
void tempfile_drop(struct tempfile *t);

#endif
