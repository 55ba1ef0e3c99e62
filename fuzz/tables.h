/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory and registers out of a case, of 12-byte records, so that few bytes make many tables:
 *
 *	flags (1 byte: TABLES_*), then records of
 *	what, a (1 byte each), b (2), v (8, little-endian)
 *
 * what 0 to 127: entries of page what % TABLES_PAGES, from entry b % 512 on, a + 1 of them: v, and
 * each next one more by what b >> 9 says (shifts[] of tables.c). 128 to 253: the same, but of the
 * second state. 254: register a is v, as b says how it is known. 255: the end; what follows is
 * VMCOREINFO.
 */
#ifndef PTVIEW_FUZZ_TABLES_H
#define PTVIEW_FUZZ_TABLES_H

#include "fuzz/feed.h"
#include "src/mem.h"
#include "src/walk/walk.h"

enum {
	TABLES_PAGES = 32, /* of 4 KiB, from address 0 on: RAM */
	TABLES_ENTRIES = 512,
};

enum {
	TABLES_PEEK = 1 << 0, /* with pointers to give */
	TABLES_WRAP =
		1 << 1, /* the pages are everywhere, again and again; else beside is nothing */
	TABLES_SPARSE = 1 << 2, /* known word by word */
	TABLES_HOLES = 1 << 3,	/* every eighth page cannot be read */
	TABLES_ASK = 1 << 4,	/* what a target needs to be told: through stage 2, and so on */
	TABLES_FLAGS = 5,	/* bits of these; those above are the target's */
};

struct tables {
	struct mem mem; /* first */
	unsigned flags;
	uint64_t page[TABLES_PAGES][TABLES_ENTRIES]; /* as memory has them: little-endian */
	struct sysregs regs;
	struct mem_range ram;
	unsigned ticks;
};

/*
 * Read a case into two states, which differ only in what records of the second one say. Neither is
 * to be closed. f is left at what the case says beside.
 */
void tables_read(struct feed *f, struct tables *first, struct tables *second);

/*
 * A walker of one of the regimes that decode, chosen by `which`, that is cancelled after so many
 * ticks. False: none decodes.
 */
bool tables_walker(struct tables *t, unsigned which, unsigned ticks, struct walker *w);

#endif
