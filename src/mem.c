/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/mem.h"

#include <stdio.h>
#include <stdlib.h>

enum err_code mem_read(struct mem *m, struct pa pa, void *buf, size_t len)
{
	struct mem_req req = {.pa = pa, .buf = buf, .len = len, .st = ERR_IO};

	m->ops->read(m, &req, 1);
	return req.st;
}

void mem_read_many(struct mem *m, struct mem_req *reqs, size_t n)
{
	if (n)
		m->ops->read(m, reqs, n);
}

const void *mem_peek(struct mem *m, struct pa pa, size_t len)
{
	return m->ops->peek ? m->ops->peek(m, pa, len) : NULL;
}

void mem_visit(struct mem *m, bool begins)
{
	if (m->ops->visit)
		m->ops->visit(m, begins);
}

struct mem *mem_twin(struct mem *m)
{
	return m->threads > 1 && m->ops->twin ? m->ops->twin(m) : NULL;
}

bool mem_count(struct mem *m, struct mem_count *out)
{
	*out = (struct mem_count){0};
	return m->ops->count && m->ops->count(m, out);
}

bool mem_can_peek(const struct mem *m)
{
	return m->ops->peek != NULL;
}

const struct mem_range *mem_find_range(const struct mem *m, struct pa pa)
{
	size_t lo = 0, hi = m->nranges;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		const struct mem_range *r = &m->ranges[mid];

		if (pa.v < r->start.v)
			hi = mid;
		else if (pa.v - r->start.v >= r->size)
			lo = mid + 1;
		else
			return r;
	}
	return NULL;
}

bool mem_is_placed(const struct mem *m, struct pa pa)
{
	return pa.v - m->placed < m->placed_size;
}

const char *mem_address(const struct mem *m, struct pa pa, char *buf)
{
	if (mem_is_placed(m, pa))
		snprintf(buf, MEM_ADDRESS_MAX, "(address not known)");
	else
		snprintf(buf, MEM_ADDRESS_MAX, "0x%llx", (unsigned long long)pa.v);
	return buf;
}

const char *mem_kind_name(enum mem_kind kind)
{
	switch (kind) {
	case MEM_RAM: return "RAM";
	case MEM_ROM: return "ROM";
	case MEM_DEVICE: return "device";
	}
	return "?";
}

void mem_close(struct mem *m)
{
	char *found = m ? m->found_vmcoreinfo : NULL;

	if (m)
		m->ops->close(m);
	free(found);
}

bool mem_holds_any(const struct mem *m)
{
	return m->nranges || !m->map_known;
}

struct nothing {
	struct mem mem; /* first */
	struct sysregs regs;
};

static void nothing_read(struct mem *m, struct mem_req *reqs, size_t n)
{
	(void)m;
	for (size_t i = 0; i < n; i++)
		reqs[i].st = ERR_NOT_PRESENT;
}

static void nothing_close(struct mem *m)
{
	free(m);
}

struct mem *mem_nothing(void)
{
	static const struct mem_ops ops = {.read = nothing_read, .close = nothing_close};
	struct nothing *n = calloc(1, sizeof(*n));

	if (!n)
		return NULL;
	n->mem = (struct mem){.ops = &ops, .kind = "nothing", .map_known = true, .ncpus = 1};
	n->mem.cpus = &n->regs;
	return &n->mem;
}
