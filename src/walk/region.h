/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the owner of a stage 1 calls the parts of its address space: Linux' vmalloc, Xen's
 * frametable. No register and no descriptor says it; what does is
 *
 *   VMCOREINFO, of the kernel whose root this is, by a note or from its memory: numbers that are
 *   read;
 *   else the layouts that this software had, of which several may be possible: inferred, and no
 *   name where they do not agree.
 */
#ifndef PTVIEW_REGION_H
#define PTVIEW_REGION_H

#include "src/walk/range.h"

/* A region that VMCOREINFO gives, to its last byte. */
struct region_said {
	const char *name; /* NULL: it does not */
	uint64_t from, last;
};

enum { REGION_SAID = 3 };

/* All that is known of an address space. Zeroed: nothing, and no range has a name. */
struct regions {
	uint32_t layouts; /* a bit each: those that it may be (region_rows.h) */
	bool linux_known; /* what follows is of its VMCOREINFO, as far as that has it */
	unsigned version; /* REGION_VERSION() */
	unsigned va_bits; /* that the kernel is built for */
	unsigned ia_bits, granule_shift;
	uint64_t page_struct; /* bytes of a struct page */
	uint64_t voffset;     /* virtual less physical address of its image */
	uint64_t linked;      /* where its code was to begin, without KASLR; 0: not known */
	bool phys_known;
	uint64_t phys; /* of the first byte of the linear map */
	struct region_said said[REGION_SAID];
};

struct region_name {
	const char *name; /* static */
	bool inferred;
};

/*
 * Find out whose address space a walker has, and where it has what. Reads the roots of stage 2, and
 * walks to where Xen's image may be.
 */
void region_find(struct walker *w, struct regions *out);

/* The region that has all of a range. False: none that is known. */
bool region_of(const struct regions *s, const struct range *r, struct region_name *out);

#endif
