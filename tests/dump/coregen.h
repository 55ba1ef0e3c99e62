/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ELF cores made to order, right or wrong, for tests. */
#ifndef PTVIEW_TESTS_DUMP_COREGEN_H
#define PTVIEW_TESTS_DUMP_COREGEN_H

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A program header, and what the file has at its offset. */
struct coregen_seg {
	uint32_t type;
	uint64_t off; /* 0: after what came before, at a multiple of 8 */
	uint64_t vaddr, paddr, filesz, memsz;
	uint64_t align;
	const void *data; /* len bytes put at off; NULL: none */
	size_t len;
};

struct coregen {
	bool is32, big_endian;
	uint16_t type, machine;
	uint16_t phentsize; /* 0: the right one */
	bool xnum;	    /* count in section header 0, even where it would fit into e_phnum */
	uint64_t shoff;	    /* 0: the right one */
	struct coregen_seg *segs;
	size_t nsegs;
};

/* A file image, which the caller frees. */
struct coregen_file {
	unsigned char *data;
	size_t len;
	size_t headers; /* bytes up to the end of all headers */
};

struct coregen_file coregen_make(const struct coregen *core);

/* A PT_LOAD whose data and size in memory are len. */
struct coregen_seg coregen_load(uint64_t paddr, const void *data, size_t len);

/* A PT_NOTE; data in the core's byte order as coregen_note() makes it. */
struct coregen_seg coregen_notes(const void *data, size_t len);

/* Append a note to buf, which has room. Returns the new length. */
size_t coregen_note(unsigned char *buf, size_t at, bool big_endian, const char *owner,
		    uint32_t type, const void *desc, size_t len);

/* Store an n-byte value. */
void coregen_put(unsigned char *p, uint64_t v, unsigned n, bool big_endian);

#endif
