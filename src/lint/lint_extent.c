/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which output addresses are mapped, and how: gathered in the visit, sorted by address after it. */
#include "src/lint/lint_extent.h"

#include "src/lint/lint_pack.h"

enum { FRAME = LINT_PACK_FRAME };

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

void lint_extent_close(struct lint *l)
{
	struct lint_extents *x = &l->extents;

	if (x->now.frames && !lint_pack_add(x, &x->list, &x->now))
		l->st = ERR_NOMEM;
	x->now.frames = 0;
}

static bool goes_on(const struct lint_extent *last, uint64_t ia, uint64_t out, uint64_t frames,
		    uint32_t key)
{
	uint64_t end = lint_extent_end(last);

	return last->frames && last->key == key && end == out &&
	       last->ia + (end - last->out) == ia && frames <= UINT32_MAX - last->frames &&
	       lint_extent_is_mapping(key);
}

void lint_extent_add(struct lint *l, uint64_t ia, uint64_t out, uint64_t size, uint32_t key)
{
	struct lint_extent *now = &l->extents.now;
	uint64_t frames = (size + ((1u << FRAME) - 1)) >> FRAME;

	if (goes_on(now, ia, out, frames, key)) {
		now->frames += (uint32_t)frames;
		return;
	}
	while (frames && !l->st) {
		uint32_t n = frames < UINT32_MAX ? (uint32_t)frames : UINT32_MAX;

		lint_extent_close(l);
		*now = (struct lint_extent){.out = out, .ia = ia, .frames = n, .key = key};
		frames -= n;
		out += (uint64_t)n << FRAME;
		if (lint_extent_is_mapping(key))
			ia += (uint64_t)n << FRAME;
	}
}

void lint_extent_each(struct lint *l, void (*f)(struct lint *l, const struct lint_extent *e))
{
	struct lint_extents *x = &l->extents;
	struct lint_extent e;

	lint_extent_close(l);
	for (const struct lint_chunk *c = x->list.first; c && !l->st; c = c->next) {
		for (unsigned i = 0; i < c->n && !l->st; i++) {
			e = lint_unpack(x, &c->e[i]);
			f(l, &e);
		}
	}
}
