/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dump/flat.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "dump/paint.h"
#include "dump/tempfile.h"
#include "src/array.h"

enum { HEADER = 4096, RECORD = 16 };

/* The records of a file as they come. */
struct records {
	struct paint_stroke *v;
	size_t n, cap;
};

bool flat_is(const unsigned char *head, size_t len)
{
	return len >= 16 && !memcmp(head, "makedumpfile\0\0\0\0", 16);
}

static uint64_t big_endian(const unsigned char *p)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < 8; i++)
		v = v << 8 | p[i];
	return v;
}

static enum err_code add_record(struct records *r, struct paint_stroke s, struct err *err)
{
	struct paint_stroke *v = array_grow(r->v, r->n, &r->cap, sizeof(*v));

	if (!v)
		return err_set(err, ERR_NOMEM, "out of memory");
	r->v = v;
	v[r->n++] = s;
	return ERR_NONE;
}

/*
 * One record, whose header is at `at`. *at moves behind it, or to 0 where it was the last that
 * there is: the end mark, or one that the end of the file cuts, whose bytes are kept as far as they
 * go.
 */
static enum err_code read_record(const struct infile *in, struct records *r, uint64_t *at,
				 bool *cut, struct err *err)
{
	unsigned char head[RECORD];
	uint64_t off, size, from = *at + RECORD;

	*at = 0;
	*cut = true;
	if (!infile_read(in, from - RECORD, head, sizeof(head)))
		return ERR_NONE;
	off = big_endian(head);
	size = big_endian(head + 8);
	if (off == UINT64_MAX && size == UINT64_MAX) {
		*cut = false;
		return ERR_NONE;
	}
	if (off > INT64_MAX || size > INT64_MAX - off)
		return err_set(err, ERR_MALFORMED,
			       "flattened record at file offset 0x%" PRIx64 ": 0x%" PRIx64
			       " bytes at 0x%" PRIx64 " are none of a file",
			       from - RECORD, size, off);
	if (r->n >= FLAT_RECORDS_MAX)
		return err_set(
			err, ERR_UNSUPPORTED,
			"more than %d flattened records; rearrange it first (makedumpfile -R)",
			FLAT_RECORDS_MAX);
	if (size > in->size - from)
		size = in->size - from;
	else
		*at = from + size;
	return size ? add_record(r, (struct paint_stroke){off, off + size, from}, err) : ERR_NONE;
}

static enum err_code read_records(const struct infile *in, struct records *r, bool *cut,
				  struct err *err)
{
	enum err_code st = ERR_NONE;

	for (uint64_t at = HEADER; !st && at;)
		st = read_record(in, r, &at, cut, err);
	return st;
}

/* What the strokes come to, as pieces. */
static enum err_code settle(struct records *r, struct flat *out, struct err *err)
{
	struct paint_stroke *seen;
	size_t n;

	if (paint_settle(r->v, r->n, &seen, &n))
		return err_set(err, ERR_NOMEM, "out of memory");
	out->v = calloc(n ? n : 1, sizeof(*out->v));
	for (size_t i = 0; out->v && i < n; i++) {
		out->v[i] = (struct flat_piece){seen[i].start, seen[i].end - seen[i].start,
						seen[i].from};
		out->size = seen[i].end;
	}
	out->n = out->v ? n : 0;
	free(seen);
	return out->v ? ERR_NONE : err_set(err, ERR_NOMEM, "out of memory");
}

enum err_code flat_open(const struct infile *in, const char *path, struct flat *out,
			struct err *err)
{
	struct records r = {0};
	unsigned char head[16];
	enum err_code st = ERR_NONE;

	*out = (struct flat){.flattened = flat_is(head, infile_head(in, head, sizeof(head)))};
	if (out->flattened)
		st = read_records(in, &r, &out->cut, err);
	else
		st = add_record(&r, (struct paint_stroke){0, in->size, 0}, err);
	if (!st)
		st = settle(&r, out, err);
	free(r.v);
	if (st)
		err_wrap(err, "%s", path);
	return st;
}

/* The first piece that ends behind off; n where there is none. */
static size_t find(const struct flat *f, uint64_t off)
{
	size_t lo = 0, hi = f->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (f->v[mid].off + f->v[mid].size > off)
			hi = mid;
		else
			lo = mid + 1;
	}
	return lo;
}

bool flat_read(const struct flat *f, const struct infile *in, uint64_t off, void *buf, size_t len)
{
	unsigned char *p = buf;

	if (off > f->size || len > f->size - off)
		return false;
	for (size_t i = find(f, off); len;) {
		const struct flat_piece *e = &f->v[i];
		bool hole = off < e->off;
		uint64_t left = hole ? e->off - off : e->off + e->size - off;
		size_t n = left < len ? (size_t)left : len;

		if (hole && f->cut)
			return false;
		if (hole)
			memset(p, 0, n);
		else if (!infile_read(in, e->at + (off - e->off), p, n))
			return false;
		p += n;
		off += n;
		len -= n;
		i += !hole && left == n;
	}
	return true;
}

/* One piece, a buffer at a time; done: bytes of all pieces before it. */
static enum err_code copy_piece(const struct flat_piece *e, const struct infile *in,
				struct tempfile *to, uint64_t *done, const struct watch *w,
				struct err *err)
{
	unsigned char buf[64 * 1024];
	enum err_code st = ERR_NONE;

	for (uint64_t at = 0; !st && at < e->size; at += sizeof(buf)) {
		size_t n = e->size - at < sizeof(buf) ? (size_t)(e->size - at) : sizeof(buf);

		if (!watch_tick(w, "rearranging", *done, in->size))
			return err_set(err, ERR_CANCELLED, "cancelled");
		if (!infile_read(in, e->at + at, buf, n))
			return err_set(err, ERR_SOURCE, "cannot be read at file offset 0x%" PRIx64,
				       e->at + at);
		st = tempfile_write(to, e->off + at, buf, n, err);
		*done += n;
	}
	return st;
}

enum err_code flat_rearrange(const struct flat *f, struct infile *in, const struct watch *w,
			     struct err *err)
{
	struct tempfile to;
	struct infile out;
	uint64_t done = 0;
	enum err_code st = tempfile_open(&to, err);

	if (!st) {
		for (size_t i = 0; !st && i < f->n; i++)
			st = copy_piece(&f->v[i], in, &to, &done, w, err);
		if (st)
			tempfile_drop(&to);
		else
			st = tempfile_take(&to, &out, err);
	}
	infile_close(in);
	if (!st)
		*in = out;
	return st;
}

void flat_free(struct flat *f)
{
	free(f->v);
	*f = (struct flat){0};
}
