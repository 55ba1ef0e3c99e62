/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ptview snapshots: a small ELF core that holds given pages, the registers of all CPUs and the
 * memory map, so that every view of a target can be opened again without it. docs/snapshot.md is
 * the format; elfcore_open() opens it.
 */
#ifndef PTVIEW_DUMP_SNAPSHOT_H
#define PTVIEW_DUMP_SNAPSHOT_H

#include "src/mem.h"

/* What a snapshot holds of memory comes in pages of this many bytes, at multiples of it. */
enum { SNAPSHOT_PAGE = 4096 };

/*
 * Write npages pages of `from`, with its registers and map, to a file; one that exists is replaced
 * when all has gone well, and otherwise kept. pages: in any order, the same one may come again.
 * comment: free text kept in the file, printable ASCII, cut to 1000 bytes; NULL for none.
 *
 * Pages that cannot be read are recorded with the reason, and read back with it. The same content
 * makes the same bytes: there is no time stamp in it.
 *
 * ERR_USAGE: an address that is no multiple of SNAPSHOT_PAGE. ERR_SOURCE: the file cannot be
 * written, or the source died. ERR_CANCELLED and ERR_NOMEM: as said.
 */
enum err_code snapshot_write_comment(const char *path, struct mem *from, const struct pa *pages,
				     size_t npages, const char *comment, struct err *err);

/* The same without a comment. */
enum err_code snapshot_write(const char *path, struct mem *from, const struct pa *pages,
			     size_t npages, struct err *err);

#endif
