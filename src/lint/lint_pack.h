/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Extents in 16 bytes, in lists of chunks. Not for use outside src/lint*.c.
 *
 * Chunks do not move as a list grows, and one that was read through is used again, so that putting
 * millions in order takes no more memory than they do.
 */
#ifndef PTVIEW_LINT_PACK_H
#define PTVIEW_LINT_PACK_H

#include "src/lint/lint_extent.h"

enum { LINT_PACK_FRAME = 12 }; /* addresses are in units of 4K, whatever the granule */

struct lint_packed {
	uint64_t where; /* bits 63:24 frame of the output, 23:0 key */
	uint64_t what;	/* bit 63 the upper half, 62:23 input, 22:0 frames; or the place aside */
};

enum { LINT_CHUNK = 511 }; /* so that a chunk is 8 KiB */

struct lint_chunk {
	struct lint_chunk *next;
	uint64_t n;
	struct lint_packed e[LINT_CHUNK];
};

/* All that lies beyond 52 bits is in the last one. */
static inline uint64_t lint_packed_frame(const struct lint_packed *p)
{
	return p->where >> LINT_KEY_BITS;
}

struct lint_extent lint_unpack(const struct lint_extents *x, const struct lint_packed *p);

/* Put one at the end of a list. False: out of memory. */
bool lint_pack_put(struct lint_extents *x, struct lint_list *list, struct lint_packed p);
bool lint_pack_add(struct lint_extents *x, struct lint_list *list, const struct lint_extent *e);

/* Take the first chunk off a list, which is then the caller's; NULL: there is none. */
struct lint_chunk *lint_pack_take(struct lint_list *list);

/* Its content is of no use any more. */
void lint_pack_drop(struct lint_extents *x, struct lint_chunk *c);

#endif
