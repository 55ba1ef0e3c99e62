/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QEMU's memory map, out of what its monitor prints for "info mtree -f".
 */
#ifndef PTVIEW_MEMMAP_H
#define PTVIEW_MEMMAP_H

#include <stddef.h>

#include "src/err.h"
#include "src/mem.h"

/* The monitor command whose output is parsed. */
#define MEMMAP_COMMAND "info mtree -f"

/*
 * Parse the output (len bytes, need not be terminated). On success *ranges is malloc'ed, ascending,
 * equal neighbours merged. ERR_MALFORMED where no sensible map of the address space "memory" is in
 * it: then the map is unknown.
 */
enum err_code memmap_parse(const char *text, size_t len, struct mem_range **ranges, size_t *n);

/*
 * Whether len bytes at pa may be read: ERR_NONE, or what is there instead of memory (ERR_HOLE,
 * ERR_DEVICE; that of the first byte which is not memory).
 */
enum err_code memmap_check(const struct mem *m, struct pa pa, size_t len);

#endif
