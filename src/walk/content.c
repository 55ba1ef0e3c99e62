/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/walk/content.h"

#include <stdlib.h>

enum { PIECE = 64 * 1024, PAGE = 4096 };

struct look {
	struct walker *w;
	struct ia lo, hi;
	const struct content_visitor *v;
	void *arg;
	uint8_t *buf; /* PIECE bytes */
	uint64_t done;
	struct {
		struct ia ia;
		uint64_t size; /* 0: none */
		enum err_code st;
	} hole;
	enum err_code st;
};

static void flush_hole(struct look *l)
{
	if (l->hole.size && l->v->hole)
		l->v->hole(l->arg, l->hole.ia, l->hole.size, l->hole.st);
	l->hole.size = 0;
}

static void add_hole(struct look *l, uint64_t ia, uint64_t size, enum err_code st)
{
	if (l->hole.size && l->hole.st == st && l->hole.ia.v + l->hole.size == ia) {
		l->hole.size += size;
		return;
	}
	flush_hole(l);
	l->hole.ia = addr_ia(ia);
	l->hole.size = size;
	l->hole.st = st;
}

static void give(struct look *l, uint64_t ia, size_t n)
{
	flush_hole(l);
	if (!l->v->bytes(l->arg, addr_ia(ia), l->buf, n))
		l->st = ERR_CANCELLED;
}

/* A piece that cannot be read at once, page by page. */
static void read_pages(struct look *l, uint64_t ia, uint64_t pa, size_t n)
{
	for (size_t done = 0, part; done < n && !l->st; done += part) {
		enum err_code st;

		part = PAGE - (pa + done) % PAGE;
		part = part < n - done ? part : n - done;
		st = mem_read(l->w->mem, addr_pa(pa + done), l->buf, part);
		if (st)
			add_hole(l, ia + done, part, st);
		else
			give(l, ia + done, part);
	}
}

/* How many bytes from pa on a map of memory says to be no RAM, at most n. *st: why not to read. */
static uint64_t no_ram(struct mem *m, uint64_t pa, uint64_t n, enum err_code *st)
{
	const struct mem_range *r = mem_find_range(m, addr_pa(pa));
	uint64_t left;

	if (!m->map_known || (r && r->kind != MEM_DEVICE))
		return 0;
	*st = r ? ERR_DEVICE : ERR_HOLE;
	if (r) {
		left = r->size - (pa - r->start.v);
		return left < n ? left : n;
	}
	for (size_t i = 0; i < m->nranges; i++)
		if (m->ranges[i].start.v > pa && m->ranges[i].start.v - pa < n)
			return m->ranges[i].start.v - pa;
	return n;
}

static void read_range(struct look *l, const struct range *r)
{
	for (uint64_t done = 0, n; done < r->size && !l->st; done += n) {
		uint64_t ia = r->start.v + done, pa = r->out + done;
		enum err_code st;

		n = no_ram(l->w->mem, pa, r->size - done, &st);
		if (n) {
			add_hole(l, ia, n, st);
			continue;
		}
		n = r->size - done < PIECE ? r->size - done : PIECE;
		l->done += n;
		if (l->done > CONTENT_MOST)
			l->st = ERR_UNSUPPORTED;
		else if (mem_read(l->w->mem, addr_pa(pa), l->buf, (size_t)n))
			read_pages(l, ia, pa, (size_t)n);
		else
			give(l, ia, (size_t)n);
	}
}

/* The part of a range that was asked for; false where there is none. */
static bool cut(const struct look *l, struct range *r)
{
	uint64_t last = r->start.v + (r->size - 1), off;

	if (last < l->lo.v || r->start.v > l->hi.v)
		return false;
	last = last < l->hi.v ? last : l->hi.v;
	off = r->start.v < l->lo.v ? l->lo.v - r->start.v : 0;
	r->start.v += off;
	r->out += off;
	r->size = last - r->start.v + 1;
	return true;
}

static void on_range(void *arg, const struct range *range)
{
	struct look *l = arg;
	struct range r = *range;

	if (!l->st && cut(l, &r) && l->v->range(l->arg, &r) && !r.kept)
		read_range(l, &r);
}

static void on_unreadable(void *arg, const struct walk_table *t)
{
	struct look *l = arg;

	if (l->v->unreadable)
		l->v->unreadable(l->arg, t);
}

enum err_code content_visit(struct walker *w, struct ia lo, struct ia hi,
			    const struct content_visitor *v, void *arg)
{
	struct look l = {.w = w, .lo = lo, .hi = hi, .v = v, .arg = arg, .buf = malloc(PIECE)};
	enum err_code st;

	if (!l.buf)
		return ERR_NOMEM;
	st = range_visit(w, lo, hi, true, on_range, &l, on_unreadable, &l);
	flush_hole(&l);
	free(l.buf);
	return st ? st : l.st;
}
