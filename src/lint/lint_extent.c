/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which output addresses are mapped, and how: gathered in the visit, sorted by address after it. */
#include <stdlib.h>

#include "src/lint/lint_extent.h"

enum { FRAME = 12, SMALL = 48 };

uint64_t lint_extent_end(const struct lint_extent *e)
{
	return e->out + ((uint64_t)e->frames << FRAME);
}

/* Of a nibble of MAIR: 0 non-cacheable, 1 write-through, 2 write-back; without hints (B2.11). */
static unsigned rank(unsigned nibble)
{
	if (nibble == 0x4)
		return 0;
	return nibble & 0x4 ? 2 : 1;
}

/* A memory type as far as a mismatch goes: Device types, or 0x80 and the ranks. */
static unsigned type_class(uint8_t type)
{
	unsigned outer = type >> 4, inner = type & 0xf;

	if (!outer)
		return type & 0xc;
	if (!inner) /* 0x40, 0xa0, 0xf0: like the outer nibble, and XS or Tagged */
		inner = outer;
	return 0x80 | rank(outer) << 2 | rank(inner);
}

uint32_t lint_extent_key(const struct lint *l, const struct attr *a)
{
	unsigned type = a->type_known ? type_class(a->type) | LINT_KEY_TYPE_KNOWN : 0;
	uint32_t p2m = l->o->xen && l->r->stage == 2 ? a->software : 0;
	/* Nothing is found by permissions that cannot be told. */
	uint32_t perms = a->flags & ATTR_PERMS_UNKNOWN ? 0 : a->perms;
	uint32_t user = a->flags & ATTR_USER_UNKNOWN ? 0 : a->perms_user;

	return type | p2m << LINT_KEY_P2M | (uint32_t)(a->sh & 3) << LINT_KEY_SH |
	       perms << LINT_KEY_PERMS | user << LINT_KEY_USER;
}

/* By half as many, where array_grow() would double: there can be millions of them. */
static bool grow(struct lint_extents *x)
{
	size_t cap = x->cap ? x->cap + x->cap / 2 : 256;
	struct lint_extent *p;

	if (x->n < x->cap)
		return true;
	p = realloc(x->e, cap * sizeof(*p));
	if (!p)
		return false;
	x->e = p;
	x->cap = cap;
	return true;
}

void lint_extent_add(struct lint *l, uint64_t ia, uint64_t out, uint64_t size, uint32_t key)
{
	struct lint_extents *x = &l->extents;
	uint64_t frames = (size + ((1u << FRAME) - 1)) >> FRAME;
	struct lint_extent *last = x->n ? &x->e[x->n - 1] : NULL;

	if (last && last->key == key && lint_extent_is_mapping(key) &&
	    lint_extent_end(last) == out && last->ia + (lint_extent_end(last) - last->out) == ia &&
	    frames <= UINT32_MAX - last->frames) {
		last->frames += (uint32_t)frames;
		return;
	}
	while (frames) {
		uint32_t n = frames < UINT32_MAX ? (uint32_t)frames : UINT32_MAX;

		if (!grow(x)) {
			l->st = ERR_NOMEM;
			return;
		}
		x->e[x->n++] = (struct lint_extent){.out = out, .ia = ia, .frames = n, .key = key};
		frames -= n;
		out += (uint64_t)n << FRAME;
		if (lint_extent_is_mapping(key))
			ia += (uint64_t)n << FRAME;
	}
}

/* ---- Sorting: by the highest byte that differs, in place, and so on below it ---- */

static bool before(const struct lint_extent *a, const struct lint_extent *b)
{
	return a->out != b->out ? a->out < b->out : a->ia < b->ia;
}

static void insertion(struct lint_extent *e, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct lint_extent x = e[i];
		size_t j = i;

		for (; j > 0 && before(&x, &e[j - 1]); j--)
			e[j] = e[j - 1];
		e[j] = x;
	}
}

static unsigned digit(const struct lint_extent *e, unsigned shift)
{
	return (unsigned)(e->out >> shift) & 0xff;
}

/* Put each into its bucket of 256. */
static void deal(struct lint_extent *e, unsigned shift, const size_t *start, const size_t *end)
{
	size_t next[256];

	for (unsigned d = 0; d < 256; d++)
		next[d] = start[d];
	for (unsigned d = 0; d < 256; d++) {
		while (next[d] < end[d]) {
			struct lint_extent x = e[next[d]];
			unsigned to = digit(&x, shift);

			while (to != d) {
				struct lint_extent y = e[next[to]];

				e[next[to]++] = x;
				x = y;
				to = digit(&x, shift);
			}
			e[next[d]++] = x;
		}
	}
}

static void sort(struct lint_extent *e, size_t n, int shift)
{
	size_t count[256] = {0}, start[256], end[256], at = 0;

	if (n <= SMALL) {
		insertion(e, n);
		return;
	}
	if (shift < 0)
		return;
	for (size_t i = 0; i < n; i++)
		count[digit(&e[i], (unsigned)shift)]++;
	for (unsigned d = 0; d < 256; d++) {
		start[d] = at;
		at += count[d];
		end[d] = at;
	}
	if (count[digit(&e[0], (unsigned)shift)] < n)
		deal(e, (unsigned)shift, start, end);
	for (unsigned d = 0; d < 256; d++)
		if (count[d] > 1)
			sort(e + start[d], count[d], shift - 8);
}

void lint_extent_sort(struct lint_extents *x)
{
	for (size_t i = 1; i < x->n; i++) {
		if (before(&x->e[i], &x->e[i - 1])) {
			sort(x->e, x->n, 48);
			return;
		}
	}
}
