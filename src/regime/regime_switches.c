/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is on and what is off: SCTLR, HCR and SCR, and what they make of a regime. */
#include "src/bits.h"
#include "src/regime/regime_rows.h"

/* Bits of HCR_EL2, and below 32 of HCR, that decide here. */
enum {
	HCR_VM = 0,
	HCR_DC = 12,
	HCR_TGE = 27,
	HCR_RW = 31,
	HCR_CD = 32,
	HCR_E2H = 34,
	HCR_NV = 42,
	HCR_NV1 = 43,
	HCR_FWB = 46
};

/* Of SCTLR in any of its forms. */
enum { SCTLR_M = 0, SCTLR_WXN = 19, SCTLR_UWXN = 20, SCTLR_EE = 25 };

enum { SCR_NS = 0, SCR_EEL2 = 18 };

/* PSTATE.M: bit 4 is AArch32, where bits 3:0 are the mode. */
enum { PSTATE_AARCH32 = 4, MODE_HYP = 0xa, MODE_MONITOR = 0x6 };

static enum err_code big_endian(const struct regime_row *l, struct err *err)
{
	return err_set(err, ERR_UNSUPPORTED,
		       "%s has big-endian tables (%s.EE = 1), which this version does not decode",
		       l->name, sysreg_name(l->sctlr));
}

static enum err_code set_stage1(const struct regime_row *l, const struct sysregs *regs,
				struct regime *r, struct err *err)
{
	uint64_t sctlr = regs->r[l->sctlr].v;

	if (!sysreg_known(regs, l->sctlr)) {
		regime_assume(r, "SCTLR is unknown: MMU taken as on, WXN as 0");
		return ERR_NONE;
	}
	if (bits_test(sctlr, SCTLR_EE))
		return big_endian(l, err);
	r->wxn = bits_test(sctlr, SCTLR_WXN);
	r->uwxn = l->aarch32 && l->owner == OWNER_EL1 && bits_test(sctlr, SCTLR_UWXN);
	if (!bits_test(sctlr, SCTLR_M)) {
		r->translates = false;
		r->off = l->off;
	}
	return ERR_NONE;
}

enum err_code regime_is_chosen(const struct regime_row *l, const struct sysregs *regs, unsigned cpu,
			       struct err *err)
{
	bool known = sysreg_known(regs, SYSREG_HCR_EL2);
	bool e2h = known && bits_test(regs->r[SYSREG_HCR_EL2].v, HCR_E2H);

	if (l->owner != OWNER_EL2 || l->aarch32)
		return ERR_NONE;
	if (known && e2h != l->e2h)
		return err_set(err, ERR_DISABLED, "%s: HCR_EL2.E2H = %d on CPU %u, so EL2 uses %s",
			       l->name, e2h, cpu, e2h ? "el2.0 and el2.1" : "el2");
	return ERR_NONE;
}

static enum err_code set_el2(const struct regime_row *l, const struct sysregs *regs,
			     struct regime *r, struct err *err)
{
	if (!sysreg_known(regs, l->hcr) && !l->aarch32)
		regime_assume(r, "HCR_EL2 is unknown: E2H taken as 0");
	return set_stage1(l, regs, r, err);
}

/* Bits of HCR_EL2 that HCR does not have are 0 there. */
static uint64_t hcr_of(const struct regime_row *l, const struct sysregs *regs)
{
	uint64_t v = regs->r[l->hcr].v;

	return l->hcr == SYSREG_HCR ? v & ~(UINT64_C(1) << HCR_RW) : v;
}

/* EL2 takes no part in Secure state unless SCR_EL3.EEL2 lets it (D1.3.1). */
static bool secure_without_el2(const struct sysregs *regs)
{
	uint64_t scr = regs->r[SYSREG_SCR_EL3].v;

	return sysreg_known(regs, SYSREG_SCR_EL3) && !bits_test(scr, SCR_NS) &&
	       !bits_test(scr, SCR_EEL2);
}

static bool secure_with_el2(const struct sysregs *regs)
{
	uint64_t scr = regs->r[SYSREG_SCR_EL3].v;

	return sysreg_known(regs, SYSREG_SCR_EL3) && !bits_test(scr, SCR_NS) &&
	       bits_test(scr, SCR_EEL2);
}

bool regime_is_secure(const struct regime_row *l, const struct sysregs *regs)
{
	return l->owner == OWNER_EL3 || (!l->aarch32 && sysreg_known(regs, SYSREG_SCR_EL3) &&
					 !bits_test(regs->r[SYSREG_SCR_EL3].v, SCR_NS));
}

/* Stage 2 is in use: HCR_EL2.VM or DC, but not in a VHE host (E2H and TGE). */
static bool stage2_on(uint64_t hcr)
{
	if (bits_test(hcr, HCR_E2H) && bits_test(hcr, HCR_TGE))
		return false;
	return bits_test(hcr, HCR_VM) || bits_test(hcr, HCR_DC);
}

/* A width of EL1 that EL2 did not choose: the regime of the other width is the one to look at. */
static enum err_code other_width(const struct regime_row *l, const char *why, struct err *err)
{
	return err_set(err, ERR_DISABLED, "%s: EL1 is %s (%s): look at %s.%d", l->name,
		       l->aarch32 ? "AArch64" : "AArch32", why, l->aarch32 ? "el1" : "pl1",
		       l->upper);
}

/* What HCR_EL2 or HCR makes of EL1&0 stage 1. */
static enum err_code set_el1_under_hcr(const struct regime_row *l, uint64_t hcr,
				       const struct sysregs *regs, struct regime *r,
				       struct err *err)
{
	bool host = bits_test(hcr, HCR_E2H) && bits_test(hcr, HCR_TGE);
	bool a64 = bits_test(hcr, HCR_RW);

	r->nested = stage2_on(hcr) && !secure_without_el2(regs);
	if (l->hcr == SYSREG_HCR_EL2 && a64 == l->aarch32 && (r->nested || l->aarch32))
		return other_width(l, a64 ? "HCR_EL2.RW = 1" : "HCR_EL2.RW = 0", err);
	if (r->nested && secure_with_el2(regs))
		return err_set(
			err, ERR_UNSUPPORTED,
			"%s: Secure EL1 goes through two stages 2, by NS, which this version "
			"does not compose; --regime s2s and --regime s2 show each",
			l->name);
	if (bits_test(hcr, HCR_NV) && bits_test(hcr, HCR_NV1))
		regime_perms_unknown(r, "permissions mean other things with HCR_EL2.NV1 = 1, "
					"which this version does not decode");
	if (bits_test(hcr, HCR_DC) && !host)
		r->off = l->hcr == SYSREG_HCR ? "HCR.DC = 1" : "HCR_EL2.DC = 1";
	if (bits_test(hcr, HCR_TGE))
		r->off = l->hcr == SYSREG_HCR ? "HCR.TGE = 1" : "HCR_EL2.TGE = 1";
	r->translates = r->off == NULL;
	return ERR_NONE;
}

/*
 * The width of an exception level is that of the CPU while it is in it; a lower one can be no wider
 * than it. Of levels above nothing is said.
 */
bool regime_not_by_pstate(const struct regime_row *l, const struct sysregs *regs)
{
	uint64_t pstate = regs->r[SYSREG_PSTATE].v, mode = bits_get(pstate, 3, 0);
	bool a32 = bits_test(pstate, PSTATE_AARCH32), hyp = a32 && mode == MODE_HYP;
	unsigned el = a32 ? (hyp ? 2 : 1) : (unsigned)(mode >> 2);

	if (!sysreg_known(regs, SYSREG_PSTATE) || (a32 && mode == MODE_MONITOR))
		return false;
	if (l->owner == OWNER_EL1)
		return a32 ? !l->aarch32 && mode : l->aarch32 && el <= 1;
	if (l->owner == OWNER_EL2)
		return a32 ? !l->aarch32 && hyp : l->aarch32 && el <= 2;
	return false;
}

/* Without an EL2 that says so, EL1 is known to be AArch32 only where the CPU is in it. */
static bool runs_aarch32(const struct sysregs *regs)
{
	uint64_t pstate = regs->r[SYSREG_PSTATE].v, mode = bits_get(pstate, 3, 0);

	return sysreg_known(regs, SYSREG_PSTATE) && bits_test(pstate, PSTATE_AARCH32) &&
	       mode != MODE_HYP && mode != MODE_MONITOR;
}

/* TTBCR.EAE, bit 31. */
static enum err_code refuse_short(const struct regime_row *l, uint64_t ttbcr,
				  const struct regime *r, struct err *err)
{
	if (bits_test(ttbcr, 31))
		return ERR_NONE;
	if (!r->translates)
		return err_set(err, ERR_DISABLED, "%s is off (%s) and not set up", l->name, r->off);
	return err_set(err, ERR_UNSUPPORTED,
		       "%s uses short descriptors (%s.EAE = 0), which this version does not decode",
		       l->name, l->tcr == SYSREG_TTBCR ? "TTBCR" : "TTBCR, here TCR_EL1");
}

/* A VTTBR without an HCR: there may be a stage 2, so that no output may be called a PA. */
static void set_el1_without_hcr(const struct regime_row *l, const struct sysregs *regs,
				struct regime *r)
{
	bool a32 = l->hcr == SYSREG_HCR;
	enum sysreg vttbr = a32 ? SYSREG_VTTBR : SYSREG_VTTBR_EL2;

	if (sysreg_known(regs, vttbr) && regs->r[vttbr].v) {
		r->nested = r->stage2_unknown = true;
		regime_assume(
			r, a32 ? "HCR is unknown, and VTTBR is not: outputs are IPAs, stage 2 is "
				 "not known to be on, and tables are read without it"
			       : "HCR_EL2 is unknown, and VTTBR_EL2 is not: outputs are IPAs, "
				 "stage 2 is not known to be on, and tables are read without it");
		return;
	}
	regime_assume(r, a32 ? "HCR is unknown: stage 2 taken as off"
			     : "HCR_EL2 is unknown: stage 2 taken as off");
}

static enum err_code set_el1(const struct regime_row *l, const struct sysregs *regs,
			     struct regime *r, struct err *err)
{
	const struct sysreg_value *hcr = &regs->r[l->hcr];
	enum err_code st = set_stage1(l, regs, r, err);

	if (st)
		return st;
	if (sysreg_known(regs, l->hcr))
		st = set_el1_under_hcr(l, hcr_of(l, regs), regs, r, err);
	else if (l->aarch32 && l->hcr == SYSREG_HCR_EL2 && !runs_aarch32(regs))
		st = other_width(l, "so PSTATE", err);
	else if (hcr->origin == SYSREG_UNKNOWN)
		set_el1_without_hcr(l, regs, r);
	if (!st && l->aarch32)
		st = refuse_short(l, regs->r[l->tcr].v, r, err);
	return st;
}

/* FEAT_XNX, bit 53 of a stage 2 leaf is part of XN: ID_AA64MMFR1_EL1.XNX or ID_MMFR4.XNX. */
static void set_xnx(const struct regime_row *l, const struct sysregs *regs, struct regime *r)
{
	enum sysreg id = l->aarch32 ? SYSREG_ID_MMFR4 : SYSREG_ID_AA64MMFR1_EL1;
	unsigned lo = l->aarch32 ? 8 : 28;

	if (sysreg_known(regs, id))
		r->xnx = !regime_lacks(regs, id, lo, 1);
	else if (regs->r[id].origin == SYSREG_UNKNOWN)
		regime_assume(r, l->aarch32 ? "ID_MMFR4 is unknown: XN[0] is ignored (no FEAT_XNX)"
					    : "ID_AA64MMFR1_EL1 is unknown: XN[0] is ignored (no "
					      "FEAT_XNX)");
}

static void set_stage2_off(const struct regime_row *l, uint64_t hcr, const struct sysregs *regs,
			   struct regime *r)
{
	bool a32 = l->hcr == SYSREG_HCR;

	if (!stage2_on(hcr))
		r->off = !bits_test(hcr, HCR_VM) ? (a32 ? "HCR.VM = 0" : "HCR_EL2.VM = 0")
						 : "HCR_EL2.E2H and TGE = 1";
	else if (l->secure && sysreg_known(regs, SYSREG_SCR_EL3) && !secure_with_el2(regs))
		r->off = "SCR_EL3.NS = 1 or EEL2 = 0";
	else if (l->secure && regs->r[SYSREG_SCR_EL3].origin == SYSREG_ABSENT)
		r->off = "no EL3, so no Secure state";
	r->translates = r->off == NULL;
}

/* HCR_EL2.CD and ID: what is Normal is Non-cacheable for data, for fetches. HCR2 has them in
 * AArch32. */
static void set_cacheability(const struct regime_row *l, uint64_t hcr, const struct sysregs *regs,
			     struct regime *r)
{
	unsigned cd_id = (unsigned)bits_get(hcr, HCR_CD + 1, HCR_CD);

	if (l->hcr == SYSREG_HCR)
		cd_id = sysreg_known(regs, SYSREG_HCR2) ? regs->r[SYSREG_HCR2].v & 3 : 0;
	r->cd = cd_id & 1;
	if (cd_id & 2)
		regime_assume(r,
			      "ID makes instruction fetches Non-cacheable (HCR_EL2, HCR2): types "
			      "here are those of data");
}

static enum err_code set_stage2(const struct regime_row *l, const struct sysregs *regs,
				struct regime *r, struct err *err)
{
	static const struct regime_field fwb = {HCR_FWB, 1, GATE_FWB};
	uint64_t hcr = hcr_of(l, regs);

	set_xnx(l, regs, r);
	if (sysreg_known(regs, l->sctlr) && bits_test(regs->r[l->sctlr].v, SCTLR_EE))
		return big_endian(l, err);
	if (!sysreg_known(regs, l->hcr)) {
		regime_assume(r, l->aarch32 ? "HCR is unknown: stage 2 taken as on"
					    : "HCR_EL2 is unknown: stage 2 taken as on, FWB as 0");
		return ERR_NONE;
	}
	if (!l->aarch32)
		r->fwb = regime_get(hcr, fwb, regs);
	set_cacheability(l, hcr, regs, r);
	set_stage2_off(l, hcr, regs, r);
	return ERR_NONE;
}

enum err_code regime_set_switches(const struct regime_row *l, const struct sysregs *regs,
				  struct regime *r, struct err *err)
{
	switch (l->owner) {
	case OWNER_EL1: return set_el1(l, regs, r, err);
	case OWNER_EL2: return set_el2(l, regs, r, err);
	case OWNER_EL3: return set_stage1(l, regs, r, err);
	case OWNER_STAGE2: return set_stage2(l, regs, r, err);
	}
	return ERR_NONE;
}
