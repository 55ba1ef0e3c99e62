/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Copy-on-write memory over any source, or over nothing.
 *
 * What is written stays in the overlay: the source below is read, never written. A page (4 KiB) is
 * owned by the overlay from its first write on; all others are read from below.
 */
#ifndef PTVIEW_OVERLAY_H
#define PTVIEW_OVERLAY_H

#include "src/mem.h"

enum { OVERLAY_PAGE = 4096 }; /* bytes */

/*
 * An overlay over `below`, which stays the caller's, must outlive the overlay and lends it its
 * memory map and registers. NULL: over nothing, so that every page which is not owned reads as
 * ERR_NOT_PRESENT, the memory map is not known and one CPU has no known register. NULL when out of
 * memory. Free with mem_close().
 *
 * mem_peek() gives pointers into owned pages only: bytes below may be covered by a later write.
 */
struct mem *overlay_open(struct mem *below);

/*
 * Own at most `pages` pages; a write that would need more fails with ERR_NOMEM. 0: no limit, which
 * is how an overlay starts.
 */
void overlay_limit(struct mem *m, size_t pages);

/* It owns as many as that: ERR_NOMEM meant this, and not that there is no memory. */
bool overlay_is_full(struct mem *m);

/*
 * Write len bytes at pa. A page that is not owned yet is first read from below as a whole: fails
 * with the status of that read (a page that nobody knows cannot be changed in part), or with
 * ERR_NOMEM. After a failure the bytes before the failing page are written.
 */
enum err_code overlay_write(struct mem *m, struct pa pa, const void *buf, size_t len);

/*
 * Own the page that holds pa, all zero, whatever is below (which is not read). ERR_NONE or
 * ERR_NOMEM.
 */
enum err_code overlay_zero_page(struct mem *m, struct pa pa);

/* Forget everything written. Pointers from mem_peek() are dead after it. */
void overlay_discard(struct mem *m);

#endif
