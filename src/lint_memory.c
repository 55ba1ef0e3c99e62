/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Mappings against what is in memory: a map from the target, a device tree or --ram. */
#include <stdio.h>

#include "src/lint_extent.h"
#include "src/physmap.h"

static enum physmap_use use_of(const struct lint_extent *e)
{
	if (!(e->key & LINT_KEY_NORMAL))
		return PHYSMAP_USE_DEVICE;
	return e->key & 0xf ? PHYSMAP_USE_CACHED : PHYSMAP_USE_UNCACHED;
}

/*
 * What a verdict is called here. A hole is not certain to be nothing: a device that nobody names
 * may be there, or memory that came later.
 */
static enum lint_id finding_of(const struct lint *l, const struct physmap_piece *p)
{
	switch (p->verdict) {
	case PHYSMAP_NOT_RAM:
		if (l->r->stage == 2)
			return LINT_STAGE2_DEVICE;
		return p->kind == PHYSMAP_DEVICE ? LINT_NORMAL_OVER_DEVICE : LINT_NORMAL_NOT_RAM;
	case PHYSMAP_RAM_AS_DEVICE: return LINT_DEVICE_OVER_RAM;
	case PHYSMAP_NO_MAP: return LINT_NO_MAP;
	default: return LINT_RESERVED_MAPPED;
	}
}

static void report(struct lint *l, const struct lint_extent *e, const struct physmap_piece *p)
{
	uint64_t page = regime_entry_size(l->r, REGIME_MAX_LEVEL);
	struct lint_site s = {.start = addr_ia(e->ia + (p->first.v - e->out))};
	struct lint_finding *f;

	s.size = p->last.v - p->first.v + 1;
	s.count = s.size > page ? s.size / page : 1;
	f = lint_add(l, finding_of(l, p), &s, p->first.v - s.start.v);
	if (!f)
		return;
	lint_locate(l, f);
	snprintf(f->why, sizeof(f->why), "0x%llx-0x%llx, %s%s%s%s", (unsigned long long)p->first.v,
		 (unsigned long long)p->last.v, physmap_kind_name(p->kind), *p->name ? " " : "",
		 p->name, p->named > 1 ? " and others" : "");
}

void lint_memory_check(struct lint *l)
{
	struct physmap_piece p;

	for (size_t i = 0; l->o->map && i < l->extents.n; i++) {
		const struct lint_extent *e = &l->extents.e[i];
		uint64_t from = e->out, last = lint_extent_end(e) - 1;

		if (!(e->key & LINT_KEY_TYPE_KNOWN))
			continue;
		while (physmap_judge(l->o->map, addr_pa(from), addr_pa(last), use_of(e), &p)) {
			report(l, e, &p);
			if (p.last.v >= last)
				break;
			from = p.last.v + 1;
		}
	}
}
