/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A source made of a few pages with a status each, that counts what it is asked. */
#ifndef PTVIEW_TESTS_DUMP_FAKEMEM_H
#define PTVIEW_TESTS_DUMP_FAKEMEM_H

#include "src/mem.h"

struct fakemem_page {
	uint64_t pa;	    /* a multiple of 4096 */
	enum err_code st;   /* of a read */
	unsigned char fill; /* byte i of the page is fill + i / 8 */
};

struct fakemem {
	struct mem mem;			  /* first */
	const struct fakemem_page *pages; /* any order */
	size_t npages;
	struct mem_range map[8];
	struct sysregs regs[4];
	size_t reads;	  /* requests served */
	size_t calls;	  /* calls of read */
	unsigned *closed; /* counted up by close; may be NULL */
	bool endless;	  /* addresses in no page read as zeros */
	bool peeks;	  /* give pointers into `held` */
	unsigned char held[4096];
};

/* Fill in a source over pages; addresses in none of them are ERR_NOT_PRESENT. Not on the heap. */
void fakemem_init(struct fakemem *f, const struct fakemem_page *pages, size_t npages);

/* Append a range to its map. */
void fakemem_range(struct fakemem *f, uint64_t start, uint64_t size, enum mem_kind kind,
		   const char *name);

/* The 4096 bytes of a page with that fill. */
void fakemem_fill(unsigned char *buf, unsigned char fill);

#endif
