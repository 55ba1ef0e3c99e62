/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A replay on the tables of a target instead of its own. */
#include "src/replay.h"

#include "src/bits.h"

/* New tables: this much below the widest physical address. */
enum { MADE_UP_BYTES = 1 << 28 };

/* Where no memory is: made-up tables must not cover real ones. */
static uint64_t made_up_base(const struct mem *m, unsigned bits)
{
	uint64_t base = bits_size(bits) - MADE_UP_BYTES;

	for (size_t i = 0; i < m->nranges && base > MADE_UP_BYTES; i++) {
		const struct mem_range *r = &m->ranges[m->nranges - 1 - i];

		if (r->start.v < base + MADE_UP_BYTES && base < r->start.v + r->size)
			base = (r->start.v & ~(uint64_t)(MADE_UP_BYTES - 1)) - MADE_UP_BYTES;
	}
	return base;
}

const struct xenpt_arch *replay_base_arch(const struct regime *r, struct err *err)
{
	const struct xenpt_arch *arch = xenpt_arch(r->id == REGIME_PL2 ? "arm32" : "arm64");

	if (r->id != REGIME_EL2 && r->id != REGIME_PL2) {
		err_set(err, ERR_USAGE, "Xen's own tables are el2 or pl2, and this is %s", r->name);
		return NULL;
	}
	if (r->geo->granule_shift == XENPT_FRAME_SHIFT &&
	    r->geo->format & (REGIME_FORMAT_A64 | REGIME_FORMAT_A32) &&
	    r->start_level == (int)arch->root_level)
		return arch;
	err_set(err, ERR_USAGE,
		"Xen's tables (%s) begin at level %u and have a granule of 4K; those of %s begin "
		"at "
		"level %d, %s",
		arch->name, arch->root_level, r->name, r->start_level, r->geo->name);
	return NULL;
}

enum err_code replay_rebase(struct replay *s, const struct mem *m, const struct regime *r,
			    struct err *err)
{
	const struct xenpt_arch *arch = replay_base_arch(r, err);

	if (!arch)
		return ERR_USAGE;
	if (s->arch != arch)
		return err_set(err, ERR_USAGE, "the file is for %s, and the tables of %s are %s's",
			       s->arch->name, r->name, arch->name);
	s->alloc_base.v =
		made_up_base(m, r->oa_bits < arch->paddr_bits ? r->oa_bits : arch->paddr_bits);
	s->pool = UINT64_MAX;
	return ERR_NONE;
}
