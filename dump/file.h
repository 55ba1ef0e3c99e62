/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any file that a person may give as a SOURCE: told apart by what is in it. */
#ifndef PTVIEW_DUMP_FILE_H
#define PTVIEW_DUMP_FILE_H

#include <stdbool.h>

#include "dump/watch.h"
#include "src/mem.h"

/*
 * True where file_open() takes this as raw images: it reads FILE@BASE[,FILE@BASE...] and there is
 * no file of that very name.
 */
bool file_is_raw_spec(const char *path);

/* True for a file that begins like text and is of no format that is known by its first bytes. */
bool file_is_text(const char *path);

/*
 * Open a dump in any format that is read, told by its content: an ELF core, a ptview snapshot,
 * kdump, LiME, what xl dump-core writes; as it is, flattened, or in gzip, xz or zstd; several parts
 * of a split kdump as FILE,FILE...; raw images as FILE@BASE,..., or one whose base is inferred.
 * *out is the caller's, to be closed with mem_close(), and is set only on ERR_NONE.
 *
 * ERR_SOURCE: no memory dump; the line says what it is instead. ERR_UNSUPPORTED: a dump in a format
 * that this version does not read; the line names it and says what to do. ERR_CANCELLED:
 * w stopped what takes long, which is decompressing, rearranging and inferring a base. Otherwise as
 * raw_open(), elfcore_open() and kdump_open().
 */
enum err_code file_open_watched(const char *path, const struct watch *w, struct mem **out,
				struct err *err);

/* The same, not watched. */
enum err_code file_open(const char *path, struct mem **out, struct err *err);

#endif
