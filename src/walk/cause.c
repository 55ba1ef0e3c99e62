/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/walk/cause.h"

#include <stdio.h>

#include "src/bits.h"
#include "src/regime/regime_ask.h"
#include "src/walk/cause_int.h"

/* ---- What the tables say to the report ---- */

static void stale(struct cause_case *c, const char *why)
{
	cause_add(c->out, CAUSE_STALE_OR_CHANGED, "%s", why);
}

/* An address size fault of the root is told as level 0, whatever level tables begin at. */
static void root_too_far(struct cause_case *c, const struct regime *r)
{
	bool above = c->r->esr.level < r->start_level;

	cause_show(cause_add(c->out, CAUSE_TTBR,
			     "%s, so it is the root: it was another, or it is "
			     "beyond what the CPU has",
			     above ? "the tables begin below level 0"
				   : "the level 0 entry leads to where the registers allow"),
		   sysreg_name(r->root_reg), NULL);
}

/*
 * A level above the one that these tables begin at is not of an entry: an address size fault there
 * is the root's, a translation fault of an address out of range or a half that is off (D8.2).
 */
static bool above_the_root(struct cause_case *c)
{
	const struct regime *r = cause_regime(c, 1);
	const struct esr *e = &c->r->esr;
	bool size = e->fault == WALK_FAULT_ADDRESS_SIZE && e->level == 0;

	if (c->r->stage2 || !r || r->aarch32 || !e->has_level ||
	    (e->level >= r->start_level && !size))
		return false;
	if (e->fault == WALK_FAULT_ADDRESS_SIZE)
		root_too_far(c, r);
	if (e->fault == WALK_FAULT_TRANSLATION) {
		cause_add(c->out, CAUSE_OUT_OF_RANGE,
			  "the tables begin at level %d, so level %d is of an address that is out "
			  "of range: TxSZ was another",
			  r->start_level, e->level);
		cause_add(c->out, CAUSE_EPD, "or EPDx, or E0PDx, was set");
	}
	return c->out->n > 0;
}

/* The output is at the level that is told, and fits the registers: not what the CPU has. */
static bool too_big_for_cpu(struct cause_case *c)
{
	int stage = c->r->stage2 ? 2 : 1;
	const struct walk_step *s = cause_last_step(c, stage);
	const struct regime *r = cause_regime(c, stage);
	const struct esr *e = &c->r->esr;

	if (e->fault != WALK_FAULT_ADDRESS_SIZE || !s || !r || !e->has_level ||
	    e->level != s->level || regime_ask_parange(c->site->regs))
		return false;
	cause_beyond_parange(c, desc_leaf_oa(r->geo, s->level, s->raw).v, s);
	return true;
}

/* The tables let it through: what else could have stopped it. */
static void translates(struct cause_case *c)
{
	const struct esr *e = &c->r->esr;

	if (!e->has_access && e->kind == ESR_KIND_UNKNOWN) {
		cause_add(c->out, CAUSE_UNDECIDED,
			  "the tables map the address; neither what was done there nor the kind of "
			  "fault is told");
		return;
	}
	/* What they do not have is PSTATE.PAN and SCTLR.WXN, where these are not known. */
	if (e->fault == WALK_FAULT_PERMISSION && e->has_access)
		cause_permission(c, c->r->stage2 ? 2 : 1);
	else if (!above_the_root(c))
		too_big_for_cpu(c);
	stale(c, e->fault == WALK_FAULT_PERMISSION ? "the tables allow the access now"
						   : "the tables translate the address now");
}

static void differs(struct cause_case *c)
{
	const struct fault_result *t = &c->f->tables;
	bool same_kind = t->fault == c->r->esr.fault || c->r->esr.kind == ESR_KIND_UNKNOWN;

	if (above_the_root(c))
		return;
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

/* Stage 2 of another report of the same source: what it has at the IPA that the guest came to. */
static void by_other_stage2(struct cause_case *c)
{
	struct walker s2 = c->site->s2_elsewhere;
	struct walk_result w;

	if (!c->site->has_s2_elsewhere)
		return;
	walk_addr(&s2, addr_next_stage(c->f->va.oa), false, &w);
	if (w.fault == WALK_FAULT_TRANSLATION && w.nsteps)
		cause_show(cause_add(c->out, CAUSE_IPA_NOT_MAPPED,
				     "stage 2, as CPU %u has it, ends with 0x%llx at level %d for "
				     "IPA 0x%llx",
				     s2.r.cpu, (unsigned long long)w.steps[w.nsteps - 1].raw,
				     w.level, (unsigned long long)w.in.v),
			   "bit 0", &w.steps[w.nsteps - 1]);
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
	else if (maps)
		by_other_stage2(c);
	else if (!c->f->has_va && c->r->esr.form == ESR_FORM_ESR)
		cause_size_reported(c);
}

/* ---- Where no entry of a table is the cause ---- */

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
	[ESR_KIND_EXTERNAL] = cause_external,
	[ESR_KIND_EXTERNAL_WALK] = cause_external,
	[ESR_KIND_PARITY] = cause_external,
	[ESR_KIND_PARITY_WALK] = cause_external,
	[ESR_KIND_TAG] = other,
	[ESR_KIND_GRANULE] = cause_external,
	[ESR_KIND_GRANULE_WALK] = cause_external,
	[ESR_KIND_TLB_CONFLICT] = conflict,
	[ESR_KIND_HW_UPDATE] = cause_exclusive,
	[ESR_KIND_LOCKDOWN] = other,
	[ESR_KIND_EXCLUSIVE] = cause_exclusive,
	[ESR_KIND_DOMAIN] = other,
	[ESR_KIND_DEBUG] = other,
	[ESR_KIND_MAINTENANCE] = other,
	[ESR_KIND_SERROR] = cause_external,
};

void cause_find(const struct fault_site *site, const struct fault_report *r, const struct fault *f,
		const struct physmap *map, struct cause_list *out)
{
	struct cause_case c = {site, r, f, map, out};

	out->n = 0;
	if (!r->esr.abort && r->esr.form == ESR_FORM_WORDS)
		cause_add(out, CAUSE_NOT_AN_ABORT, "it is told in words, without a status");
	else if (!r->esr.abort)
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
