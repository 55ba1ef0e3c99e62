/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A cache of 4 KiB pages over a source with a latency: each page is asked for once. What the source
 * said it cannot read is remembered too.
 */
#ifndef PTVIEW_MEMCACHE_H
#define PTVIEW_MEMCACHE_H

#include "src/mem.h"

/*
 * Put a cache in front of `below`, which it owns from now on (closing the cache closes it). At most
 * max_pages pages are kept; when they are full the cache starts afresh. NULL: out of memory (below
 * is not closed).
 */
struct mem *memcache_new(struct mem *below, size_t max_pages);

/* Ask for everything anew from here on: the target has run. Any other struct mem has no cache. */
void memcache_forget(struct mem *m);

#endif
