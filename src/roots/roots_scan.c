/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/roots/roots_scan.h"

#include <stdlib.h>
#include <string.h>

#include "src/array.h"
#include "src/bits.h"

enum { PAGE = 4096, WORDS = PAGE / 8, GROUP = 8 };

/*
 * Bits that are 0 in a valid descriptor of any granule and format, table or block: 50:48 are
 * address (52 bits) or RES0; machines with RAM from 2^48 on are not looked for. GP (bit 50) is none
 * of a table.
 */
#define HIGH_RES0 bits_mask(49, 48)
#define ADDRESS	  bits_mask(47, 12)
/* Of a block, the smallest one: 2 MiB. Bit 16 is nT, 15:12 can be address with 64K. */
#define BLOCK_RES0 bits_mask(20, 17)
/* Kernel addresses of AArch64, the most frequent word in memory that is not 0. */
#define POINTER bits_mask(63, 52)

/* What a word that is not 0 says of its page. */
enum verdict { NO, MAYBE, TABLE };

static enum verdict word(const struct roots_ram *ram, uint64_t w)
{
	if (!(w & 1))
		return (w & POINTER) == POINTER ? NO : MAYBE;
	if (w & HIGH_RES0)
		return NO;
	if (!(w & 2))
		return w & BLOCK_RES0 ? NO : MAYBE;
	return roots_ram_has(ram, w & ADDRESS) ? TABLE : NO;
}

/* Eight words; all are 0 in most of memory. */
static bool all_zero(const uint64_t *w)
{
	return !(w[0] | w[1] | w[2] | w[3] | w[4] | w[5] | w[6] | w[7]);
}

bool roots_scan_page(const struct roots_ram *ram, const uint64_t *words)
{
	bool table = false;

	for (size_t i = 0; i < WORDS; i += GROUP) {
		if (all_zero(words + i))
			continue;
		for (size_t k = i; k < i + GROUP; k++) {
			enum verdict v = words[k] ? word(ram, bits_le64(words[k])) : MAYBE;

			if (v == NO)
				return false;
			table = table || v == TABLE;
		}
	}
	return table;
}

struct scan {
	struct roots_ram *ram;
	roots_scan_tick tick;
	void *arg;
	struct roots_scan *out;
	enum err_code st;
};

static bool keep(struct scan *s, struct roots_pages *p, uint64_t pa)
{
	uint64_t *v;

	if (p->n == ROOTS_SCAN_MAX) {
		p->full = true;
		return true;
	}
	v = array_grow(p->v, p->n, &p->cap, sizeof(*v));
	if (!v) {
		s->st = ERR_NOMEM;
		return false;
	}
	p->v = v;
	v[p->n++] = pa;
	return true;
}

/* Linux keeps its VMCOREINFO in a page of its own; this is its first line (kernel/vmcore_info.c).
 */
static bool is_note(const uint64_t *words)
{
	return !memcmp(words, "OSRELEASE=", 10);
}

static bool page(struct scan *s, uint64_t pa, const uint64_t *words)
{
	if (roots_scan_page(s->ram, words))
		return keep(s, &s->out->tables, pa);
	return !is_note(words) || keep(s, &s->out->notes, pa);
}

static bool stretch(void *arg, uint64_t pa, const uint64_t *words, size_t size)
{
	struct scan *s = arg;

	for (size_t at = 0; at < size; at += PAGE)
		if (!page(s, pa + at, words + at / 8))
			return false;
	s->out->bytes += size;
	return !s->tick || s->tick(s->arg, s->out->bytes, s->ram->bytes);
}

enum err_code roots_scan(struct roots_ram *ram, roots_scan_tick tick, void *arg,
			 struct roots_scan *out)
{
	struct scan s = {.ram = ram, .tick = tick, .arg = arg, .out = out};
	enum err_code st = roots_ram_each(ram, stretch, &s);

	return s.st ? s.st : st;
}

void roots_scan_free(struct roots_scan *s)
{
	free(s->tables.v);
	free(s->notes.v);
}

size_t roots_pages_find(const struct roots_pages *p, uint64_t pa)
{
	size_t lo = 0, hi = p->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (p->v[mid] < pa)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < p->n && p->v[lo] == pa ? lo : p->n;
}
