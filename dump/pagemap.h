/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A bit for each page frame, and how many are set below one: a bitmap of kdump.
 *
 * Machines with RAM high up have bitmaps of gigabytes that are nearly all zero: what is zero takes
 * a pointer for each 512 bytes.
 */
#ifndef PTVIEW_DUMP_PAGEMAP_H
#define PTVIEW_DUMP_PAGEMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/err.h"

enum { PAGEMAP_STEP = 4096 }; /* bits */

struct pagemap_step {
	unsigned char *bits; /* PAGEMAP_STEP of them, the lowest of a byte first; NULL: none set */
	uint64_t below;	     /* set bits below the first */
};

struct pagemap {
	uint64_t n; /* bits */
	struct pagemap_step *steps;
	size_t nsteps; /* one more than there are, for the sum of all */
};

/* Give len bytes of the bitmap from byte `at` on; false: they are not there. */
typedef bool pagemap_source(void *arg, uint64_t at, void *buf, size_t len);

/*
 * Read a bitmap of n bits. pagemap_free() frees it, also after an error. ERR_DAMAGED: the source
 * has not all of it. ERR_NOMEM.
 */
enum err_code pagemap_read(struct pagemap *m, uint64_t n, pagemap_source *source, void *arg);

/* Whether bit i is set; false from n on. */
bool pagemap_has(const struct pagemap *m, uint64_t i);

/* How many bits are set below bit i, which is at most n. */
uint64_t pagemap_rank(const struct pagemap *m, uint64_t i);

/* The first bit from i on that is as `set` says; n where there is none. */
uint64_t pagemap_next(const struct pagemap *m, uint64_t i, bool set);

void pagemap_free(struct pagemap *m);

#endif
