/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dump/filemem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/array.h"

/* CLOCK_MONOTONIC_COARSE costs a few nanoseconds, where it exists; its ticks are 1 to 10 ms. */
#ifdef CLOCK_MONOTONIC_COARSE
#define TICK_CLOCK CLOCK_MONOTONIC_COARSE
#else
#define TICK_CLOCK CLOCK_MONOTONIC
#endif

/* True while every file is as long as it was at open; asked of the system once a clock tick. */
static bool intact(struct filemem *f)
{
	struct timespec now;

	if (f->cut)
		return false;
	clock_gettime(TICK_CLOCK, &now);
	if (now.tv_nsec == f->checked.tv_nsec && now.tv_sec == f->checked.tv_sec)
		return true;
	f->checked = now;
	for (size_t i = 0; i < f->nfiles; i++) {
		if (!infile_intact(&f->files[i]))
			f->cut = true;
	}
	return !f->cut;
}

static bool extent_has(const struct filemem_extent *e, uint64_t pa)
{
	return pa >= e->first && pa <= e->last;
}

static const struct filemem_extent *find(struct filemem *f, uint64_t pa)
{
	size_t lo = 0, hi = f->next;

	if (f->cached < f->next && extent_has(&f->ext[f->cached], pa))
		return &f->ext[f->cached];
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (pa < f->ext[mid].first) {
			hi = mid;
		} else if (pa > f->ext[mid].last) {
			lo = mid + 1;
		} else {
			f->cached = mid;
			return &f->ext[mid];
		}
	}
	return NULL;
}

/* Why an address in no extent is not there. */
static enum err_code why_missing(const struct filemem *f, uint64_t pa)
{
	size_t lo = 0, hi = f->nmiss;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (f->miss[mid].first > pa)
			hi = mid;
		else
			lo = mid + 1;
	}
	return lo && f->miss[lo - 1].last >= pa ? f->miss[lo - 1].why : f->outside;
}

/*
 * So many bytes at once are read from the file, not through its mapping: a copy costs less than the
 * faults of the pages that are touched for the first time, and much less where a hypervisor has to
 * handle these too (by three to four times of 1 GiB in the page cache).
 */
enum { BULK = 1 << 16 };

/* The file whose mapping has data, and where it lies there. */
static const struct infile *file_of(const struct filemem *f, const unsigned char *data,
				    uint64_t *at)
{
	for (size_t i = 0; i < f->nfiles; i++) {
		const struct infile *in = &f->files[i];

		*at = (uintptr_t)data - (uintptr_t)in->data;
		if (*at < in->size)
			return in;
	}
	return NULL;
}

/* The same bytes where they were read ahead; NULL where they were not. */
static const unsigned char *window(struct filemem *f, const unsigned char *data, size_t n)
{
	uint64_t at;
	const struct infile *in = f->visits ? file_of(f, data, &at) : NULL;

	return in ? window_get(&f->window, in, at, n) : NULL;
}

/* n bytes that the mapping of a file has at data. */
static enum err_code copy(struct filemem *f, void *buf, const unsigned char *data, size_t n)
{
	uint64_t at;
	const struct infile *in = n >= BULK ? file_of(f, data, &at) : NULL;
	const unsigned char *ahead = in ? NULL : window(f, data, n);

	if (in)
		return infile_read(in, at, buf, n) ? ERR_NONE : ERR_IO;
	memcpy(buf, ahead ? ahead : data, n);
	return ERR_NONE;
}

/* One request, extent by extent: what it asks for may lie in several that touch. */
static enum err_code read_one(struct filemem *f, uint64_t pa, unsigned char *buf, size_t len)
{
	while (len) {
		const struct filemem_extent *e = find(f, pa);
		size_t n = len;

		if (!e)
			return why_missing(f, pa);
		if (!e->data)
			return e->why;
		if (n - 1 > e->last - pa)
			n = (size_t)(e->last - pa) + 1;
		if (copy(f, buf, e->data + (pa - e->first), n))
			return ERR_IO;
		buf += n;
		len -= n;
		pa += n;
		if (len && !pa)
			return f->outside; /* past the last address there is */
	}
	return ERR_NONE;
}

static void filemem_read(struct mem *m, struct mem_req *reqs, size_t n)
{
	struct filemem *f = (struct filemem *)m;
	bool ok = intact(f);

	for (size_t i = 0; i < n; i++)
		reqs[i].st = ok ? read_one(f, reqs[i].pa.v, reqs[i].buf, reqs[i].len) : ERR_SOURCE;
}

/*
 * A segment at a file offset that is no multiple of 8 has no pointers to give, only copies; so has
 * what was read ahead, which does not stay.
 */
static const void *filemem_peek(struct mem *m, struct pa pa, size_t len)
{
	struct filemem *f = (struct filemem *)m;
	const struct filemem_extent *e = find(f, pa.v);
	const unsigned char *p;

	if (!e || !e->data || !len || len - 1 > e->last - pa.v || !intact(f))
		return NULL;
	p = e->data + (pa.v - e->first);
	return (uintptr_t)p % 8 || window(f, p, len) ? NULL : p;
}

static void filemem_visit(struct mem *m, bool begins)
{
	struct filemem *f = (struct filemem *)m;

	if (begins && !f->visits)
		window_forget(&f->window);
	if (begins)
		f->visits++;
	else
		f->visits--;
}

void filemem_close(struct mem *m)
{
	struct filemem *f = (struct filemem *)m;

	for (size_t i = 0; i < f->nfiles; i++)
		infile_close(&f->files[i]);
	window_free(&f->window);
	free(f->files);
	free(f->ext);
	free(f->miss);
	free(f->ranges);
	free(f->mem.cpus);
	free(f->vmcoreinfo);
	free(f);
}

static bool filemem_count(struct mem *m, struct mem_count *out)
{
	struct filemem *f = (struct filemem *)m;

	*out = f->count;
	return f->counted;
}

/* What it has of its own is what it found last, and what it read ahead. */
static void twin_close(struct mem *m)
{
	struct filemem *f = (struct filemem *)m;

	window_free(&f->window);
	free(f);
}

static struct mem *filemem_twin(struct mem *m)
{
	static const struct mem_ops twin_ops = {
		.read = filemem_read,
		.peek = filemem_peek,
		.count = filemem_count,
		.visit = filemem_visit,
		.close = twin_close,
	};
	struct filemem *twin = malloc(sizeof(*twin));

	if (!twin)
		return NULL;
	*twin = *(struct filemem *)m;
	twin->mem.ops = &twin_ops;
	twin->window = (struct window){.buf = NULL};
	twin->visits = 0;
	return &twin->mem;
}

static const struct mem_ops filemem_ops = {
	.read = filemem_read,
	.peek = filemem_peek,
	.count = filemem_count,
	.visit = filemem_visit,
	.twin = filemem_twin,
	.close = filemem_close,
};

enum err_code filemem_init(struct filemem *f, const char *kind, unsigned cpus)
{
	f->mem.ops = &filemem_ops;
	f->outside = ERR_NOT_PRESENT;
	snprintf(f->mem.kind, sizeof(f->mem.kind), "%s", kind);
	return filemem_set_cpus(f, cpus);
}

struct filemem *filemem_new(const char *kind, unsigned cpus)
{
	struct filemem *f = calloc(1, sizeof(*f));

	if (f && filemem_init(f, kind, cpus)) {
		free(f);
		return NULL;
	}
	return f;
}

enum err_code filemem_set_cpus(struct filemem *f, unsigned n)
{
	struct sysregs *cpus = calloc(n, sizeof(*cpus));

	if (!cpus)
		return ERR_NOMEM;
	free(f->mem.cpus);
	f->mem.cpus = cpus;
	f->mem.ncpus = n;
	return ERR_NONE;
}

enum err_code filemem_set_vmcoreinfo(struct filemem *f, const void *text, size_t len)
{
	char *copy;

	if (len > FILEMEM_VMCOREINFO_MAX)
		len = FILEMEM_VMCOREINFO_MAX;
	copy = malloc(len + 1);
	if (!copy)
		return ERR_NOMEM;
	memcpy(copy, text, len);
	copy[len] = 0;
	free(f->vmcoreinfo);
	f->vmcoreinfo = copy;
	f->mem.vmcoreinfo = copy;
	f->mem.vmcoreinfo_len = len;
	return ERR_NONE;
}

enum err_code filemem_take_file(struct filemem *f, struct infile *in, const char *path,
				struct err *err)
{
	struct infile *files = realloc(f->files, (f->nfiles + 1) * sizeof(*files));

	if (!files) {
		infile_close(in);
		return err_set(err, ERR_NOMEM, "%s: out of memory", path);
	}
	f->files = files;
	files[f->nfiles++] = *in;
	return infile_map(&files[f->nfiles - 1], path, err);
}

enum err_code filemem_add_file(struct filemem *f, const char *path, struct err *err)
{
	struct infile in;
	enum err_code st = infile_open(path, &in, err);

	return st ? st : filemem_take_file(f, &in, path, err);
}

/* True where b only carries a on, in addresses and in the file. */
static bool extents_join(const struct filemem_extent *a, const struct filemem_extent *b)
{
	if (b->first - 1 != a->last || a->why != b->why || !a->data != !b->data)
		return false;
	return !a->data || a->data + (a->last - a->first) + 1 == b->data;
}

static enum err_code add_extent(struct filemem *f, struct filemem_extent e)
{
	struct filemem_extent *ext = array_grow(f->ext, f->next, &f->cap_ext, sizeof(*ext));

	/* Pages that come one by one are one extent, if they come in order. */
	if (ext && f->next && e.first && extents_join(&ext[f->next - 1], &e)) {
		ext[f->next - 1].last = e.last;
		f->ext = ext;
		return ERR_NONE;
	}
	if (!ext)
		return ERR_NOMEM;
	f->ext = ext;
	ext[f->next++] = e;
	return ERR_NONE;
}

enum err_code filemem_hold(struct filemem *f, uint64_t pa, uint64_t size, const unsigned char *data)
{
	struct filemem_extent e = {.first = pa, .last = pa + (size - 1), .data = data};

	return size ? add_extent(f, e) : ERR_NONE;
}

enum err_code filemem_withhold(struct filemem *f, uint64_t pa, uint64_t size, enum err_code why)
{
	struct filemem_extent e = {.first = pa, .last = pa + (size - 1), .why = why};

	return size ? add_extent(f, e) : ERR_NONE;
}

static uint64_t range_last(const struct mem_range *r)
{
	return r->start.v + (r->size - 1);
}

enum err_code filemem_add_range(struct filemem *f, uint64_t pa, uint64_t size, enum mem_kind kind,
				const char *name)
{
	struct mem_range *r;

	if (!size)
		return ERR_NONE;
	r = f->nranges ? &f->ranges[f->nranges - 1] : NULL;
	if (r && pa && range_last(r) == pa - 1 && r->kind == kind && !strcmp(r->name, name)) {
		r->size += size;
		return ERR_NONE;
	}
	r = array_grow(f->ranges, f->nranges, &f->cap_ranges, sizeof(*r));
	if (!r)
		return ERR_NOMEM;
	f->ranges = r;
	r += f->nranges++;
	*r = (struct mem_range){.start = addr_pa(pa), .size = size, .kind = kind};
	snprintf(r->name, sizeof(r->name), "%s", name);
	return ERR_NONE;
}

enum err_code filemem_miss(struct filemem *f, uint64_t pa, uint64_t size, enum err_code why)
{
	struct filemem_extent *miss;

	if (!size)
		return ERR_NONE;
	miss = array_grow(f->miss, f->nmiss, &f->cap_miss, sizeof(*miss));
	if (!miss)
		return ERR_NOMEM;
	f->miss = miss;
	miss[f->nmiss++] =
		(struct filemem_extent){.first = pa, .last = pa + (size - 1), .why = why};
	return ERR_NONE;
}

static int by_extent(const void *va, const void *vb)
{
	const struct filemem_extent *a = va, *b = vb;

	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	if (a->last != b->last)
		return a->last > b->last ? -1 : 1;
	return (a->data > b->data) - (a->data < b->data);
}

static void settle_extents(struct filemem *f, struct filemem_tally *tally)
{
	size_t n = 0;

	if (f->next)
		qsort(f->ext, f->next, sizeof(*f->ext), by_extent);
	for (size_t i = 0; i < f->next; i++) {
		struct filemem_extent e = f->ext[i], *prev = n ? &f->ext[n - 1] : NULL;

		if (prev && e.first <= prev->last) {
			tally->overlapping++;
			if (e.last <= prev->last)
				continue;
			if (e.data)
				e.data += prev->last - e.first + 1;
			e.first = prev->last + 1;
		}
		if (e.data)
			tally->bytes += e.last - e.first + 1;
		if (prev && extents_join(prev, &e))
			prev->last = e.last;
		else
			f->ext[n++] = e;
	}
	f->next = n;
	f->cached = 0;
}

static int by_start(const void *va, const void *vb)
{
	const struct mem_range *a = va, *b = vb;

	return (a->start.v > b->start.v) - (a->start.v < b->start.v);
}

/* Take r into prev, or cut from r what prev has. Returns false where nothing of r is left. */
static bool settle_range(struct mem_range *prev, struct mem_range *r)
{
	uint64_t last = range_last(r), end = range_last(prev);

	if (end != UINT64_MAX && r->start.v > end + 1)
		return true;
	if (prev->kind == r->kind && !strcmp(prev->name, r->name)) {
		if (last > end)
			prev->size += last - end;
		return false;
	}
	if (last <= end)
		return false;
	if (r->start.v <= end) {
		r->start.v = end + 1;
		r->size = last - end;
	}
	return true;
}

static void settle_ranges(struct filemem *f)
{
	size_t n = 0;

	if (f->nranges)
		qsort(f->ranges, f->nranges, sizeof(*f->ranges), by_start);
	for (size_t i = 0; i < f->nranges; i++) {
		struct mem_range r = f->ranges[i];

		if (!n || settle_range(&f->ranges[n - 1], &r))
			f->ranges[n++] = r;
	}
	f->nranges = n;
	f->mem.ranges = f->ranges;
	f->mem.nranges = n;
}

void filemem_say(struct filemem *f, const char *fmt, ...)
{
	char *detail = f->mem.detail;
	size_t room = sizeof(f->mem.detail), at = strlen(detail);
	va_list ap;

	if (at)
		at += (size_t)snprintf(detail + at, room - at, "; ");
	if (at >= room)
		return;
	va_start(ap, fmt);
	vsnprintf(detail + at, room - at, fmt, ap);
	va_end(ap);
}

struct filemem_tally filemem_settle(struct filemem *f)
{
	struct filemem_tally tally = {0};

	settle_extents(f, &tally);
	if (f->nmiss)
		qsort(f->miss, f->nmiss, sizeof(*f->miss), by_extent);
	f->count.present = tally.bytes;
	settle_ranges(f);
	return tally;
}
