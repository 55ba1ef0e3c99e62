/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Physical memory made of some 4 KiB pages, each with a status, that keeps account of what it is
 * asked. Pages are on the heap one by one, so that the sanitizers see a read past the end of one.
 */
#ifndef PTVIEW_TESTS_CORE_FAKEMEM_H
#define PTVIEW_TESTS_CORE_FAKEMEM_H

#include "src/mem.h"

enum {
	FAKEMEM_PAGE = 4096,
	FAKEMEM_ENTRIES = 512,
	FAKEMEM_SLOTS = 4096, /* at most half as many pages */
	FAKEMEM_CPUS = 4,
};

struct fakemem_page {
	uint64_t pa;
	enum err_code st; /* of every read that touches it; with an error it is not peeked either */
	unsigned reads;	  /* requests that touched it; peeks do not count */
	uint64_t *e;	  /* FAKEMEM_ENTRIES words, in the machine's own byte order */
	uint64_t *le;	  /* those of them that were read or peeked, as memory has them */
};

/* Make up the content of a page that is in no fakemem_page, or return an error for it. */
typedef enum err_code (*fakemem_other)(void *arg, uint64_t pa, uint64_t *e);

struct fakemem {
	struct mem mem; /* first */
	struct fakemem_page *pages;
	size_t npages;
	uint16_t *slots;
	struct sysregs regs[FAKEMEM_CPUS];
	size_t batches;	 /* calls of read */
	size_t requests; /* in all of them */
	size_t biggest;	 /* most requests in one */
	bool closed;
	fakemem_other other; /* NULL: such pages are ERR_NOT_PRESENT */
	void *other_arg;
};

/* Not on the heap by itself; peek: with pointers to give. fakemem_free() is the caller's. */
void fakemem_init(struct fakemem *f, bool peek);
void fakemem_free(struct fakemem *f);

/* The page at pa, made (of zeros) if it is not there. */
struct fakemem_page *fakemem_page(struct fakemem *f, uint64_t pa);

/* The page that holds pa, or NULL. */
struct fakemem_page *fakemem_find(const struct fakemem *f, uint64_t pa);

/* The descriptor at pa, a multiple of 8; its page is made if it is not there. */
uint64_t *fakemem_at(struct fakemem *f, uint64_t pa);

/* Pages that were read more than `most` times. */
size_t fakemem_overread(const struct fakemem *f, unsigned most);

/* Forget what was counted. */
void fakemem_recount(struct fakemem *f);

#endif
