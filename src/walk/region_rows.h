/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Layouts of address spaces: what software has where, by its versions. A layout is a row, and each
 * region of it one.
 */
#ifndef PTVIEW_REGION_ROWS_H
#define PTVIEW_REGION_ROWS_H

#include <stddef.h>
#include <stdint.h>

/* What places are told from. */
enum region_base {
	REGION_ZERO,	    /* address 0 */
	REGION_XEN,	    /* Xen: 2M below its image */
	REGION_SHADOW,	    /* Linux: the lowest address that KASAN's shadow may have */
	REGION_PAGE_END,    /* Linux: the end of the linear map, or of KASAN's shadow */
	REGION_VMEMMAP,	    /* Linux: the first struct page */
	REGION_VMEMMAP_END, /* Linux: behind the last one */
	REGION_BASES
};

struct region_place {
	enum region_base base;
	int64_t off; /* bytes */
};

struct region_row {
	const char *name;
	struct region_place from, to; /* to is the first address behind it */
};

enum region_software {
	REGION_XEN_ARM64,
	REGION_XEN_ARM32,
	REGION_LINUX_ARM64,
};

/* How Linux computes where its struct pages are. */
enum region_vmemmap {
	REGION_VMEMMAP_TOP,	/* 5.4: 2M below the top of the address space */
	REGION_VMEMMAP_PROJECT, /* 5.11: the linear map's addresses, moved down */
	REGION_VMEMMAP_1G,	/* 6.8: up to 1G below the top */
};

#define REGION_VERSION(major, minor) ((major)*1000u + (minor))

struct region_layout {
	enum region_software software;
	unsigned first, last; /* REGION_VERSION(); of Xen they are told apart by `base` instead */
	uint64_t base;	      /* REGION_XEN */
	enum region_vmemmap vmemmap;
	unsigned granule_shift; /* only with pages of that size; 0: all */
	const struct region_row *rows;
	size_t n;
	const char *source;
};

/* The i-th, or NULL past the last. There are at most 32. */
const struct region_layout *region_layout(size_t i);

#endif
