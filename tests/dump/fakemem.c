/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/dump/fakemem.h"

#include <stdio.h>
#include <string.h>

void fakemem_fill(unsigned char *buf, unsigned char fill)
{
	for (unsigned i = 0; i < 4096; i++)
		buf[i] = (unsigned char)(fill + (fill ? i / 8 : 0));
}

static enum err_code read_one(struct fakemem *f, const struct mem_req *req)
{
	unsigned char page[4096];

	for (size_t i = 0; i < f->npages; i++) {
		const struct fakemem_page *p = &f->pages[i];

		if (req->pa.v < p->pa || req->pa.v - p->pa > 4095)
			continue;
		if (req->len > 4096 - (req->pa.v - p->pa))
			return ERR_NOT_PRESENT;
		fakemem_fill(page, p->fill);
		memcpy(req->buf, page + (req->pa.v - p->pa), req->len);
		return p->st;
	}
	memset(req->buf, 0, req->len);
	return f->endless ? ERR_NONE : ERR_NOT_PRESENT;
}

static void fake_read(struct mem *m, struct mem_req *reqs, size_t n)
{
	struct fakemem *f = (struct fakemem *)m;

	f->calls++;
	f->reads += n;
	for (size_t i = 0; i < n; i++)
		reqs[i].st = read_one(f, &reqs[i]);
}

static const void *fake_peek(struct mem *m, struct pa pa, size_t len)
{
	struct fakemem *f = (struct fakemem *)m;

	(void)pa;
	return f->peeks && len <= sizeof(f->held) ? f->held : NULL;
}

static void fake_close(struct mem *m)
{
	struct fakemem *f = (struct fakemem *)m;

	if (f->closed)
		(*f->closed)++;
}

static const struct mem_ops fake_ops = {.read = fake_read, .peek = fake_peek, .close = fake_close};

void fakemem_init(struct fakemem *f, const struct fakemem_page *pages, size_t npages)
{
	*f = (struct fakemem){.pages = pages, .npages = npages};
	f->mem.ops = &fake_ops;
	f->mem.ranges = f->map;
	f->mem.cpus = f->regs;
	f->mem.ncpus = 1;
	snprintf(f->mem.kind, sizeof(f->mem.kind), "fake");
	snprintf(f->mem.detail, sizeof(f->mem.detail), "made up");
}

void fakemem_range(struct fakemem *f, uint64_t start, uint64_t size, enum mem_kind kind,
		   const char *name)
{
	struct mem_range *r = &f->map[f->mem.nranges++];

	*r = (struct mem_range){.start = addr_pa(start), .size = size, .kind = kind};
	snprintf(r->name, sizeof(r->name), "%s", name);
}
