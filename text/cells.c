/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text/cells.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/bits.h"

struct cellmem {
	struct mem mem; /* first */
	struct cells cells;
	struct sysregs regs;
	struct mem_range range[CELLS_MAX];
};

static const uint64_t *find(const struct cells *c, uint64_t pa)
{
	for (unsigned i = 0; i < c->n; i++)
		if (c->cell[i].pa == pa)
			return &c->cell[i].raw;
	return NULL;
}

bool cells_put(struct cells *c, uint64_t pa, uint64_t raw)
{
	const uint64_t *there = find(c, pa);
	unsigned i = c->n;

	if (there || c->n == CELLS_MAX)
		return there && *there == raw;
	for (; i && c->cell[i - 1].pa > pa; i--)
		c->cell[i] = c->cell[i - 1];
	c->cell[i].pa = pa;
	c->cell[i].raw = raw;
	c->n++;
	return true;
}

/* Whole descriptors only: nothing else is ever asked for. */
static void cells_read(struct mem *m, struct mem_req *reqs, size_t n)
{
	const struct cellmem *c = (struct cellmem *)m;

	for (size_t i = 0; i < n; i++) {
		unsigned char *to = reqs[i].buf;

		reqs[i].st = reqs[i].pa.v % 8 || reqs[i].len % 8 ? ERR_NOT_IN_TEXT : ERR_NONE;
		for (size_t at = 0; at < reqs[i].len && !reqs[i].st; at += 8) {
			const uint64_t *raw = find(&c->cells, reqs[i].pa.v + at);
			uint64_t le = raw ? bits_le64(*raw) : 0;

			if (raw)
				memcpy(to + at, &le, sizeof(le));
			else
				reqs[i].st = ERR_NOT_IN_TEXT;
		}
	}
}

static void cells_close(struct mem *m)
{
	free(m);
}

static const struct mem_ops cells_ops = {
	.read = cells_read,
	.close = cells_close,
};

/* Neighbours make one range. */
static void list_ranges(struct cellmem *c)
{
	size_t n = 0;

	for (unsigned i = 0; i < c->cells.n; i++) {
		uint64_t pa = c->cells.cell[i].pa;

		if (mem_is_placed(&c->mem, addr_pa(pa)))
			continue;
		if (n && c->range[n - 1].start.v + c->range[n - 1].size == pa)
			c->range[n - 1].size += 8;
		else
			c->range[n++] = (struct mem_range){addr_pa(pa), 8, MEM_RAM, "descriptor"};
	}
	c->mem.ranges = c->range;
	c->mem.nranges = n;
	c->mem.map_known = !n; /* it holds none, and says so */
}

enum err_code cells_open(const struct cells *cells, const struct sysregs *regs, struct mem **out)
{
	struct cellmem *c = calloc(1, sizeof(*c));

	if (!c)
		return ERR_NOMEM;
	c->cells = *cells;
	c->regs = *regs;
	c->mem.ops = &cells_ops;
	snprintf(c->mem.kind, sizeof(c->mem.kind), "console text");
	c->mem.cpus = &c->regs;
	c->mem.ncpus = 1;
	c->mem.regs_from_target = true;
	c->mem.sparse = true;
	c->mem.placed = cells->placed;
	c->mem.placed_size = cells->placed_size;
	list_ranges(c);
	*out = &c->mem;
	return ERR_NONE;
}
