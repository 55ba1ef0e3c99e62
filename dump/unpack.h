/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Blocks of a kdump file that are compressed one by one. */
#ifndef PTVIEW_DUMP_UNPACK_H
#define PTVIEW_DUMP_UNPACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/err.h"

/* The bits of a header's status and of a page's flags that name a compression (makedumpfile's
 * diskdump_mod.h). */
enum { UNPACK_ALL = 0x1 | 0x2 | 0x4 | 0x20 };

/* "zlib", "lzo", "snappy", "zstd"; "no compression" for flags that name none. */
const char *unpack_name(uint32_t flags);

/* The library that a compression needs and this build or machine lacks, as Debian calls it; NULL:
 * none. */
const char *unpack_lacks(uint32_t flags);

/*
 * Turn `from` bytes at src into exactly `to` bytes at dst, which are undefined on a failure.
 * ERR_DAMAGED: the bytes are none of that compression, or give more or less. ERR_NOMEM.
 * ERR_UNSUPPORTED: this build cannot, or the flags name several.
 */
enum err_code unpack_block(uint32_t flags, const void *src, size_t from, void *dst, size_t to);

#endif
