/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dump/kdump.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "dump/blockcache.h"
#include "dump/elfnotes.h"
#include "dump/filemem.h"
#include "dump/flat.h"
#include "dump/kdumphead.h"
#include "dump/pagemap.h"
#include "dump/prstatus.h"
#include "dump/sizetext.h"
#include "dump/unpack.h"

enum { DESC = 24, WINDOW = 512 };

/* One descriptor of a block. */
struct desc {
	uint64_t off;
	uint32_t size, flags;
};

/* One file. */
struct part {
	struct infile in;
	struct flat flat;
	struct kdumphead head;
	struct pagemap held;   /* the second bitmap */
	uint64_t start, end;   /* its frames */
	uint64_t descs;	       /* offset of the first descriptor */
	uint64_t ndescs, rank; /* how many; the rank of the first in `held` */
};

struct kdump {
	struct filemem f;		    /* first: what it has but extents and files */
	struct part parts[KDUMP_PARTS_MAX]; /* by their frames */
	size_t nparts;
	struct pagemap ram; /* the first bitmap, of the first part */
	unsigned shift;	    /* log2 of the block */
	struct blockcache cache;
	unsigned char *packed; /* a block as it is in the file */
	/* Descriptors that were read last: `count` from number `first` on of a part. */
	unsigned char window[WINDOW * DESC];
	const struct part *window_of;
	uint64_t window_first, window_count;
};

bool kdump_is(const unsigned char *head, size_t len)
{
	return kdumphead_is(head, len);
}

/* The part that has a frame, or NULL. */
static struct part *find_part(struct kdump *k, uint64_t frame)
{
	for (size_t i = 0; i < k->nparts; i++) {
		if (frame >= k->parts[i].start && frame < k->parts[i].end)
			return &k->parts[i];
	}
	return NULL;
}

static uint64_t get(const unsigned char *p, unsigned n)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < n; i++)
		v |= (uint64_t)p[i] << 8 * i;
	return v;
}

/* Descriptor i of a part, by windows; as many of a window as the file has. */
static enum err_code read_desc(struct kdump *k, const struct part *p, uint64_t i, struct desc *d)
{
	const unsigned char *raw;

	if (k->window_of != p || i < k->window_first || i - k->window_first >= k->window_count) {
		uint64_t first = i / WINDOW * WINDOW, left = p->ndescs - first;
		uint64_t n = left < WINDOW ? left : WINDOW, at = p->descs + first * DESC;

		k->window_of = NULL;
		if (at >= p->flat.size)
			return ERR_DAMAGED;
		if (n > (p->flat.size - at) / DESC)
			n = (p->flat.size - at) / DESC;
		if (!flat_read(&p->flat, &p->in, at, k->window, (size_t)n * DESC))
			return ERR_DAMAGED;
		k->window_of = p;
		k->window_first = first;
		k->window_count = n;
		if (i - first >= n)
			return ERR_DAMAGED;
	}
	raw = k->window + (i - k->window_first) * DESC;
	*d = (struct desc){get(raw, 8), (uint32_t)get(raw + 8, 4), (uint32_t)get(raw + 12, 4)};
	return ERR_NONE;
}

/* Whether the file has the bytes that a descriptor tells of. */
static bool desc_fits(const struct kdump *k, const struct part *p, const struct desc *d)
{
	return d->off >= p->descs && d->size && d->size <= (UINT32_C(1) << k->shift) &&
	       d->off <= p->flat.size && d->size <= p->flat.size - d->off;
}

/* A block, unpacked, in the cache. */
static enum err_code load(struct kdump *k, const struct part *p, const struct desc *d,
			  const unsigned char **out)
{
	uint64_t key = d->off * KDUMP_PARTS_MAX + (uint64_t)(p - k->parts);
	struct blockcache_slot *s;
	enum err_code st;

	if (!desc_fits(k, p, d))
		return ERR_DAMAGED;
	s = blockcache_slot(&k->cache, key);
	if (!s)
		return ERR_NOMEM;
	*out = s->data;
	if (s->filled)
		return ERR_NONE;
	if (!flat_read(&p->flat, &p->in, d->off, k->packed, d->size))
		return ERR_DAMAGED;
	st = unpack_block(d->flags, k->packed, d->size, s->data, k->cache.block);
	s->key = key;
	s->filled = !st;
	return st;
}

/* The block of a frame, or why there is none. */
static enum err_code find_block(struct kdump *k, uint64_t frame, const unsigned char **block)
{
	const struct part *p = find_part(k, frame);
	struct desc d;
	enum err_code st;

	if (!p || !pagemap_has(&p->held, frame))
		return pagemap_has(&k->ram, frame) ? ERR_NOT_PRESENT : ERR_NOT_RAM;
	st = read_desc(k, p, pagemap_rank(&p->held, frame) - p->rank, &d);
	return st ? st : load(k, p, &d, block);
}

static enum err_code read_one(struct kdump *k, uint64_t pa, unsigned char *buf, size_t len)
{
	uint64_t mask = (UINT64_C(1) << k->shift) - 1;

	while (len) {
		const unsigned char *block;
		uint64_t left = mask - (pa & mask) + 1;
		size_t n = left < len ? (size_t)left : len;
		enum err_code st = find_block(k, pa >> k->shift, &block);

		if (st)
			return st;
		memcpy(buf, block + (pa & mask), n);
		buf += n;
		pa += n;
		len -= n;
		if (len && !pa)
			return ERR_NOT_RAM; /* past the last address there is */
	}
	return ERR_NONE;
}

static void kdump_read(struct mem *m, struct mem_req *reqs, size_t n)
{
	struct kdump *k = (struct kdump *)m;

	for (size_t i = 0; i < n; i++)
		reqs[i].st = read_one(k, reqs[i].pa.v, reqs[i].buf, reqs[i].len);
}

static void kdump_close(struct mem *m)
{
	struct kdump *k = (struct kdump *)m;

	for (size_t i = 0; i < k->nparts; i++) {
		infile_close(&k->parts[i].in);
		flat_free(&k->parts[i].flat);
		pagemap_free(&k->parts[i].held);
	}
	pagemap_free(&k->ram);
	blockcache_free(&k->cache);
	free(k->packed);
	filemem_close(m);
}

static bool all_zero(const unsigned char *p, size_t len)
{
	return !p[0] && !memcmp(p, p + 1, len - 1);
}

/* What the descriptors of one part say; the zero block is the first in the file, if it is one. */
static void count_part(struct kdump *k, const struct part *p, struct mem_count *c)
{
	uint64_t block = UINT64_C(1) << k->shift, shared = 0;
	struct desc d, low = {.off = UINT64_MAX};
	const unsigned char *data;

	for (uint64_t i = 0; i < p->ndescs; i++) {
		if (read_desc(k, p, i, &d) || !desc_fits(k, p, &d)) {
			c->damaged += block;
			continue;
		}
		c->present += block;
		if (d.off < low.off) {
			low = d;
			shared = 0;
		}
		shared += d.off == low.off;
	}
	if (shared > 1 && !load(k, p, &low, &data) && all_zero(data, k->cache.block))
		c->zero += shared * block;
}

static bool kdump_count(struct mem *m, struct mem_count *out)
{
	struct kdump *k = (struct kdump *)m;
	uint64_t ram;

	*out = (struct mem_count){.zero_known = true};
	for (size_t i = 0; i < k->nparts; i++)
		count_part(k, &k->parts[i], out);
	ram = pagemap_rank(&k->ram, k->ram.n) << k->shift;
	if (ram > out->present + out->damaged)
		out->left_out = ram - out->present - out->damaged;
	return true;
}

static const struct mem_ops kdump_ops = {
	.read = kdump_read,
	.count = kdump_count,
	.close = kdump_close,
};

/* A bitmap in the file of a part. */
struct bitmap {
	const struct part *p;
	uint64_t at;
};

static bool read_bitmap(void *arg, uint64_t at, void *buf, size_t len)
{
	const struct bitmap *b = arg;

	return flat_read(&b->p->flat, &b->p->in, b->at + at, buf, len);
}

/* number: 0 for the first bitmap, 1 for the second. */
static enum err_code load_bitmap(const struct part *p, unsigned number, struct pagemap *out,
				 struct err *err)
{
	struct bitmap b = {p, p->head.bitmap_at + number * p->head.bitmap};
	enum err_code st = pagemap_read(out, p->head.frames, read_bitmap, &b);

	if (st == ERR_DAMAGED)
		return err_set(err, ERR_MALFORMED,
			       "truncated: its %s bitmap, %s at 0x%" PRIx64 ", is not all there",
			       number ? "second" : "first", sizetext(p->head.bitmap).s, b.at);
	return st ? err_set(err, st, "out of memory") : ERR_NONE;
}

static enum err_code read_part(struct part *p, const char *path, struct err *err)
{
	enum err_code st = flat_open(&p->in, path, &p->flat, err);

	if (st)
		return st;
	st = kdumphead_read(&p->flat, &p->in, &p->head, err);
	if (!st && p->head.frames > KDUMP_FRAMES_MAX)
		st = err_set(err, ERR_UNSUPPORTED,
			     "%" PRIu64 " page frames; at most %" PRIu64 " are taken",
			     p->head.frames, KDUMP_FRAMES_MAX);
	if (!st)
		st = load_bitmap(p, 1, &p->held, err);
	if (st) {
		err_wrap(err, "%s", path);
		return st;
	}
	p->start = p->head.split ? p->head.start : 0;
	p->end = p->head.split ? p->head.end : p->head.frames;
	p->rank = pagemap_rank(&p->held, p->start);
	p->ndescs = pagemap_rank(&p->held, p->end) - p->rank;
	p->descs = p->head.bitmap_at + 2 * p->head.bitmap;
	return ERR_NONE;
}

static int by_start(const void *va, const void *vb)
{
	const struct part *a = va, *b = vb;

	return (a->start > b->start) - (a->start < b->start);
}

/* Parts of one dump have the same names and geometry, and no frame twice. */
static enum err_code check_parts(struct kdump *k, struct err *err)
{
	const struct kdumphead *first = &k->parts[0].head;

	qsort(k->parts, k->nparts, sizeof(k->parts[0]), by_start);
	for (size_t i = 1; i < k->nparts; i++) {
		const struct kdumphead *h = &k->parts[i].head;

		if (h->block != first->block || h->frames != first->frames ||
		    h->id_len != first->id_len || memcmp(h->id, first->id, h->id_len))
			return err_set(err, ERR_SOURCE, "they are parts of different dumps");
		if (k->parts[i].start < k->parts[i - 1].end)
			return err_set(err, ERR_SOURCE,
				       "the same part twice, or no parts: frame %" PRIu64
				       " is in two of the files",
				       k->parts[i].start);
	}
	return ERR_NONE;
}

static enum err_code list_ram(struct kdump *k)
{
	size_t n = 0;
	uint64_t from = 0, to;

	for (; (from = pagemap_next(&k->ram, from, true)) < k->ram.n; from = to) {
		to = pagemap_next(&k->ram, from, false);
		if (n++ == KDUMP_RANGES_MAX) {
			filemem_say(&k->f, "RAM in more than %d pieces, the rest is not listed",
				    KDUMP_RANGES_MAX);
			return ERR_NONE;
		}
		if (filemem_add_range(&k->f, from << k->shift, (to - from) << k->shift, MEM_RAM,
				      ""))
			return ERR_NOMEM;
	}
	return ERR_NONE;
}

/* len bytes of the first part, which the caller frees; NULL: not there, or out of memory. */
static unsigned char *take(const struct part *p, uint64_t off, uint64_t len)
{
	unsigned char *buf = len && len <= SNAPNOTE_MAX_BYTES ? malloc((size_t)len) : NULL;

	if (buf && !flat_read(&p->flat, &p->in, off, buf, (size_t)len)) {
		free(buf);
		return NULL;
	}
	return buf;
}

static enum err_code read_cpus(struct kdump *k, const struct elfnotes_list *list)
{
	if (!list->n)
		return ERR_NONE;
	if (list->n > UINT32_MAX || filemem_set_cpus(&k->f, (unsigned)list->n))
		return ERR_NOMEM;
	for (size_t i = 0; i < list->n; i++)
		prstatus_get(prstatus_by_size(list->v[i].size), list->v[i].desc, false,
			     &k->f.mem.cpus[i]);
	k->f.mem.regs_from_target = true;
	return ERR_NONE;
}

static enum err_code read_notes(struct kdump *k, struct err *err)
{
	const struct part *p = &k->parts[0];
	unsigned char *bytes = take(p, p->head.notes, p->head.notes_size);
	struct elfnotes notes = {0};
	enum err_code st;

	if (!bytes) {
		if (p->head.notes_size)
			filemem_say(&k->f, "its notes cannot be read");
		return ERR_NONE;
	}
	st = elfnotes_bytes(&notes, bytes, (size_t)p->head.notes_size, p->head.notes, err);
	if (!st)
		st = read_cpus(k, &notes.prstatus);
	if (!st && notes.vmcoreinfo.n)
		st = filemem_set_vmcoreinfo(&k->f, notes.vmcoreinfo.v[0].desc,
					    notes.vmcoreinfo.v[0].size);
	elfnotes_free(&notes);
	free(bytes);
	return st;
}

/* The sub-header's own; that of the notes stands in where it has none. */
static enum err_code read_vmcoreinfo(struct kdump *k)
{
	const struct part *p = &k->parts[0];
	unsigned char *text = take(p, p->head.vmcoreinfo, p->head.vmcoreinfo_size);
	enum err_code st = ERR_NONE;

	if (text)
		st = filemem_set_vmcoreinfo(&k->f, text, (size_t)p->head.vmcoreinfo_size);
	else if (p->head.vmcoreinfo_size && !k->f.mem.vmcoreinfo)
		filemem_say(&k->f, "its VMCOREINFO cannot be read");
	free(text);
	return st;
}

/* Whether the last descriptor, whose block comes last, has its bytes. */
static bool ends_early(struct kdump *k, const struct part *p)
{
	struct desc d;

	return p->flat.cut ||
	       (p->ndescs && (read_desc(k, p, p->ndescs - 1, &d) || !desc_fits(k, p, &d)));
}

static void describe(struct kdump *k)
{
	const struct kdumphead *h = &k->parts[0].head;
	uint64_t held = 0, frames = 0;

	for (size_t i = 0; i < k->nparts; i++) {
		held += k->parts[i].ndescs;
		frames += k->parts[i].end - k->parts[i].start;
	}
	filemem_say(&k->f, "%s, %s%s, blocks of %s", h->machine, unpack_name(h->flags),
		    k->parts[0].flat.flattened ? ", flattened" : "", sizetext(h->block).s);
	filemem_say(&k->f, "%s of %s of RAM", sizetext(held << k->shift).s,
		    sizetext(pagemap_rank(&k->ram, k->ram.n) << k->shift).s);
	if (k->nparts > 1)
		filemem_say(&k->f, "%zu parts", k->nparts);
	if (frames < h->frames)
		filemem_say(&k->f, "other parts of the split dump are not given");
	if (h->flags & KDUMPHEAD_INCOMPLETE)
		filemem_say(&k->f, "incomplete: its writer had no room for all");
	for (size_t i = 0; i < k->nparts; i++) {
		if (ends_early(k, &k->parts[i]))
			filemem_say(&k->f, "truncated: the last of it is missing");
	}
}

static enum err_code prepare(struct kdump *k, struct err *err)
{
	enum err_code st = ERR_NONE;

	while (UINT32_C(1) << k->shift < k->parts[0].head.block)
		k->shift++;
	k->packed = malloc(k->parts[0].head.block);
	if (!k->packed || !blockcache_make(&k->cache, KDUMP_CACHE, k->parts[0].head.block))
		return err_set(err, ERR_NOMEM, "out of memory");
	st = load_bitmap(&k->parts[0], 0, &k->ram, err);
	if (st)
		return st;
	describe(k);
	st = read_notes(k, err);
	if (!st)
		st = read_vmcoreinfo(k);
	if (!st)
		st = list_ram(k);
	if (st)
		return err_set(err, st, "out of memory");
	filemem_settle(&k->f);
	return ERR_NONE;
}

static enum err_code open_parts(struct kdump *k, const char *const *paths, struct err *err)
{
	enum err_code st = ERR_NONE;

	for (size_t i = 0; !st && i < k->nparts; i++)
		st = read_part(&k->parts[i], paths[i], err);
	if (st)
		return st;
	st = check_parts(k, err);
	if (!st)
		st = prepare(k, err);
	if (st)
		err_wrap(err, "%s", paths[0]);
	return st;
}

enum err_code kdump_open(struct infile *in, const char *const *paths, size_t n, struct mem **out,
			 struct err *err)
{
	struct kdump *k = n <= KDUMP_PARTS_MAX ? calloc(1, sizeof(*k)) : NULL;
	enum err_code st;

	if (!k || filemem_init(&k->f, "kdump", 1)) {
		for (size_t i = 0; i < n; i++)
			infile_close(&in[i]);
		free(k);
		return n > KDUMP_PARTS_MAX
			       ? err_set(err, ERR_USAGE, "more than %d parts", KDUMP_PARTS_MAX)
			       : err_set(err, ERR_NOMEM, "out of memory");
	}
	k->f.mem.ops = &kdump_ops;
	k->nparts = n;
	for (size_t i = 0; i < n; i++)
		k->parts[i].in = in[i];
	st = open_parts(k, paths, err);
	if (st)
		mem_close(&k->f.mem);
	else
		*out = &k->f.mem;
	return st;
}
