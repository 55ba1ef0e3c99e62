/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files that are compressed as a whole: gzip, xz, zstd. */
#ifndef PTVIEW_DUMP_STREAM_H
#define PTVIEW_DUMP_STREAM_H

#include "dump/infile.h"
#include "dump/watch.h"

/* Memory that an xz or zstd file may ask for: what `xz -9 --lzma2=dict=1GiB` and `zstd --long=31`
 * do. */
#define STREAM_MEMORY_MAX (UINT64_C(3) << 30)

/* "gzip", "xz" or "zstd", by a file's first bytes; NULL: none of them. */
const char *stream_name(const unsigned char *head, size_t len);

/*
 * Decompress a file into a temporary one, which takes its place: the old one is closed, whatever
 * happens. A stream that is cut or broken gives what came before; *cut says so. What follows its
 * end and is no other stream is left.
 *
 * ERR_UNSUPPORTED: this build lacks the library; ERR_SOURCE: nothing came of it, or as tempfile.h
 * says; ERR_CANCELLED: w stopped it. Lines do not name the file.
 */
enum err_code stream_expand(struct infile *in, const struct watch *w, bool *cut, struct err *err);

#endif
