/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a mapping must not reach: of a guest, the hypervisor's tables and code and other guests'
 * memory; of anybody, what is not the memory that it is mapped as.
 */
#include <stdio.h>

#include "src/lint/lint_extent.h"
#include "src/physmap.h"

struct other {
	struct lint *l;
	bool guest; /* of another guest; else of the hypervisor */
};

static uint32_t key_of(const struct lint *l, enum lint_thing thing, const struct attr *a)
{
	return (uint32_t)thing << LINT_KEY_THING | (a ? lint_extent_key(l, a) : 0);
}

static bool enter(void *arg, const struct walk_table *t)
{
	struct other *o = arg;

	lint_extent_add(o->l, t->ia.v, t->pa.v, walk_table_bytes(t),
			key_of(o->l, LINT_THING_HYP_TABLE, NULL));
	return !o->l->st;
}

static bool is_memory(const struct attr *a)
{
	return a->type_known && a->type >> 4 != 0 && (a->perms | a->perms_user) & (ATTR_R | ATTR_W);
}

static void run(void *arg, const struct walk_run *r)
{
	struct other *o = arg;

	if (!lint_is_leaf(r) || r->oa_too_big)
		return;
	if (o->guest ? !is_memory(&r->attr) : !(r->attr.perms & ATTR_X))
		return;
	lint_extent_add(o->l, r->ia.v, r->oa.v, r->count * r->entry_size,
			key_of(o->l, o->guest ? LINT_THING_GUEST : LINT_THING_HYP_CODE, &r->attr));
}

static void add_tree(struct lint *l, struct walker *w, bool guest)
{
	static const struct walk_visitor v = {.enter = enter, .run = run};
	struct other o = {.l = l, .guest = guest};
	enum err_code st;

	w->tick = l->w->tick;
	w->tick_arg = l->w->tick_arg;
	st = walk_visit_all(w, &v, &o);
	if (st && !l->st)
		l->st = st;
}

/* The regimes in which a hypervisor runs; those that are not there are passed over. */
static void add_hypervisor(struct lint *l)
{
	static const enum regime_id ids[] = {REGIME_EL2, REGIME_EL2_1, REGIME_PL2};
	struct walker w;

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		if (!walk_init(&w, l->w->mem, ids[i], l->r->cpu, NULL) && w.r.translates)
			add_tree(l, &w, false);
}

/* Guests of the CPUs before `cpu` that were seen already, and our own, have the same root. */
static bool is_new_guest(const struct lint *l, const struct walker *w, unsigned cpu)
{
	struct walker before;

	if (w->r.root.v == l->r->root.v || !w->r.translates)
		return false;
	for (unsigned i = 0; i < cpu; i++)
		if (!walk_init(&before, l->w->mem, l->r->id, i, NULL) &&
		    before.r.root.v == w->r.root.v)
			return false;
	return true;
}

static void add_guests(struct lint *l)
{
	struct walker w;

	for (unsigned cpu = 0; cpu < l->w->mem->ncpus && !l->st; cpu++)
		if (cpu != l->r->cpu && !walk_init(&w, l->w->mem, l->r->id, cpu, NULL) &&
		    is_new_guest(l, &w, cpu))
			add_tree(l, &w, true);
}

void lint_isolation_add(struct lint *l)
{
	if (l->r->stage != 2)
		return;
	for (size_t i = 0; i < l->o->nkeep_out && !l->st; i++)
		lint_extent_add(l, i, l->o->keep_out[i].first.v,
				l->o->keep_out[i].last.v - l->o->keep_out[i].first.v + 1,
				key_of(l, LINT_THING_KEEP_OUT, NULL));
	if (lint_wants(l, LINT_GUEST_TABLES) || lint_wants(l, LINT_GUEST_HYPERVISOR))
		add_hypervisor(l);
	if (lint_wants(l, LINT_GUESTS_SHARE) || lint_wants(l, LINT_GUESTS_GRANT) ||
	    lint_wants(l, LINT_GUEST_TABLES))
		add_guests(l);
}

/* ---- Mappings against what is in memory: a map from the target, a device tree or --ram ---- */

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

void lint_memory_check(struct lint *l, const struct lint_extent *e)
{
	uint64_t from = e->out, last = lint_extent_end(e) - 1;
	struct physmap_piece p;

	if (!(e->key & LINT_KEY_TYPE_KNOWN))
		return;
	while (physmap_judge(l->o->map, addr_pa(from), addr_pa(last), use_of(e), &p)) {
		report(l, e, &p);
		if (p.last.v >= last)
			break;
		from = p.last.v + 1;
	}
}
