/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/overlay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/array.h"
#include "src/hash.h"

/* Reads from below are collected so that a source with a latency gets many at once. */
enum { BATCH = 64 };

struct overlay {
	struct mem m;
	struct mem *below;
	struct sysregs none; /* the registers of nothing */
	uint8_t **pages;     /* owned, OVERLAY_PAGE bytes each */
	size_t npages, cap;
	struct hash at; /* by address / OVERLAY_PAGE */
	size_t limit;	/* 0: none */
};

static struct overlay *overlay_of(struct mem *m)
{
	return (struct overlay *)m;
}

static uint8_t *owned(const struct overlay *o, uint64_t frame)
{
	size_t i = hash_get(&o->at, frame);

	return i == HASH_NONE ? NULL : o->pages[i];
}

static bool add(struct overlay *o, uint64_t frame, uint8_t *bytes)
{
	uint8_t **pages = array_grow(o->pages, o->npages, &o->cap, sizeof(*pages));

	if (!pages)
		return false;
	o->pages = pages;
	if (!hash_put(&o->at, frame, o->npages))
		return false;
	pages[o->npages++] = bytes;
	return true;
}

/* Make frame owned with the given bytes, which become the overlay's. NULL when that cannot be. */
static uint8_t *adopt(struct overlay *o, uint64_t frame, uint8_t *bytes)
{
	if (bytes && !(o->limit && o->npages >= o->limit) && add(o, frame, bytes))
		return bytes;
	free(bytes);
	return NULL;
}

static enum err_code read_below(struct overlay *o, uint64_t frame, uint8_t *bytes)
{
	if (!o->below)
		return ERR_NOT_PRESENT;
	return mem_read(o->below, addr_pa(frame * OVERLAY_PAGE), bytes, OVERLAY_PAGE);
}

/* The owned page of frame, copied from below if need be. */
static enum err_code own(struct overlay *o, uint64_t frame, uint8_t **out)
{
	uint8_t *bytes = owned(o, frame);
	enum err_code st;

	*out = bytes;
	if (bytes)
		return ERR_NONE;
	bytes = malloc(OVERLAY_PAGE);
	if (!bytes)
		return ERR_NOMEM;
	st = read_below(o, frame, bytes);
	if (st != ERR_NONE) {
		free(bytes);
		return st;
	}
	*out = adopt(o, frame, bytes);
	return *out ? ERR_NONE : ERR_NOMEM;
}

/* Bytes from pa to the end of its page, at most len. */
static size_t in_page(uint64_t pa, size_t len)
{
	size_t room = OVERLAY_PAGE - (size_t)(pa % OVERLAY_PAGE);

	return len < room ? len : room;
}

enum err_code overlay_write(struct mem *m, struct pa pa, const void *buf, size_t len)
{
	struct overlay *o = overlay_of(m);
	const uint8_t *from = buf;

	while (len) {
		size_t n = in_page(pa.v, len);
		uint8_t *page;
		enum err_code st = own(o, pa.v / OVERLAY_PAGE, &page);

		if (st != ERR_NONE)
			return st;
		memcpy(page + pa.v % OVERLAY_PAGE, from, n);
		pa.v += n;
		from += n;
		len -= n;
	}
	return ERR_NONE;
}

enum err_code overlay_zero_page(struct mem *m, struct pa pa)
{
	struct overlay *o = overlay_of(m);
	uint64_t frame = pa.v / OVERLAY_PAGE;
	uint8_t *bytes = owned(o, frame);

	if (bytes)
		memset(bytes, 0, OVERLAY_PAGE);
	else
		bytes = adopt(o, frame, calloc(1, OVERLAY_PAGE));
	return bytes ? ERR_NONE : ERR_NOMEM;
}

/* Pieces of requests that have to be read from below. */
struct batch {
	struct mem *below;
	struct mem_req req[BATCH];
	struct mem_req *whole[BATCH]; /* the request that each is a piece of */
	size_t n;
};

static void batch_flush(struct batch *b)
{
	if (b->below)
		mem_read_many(b->below, b->req, b->n);
	for (size_t i = 0; i < b->n; i++)
		if (b->req[i].st != ERR_NONE && b->whole[i]->st == ERR_NONE)
			b->whole[i]->st = b->req[i].st;
	b->n = 0;
}

static void batch_add(struct batch *b, struct mem_req *whole, struct mem_req piece)
{
	if (b->n == BATCH)
		batch_flush(b);
	piece.st = b->below ? ERR_IO : ERR_NOT_PRESENT;
	b->req[b->n] = piece;
	b->whole[b->n++] = whole;
}

static void read_one(struct overlay *o, struct mem_req *r, struct batch *b)
{
	struct mem_req piece = *r;

	r->st = ERR_NONE;
	for (size_t left = r->len; left; left -= piece.len) {
		const uint8_t *page = owned(o, piece.pa.v / OVERLAY_PAGE);

		piece.len = in_page(piece.pa.v, left);
		if (page)
			memcpy(piece.buf, page + piece.pa.v % OVERLAY_PAGE, piece.len);
		else
			batch_add(b, r, piece);
		piece.pa.v += piece.len;
		piece.buf = (uint8_t *)piece.buf + piece.len;
	}
}

static void overlay_read(struct mem *m, struct mem_req *reqs, size_t n)
{
	struct overlay *o = overlay_of(m);
	struct batch b;

	b.below = o->below;
	b.n = 0;
	for (size_t i = 0; i < n; i++)
		read_one(o, &reqs[i], &b);
	batch_flush(&b);
}

static const void *overlay_peek(struct mem *m, struct pa pa, size_t len)
{
	const uint8_t *page = owned(overlay_of(m), pa.v / OVERLAY_PAGE);

	if (!page || pa.v % 8 || in_page(pa.v, len) != len)
		return NULL;
	return page + pa.v % OVERLAY_PAGE;
}

void overlay_discard(struct mem *m)
{
	struct overlay *o = overlay_of(m);

	for (size_t i = 0; i < o->npages; i++)
		free(o->pages[i]);
	free(o->pages);
	hash_free(&o->at);
	o->pages = NULL;
	o->npages = o->cap = 0;
}

static void overlay_close(struct mem *m)
{
	overlay_discard(m);
	free(m);
}

void overlay_limit(struct mem *m, size_t pages)
{
	overlay_of(m)->limit = pages;
}

bool overlay_is_full(struct mem *m)
{
	const struct overlay *o = overlay_of(m);

	return o->limit && o->npages >= o->limit;
}

static const struct mem_ops overlay_ops = {
	.read = overlay_read,
	.peek = overlay_peek,
	.close = overlay_close,
};

struct mem *overlay_open(struct mem *below)
{
	struct overlay *o = calloc(1, sizeof(*o));

	if (!o)
		return NULL;
	o->below = below;
	if (below) {
		o->m = *below;
		snprintf(o->m.detail, sizeof(o->m.detail), "over %s", below->kind);
	} else {
		o->m.cpus = &o->none;
		o->m.ncpus = 1;
	}
	snprintf(o->m.kind, sizeof(o->m.kind), "overlay");
	o->m.ops = &overlay_ops;
	return &o->m;
}
