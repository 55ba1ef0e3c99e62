/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A kernel's or hypervisor's memory at its own addresses, by tables that were found. */
#ifndef PTVIEW_ROOTS_VA_H
#define PTVIEW_ROOTS_VA_H

#include "src/roots/roots.h"
#include "src/walk/walk.h"

struct roots_va {
	struct mem *m;
	struct walker w;
	bool through; /* outputs go through a stage 2 */
};

/* By the tables of c, a candidate of r; all of them must outlive it. */
void roots_va_init(struct roots_va *v, struct mem *m, const struct roots *r,
		   const struct roots_candidate *c);

/* len bytes from va on. False: not all of them are mapped and can be read. */
bool roots_va_read(struct roots_va *v, uint64_t va, void *buf, size_t len);

/* A little-endian word of size bytes, 8 at most. False as above. */
bool roots_va_word(struct roots_va *v, uint64_t va, size_t size, uint64_t *word);

#endif
