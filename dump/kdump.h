/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kdump-compressed dumps, of makedumpfile and of QEMU; flattened or not, in one file or split.
 *
 * After the headers come two bitmaps, a bit for a block of `block_size` bytes, which QEMU makes 64
 * KiB and makedumpfile a page: the first says what is RAM, the second what of it is in the file.
 * Then a descriptor of 24 bytes for each block that is (offset, size, flags, page flags), in the
 * order of the second bitmap, and the blocks. Zero blocks are in the file once.
 *
 * So an address is one of: in the file; RAM and left out (ERR_NOT_PRESENT); not RAM by the dump
 * (ERR_NOT_RAM); or in the file, which is cut or broken there (ERR_DAMAGED).
 *
 * Blocks are read and unpacked when they are asked for, and kept in a cache of KDUMP_CACHE bytes at
 * most. One thread at a time.
 */
#ifndef PTVIEW_DUMP_KDUMP_H
#define PTVIEW_DUMP_KDUMP_H

#include "dump/infile.h"
#include "src/mem.h"

enum { KDUMP_CACHE = 64 << 20, KDUMP_PARTS_MAX = 64 };

/* Frames that a dump may tell of: 64 TiB of 4K pages, as far as servers of two sockets go. */
#define KDUMP_FRAMES_MAX (UINT64_C(1) << 34)

/* Ranges of RAM that are listed; what else a bitmap has is readable and not in the map. */
enum { KDUMP_RANGES_MAX = 65536 };

/* True for the first bytes of a kdump file as they are once it is rearranged. */
bool kdump_is(const unsigned char *head, size_t len);

/*
 * Open n files, in any order, that are the parts of one dump, or one that is all of it or a part.
 * Takes over and closes all of `in`, whatever happens; paths are for error lines.
 *
 * CPUs and VMCOREINFO are those of the first file's notes. A file that is cut opens as long as its
 * bitmaps are there; mem.detail says that it is cut.
 *
 * ERR_MALFORMED, ERR_SOURCE, ERR_UNSUPPORTED: as kdumphead_read(); also parts that do not go
 * together. ERR_NOMEM.
 */
enum err_code kdump_open(struct infile *in, const char *const *paths, size_t n, struct mem **out,
			 struct err *err);

#endif
