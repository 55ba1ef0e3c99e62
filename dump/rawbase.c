/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dump/rawbase.h"

#include <stdlib.h>
#include <string.h>

#include "src/bits.h"

enum {
	PAGE = 4096,
	ALIGN = 2 << 20, /* what a kernel asks of the start of RAM */
	WORDS = PAGE / 8,
	TICK = 4096, /* pages between two looks at the clock */
	FEW = 4,     /* valid descriptors that a page must have to pass for a table */
};

struct ballot {
	uint64_t *pages; /* file offsets of pages that look like tables, ascending */
	uint64_t *nexts; /* next-level addresses in them */
	size_t npages, nnexts;
	size_t all;	 /* addresses, those that do not vote too */
	uint64_t low;	 /* the lowest base that can be voted for */
	size_t nbases;	 /* from there on, a page apart */
	uint16_t *votes; /* for each of them; RAWBASE_NEXTS_MAX fits */
};

static uint64_t word(const unsigned char *p)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < 8; i++)
		v |= (uint64_t)p[i] << 8 * i;
	return v;
}

/*
 * A table descriptor (D8.3.1) as software writes it: bits 10:2, which are ignored there, are zero;
 * of pages and blocks some of these are not.
 */
static bool is_next(uint64_t d)
{
	return (d & 0x7ff) == 3 && !(d & bits_mask(51, 48)) && (d & bits_mask(47, 12));
}

/*
 * Valid descriptors with an address below 2^48, or nothing; FEW of them at least, or a next level.
 * Bits 50 and 51 are attributes; pointers of kernels, which are odd now and then, have 49 and 48
 * set.
 */
static bool is_table(const unsigned char *page)
{
	unsigned valid = 0, nexts = 0;

	for (unsigned i = 0; i < WORDS; i++) {
		uint64_t d = word(page + i * 8);

		if (!d)
			continue;
		if (!(d & 1) || d & bits_mask(49, 48))
			return false;
		valid++;
		nexts += is_next(d);
	}
	return valid >= FEW || nexts;
}

static void take_page(struct ballot *b, const unsigned char *page, uint64_t off)
{
	if (b->npages == RAWBASE_PAGES_MAX || !is_table(page))
		return;
	b->pages[b->npages++] = off;
	for (unsigned i = 0; i < WORDS && b->nnexts < RAWBASE_NEXTS_MAX; i++) {
		uint64_t d = word(page + i * 8);

		if (is_next(d))
			b->nexts[b->nnexts++] = d & bits_mask(47, 12);
	}
}

static bool look_through(struct ballot *b, const struct infile *in, const struct watch *w)
{
	for (uint64_t at = 0; at + PAGE <= in->size; at += PAGE) {
		if (at % ((uint64_t)TICK * PAGE) == 0 &&
		    (!infile_intact(in) || !watch_tick(w, "looking for the base", at, in->size)))
			return false;
		take_page(b, in->data + at, at);
	}
	return true;
}

static int by_value(const void *va, const void *vb)
{
	uint64_t a = *(const uint64_t *)va, b = *(const uint64_t *)vb;

	return (a > b) - (a < b);
}

/* Each address once: a table that is mapped twice proves nothing more. */
static void sort_nexts(struct ballot *b)
{
	size_t n = 0;

	qsort(b->nexts, b->nnexts, sizeof(*b->nexts), by_value);
	for (size_t i = 0; i < b->nnexts; i++)
		if (!i || b->nexts[i] != b->nexts[i - 1])
			b->nexts[n++] = b->nexts[i];
	b->nnexts = n;
}

/*
 * Which bases are in question: if most addresses are true ones, the median is, and all true ones
 * are within the size of the file from it. Others do not vote.
 */
static bool prepare(struct ballot *b, uint64_t size)
{
	uint64_t median, high;
	size_t n = 0;

	if (b->nnexts < RAWBASE_VOTES_MIN || size > RAWBASE_FILE_MAX)
		return false;
	median = b->nexts[b->nnexts / 2];
	high = median + size;
	b->all = b->nnexts;
	b->low = median > 2 * size ? (median - 2 * size) & ~(uint64_t)(PAGE - 1) : 0;
	for (size_t i = 0; i < b->nnexts; i++)
		if (b->nexts[i] <= high && median <= b->nexts[i] + size)
			b->nexts[n++] = b->nexts[i];
	b->nnexts = n;
	b->nbases = (size_t)((high - b->low) / PAGE + 1);
	b->votes = calloc(b->nbases, sizeof(*b->votes));
	return b->votes;
}

/* One address votes for each base that would put a page there, all of them different. */
static void vote(struct ballot *b, uint64_t next)
{
	for (size_t i = 0; i < b->npages && b->pages[i] + b->low <= next; i++)
		b->votes[(next - b->pages[i] - b->low) / PAGE]++;
}

/* Of bases that are multiples of `align`. */
static struct rawbase count(const struct ballot *b, uint64_t align)
{
	struct rawbase result = {.all = (unsigned)b->all}, *out = &result;

	for (size_t i = 0; i < b->nbases; i++) {
		if ((b->low + (uint64_t)i * PAGE) % align)
			continue;
		if (b->votes[i] > out->votes) {
			out->second = out->votes;
			out->votes = b->votes[i];
			out->base = b->low + (uint64_t)i * PAGE;
		} else if (b->votes[i] > out->second) {
			out->second = b->votes[i];
		}
	}
	return result;
}

/*
 * Tables often lie one behind the other, and then a base that is a page off gets nearly all votes,
 * too. RAM begins at a multiple of ALIGN: a base that does is compared with others that do, unless
 * one that does not has more votes.
 */
static struct rawbase best(const struct ballot *b)
{
	struct rawbase any = count(b, PAGE), even = count(b, ALIGN);

	return even.votes >= any.votes ? even : any;
}

bool rawbase_infer(const struct infile *in, const struct watch *w, struct rawbase *out)
{
	struct ballot b = {.pages = calloc(RAWBASE_PAGES_MAX, sizeof(*b.pages)),
			   .nexts = calloc(RAWBASE_NEXTS_MAX, sizeof(*b.nexts))};
	bool ok = b.pages && b.nexts && look_through(&b, in, w);

	if (ok) {
		sort_nexts(&b);
		ok = prepare(&b, in->size);
	}
	for (size_t i = 0; ok && i < b.nnexts; i++)
		vote(&b, b.nexts[i]);
	if (ok) {
		*out = best(&b);
		ok = out->votes >= RAWBASE_VOTES_MIN && 2 * out->votes > out->all &&
		     out->votes - out->second >= (out->votes + 7) / 8;
	}
	free(b.pages);
	free(b.nexts);
	free(b.votes);
	return ok;
}
