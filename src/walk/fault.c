/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/walk/fault.h"

#include "src/bits.h"

enum { PAGE_BITS = 12 };

const char *fault_verdict_name(enum fault_verdict v)
{
	static const char *const names[] = {
		[FAULT_AGREE] = "agree",	   [FAULT_TRANSLATES] = "translates",
		[FAULT_DIFFERS] = "differs",	   [FAULT_NOT_TABLES] = "not_tables",
		[FAULT_NO_ADDRESS] = "no_address", [FAULT_UNREADABLE] = "unreadable",
	};

	return names[v];
}

uint64_t fault_hpfar_ipa(uint64_t hpfar)
{
	return bits_get(hpfar, 47, 4) << PAGE_BITS;
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

/*
 * What the access must be allowed. Cache maintenance sets WnR whatever it is: some of it needs to
 * write, some only to read, and what was reported gets the benefit of the doubt.
 */
static uint8_t needs(const struct esr *e)
{
	if (e->cache)
		return e->fault == WALK_FAULT_PERMISSION ? ATTR_R | ATTR_W : ATTR_R;
	return e->instruction ? ATTR_X : e->write ? ATTR_W : ATTR_R;
}

static bool denied1(const struct fault_report *r, const struct attr *a)
{
	return needs(&r->esr) & ~(r->user ? a->perms_user : a->perms);
}

/*
 * Stage 2 may let EL1 and EL0 execute differently, and which of the two it was is not in the
 * syndrome: the benefit of the doubt again. A walk reads.
 */
static bool denied2(const struct fault_report *r, const struct attr *a, bool on_walk)
{
	uint8_t need = on_walk ? ATTR_R : needs(&r->esr);
	bool el1 = need & ~a->perms, el0 = need & ~a->perms_user;

	return r->esr.fault == WALK_FAULT_PERMISSION ? el1 || el0 : el1 && el0;
}

static struct fault_result result(enum walk_fault f, int stage, int level, bool on_walk)
{
	return (struct fault_result){f, stage, level, on_walk};
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
	if (denied1(r, &va->attr))
		return result(WALK_FAULT_PERMISSION, 1, va->level, false);
	out->maybe_pan = !r->user && s1->r.perms == REGIME_PERMS_TWO && !r->esr.instruction;
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

	if (!r->stage2 || !hpfar_valid(r)) {
		*ipa = r->flat ? r->far : out->va.oa.v;
		return r->flat ? r->has_far && r->esr.far_valid : by_tables;
	}
	*ipa = fault_hpfar_ipa(r->hpfar);
	out->ipa_from_hpfar = true;
	out->ipa_page = r->esr.s1ptw || !r->has_far || !r->esr.far_valid;
	if (!out->ipa_page)
		*ipa |= r->far & low;
	out->ipa_disagrees = by_tables && !r->esr.s1ptw && (*ipa & ~low) != (out->va.oa.v & ~low);
	return true;
}

/* What the tables give, as far as it can be found out. */
static enum fault_verdict try_both(struct walker *s1, struct walker *s2,
				   const struct fault_report *r, struct fault *out)
{
	struct fault_result got = {0};
	uint64_t ipa;
	bool known = false;

	if (s1 && r->has_far && r->esr.far_valid) {
		got = try_stage1(s1, r, out);
		known = !r->stage2 || got.fault != WALK_FAULT_NONE;
	}
	if (s2 && find_ipa(r, &got, out, &ipa)) {
		got = try_stage2(s2, ipa, r, out);
		known = true;
	}
	out->tables = got;
	if (!known)
		return FAULT_NO_ADDRESS;
	return got.fault == WALK_FAULT_UNREADABLE ? FAULT_UNREADABLE
	       : got.fault == WALK_FAULT_NONE	  ? FAULT_TRANSLATES
						  : FAULT_DIFFERS;
}

void fault_check(struct walker *s1, struct walker *s2, const struct fault_report *r,
		 struct fault *out)
{
	const struct fault_result *t = &out->tables;

	*out = (struct fault){.verdict = FAULT_NO_ADDRESS};
	out->verdict = try_both(s1, s2, r, out);
	if (r->esr.fault == WALK_FAULT_NONE)
		out->verdict = FAULT_NOT_TABLES;
	if (out->verdict == FAULT_DIFFERS && t->fault == r->esr.fault && t->level == r->esr.level &&
	    t->stage == (r->stage2 ? 2 : 1) && t->on_walk == (r->stage2 && r->esr.s1ptw))
		out->verdict = FAULT_AGREE;
	out->maybe_pan = out->maybe_pan && out->verdict == FAULT_TRANSLATES && !r->stage2 &&
			 r->esr.fault == WALK_FAULT_PERMISSION;
}
