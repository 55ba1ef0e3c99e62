/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/core/ref.h"

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

/* Where a table's descriptor is physically. REF_LEAF: there. */
static struct ref place(const struct ref_stage *s, uint64_t at, uint64_t *pa)
{
	struct ref r = ended(REF_LEAF, 0);

	*pa = at;
	if (!s->s2)
		return r;
	r = ref_walk(s->s2, at);
	*pa = r.oa;
	if (r.end == REF_LEAF && !(r.raw >> 6 & 1))
		r.end = REF_PERMISSION; /* S2AP[0]: no reads */
	r.on_walk = r.end != REF_LEAF;
	return r;
}

static bool outside(uint64_t v, unsigned bits)
{
	return bits < 64 && v >= UINT64_C(1) << bits;
}

static struct ref take(const struct ref_stage *s, struct ref r, uint64_t offset)
{
	uint64_t low = 12, base;

	for (int l = 3; l > r.level; l--)
		low += 9;
	base = r.raw & UINT64_C(0x0000ffffffffffff);
	base = base >> low << low;
	r.size = UINT64_C(1) << low;
	r.end = REF_ADDRESS_SIZE;
	if (outside(base, s->oa_bits))
		return r;
	r.oa = base | (offset & (r.size - 1));
	r.end = r.raw & 1 << 10 || s->ha ? REF_LEAF : REF_ACCESS_FLAG;
	return r;
}

struct ref ref_walk(const struct ref_stage *s, uint64_t ia)
{
	uint64_t size = UINT64_C(1) << s->ia_bits; /* never 64 bits */
	uint64_t offset = s->upper ? ia - (0 - size) : ia;
	uint64_t table = s->root, inherit = 0;

	if (offset >= size)
		return ended(REF_TRANSLATION, 0);
	if (outside(table, s->oa_bits))
		return ended(REF_ADDRESS_SIZE, 0);
	for (int level = s->start;; level++) {
		unsigned shift = (unsigned)(39 - 9 * level);
		uint64_t index = offset >> shift, raw, pa;
		struct ref r;

		if (level != s->start)
			index &= 511;
		r = place(s, table + 8 * index, &pa);
		if (r.end != REF_LEAF)
			return r;
		if (!fetch(s, pa, &raw))
			return ended(REF_UNREADABLE, level);
		if (!(raw & 1) || ((raw & 3) == 1 && (level == 0 || level == 3)))
			return ended(REF_TRANSLATION, level);
		if ((raw & 3) == 1 || level == 3) {
			r = ended(REF_LEAF, level);
			r.raw = raw;
			r.inherit = inherit;
			return take(s, r, offset);
		}
		inherit |= raw;
		table = raw & UINT64_C(0x0000fffffffff000);
		if (outside(table, s->oa_bits))
			return ended(REF_ADDRESS_SIZE, level);
	}
}
