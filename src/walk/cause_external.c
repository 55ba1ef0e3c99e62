/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Aborts of the bus: where the access went, and what the memory map has there. */
#include <stdio.h>

#include "src/walk/cause_int.h"

/* ", where the memory map has RAM", or "" where nobody knows. Returns buf. */
static const char *place_of(const struct cause_case *c, uint64_t pa, char *buf, size_t size)
{
	const struct physmap_range *m = c->map ? physmap_at(c->map, addr_pa(pa)) : NULL;

	buf[0] = '\0';
	if (!m || (m->kind == PHYSMAP_HOLE && !c->map->ram_known))
		return buf;
	if (m->kind == PHYSMAP_HOLE)
		snprintf(buf, size, ", where the memory map has nothing");
	else
		snprintf(buf, size, ", where the memory map has %s%s%s", physmap_kind_name(m->kind),
			 m->name[0] ? ": " : "", m->name);
	return buf;
}

/* The step that read, or was to read, the table of a level. */
static const struct walk_step *step_of(const struct cause_case *c, int level)
{
	int stage = c->r->stage2 ? 2 : 1;
	const struct walk_result *w = cause_walk(c, stage);

	for (unsigned i = w ? w->nsteps : 0; i-- > 0;)
		if (w->steps[i].stage == stage && w->steps[i].level == level)
			return &w->steps[i];
	return NULL;
}

/* The table that could not be read is the root: level 0, where nobody knows better. */
static bool is_root(const struct cause_case *c)
{
	const struct regime *r = cause_regime(c, c->r->stage2 ? 2 : 1);

	return c->r->esr.level == (r ? r->start_level : 0);
}

static void on_walk(struct cause_case *c)
{
	const struct walk_step *s = step_of(c, c->r->esr.level);
	char place[96];

	if (s)
		cause_add(c->out, CAUSE_EXTERNAL,
			  "the read of the level %d table at 0x%llx%s failed", s->level,
			  (unsigned long long)s->table_pa.v,
			  place_of(c, s->table_pa.v, place, sizeof(place)));
	else
		cause_add(c->out, CAUSE_EXTERNAL, "the read of the level %d table failed",
			  c->r->esr.level);
	if (is_root(c))
		cause_add(c->out, CAUSE_TTBR,
			  "that table is the root: its register leads to where no memory answers");
}

/* KVM injects an External abort into a guest, with nothing else in ISS. */
static bool as_kvm_writes(const struct cause_case *c)
{
	const struct esr *e = &c->r->esr;

	return c->site->el == 1 && e->form == ESR_FORM_ESR && e->kind == ESR_KIND_EXTERNAL &&
	       (e->raw & 0x1ffffff) == 0x10;
}

static void on_access(struct cause_case *c)
{
	const struct fault *f = c->f;
	const struct walk_result *w = f->has_ipa && f->ipa.has_pa ? &f->ipa : &f->va;
	char place[96];

	if ((f->has_va || f->has_ipa) && w->has_pa)
		cause_add(c->out, CAUSE_EXTERNAL,
			  "the tables lead to 0x%llx%s; the access failed there",
			  (unsigned long long)w->pa.v, place_of(c, w->pa.v, place, sizeof(place)));
	else
		cause_add(c->out, CAUSE_EXTERNAL, "%s", c->r->esr.status);
	if (as_kvm_writes(c))
		cause_add(c->out, CAUSE_HYPERVISOR_INJECTED,
			  "in a guest of KVM: it writes the same for an access that it refuses");
}

void cause_external(struct cause_case *c)
{
	enum esr_kind k = c->r->esr.kind;
	bool walk = k == ESR_KIND_EXTERNAL_WALK || k == ESR_KIND_PARITY_WALK ||
		    k == ESR_KIND_GRANULE_WALK;

	if (walk && c->r->esr.has_level)
		on_walk(c);
	else
		on_access(c);
}
