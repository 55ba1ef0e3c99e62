/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a guest must not reach: the hypervisor's tables and code, and other guests' memory. */
#include "src/lint_extent.h"

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

	lint_extent_add(o->l, t->ia.v, t->pa.v, (uint64_t)t->entries * 8,
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
