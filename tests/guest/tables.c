/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tables.h"

static u64 state;

u64 rng(void)
{
	u64 z = state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

u64 rng_seed(u64 seed, u64 stream)
{
	state = seed * UINT64_C(0xd1342543de82ef95) + stream;
	return rng();
}

unsigned rng_below(unsigned n)
{
	return (unsigned)((rng() >> 32) * n >> 32);
}

unsigned rng_range(unsigned lo, unsigned hi)
{
	return lo + rng_below(hi - lo + 1);
}

bool rng_percent(unsigned p)
{
	return rng_below(100) < p;
}

static u64 mask(unsigned hi, unsigned lo)
{
	return hi < lo ? 0 : ~UINT64_C(0) >> (63 - hi) & ~UINT64_C(0) << lo;
}

static u64 bit(unsigned n)
{
	return UINT64_C(1) << n;
}

unsigned tables_shift(const struct format *f, int level)
{
	return f->granule + f->stride * (unsigned)(3 - level);
}

/* D8.2.1: every level resolves a stride, the root what is left. */
void tables_start(struct format *f)
{
	f->start = 3;
	while (tables_shift(f, f->start) + f->stride < f->ia_bits)
		f->start--;
	f->root_bits = f->ia_bits - tables_shift(f, f->start);
}

/* ------------------------------------------------------------ descriptors */

/* D8.3.1: where a table or leaf descriptor holds its output address. */
static u64 encode(const struct format *f, u64 oa)
{
	if (f->oa == OA_DS)
		return (oa & mask(49, f->granule)) | (oa >> 50 & 3) << 8;
	if (f->oa == OA_LPA)
		return (oa & mask(47, 16)) | (oa >> 48 & 15) << 12;
	return oa & mask(f->aarch32 ? 39 : 47, f->granule);
}

static unsigned oa_top(const struct format *f)
{
	return f->oa != OA_PLAIN ? 51 : f->aarch32 ? 39 : 47;
}

/* D8.3.1.2: the levels that have blocks. */
static bool has_blocks(const struct format *f, int level)
{
	if (level == 2)
		return true;
	if (level == 1)
		return f->granule == 12 || f->oa != OA_PLAIN;
	return level == 0 && f->granule == 12 && f->oa == OA_DS;
}

/* An output address of which something is wrong, perhaps: high bits, anywhere. */
static u64 wild_oa(const struct format *f)
{
	u64 all = mask(oa_top(f), f->granule);

	switch (rng_below(4)) {
	case 0: return bit(rng_range(f->granule, oa_top(f)));
	case 1: return all;
	case 2: return rng() & all;
	default: return rng() & all & mask(f->oa_bits - 1, 0);
	}
}

/* The same for what a walk may read: memory or nothing, but no device of QEMU's virt machine. */
static u64 wild_but_safe(const struct format *f)
{
	u64 oa = wild_oa(f);

	if (f->no_holes)
		return UINT64_C(0x40000000) | (oa & UINT64_C(0x3fff0000));
	if (oa < UINT64_C(0x40000000) || oa >> 38 == 1 || oa >> 39 == 1)
		oa = NOWHERE_AT | (oa & UINT64_C(0x3fff0000));
	return oa;
}

static u64 somewhere_in(u64 lo, u64 hi)
{
	return lo + rng() % (hi - lo);
}

/* Where a leaf leads: to memory mostly; stage 2 to where the tables of stage 1 will be. */
static u64 leaf_oa(const struct tree *t)
{
	const struct format *f = &t->f;

	if (rng_percent(15))
		return f->stage2 ? wild_but_safe(f) : wild_oa(f);
	if (f->stage2 && rng_percent(75))
		return somewhere_in(t->room->pool, t->room->pool_end);
	if (t->under && t->under->nleaves && rng_percent(80)) {
		const struct leaf *l = &t->under->leaves[rng_below(t->under->nleaves)];

		return somewhere_in(l->ia, l->ia + l->size);
	}
	return somewhere_in(UINT64_C(0x40000000), UINT64_C(0x80000000));
}

/* AArch32: bits 47:40 are beyond its 40 bits in ARMv8, and ignored in ARMv7. */
static u64 beyond_40(const struct format *f)
{
	return f->aarch32 && rng_percent(4) ? rng() & mask(47, 40) : 0;
}

/* Attribute bits of a leaf: random, but for those that would make most accesses fail. */
static u64 leaf_bits(const struct format *f)
{
	u64 v = rng() & (mask(63, 50) | mask(11, 2));

	if (rng_percent(85))
		v |= bit(10); /* AF */
	if (f->stage2 && rng_percent(60))
		v |= mask(7, 6); /* S2AP: read and write */
	if (f->aarch32)
		v &= ~mask(51, 50);
	if (f->oa == OA_DS)
		v &= ~mask(9, 8);
	if (f->oa == OA_PLAIN && f->granule == 16 && rng_percent(2))
		v |= rng() & mask(15, 12);
	return v | beyond_40(f);
}

/* Hierarchical controls seldom, ignored bits often. */
static u64 table_bits(const struct format *f)
{
	u64 v = rng() & mask(58, 51);

	if (rng_percent(30))
		v |= rng() & mask(63, 59);
	v |= (rng() & mask(11, 2)) | beyond_40(f);
	return f->oa == OA_DS ? v & ~mask(9, 8) : v;
}

static void note_leaf(struct tree *t, u64 ia, u64 oa, u64 size, u64 raw)
{
	if (t->nleaves == LEAVES_MAX)
		return;
	t->leaves[t->nleaves++] = (struct leaf){
		.ia = ia,
		.oa = oa,
		.size = size,
		.usable = raw >> 6 & 1 && raw >> 10 & 1,
	};
}

static u64 leaf(struct tree *t, int level, u64 ia)
{
	const struct format *f = &t->f;
	unsigned shift = tables_shift(f, level);
	u64 oa = leaf_oa(t) & ~(bit(shift) - 1);
	u64 raw = encode(f, oa) | leaf_bits(f) | (level == 3 ? 3 : 1);

	if (level < 3 && rng_percent(4))
		raw |= rng() & mask(shift - 1, f->oa == OA_LPA ? 16 : f->granule); /* RES0 */
	note_leaf(t, ia, oa, bit(shift), raw);
	return raw;
}

/* ------------------------------------------------------------ memory */

/* Where stage 2 has an IPA, by what was noted when it was built; 0 for nowhere of ours. */
static u64 physical(const struct tree *s2, u64 ipa)
{
	for (unsigned i = 0; i < s2->nleaves; i++) {
		const struct leaf *l = &s2->leaves[i];
		u64 pa = l->oa + (ipa - l->ia);

		if (ipa - l->ia < l->size && pa >= s2->room->pool && pa < s2->room->pool_end)
			return pa;
	}
	return 0;
}

/* What is behind no stage 2 leaf, or outside the room, is not written: the walk ends before it. */
static void store(const struct tree *t, u64 at, u64 value)
{
	u64 pa = t->under ? physical(t->under, at) : at;

	if (pa)
		*(volatile u64 *)(uintptr_t)pa = value;
}

static u64 align_up(u64 v, u64 to)
{
	return (v + to - 1) & ~(to - 1);
}

/* A table in free memory. */
static bool place_in_room(struct tree *t, struct table *n, u64 bytes)
{
	u64 at = align_up(t->room->next, bytes);

	if (at + bytes > t->room->end)
		return false;
	t->room->next = at + bytes;
	n->at = n->lo = at;
	n->hi = at + bytes;
	return true;
}

/* A table at an IPA that stage 2 has in the pool, mostly. */
static void place_in_pool(struct tree *t, struct table *n, u64 bytes)
{
	const struct tree *s2 = t->under;

	n->at = n->lo = rng() & mask(s2->f.ia_bits - 1, 0) & ~(bytes - 1);
	n->hi = n->lo + bytes;
	for (unsigned tries = 0; tries < 64 && s2->nleaves; tries++) {
		const struct leaf *l = &s2->leaves[rng_below(s2->nleaves)];
		u64 lo = l->oa > t->room->pool ? l->oa : t->room->pool;
		u64 hi = l->oa + l->size < t->room->pool_end ? l->oa + l->size : t->room->pool_end;

		if (lo >= hi || (!l->usable && tries < 60))
			continue;
		n->at = (l->ia + (somewhere_in(lo, hi) - l->oa)) & ~(bytes - 1);
		n->lo = n->at > l->ia ? n->at : l->ia;
		n->hi = n->at + bytes < l->ia + l->size ? n->at + bytes : l->ia + l->size;
		return;
	}
}

static struct table *new_table(struct tree *t, int level, u64 ia, unsigned bits)
{
	struct table *n = &t->tables[t->ntables];
	u64 bytes = bit(bits + 3);

	if (t->ntables == TABLES_MAX)
		return NULL;
	if (bytes < 64)
		bytes = 64;
	*n = (struct table){.level = level, .ia = ia};
	if (t->under)
		place_in_pool(t, n, bytes);
	else if (!place_in_room(t, n, bytes))
		return NULL;
	t->ntables++;
	return n;
}

/* ------------------------------------------------------------ trees */

static void fill(struct tree *t, struct table *n);

static u64 pointer(const struct tree *t, u64 next, u64 bits)
{
	return encode(&t->f, next) | bits | 3;
}

/* A table descriptor for which there is a table; 0 where there is no room for one. */
static u64 descend(struct tree *t, struct table *n, u64 ia, bool clean, uint8_t *child)
{
	struct table *next;

	*child = (uint8_t)t->ntables;
	next = new_table(t, n->level + 1, ia, t->f.stride);
	if (!next) {
		*child = NO_CHILD;
		return 0;
	}
	fill(t, next);
	return pointer(t, next->at, clean ? 0 : table_bits(&t->f));
}

/* A table descriptor that leads astray: too high, to no memory, or to a table that is in use. */
static u64 stray_pointer(struct tree *t)
{
	u64 bits = table_bits(&t->f);

	switch (t->f.no_holes ? 2 : rng_below(3)) {
	case 0: return pointer(t, wild_but_safe(&t->f), bits);
	case 1: return pointer(t, NOWHERE_AT + ((u64)rng_below(64) << t->f.granule), bits);
	default: return pointer(t, t->tables[rng_below(t->ntables)].at, bits);
	}
}

static u64 random_descriptor(struct tree *t, const struct table *n, u64 ia)
{
	unsigned dice = rng_below(100);

	if (dice < 14)
		return rng() & ~UINT64_C(1);
	if (n->level == 3)
		return dice < 20 ? (rng() & ~UINT64_C(3)) | 1 : leaf(t, 3, ia);
	if (dice < 20)
		return stray_pointer(t);
	if (has_blocks(&t->f, n->level) || dice < 24)
		return leaf(t, n->level, ia);
	return rng() & ~UINT64_C(1);
}

static void put(struct tree *t, struct table *n, unsigned index, u64 raw, uint8_t child)
{
	n->hot[n->nhot] = (uint16_t)index;
	n->child[n->nhot++] = child;
	store(t, n->at + 8 * index, raw);
}

static bool is_hot(const struct table *n, unsigned index)
{
	for (unsigned i = 0; i < n->nhot; i++)
		if (n->hot[i] == index)
			return true;
	return false;
}

/* The identity mapping: pages of 64K, or the blocks of level 2. */
static void fill_pinned(struct tree *t, struct table *n)
{
	unsigned shift = tables_shift(&t->f, n->level);
	int last = t->f.granule == 16 ? 3 : 2;

	for (u64 va = t->pin & ~(bit(shift) - 1); va < t->pin_end; va += bit(shift)) {
		unsigned index = (unsigned)((va - n->ia) >> shift);
		uint8_t child = NO_CHILD;
		u64 raw = encode(&t->f, va) | bit(10) | (last == 3 ? 3 : 1); /* AF, read-write */

		if (va < n->ia || n->nhot == HOT_MAX)
			return;
		if (n->level < last)
			raw = descend(t, n, va, true, &child);
		put(t, n, index, raw, child);
	}
}

static unsigned pick_index(const struct table *n, unsigned bits)
{
	unsigned lo = (unsigned)(n->lo - n->at) / 8, hi = (unsigned)(n->hi - n->at) / 8;

	if (hi > bit(bits))
		hi = (unsigned)bit(bits);
	if (lo >= hi || rng_percent(10))
		return rng_below((unsigned)bit(bits));
	return rng_range(lo, hi - 1);
}

/*
 * Level -1: QEMU 7.2 aborts where it has to report a fault of this level (departures.py), so that
 * each descriptor is one of a table that is within the output size.
 */
static void fill_minus_1(struct tree *t, struct table *n)
{
	for (unsigned i = 0; i < 1u << t->f.root_bits; i++) {
		uint8_t child = NO_CHILD;
		u64 ia = n->ia + ((u64)i << 48), raw = 0;

		if (i == 0 || (t->ntables < 20 && rng_percent(40)))
			raw = descend(t, n, ia, false, &child);
		if (!raw)
			raw = pointer(t, t->tables[1].at, table_bits(&t->f));
		put(t, n, i, raw, child);
		t->unsafe |= t->tables[child == NO_CHILD ? 1 : child].at >> t->f.oa_bits != 0;
	}
}

static void fill(struct tree *t, struct table *n)
{
	unsigned bits = n == t->tables ? t->f.root_bits : t->f.stride;
	unsigned shift = tables_shift(&t->f, n->level);
	unsigned wanted = rng_range(10, 20), children = rng_range(1, 3);
	bool pinned = t->pin_end && n->ia <= t->pin && t->pin - n->ia < bit(shift + bits);

	if (n->level < 0) {
		fill_minus_1(t, n);
		return;
	}
	if (pinned)
		fill_pinned(t, n);
	for (unsigned i = 0; i < wanted && n->nhot < HOT_MAX; i++) {
		unsigned index = pick_index(n, bits);
		u64 ia = n->ia + ((u64)index << shift), raw = 0;
		uint8_t child = NO_CHILD;

		if (is_hot(n, index))
			continue;
		if (n->level < 3 && i < children)
			raw = descend(t, n, ia, false, &child);
		if (!raw)
			raw = random_descriptor(t, n, ia);
		put(t, n, index, raw, child);
	}
}

void tables_build(struct tree *t)
{
	const struct format *f = &t->f;
	u64 ia = f->upper ? ~(bit(f->ia_bits) - 1) : 0;
	struct table *root = new_table(t, f->start, ia, f->root_bits);

	t->root = root->at;
	fill(t, root);
}

/* ------------------------------------------------------------ addresses */

/* Some descriptor that was written, as far down as its table goes. */
static u64 inside(const struct tree *t)
{
	const struct table *n = t->tables;

	for (;;) {
		unsigned shift = tables_shift(&t->f, n->level), i;

		if (!n->nhot)
			return n->ia;
		i = rng_below(n->nhot);
		if (n->child[i] == NO_CHILD || rng_percent(3)) {
			u64 off = rng() & (bit(shift) - 1);

			if (rng_percent(20))
				off = rng_percent(50) ? 0 : bit(shift) - 1; /* an edge */
			return n->ia + ((u64)n->hot[i] << shift) + off;
		}
		n = &t->tables[n->child[i]];
	}
}

static u64 just_outside(const struct format *f)
{
	u64 first = f->upper ? ~(bit(f->ia_bits) - 1) : 0;
	u64 past = first + bit(f->ia_bits);

	switch (rng_below(4)) {
	case 0: return past;
	case 1: return first - 1;
	case 2: return rng() & ~bit(55);
	default: return past + (rng() & mask(f->ia_bits, 0));
	}
}

u64 tables_address(const struct tree *t)
{
	const struct format *f = &t->f;
	unsigned dice = rng_below(100);
	u64 ia = inside(t);

	if (dice < 6)
		ia += rng_percent(50) ? 1 : -UINT64_C(1);
	else if (dice < 16)
		ia = (f->upper ? ~(bit(f->ia_bits) - 1) : 0) | (rng() & (bit(f->ia_bits) - 1));
	else if (dice < 20)
		ia = just_outside(f);
	if (f->aarch32)
		return ia & mask(31, 0);
	if (f->tag_bits ? rng_percent(50) : rng_percent(2))
		ia = (ia & mask(55, 0)) | rng() << 56;
	return ia;
}
