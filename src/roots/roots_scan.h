/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The first pass: which pages of RAM could be tables that lead to tables. It goes at the speed of
 * memory, since a page that is none mostly says so in its first few words.
 */
#ifndef PTVIEW_ROOTS_SCAN_H
#define PTVIEW_ROOTS_SCAN_H

#include <stddef.h>
#include <stdint.h>

#include "src/roots/roots_ram.h"

/* A machine whose tables are so many is not one that dumps are made of; what is beyond is left. */
enum { ROOTS_SCAN_MAX = 1 << 20 };

/* Addresses of pages, ascending. */
struct roots_pages {
	uint64_t *v;
	size_t n, cap;
	bool full; /* ROOTS_SCAN_MAX was reached */
};

/*
 * True where every word of a page (512 of them) may be a descriptor and one at least leads to RAM
 * as a table descriptor does.
 */
bool roots_scan_page(const struct roots_ram *ram, const uint64_t *words);

/* Called after each MiB; done and all: bytes. Returns false to cancel. May be NULL. */
typedef bool (*roots_scan_tick)(void *arg, uint64_t done, uint64_t all);

struct roots_scan {
	struct roots_pages tables; /* such pages */
	struct roots_pages notes;  /* pages that begin as a VMCOREINFO does */
	uint64_t bytes;		   /* looked at */
};

/* All of RAM. out is zeroed before, and given to roots_scan_free(), also after an error: ERR_NOMEM,
 * ERR_CANCELLED. */
enum err_code roots_scan(struct roots_ram *ram, roots_scan_tick tick, void *arg,
			 struct roots_scan *out);
void roots_scan_free(struct roots_scan *s);

/* Index of a page in the list, or p->n. */
size_t roots_pages_find(const struct roots_pages *p, uint64_t pa);

#endif
