/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/core/ref.h"

#include <string.h>

#include "tests/core/ref_perms.h"

#define LEVEL(n) (1u << (n))

const struct ref_format ref_formats[REF_FORMATS] = {
	[REF_4K] = {"4K", 12, 9, LEVEL(1) | LEVEL(2), 48, REF_HIGH_NONE, 48},
	[REF_16K] = {"16K", 14, 11, LEVEL(2), 48, REF_HIGH_NONE, 48},
	[REF_64K] = {"64K", 16, 13, LEVEL(2), 48, REF_HIGH_NONE, 48},
	[REF_64K_LPA] = {"64K-LPA", 16, 13, LEVEL(1) | LEVEL(2), 48, REF_HIGH_15_12, 52},
	[REF_4K_LPA2] = {"4K-LPA2", 12, 9, LEVEL(0) | LEVEL(1) | LEVEL(2), 50, REF_HIGH_9_8, 52},
	[REF_16K_LPA2] = {"16K-LPA2", 14, 11, LEVEL(1) | LEVEL(2), 50, REF_HIGH_9_8, 52},
	[REF_4K_A32] = {"4K-A32", 12, 9, LEVEL(1) | LEVEL(2), 48, REF_HIGH_NONE, 48},
	[REF_4K_A32V7] = {"4K-A32V7", 12, 9, LEVEL(1) | LEVEL(2), 40, REF_HIGH_NONE, 40},
};

unsigned ref_shift(const struct ref_format *f, int level)
{
	unsigned shift = f->granule;

	while (level++ < 3)
		shift += f->stride;
	return shift;
}

uint64_t ref_size(const struct ref_format *f, int level)
{
	return UINT64_C(1) << ref_shift(f, level);
}

uint64_t ref_in_place(const struct ref_format *f, unsigned low)
{
	return (UINT64_C(1) << f->in_place) - (UINT64_C(1) << low);
}

uint64_t ref_put(const struct ref_format *f, uint64_t address)
{
	uint64_t raw = address & ref_in_place(f, f->granule);

	switch (f->high) {
	case REF_HIGH_15_12: return raw | (address >> 48 & 15) << 12;
	case REF_HIGH_9_8: return raw | (address >> 50 & 3) << 8;
	case REF_HIGH_NONE: break;
	}
	return raw;
}

uint64_t ref_get(const struct ref_format *f, uint64_t raw, unsigned low)
{
	uint64_t address = raw & ref_in_place(f, low);

	switch (f->high) {
	case REF_HIGH_15_12: return address | (raw & 0xf000) << 36;
	case REF_HIGH_9_8: return address | (raw & 0x300) << 42;
	case REF_HIGH_NONE: break;
	}
	return address;
}

static struct ref ended(enum ref_end end, int level)
{
	return (struct ref){.end = end, .level = level};
}

/* The 64-bit value at a physical address; false where it cannot be read. */
static bool fetch(const struct ref_stage *s, uint64_t pa, uint64_t *v)
{
	const struct fakemem_page *p = fakemem_find(s->f, pa);

	if (!p || p->st)
		return false;
	*v = p->e[pa / 8 % 512];
	return true;
}

/* Whether a walk of stage 1 may read or write ('r', 'w') what a leaf of stage 2 maps. */
static bool walk_may(const struct ref_stage *s2, uint64_t raw, char what)
{
	struct ref_stage2 indirect = {s2->pir, 0, false, s2->hd};
	char p[4], u[4], walk[3];

	if (s2->indirect) {
		ref_stage2(&indirect, raw, p, u, walk);
		return strchr(walk, what) != NULL;
	}
	if (what == 'r')
		return raw >> 6 & 1; /* S2AP[0] */
	return raw >> 7 & 1 || (s2->hd && raw >> 51 & 1);
}

/* Where a table's descriptor is physically. REF_LEAF: there. */
static struct ref place(const struct ref_stage *s, uint64_t at, uint64_t *pa)
{
	struct ref r = ended(REF_LEAF, 0);

	*pa = at;
	if (!s->s2)
		return r;
	r = ref_walk(s->s2, at);
	*pa = r.oa;
	if (r.end == REF_LEAF && !walk_may(s->s2, r.raw, 'r'))
		r.end = REF_PERMISSION;
	r.on_walk = r.end != REF_LEAF;
	return r;
}

static bool outside(uint64_t v, unsigned bits)
{
	return bits < 64 && v >= UINT64_C(1) << bits;
}

/* `at`: what stage 2 makes of the descriptor's own address. */
static struct ref take(const struct ref_stage *s, struct ref r, uint64_t offset,
		       const struct ref *at)
{
	unsigned low = ref_shift(s->format, r.level);
	uint64_t base = ref_get(s->format, r.raw, low);

	r.size = UINT64_C(1) << low;
	r.end = REF_ADDRESS_SIZE;
	if (outside(base, s->oa_bits))
		return r;
	r.oa = base | (offset & (r.size - 1));
	r.end = r.raw & 1 << 10 || s->ha ? REF_LEAF : REF_ACCESS_FLAG;
	if (!(r.raw & 1 << 10) && s->ha && s->s2 && !walk_may(s->s2, at->raw, 'w')) {
		r.leaf_level = r.level; /* R_BDJJL */
		r.end = REF_PERMISSION;
		r.update = r.on_walk = true;
		r.level = at->level;
	}
	return r;
}

/* What a descriptor is, by its low bits. */
static bool points_on(uint64_t raw, int level)
{
	return (raw & 3) == 3 && level < 3;
}

static bool is_leaf(const struct ref_format *f, uint64_t raw, int level)
{
	if ((raw & 3) == 1)
		return level >= 0 && f->blocks >> level & 1;
	return (raw & 3) == 3 && level == 3;
}

static bool is_a32(const struct ref_format *f)
{
	return f == &ref_formats[REF_4K_A32] || f == &ref_formats[REF_4K_A32V7];
}

struct ref ref_walk(const struct ref_stage *s, uint64_t ia)
{
	uint64_t offset, table = s->root, inherit = 0;

	if (s->tbi)
		ia = (ia & UINT64_MAX >> 8) | (ia >> 55 & 1) * (UINT64_C(0xff) << 56);
	offset = ia - s->base;
	if (ia < s->first || ia > s->last) /* level 0, which AArch32 does not have */
		return ended(REF_TRANSLATION, is_a32(s->format));
	if (outside(table, s->oa_bits))
		return ended(REF_ADDRESS_SIZE, 0);
	for (int level = s->start;; level++) {
		uint64_t index = offset >> ref_shift(s->format, level), raw, pa;
		struct ref r, at;

		if (level != s->start)
			index %= UINT64_C(1) << s->format->stride;
		at = place(s, table + 8 * index, &pa);
		if (at.end != REF_LEAF)
			return at;
		if (!fetch(s, pa, &raw))
			return ended(REF_UNREADABLE, level);
		if (is_leaf(s->format, raw, level)) {
			r = ended(REF_LEAF, level);
			r.raw = raw;
			r.inherit = inherit;
			return take(s, r, offset, &at);
		}
		if (!points_on(raw, level))
			return ended(REF_TRANSLATION, level);
		inherit |= raw;
		table = ref_get(s->format, raw, s->format->granule);
		if (outside(table, s->oa_bits))
			return ended(REF_ADDRESS_SIZE, level);
	}
}
