/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file that is read: opened with errors a person can act on, mapped, and watched for truncation.
 *
 * A mapping costs nothing to open at any size, and shows a live RAM file as it is now; what reads
 * much of it in order has dump/window.h. Its price: touching a page that the file has lost raises
 * SIGBUS. What a file holds is therefore fixed by its size at open, and infile_intact() tells when
 * it has since become shorter; filemem asks at every clock tick before it touches the mapping. A
 * file cut short within one tick (1 to 10 ms), or a disk that fails under the page cache, can still
 * end the program.
 */
#ifndef PTVIEW_DUMP_INFILE_H
#define PTVIEW_DUMP_INFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/err.h"

struct infile {
	int fd;
	uint64_t size;		   /* bytes, at open; never 0 */
	const unsigned char *data; /* of the whole file; NULL until infile_map() */
};

/*
 * Open path for reading. ERR_SOURCE: it does not exist, may not be read, is a directory or another
 * thing that is not a regular file, or is empty; the line says which.
 */
enum err_code infile_open(const char *path, struct infile *out, struct err *err);

/*
 * Map all of it, read-only, and shared: writes by others show. path is for the error line only.
 * ERR_SOURCE: no address space for it.
 */
enum err_code infile_map(struct infile *in, const char *path, struct err *err);

/*
 * Read up to len bytes from the start into buf. Returns how many were read; fewer than asked at the
 * end of the file or after an I/O error.
 */
size_t infile_head(const struct infile *in, void *buf, size_t len);

/*
 * Read len bytes at file offset `at`. False: they are not all there, or cannot be read. What is
 * read so is safe from a file that shrinks, and is what a source of many small pieces takes.
 */
bool infile_read(const struct infile *in, uint64_t at, void *buf, size_t len);

/* False once the file is shorter than it was at open: its mapping must not be touched any more. */
bool infile_intact(const struct infile *in);

/* Unmap and close. A struct that infile_open() has not filled must not be given. */
void infile_close(struct infile *in);

#endif
