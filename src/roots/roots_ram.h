/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The RAM that is looked through for roots: its ranges, and its bytes a stretch at a time. */
#ifndef PTVIEW_ROOTS_RAM_H
#define PTVIEW_ROOTS_RAM_H

#include "src/mem.h"

/*
 * A source with a latency is not read as a whole: at the speed of a gdbstub (about 50 MiB/s) so
 * many bytes take about 20 s.
 */
#define ROOTS_SLOW_BYTES (UINT64_C(1) << 30)

struct roots_ram {
	struct mem *mem;
	uint64_t lo, hi;   /* lowest and highest (inclusive) address of RAM; lo > hi: none */
	uint64_t bytes;	   /* of RAM */
	uint64_t left_out; /* bytes beyond the bound of a source with a latency */
	/*
	 * A byte a stretch, in the order in which they are passed: 1 is all 0. NULL: not known yet.
	 */
	uint8_t *blank;
	bool slow; /* at most ROOTS_SLOW_BYTES of it are read */
};

/* What the memory map of m calls RAM. */
void roots_ram_init(struct roots_ram *ram, struct mem *m);
void roots_ram_free(struct roots_ram *ram);

/* True where pa is in a range of RAM, whether the source has its bytes or not. */
bool roots_ram_has(const struct roots_ram *ram, uint64_t pa);

/*
 * `size` bytes at `pa`, both multiples of 4096; valid until the next call. Returns false to stop.
 * Bytes that the source does not have are not passed on.
 */
typedef bool (*roots_ram_fn)(void *arg, uint64_t pa, const uint64_t *words, size_t size);

/*
 * Pass all of RAM to fn, ascending; from the second time on without what was all 0 the first time,
 * which is most of it on many machines, and not read again. ERR_NONE, ERR_CANCELLED where fn
 * stopped it, ERR_NOMEM.
 */
enum err_code roots_ram_each(struct roots_ram *ram, roots_ram_fn fn, void *arg);

#endif
