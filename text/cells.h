/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Descriptors that a text shows, as a struct mem: a word here and there, and nothing between. */
#ifndef PTVIEW_TEXT_CELLS_H
#define PTVIEW_TEXT_CELLS_H

#include "src/mem.h"

enum { CELLS_MAX = 128 };

struct cells {
	struct {
		uint64_t pa, raw;
	} cell[CELLS_MAX];
	unsigned n;
	uint64_t placed, placed_size; /* as in struct mem */
};

/* False: another value is there already, or there is no room. The same value once more is fine. */
bool cells_put(struct cells *c, uint64_t pa, uint64_t raw);

/* A source of these cells and registers, both copied. ERR_NOMEM. mem_close() frees it. */
enum err_code cells_open(const struct cells *c, const struct sysregs *regs, struct mem **out);

#endif
