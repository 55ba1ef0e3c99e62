/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/walk/fault.h"

#include "src/bits.h"
#include "src/walk/insn.h"

enum { PAGE_BITS = 12 };

/* Of SPSR_ELx (C5.2.19). */
enum { PSTATE_AARCH32 = 4, PSTATE_PAN = 22, PSTATE_UAO = 23 };

const char *fault_verdict_name(enum fault_verdict v)
{
	static const char *const names[] = {
		[FAULT_AGREE] = "agree",	   [FAULT_TRANSLATES] = "translates",
		[FAULT_DIFFERS] = "differs",	   [FAULT_NOT_TABLES] = "not_tables",
		[FAULT_NO_ADDRESS] = "no_address", [FAULT_NO_TABLES] = "no_tables",
		[FAULT_UNREADABLE] = "unreadable",
	};

	return names[v];
}

uint64_t fault_hpfar_ipa(uint64_t hpfar)
{
	return bits_get(hpfar, 47, 4) << PAGE_BITS;
}

bool fault_has_address(const struct fault_report *r)
{
	return r->has_far && r->esr.far_valid;
}

/*
 * HPFAR_EL2 is written for translation, access flag and address size faults of stage 2, and for
 * permission faults on a table of stage 1; for others it is UNKNOWN.
 */
static bool hpfar_valid(const struct fault_report *r)
{
	if (!r->has_hpfar || r->esr.fault == WALK_FAULT_NONE)
		return false;
	return r->esr.s1ptw || r->esr.fault != WALK_FAULT_PERMISSION;
}

bool fault_reported_ipa(const struct fault_report *r, uint64_t *ipa)
{
	if (!r->stage2 || (!r->has_ipa && !hpfar_valid(r)))
		return false;
	*ipa = r->has_ipa ? r->ipa : fault_hpfar_ipa(r->hpfar);
	if (!r->has_ipa && !r->esr.s1ptw && fault_has_address(r))
		*ipa |= r->far & bits_mask(PAGE_BITS - 1, 0);
	return true;
}

/*
 * Cache maintenance sets WnR whatever it is: some of it needs to write, some only to read, and what
 * was reported gets the benefit of the doubt.
 */
uint8_t fault_needs(const struct fault_report *r)
{
	const struct esr *e = &r->esr;

	if (!e->has_access)
		return 0;
	if (e->cache)
		return e->fault == WALK_FAULT_PERMISSION ? ATTR_R | ATTR_W : ATTR_R;
	return e->instruction ? ATTR_X : e->write ? ATTR_W : ATTR_R;
}

/* The benefit of the doubt again where it is not known what the access was. */
static uint8_t needs(const struct fault_report *r)
{
	if (!r->esr.has_access && r->esr.fault == WALK_FAULT_PERMISSION)
		return ATTR_R | ATTR_W | ATTR_X;
	return fault_needs(r);
}

static bool pstate_has(const struct fault_report *r, unsigned bit)
{
	return r->has_pstate && bits_test(r->pstate, bit);
}

/* LDTR and the like count as EL0's, unless PSTATE.UAO is set. */
static bool unprivileged(const struct fault_report *r)
{
	return r->has_insn && !r->esr.instruction && !pstate_has(r, PSTATE_AARCH32) &&
	       !pstate_has(r, PSTATE_UAO) && insn_classify(r->insn) == INSN_UNPRIVILEGED;
}

bool fault_as_user(const struct fault_report *r)
{
	return r->user || unprivileged(r);
}

/* A page that PSTATE.PAN keeps EL1 from: EL0 may read or write it. */
static bool of_pan(const struct fault_report *r, const struct walker *s1, const struct attr *a)
{
	return !fault_as_user(r) && s1->r.perms == REGIME_PERMS_TWO && !r->esr.instruction &&
	       a->perms_user & (ATTR_R | ATTR_W);
}

static bool denied1(const struct fault_report *r, const struct walker *s1, const struct attr *a)
{
	bool as_user = s1->r.perms == REGIME_PERMS_TWO && fault_as_user(r);

	if (pstate_has(r, PSTATE_PAN) && of_pan(r, s1, a))
		return true;
	if (r->esr.fault == WALK_FAULT_PERMISSION && a->flags & ATTR_UNTOLD)
		return true; /* PIR or POR is not known: the same benefit */
	return needs(r) & ~(as_user ? a->perms_user : a->perms);
}

uint8_t fault_walk_lacks(const struct attr *stage2)
{
	if (!(stage2->perms & ATTR_R))
		return ATTR_R;
	return stage2->walk_writes ? 0 : ATTR_W;
}

/*
 * Stage 2 may let EL1 and EL0 execute differently, and which of the two it was is not in the
 * syndrome: the benefit of the doubt again. A permission fault on a walk that may read is of a
 * hardware update.
 */
static bool denied2(const struct fault_report *r, const struct attr *a, bool on_walk)
{
	bool permission = r->esr.fault == WALK_FAULT_PERMISSION;
	uint8_t need = needs(r), lacks = fault_walk_lacks(a);
	bool el1 = need & ~a->perms, el0 = need & ~a->perms_user;

	if (permission && a->flags & ATTR_UNTOLD)
		return true;
	if (on_walk)
		return permission ? lacks : lacks & ATTR_R;
	return permission ? el1 || el0 : el1 && el0;
}

static struct fault_result result(enum walk_fault f, int stage, int level, bool on_walk)
{
	return (struct fault_result){f, stage, level, on_walk};
}

/* The level of the stage 2 leaf that the last table of stage 1 is behind. */
static int level_behind(const struct walk_result *va)
{
	unsigned i = va->nsteps;

	while (i > 0 && va->steps[i - 1].stage != 1)
		i--; /* of the output */
	return i > 1 ? va->steps[i - 2].level : 0;
}

/* What stage 1 would do; walks of its tables through stage 2 included. */
static struct fault_result try_stage1(struct walker *s1, const struct fault_report *r,
				      struct fault *out)
{
	const struct walk_result *va = &out->va;

	walk_addr(s1, addr_ia(r->far), false, &out->va);
	out->has_va = true;
	if (r->user && s1->r.e0pd) /* D8.5.4: as if the half had no tables */
		return result(WALK_FAULT_TRANSLATION, 1, 0, false);
	if (va->fault)
		return result(va->fault, va->fault_stage, va->level, va->fault_on_walk);
	out->maybe_pan = of_pan(r, s1, &va->attr) && (!r->has_pstate || pstate_has(r, PSTATE_PAN));
	if (denied1(r, s1, &va->attr))
		return result(WALK_FAULT_PERMISSION, 1, va->level, false);
	if (va->update_refused && needs(r) & ATTR_W) /* the hardware has to make it dirty */
		return result(WALK_FAULT_PERMISSION, 2, level_behind(va), true);
	return result(WALK_FAULT_NONE, 0, 0, false);
}

static struct fault_result try_stage2(struct walker *s2, uint64_t ipa, const struct fault_report *r,
				      struct fault *out)
{
	const struct walk_result *w = &out->ipa;
	bool on_walk = out->ipa_from_hpfar && r->esr.s1ptw;

	walk_addr(s2, addr_ia(ipa), false, &out->ipa);
	out->has_ipa = true;
	if (w->fault)
		return result(w->fault, 2, w->level, on_walk);
	if (denied2(r, &w->attr, on_walk))
		return result(WALK_FAULT_PERMISSION, 2, w->level, on_walk);
	return result(WALK_FAULT_NONE, 0, 0, false);
}

/* The IPA that stage 2 was asked for; false where nobody knows. */
static bool find_ipa(const struct fault_report *r, const struct fault_result *first,
		     struct fault *out, uint64_t *ipa)
{
	bool by_tables = out->has_va && first->fault == WALK_FAULT_NONE;
	uint64_t low = bits_mask(PAGE_BITS - 1, 0);

	if (!fault_reported_ipa(r, ipa)) {
		*ipa = r->flat ? r->far : out->va.oa.v;
		return r->flat ? fault_has_address(r) : by_tables;
	}
	out->ipa_from_hpfar = true;
	out->ipa_page = !r->has_ipa && (r->esr.s1ptw || !fault_has_address(r));
	out->ipa_disagrees = by_tables && !r->esr.s1ptw && (*ipa & ~low) != (out->va.oa.v & ~low);
	return true;
}

/* What the tables give, as far as it can be found out. */
static enum fault_verdict try_both(struct walker *s1, struct walker *s2,
				   const struct fault_report *r, struct fault *out)
{
	struct fault_result got = {0};
	uint64_t ipa;
	bool known = r->flat && !r->stage2; /* without stage 1 an address is its own output */

	if (s1 && fault_has_address(r)) {
		got = try_stage1(s1, r, out);
		known = !r->stage2 || got.fault != WALK_FAULT_NONE;
	}
	if (s2 && find_ipa(r, &got, out, &ipa)) {
		got = try_stage2(s2, ipa, r, out);
		known = true;
	}
	out->tables = got;
	if (!known)
		return (r->stage2 ? s2 : s1) ? FAULT_NO_ADDRESS : FAULT_NO_TABLES;
	return got.fault == WALK_FAULT_UNREADABLE ? FAULT_UNREADABLE
	       : got.fault == WALK_FAULT_NONE	  ? FAULT_TRANSLATES
						  : FAULT_DIFFERS;
}

/* What was not told cannot differ. */
static bool same(const struct fault_report *r, const struct fault_result *t)
{
	const struct esr *e = &r->esr;

	if (e->kind != ESR_KIND_UNKNOWN && t->fault != e->fault)
		return false;
	if (e->has_level && t->level != e->level)
		return false;
	return t->stage == (r->stage2 ? 2 : 1) && t->on_walk == (r->stage2 && e->s1ptw);
}

void fault_check(struct walker *s1, struct walker *s2, const struct fault_report *r,
		 struct fault *out)
{
	*out = (struct fault){.verdict = FAULT_NO_ADDRESS};
	out->verdict = try_both(s1, s2, r, out);
	if (r->esr.fault == WALK_FAULT_NONE &&
	    (r->esr.kind != ESR_KIND_UNKNOWN || r->esr.form != ESR_FORM_WORDS))
		out->verdict = FAULT_NOT_TABLES;
	if (out->verdict == FAULT_DIFFERS && same(r, &out->tables))
		out->verdict = FAULT_AGREE;
	out->maybe_pan = out->maybe_pan && !r->stage2 && r->esr.fault == WALK_FAULT_PERMISSION;
}
