/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dump/join.h"

#include <stdio.h>
#include <stdlib.h>

struct join {
	struct mem mem; /* first */
	struct mem *regs, *ram;
};

/* Requests sorted out at a time: enough to keep a stub's pipeline full, few enough for the stack.
 */
enum { BATCH = 256 };

/* Take over what regs_from tells of the target. */
static void refresh(struct join *j)
{
	j->mem.ranges = j->regs->ranges;
	j->mem.nranges = j->regs->nranges;
	j->mem.map_known = j->regs->map_known;
	j->mem.cpus = j->regs->cpus;
	j->mem.ncpus = j->regs->ncpus;
	j->mem.regs_from_target = j->regs->regs_from_target;
}

/* What the map of the target says about len bytes at pa; ERR_NONE where it allows them to be read.
 */
static enum err_code check_map(const struct join *j, uint64_t pa, size_t len)
{
	while (j->mem.map_known && len) {
		const struct mem_range *r = mem_find_range(&j->mem, addr_pa(pa));
		uint64_t left;

		if (!r)
			return ERR_HOLE;
		if (r->kind == MEM_DEVICE)
			return ERR_DEVICE;
		left = r->size - (pa - r->start.v);
		if (len <= left)
			break;
		len -= (size_t)left;
		pa += left;
		if (!pa)
			return ERR_HOLE; /* past the last address there is */
	}
	return ERR_NONE;
}

/* Serve those of the requests whose status is `which` from m. */
static void read_those(struct mem *m, struct mem_req *reqs, size_t n, enum err_code which)
{
	struct mem_req batch[BATCH];
	size_t of[BATCH], count = 0;

	for (size_t i = 0; i < n; i++) {
		if (reqs[i].st != which)
			continue;
		batch[count] = reqs[i];
		of[count++] = i;
	}
	mem_read_many(m, batch, count);
	for (size_t i = 0; i < count; i++)
		reqs[of[i]].st = batch[i].st;
}

static void read_batch(struct join *j, struct mem_req *reqs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		reqs[i].st = check_map(j, reqs[i].pa.v, reqs[i].len);
	read_those(j->ram, reqs, n, ERR_NONE);
	read_those(j->regs, reqs, n, ERR_NOT_PRESENT);
}

static void join_read(struct mem *m, struct mem_req *reqs, size_t n)
{
	struct join *j = (struct join *)m;

	refresh(j);
	while (n) {
		size_t now = n < BATCH ? n : BATCH;

		read_batch(j, reqs, now);
		reqs += now;
		n -= now;
	}
}

static const void *join_peek(struct mem *m, struct pa pa, size_t len)
{
	struct join *j = (struct join *)m;

	return check_map(j, pa.v, len) ? NULL : mem_peek(j->ram, pa, len);
}

static void join_close(struct mem *m)
{
	struct join *j = (struct join *)m;

	mem_close(j->regs);
	mem_close(j->ram);
	free(j);
}

static const struct mem_ops join_ops = {
	.read = join_read,
	.peek = join_peek,
	.close = join_close,
};

enum err_code join_open(struct mem *regs_from, struct mem *mem_from, struct mem **out)
{
	struct join *j = calloc(1, sizeof(*j));

	if (!j)
		return ERR_NOMEM;
	j->regs = regs_from;
	j->ram = mem_from;
	j->mem.ops = &join_ops;
	snprintf(j->mem.kind, sizeof(j->mem.kind), "%s", regs_from->kind);
	snprintf(j->mem.detail, sizeof(j->mem.detail), "memory from %.20s (%.60s); %.80s",
		 mem_from->kind, mem_from->detail, regs_from->detail);
	refresh(j);
	*out = &j->mem;
	return ERR_NONE;
}
