/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file as its writer meant it: as it is, or rearranged out of makedumpfile's flattened format,
 * which QEMU writes too, since it goes through a pipe.
 *
 * Flattened (makedumpfile's IMPLEMENTATION and print_info.c): a header of 4096 bytes, then records
 * of an offset and a size, both signed, 64 bits, big-endian, and that many bytes; the last has -1
 * twice. Offsets go back and forth, and what comes later in the file is written over what came
 * before. The records' headers are read at open, their content only when it is asked for.
 */
#ifndef PTVIEW_DUMP_FLAT_H
#define PTVIEW_DUMP_FLAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dump/infile.h"
#include "dump/watch.h"

/* Records that are taken; a file of more is refused. QEMU writes one for some 64 KiB. */
enum { FLAT_RECORDS_MAX = 1 << 22 };

/* Bytes that lie together in the file. */
struct flat_piece {
	uint64_t off;  /* in what is meant */
	uint64_t size; /* bytes, never 0 */
	uint64_t at;   /* in the file */
};

struct flat {
	struct flat_piece *v; /* n of them, ascending and apart */
	size_t n;
	uint64_t size; /* of what is meant: the highest end of a piece */
	bool flattened;
	bool cut; /* flattened, and its end mark is missing */
};

/* True for the first bytes of a flattened file. */
bool flat_is(const unsigned char *head, size_t len);

/*
 * Find out how `in` is laid out; it must outlive *out, which flat_free() frees. path is for the
 * error line. ERR_MALFORMED: a record that makes no sense, with its place in the file;
 * ERR_UNSUPPORTED: more than FLAT_RECORDS_MAX of them; ERR_NOMEM.
 */
enum err_code flat_open(const struct infile *in, const char *path, struct flat *out,
			struct err *err);

/*
 * Read len bytes at off of what is meant. Holes that no record has filled are zeros, as in the file
 * that makedumpfile -R makes; but not in a file that was cut, where they may be what is lost.
 * False: not all of it is there.
 */
bool flat_read(const struct flat *f, const struct infile *in, uint64_t off, void *buf, size_t len);

/*
 * Write all of it into a temporary file that takes the place of `in`, which is closed, whatever
 * happens. Errors as tempfile.h; ERR_CANCELLED.
 */
enum err_code flat_rearrange(const struct flat *f, struct infile *in, const struct watch *w,
			     struct err *err);

void flat_free(struct flat *f);

#endif
