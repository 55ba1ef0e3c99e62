/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/walk/cause.h"

#include <stdarg.h>
#include <stdio.h>

#include "src/bits.h"
#include "src/regime/regime_ask.h"
#include "src/walk/cause_int.h"

struct cause *cause_add(struct cause_list *l, enum cause_id id, const char *fmt, ...)
{
	struct cause *c;
	va_list ap;

	for (unsigned i = 0; i < l->n; i++)
		if (l->of[i].id == id)
			return NULL;
	if (l->n == CAUSE_MAX)
		return NULL;
	c = &l->of[l->n++];
	*c = (struct cause){.id = id};
	va_start(ap, fmt);
	vsnprintf(c->why, sizeof(c->why), fmt, ap);
	va_end(ap);
	return c;
}

void cause_show(struct cause *to, const char *field, const struct walk_step *step)
{
	if (!to)
		return;
	if (field)
		snprintf(to->field, sizeof(to->field), "%s", field);
	if (!step)
		return;
	to->has_descriptor = true;
	to->stage = step->stage;
	to->level = step->level;
	to->raw = step->raw;
}

const struct walk_result *cause_walk(const struct cause_case *c, int stage)
{
	if (stage == 2 && c->f->has_ipa)
		return &c->f->ipa;
	return c->f->has_va ? &c->f->va : NULL;
}

const struct walk_step *cause_last_step(const struct cause_case *c, int stage)
{
	const struct walk_result *w = cause_walk(c, stage);

	for (unsigned i = w ? w->nsteps : 0; i-- > 0;)
		if (w->steps[i].stage == stage && !w->steps[i].st)
			return &w->steps[i];
	return NULL;
}

const struct regime *cause_regime(const struct cause_case *c, int stage)
{
	if (stage == 2)
		return c->site->has_s2 ? &c->site->s2.r : NULL;
	return c->site->has_s1 ? &c->site->s1.r : NULL;
}

/* ---- What the tables say to the report ---- */

static void stale(struct cause_case *c, const char *why)
{
	cause_add(c->out, CAUSE_STALE_OR_CHANGED, "%s", why);
}

/* The tables let it through: what else could have stopped it. */
static void translates(struct cause_case *c)
{
	const struct walk_step *s = cause_last_step(c, c->r->stage2 ? 2 : 1);
	const struct regime *r = cause_regime(c, c->r->stage2 ? 2 : 1);

	if (c->f->maybe_pan) {
		cause_permission(c, 1);
	} else if (c->r->esr.fault == WALK_FAULT_ADDRESS_SIZE && s && r &&
		   !regime_ask_parange(c->site->regs) && c->r->esr.has_level &&
		   c->r->esr.level == s->level) {
		cause_beyond_parange(c, desc_leaf_oa(r->geo, s->level, s->raw).v, s);
	} else if (!c->r->esr.has_access && c->r->esr.kind == ESR_KIND_UNKNOWN) {
		cause_add(c->out, CAUSE_UNDECIDED,
			  "the tables map the address; neither what was done there nor the kind of "
			  "fault is told");
		return;
	}
	stale(c, c->r->esr.fault == WALK_FAULT_PERMISSION ? "the tables allow the access now"
							  : "the tables translate the address now");
}

static void differs(struct cause_case *c)
{
	const struct fault_result *t = &c->f->tables;
	bool same_kind = t->fault == c->r->esr.fault || c->r->esr.kind == ESR_KIND_UNKNOWN;

	if (!same_kind)
		stale(c, "the tables give a fault of another kind now");
	cause_tables(c, t);
	if (same_kind)
		stale(c, "the tables give it at another level or stage now");
}

/* ---- Aborts that a hypervisor made up ---- */

/*
 * Xen's inject_abt64_exception() leaves ISS 0, which reads as an address size fault at level 0;
 * in AArch32 it writes a debug event. KVM writes lockdown in AArch32.
 */
static bool is_injected(const struct cause_case *c)
{
	const struct esr *e = &c->r->esr;
	bool fsr = e->form == ESR_FORM_FSR_LONG || e->form == ESR_FORM_FSR_SHORT;

	if (c->site->el != 1 || c->f->verdict == FAULT_AGREE)
		return false;
	if (fsr)
		return e->kind == ESR_KIND_DEBUG || e->kind == ESR_KIND_LOCKDOWN;
	return e->form == ESR_FORM_ESR && !bits_get(e->raw, 24, 0);
}

static void injected(struct cause_case *c)
{
	bool maps = c->f->has_va && c->f->va.fault == WALK_FAULT_NONE;

	cause_show(cause_add(c->out, CAUSE_HYPERVISOR_INJECTED, "%s%s",
			     c->r->esr.form == ESR_FORM_ESR
				     ? "ISS is 0, as Xen writes it for an access that it "
				       "refuses"
				     : "this status is what Xen and KVM write for an access "
				       "that they refuse",
			     maps ? "; the guest's own tables map the address" : ""),
		   c->r->esr.form == ESR_FORM_ESR ? "ESR_EL1.ISS" : "DFSR", NULL);
	if (c->f->tables.fault != WALK_FAULT_NONE && c->f->tables.stage == 2)
		cause_tables(c, &c->f->tables);
	else if (!c->f->has_va && c->r->esr.form == ESR_FORM_ESR)
		cause_size_reported(c);
}

/* ---- Where no entry of a table is the cause ---- */

/* What the memory map has at an address: "; the memory map has RAM there", or "". */
static void say_place(const struct cause_case *c, uint64_t pa, char *buf, size_t size)
{
	const struct physmap_range *m = c->map ? physmap_at(c->map, addr_pa(pa)) : NULL;

	buf[0] = '\0';
	if (!m || (m->kind == PHYSMAP_HOLE && !c->map->ram_known))
		return;
	if (m->kind == PHYSMAP_HOLE)
		snprintf(buf, size, ", where the memory map has nothing");
	else
		snprintf(buf, size, ", where the memory map has %s%s%s", physmap_kind_name(m->kind),
			 m->name[0] ? ": " : "", m->name);
}

/* The table of a level that a walk came to, or was about to. */
static bool table_at(const struct cause_case *c, int level, uint64_t *pa)
{
	const struct walk_result *w = cause_walk(c, c->r->stage2 ? 2 : 1);
	int stage = c->r->stage2 ? 2 : 1;

	for (unsigned i = w ? w->nsteps : 0; i-- > 0;)
		if (w->steps[i].stage == stage && w->steps[i].level == level) {
			*pa = w->steps[i].table_pa.v;
			return true;
		}
	return false;
}

static void external(struct cause_case *c)
{
	const struct esr *e = &c->r->esr;
	const struct walk_result *w = cause_walk(c, 1);
	char place[96];
	uint64_t pa;

	if (e->kind != ESR_KIND_EXTERNAL && e->has_level && table_at(c, e->level, &pa)) {
		say_place(c, pa, place, sizeof(place));
		cause_add(c->out, CAUSE_EXTERNAL,
			  "the read of the level %d table at 0x%llx%s failed", e->level,
			  (unsigned long long)pa, place);
	} else if (w && w->has_pa) {
		say_place(c, w->pa.v, place, sizeof(place));
		cause_add(c->out, CAUSE_EXTERNAL,
			  "the tables lead to 0x%llx%s; the access failed there",
			  (unsigned long long)w->pa.v, place);
	} else {
		cause_add(c->out, CAUSE_EXTERNAL, "%s", e->status);
	}
}

static void conflict(struct cause_case *c)
{
	cause_add(c->out, CAUSE_TLB_CONFLICT_BBM,
		  "more than one TLB entry matched, as after a change of size or output that did "
		  "not make the entry invalid first");
}

static void other(struct cause_case *c)
{
	cause_add(c->out, CAUSE_UNDECIDED, "%s: no entry of the tables gives that",
		  c->r->esr.status);
}

static void by_tables(struct cause_case *c)
{
	switch (c->f->verdict) {
	case FAULT_AGREE: cause_tables(c, &c->f->tables); break;
	case FAULT_TRANSLATES: translates(c); break;
	case FAULT_DIFFERS: differs(c); break;
	default: cause_reported(c);
	}
}

static void (*const by_kind[])(struct cause_case *c) = {
	[ESR_KIND_UNKNOWN] = by_tables,
	[ESR_KIND_TRANSLATION] = by_tables,
	[ESR_KIND_ADDRESS_SIZE] = by_tables,
	[ESR_KIND_ACCESS_FLAG] = by_tables,
	[ESR_KIND_PERMISSION] = by_tables,
	[ESR_KIND_ALIGNMENT] = cause_alignment,
	[ESR_KIND_EXTERNAL] = external,
	[ESR_KIND_EXTERNAL_WALK] = external,
	[ESR_KIND_PARITY] = external,
	[ESR_KIND_PARITY_WALK] = external,
	[ESR_KIND_TAG] = other,
	[ESR_KIND_GRANULE] = external,
	[ESR_KIND_GRANULE_WALK] = external,
	[ESR_KIND_TLB_CONFLICT] = conflict,
	[ESR_KIND_HW_UPDATE] = cause_exclusive,
	[ESR_KIND_LOCKDOWN] = other,
	[ESR_KIND_EXCLUSIVE] = cause_exclusive,
	[ESR_KIND_DOMAIN] = other,
	[ESR_KIND_DEBUG] = other,
	[ESR_KIND_MAINTENANCE] = other,
	[ESR_KIND_SERROR] = external,
};

void cause_find(const struct fault_site *site, const struct fault_report *r, const struct fault *f,
		const struct physmap *map, struct cause_list *out)
{
	struct cause_case c = {site, r, f, map, out};

	out->n = 0;
	if (!r->esr.abort)
		cause_add(out, CAUSE_NOT_AN_ABORT, "EC 0x%x: %s", r->esr.ec, r->esr.exception);
	else if (is_injected(&c))
		injected(&c);
	else if (r->esr.form == ESR_FORM_FSR_SHORT)
		cause_add(out, CAUSE_SHORT_DESCRIPTOR, "bit 9 of the status register is clear: %s",
			  r->esr.status);
	else
		by_kind[r->esr.kind](&c);
	if (!out->n)
		cause_add(out, CAUSE_UNDECIDED, "%s", r->esr.status);
}
