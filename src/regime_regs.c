/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Registers to translation regime. */
#include <stdio.h>
#include <string.h>

#include "src/bits.h"
#include "src/regime_rows.h"

/* Bits of HCR_EL2 that decide here. */
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

/* TCR.(I)PS and ID_AA64MMFR0_EL1.PARange: the same encoding of a width in bits. */
static const uint8_t pa_widths[8] = {32, 36, 40, 42, 44, 48, 52, 56};

static uint64_t get(uint64_t reg, struct regime_field f)
{
	return f.width ? bits_get(reg, f.lo + f.width - 1u, f.lo) : 0;
}

/* Note something that was taken for granted. */
static void assume(struct regime *r, const char *what)
{
	size_t n = strlen(r->assumed);

	snprintf(r->assumed + n, sizeof(r->assumed) - n, "%s%s", n ? "; " : "", what);
}

/* A register that the regime cannot do without. */
static enum err_code need(const struct sysregs *regs, unsigned cpu, enum sysreg id, uint64_t *v,
			  struct err *err)
{
	*v = regs->r[id].v;
	if (sysreg_known(regs, id))
		return ERR_NONE;
	if (regs->r[id].origin == SYSREG_ABSENT)
		return err_set(err, ERR_DISABLED, "CPU %u has no %s", cpu, sysreg_name(id));
	return err_set(err, ERR_UNKNOWN_REG, "%s of CPU %u is unknown: give it with --reg %s=VALUE",
		       sysreg_name(id), cpu, sysreg_name(id));
}

static enum err_code set_geometry(const struct regime_row *l, uint64_t tcr, struct regime *r,
				  struct err *err)
{
	const char *name = l->tg_names[get(tcr, l->tg)];
	const struct geometry *g;

	if (!name)
		return err_set(err, ERR_MALFORMED, "%s.TG is reserved in %s 0x%llx", l->name,
			       sysreg_name(l->tcr), (unsigned long long)tcr);
	for (unsigned i = 0; (g = regime_geometry(i)) != NULL; i++)
		if (!strcmp(g->name, name))
			r->geo = g;
	if (!r->geo)
		return err_set(err, ERR_UNSUPPORTED,
			       "%s uses the %s granule, which this version does not decode",
			       l->name, name);
	if (get(tcr, l->ds))
		return err_set(
			err, ERR_UNSUPPORTED,
			"%s uses 52-bit descriptors (FEAT_LPA2, %s.DS = 1), which this version "
			"does not decode",
			l->name, sysreg_name(l->tcr));
	return ERR_NONE;
}

/* FEAT_TTST, ID_AA64MMFR2_EL1.ST: TxSZ may go up to the geometry's max_txsz; without it to 39
 * (D8.1.9). */
enum { MAX_TXSZ_WITHOUT_TTST = 39 };

static bool small_tables(const struct sysregs *regs)
{
	return sysreg_known(regs, SYSREG_ID_AA64MMFR2_EL1) &&
	       bits_get(regs->r[SYSREG_ID_AA64MMFR2_EL1].v, 31, 28) != 0;
}

static enum err_code set_widths(const struct regime_row *l, uint64_t tcr,
				const struct sysregs *regs, struct regime *r, struct err *err)
{
	unsigned txsz = (unsigned)get(tcr, l->txsz);
	unsigned max = small_tables(regs) ? r->geo->max_txsz : MAX_TXSZ_WITHOUT_TTST;

	if (txsz < r->geo->min_txsz || txsz > max)
		return err_set(err, ERR_MALFORMED,
			       "%s: TxSZ %u in %s 0x%llx is outside %u..%u for the %s granule",
			       l->name, txsz, sysreg_name(l->tcr), (unsigned long long)tcr,
			       r->geo->min_txsz, r->geo->max_txsz, r->geo->name);
	r->ia_bits = 64 - txsz;
	r->oa_bits = pa_widths[get(tcr, l->ps)];
	if (sysreg_known(regs, SYSREG_ID_AA64MMFR0_EL1)) {
		unsigned pa = pa_widths[regs->r[SYSREG_ID_AA64MMFR0_EL1].v & 7];

		if (pa < r->oa_bits)
			r->oa_bits = pa;
	}
	if (r->oa_bits > r->geo->oa_top + 1)
		r->oa_bits = r->geo->oa_top + 1;
	return ERR_NONE;
}

/* D8.2: stage 1 starts at the level whose single table covers the input address. */
static void start_stage1(struct regime *r)
{
	int levels = (int)((r->ia_bits - r->geo->granule_shift - 1) / r->geo->stride);

	r->start_level = REGIME_MAX_LEVEL - levels;
	r->root_entries = 1u << (r->ia_bits - regime_level_shift(r, r->start_level));
}

/* D8.2.8.2, VTCR_EL2.SL0 with the 4KB granule: SL0 to start level, and what concatenation allows.
 */
static enum err_code start_stage2(uint64_t vtcr, const struct sysregs *regs, struct regime *r,
				  struct err *err)
{
	static const int start[4] = {2, 1, 0, 3};
	unsigned sl0 = (unsigned)bits_get(vtcr, 7, 6);
	unsigned shift, most;

	r->start_level = start[sl0];
	shift = regime_level_shift(r, r->start_level);
	most = shift + r->geo->stride + (r->start_level ? 4 : 0);
	if (r->ia_bits <= shift || r->ia_bits > most || (sl0 == 3 && !small_tables(regs)))
		return err_set(
			err, ERR_MALFORMED,
			"s2: VTCR_EL2 0x%llx: start level %d (SL0 %u) does not fit %u-bit input "
			"addresses; every access gives a level 0 translation fault",
			(unsigned long long)vtcr, r->start_level, sl0, r->ia_bits);
	r->root_entries = 1u << (r->ia_bits - shift);
	return ERR_NONE;
}

/*
 * D8.2.5.2: BADDR is aligned to the size of the root, concatenated or not. CnP is bit 0, ASID or
 * VMID on top.
 */
static void set_root(uint64_t ttbr, struct regime *r)
{
	uint64_t size = (uint64_t)r->root_entries * 8;
	uint64_t baddr = ttbr & bits_mask(47, 1);
	uint64_t aligned = baddr & ~(size - 1);

	r->root = addr_oa(aligned);
	if (aligned != baddr)
		assume(r, "bits of the root below its alignment are set; taken as 0");
}

static void set_controls(const struct regime_row *l, uint64_t tcr, const struct sysregs *regs,
			 struct regime *r)
{
	r->tag_bits = get(tcr, l->tbi) ? 8 : 0;
	r->hpd = get(tcr, l->hpd);
	r->ha = get(tcr, l->ha);
	r->hd = r->ha && get(tcr, l->hd);
	r->e0pd = get(tcr, l->e0pd);
	if (l->mair != SYSREG_COUNT) {
		r->mair = regs->r[l->mair].v;
		r->mair_known = sysreg_known(regs, l->mair);
		if (!r->mair_known)
			assume(r, "memory types are unknown without MAIR");
	}
}

/* SCTLR_ELx: M is bit 0, WXN bit 19, EE bit 25. */
static enum err_code set_stage1_switches(const struct regime_row *l, const struct sysregs *regs,
					 struct regime *r, struct err *err)
{
	uint64_t sctlr = regs->r[l->sctlr].v;

	if (!sysreg_known(regs, l->sctlr)) {
		assume(r, "SCTLR is unknown: MMU taken as on, WXN as 0");
		return ERR_NONE;
	}
	if (bits_test(sctlr, 25))
		return err_set(
			err, ERR_UNSUPPORTED,
			"%s has big-endian tables (%s.EE = 1), which this version does not decode",
			l->name, sysreg_name(l->sctlr));
	r->wxn = bits_test(sctlr, 19);
	if (!bits_test(sctlr, 0)) {
		r->translates = false;
		r->off = l->sctlr == SYSREG_SCTLR_EL2 ? "SCTLR_EL2.M = 0" : "SCTLR_EL1.M = 0";
	}
	return ERR_NONE;
}

static enum err_code set_el2_switches(const struct sysregs *regs, struct regime *r, struct err *err)
{
	if (sysreg_known(regs, SYSREG_HCR_EL2)) {
		if (bits_test(regs->r[SYSREG_HCR_EL2].v, HCR_E2H))
			return err_set(
				err, ERR_UNSUPPORTED,
				"el2: HCR_EL2.E2H = 1, so EL2 uses the EL2&0 regime, which this "
				"version does not decode");
	} else {
		assume(r, "HCR_EL2 is unknown: E2H taken as 0");
	}
	return set_stage1_switches(regime_row(REGIME_EL2), regs, r, err);
}

/* Stage 2 is in use: HCR_EL2.VM or DC, but not in a VHE host (E2H and TGE). */
static bool stage2_on(uint64_t hcr)
{
	if (bits_test(hcr, HCR_E2H) && bits_test(hcr, HCR_TGE))
		return false;
	return bits_test(hcr, HCR_VM) || bits_test(hcr, HCR_DC);
}

/* What HCR_EL2 makes of EL1&0 stage 1. */
static enum err_code set_el1_under_hcr(uint64_t hcr, struct regime *r, struct err *err)
{
	bool host = bits_test(hcr, HCR_E2H) && bits_test(hcr, HCR_TGE);

	r->nested = stage2_on(hcr);
	if (!bits_test(hcr, HCR_RW) && r->nested)
		return err_set(
			err, ERR_UNSUPPORTED,
			"%s: EL1 is AArch32 (HCR_EL2.RW = 0), which this version does not decode",
			r->name);
	if (bits_test(hcr, HCR_NV) && bits_test(hcr, HCR_NV1))
		return err_set(err, ERR_UNSUPPORTED,
			       "%s: permissions mean other things with HCR_EL2.NV1 = 1, which this "
			       "version does not decode",
			       r->name);
	if (bits_test(hcr, HCR_DC) && !host)
		r->off = "HCR_EL2.DC = 1";
	if (bits_test(hcr, HCR_TGE))
		r->off = "HCR_EL2.TGE = 1";
	r->translates = r->off == NULL;
	return ERR_NONE;
}

static enum err_code set_el1_switches(enum regime_id id, const struct sysregs *regs,
				      struct regime *r, struct err *err)
{
	const struct sysreg_value *hcr = &regs->r[SYSREG_HCR_EL2];
	enum err_code st = set_stage1_switches(regime_row(id), regs, r, err);

	if (st || hcr->origin == SYSREG_ABSENT)
		return st;
	if (hcr->origin == SYSREG_UNKNOWN) {
		assume(r, "HCR_EL2 is unknown: stage 2 taken as off");
		return ERR_NONE;
	}
	return set_el1_under_hcr(hcr->v, r, err);
}

/* ID_AA64MMFR1_EL1.XNX, bits 31:28: bit 53 of a stage 2 leaf is part of XN. */
static enum err_code set_s2_switches(const struct sysregs *regs, struct regime *r, struct err *err)
{
	const struct sysreg_value *hcr = &regs->r[SYSREG_HCR_EL2];

	if (sysreg_known(regs, SYSREG_ID_AA64MMFR1_EL1))
		r->xnx = bits_get(regs->r[SYSREG_ID_AA64MMFR1_EL1].v, 31, 28) != 0;
	else
		assume(r, "ID_AA64MMFR1_EL1 is unknown: XN[0] is ignored (no FEAT_XNX)");
	if (sysreg_known(regs, SYSREG_SCTLR_EL2) && bits_test(regs->r[SYSREG_SCTLR_EL2].v, 25))
		return err_set(
			err, ERR_UNSUPPORTED,
			"s2 has big-endian tables (SCTLR_EL2.EE = 1), which this version does "
			"not decode");
	if (!sysreg_known(regs, SYSREG_HCR_EL2)) {
		assume(r, "HCR_EL2 is unknown: stage 2 taken as on, FWB as 0");
		return ERR_NONE;
	}
	if (bits_test(hcr->v, HCR_FWB))
		return err_set(
			err, ERR_UNSUPPORTED,
			"s2: stage 2 forces memory types (HCR_EL2.FWB = 1), which this version "
			"does not decode");
	if (bits_get(hcr->v, HCR_CD + 1, HCR_CD))
		assume(r, "HCR_EL2.CD or ID force Non-cacheable, which types here do not show");
	if (!stage2_on(hcr->v)) {
		r->translates = false;
		r->off = bits_test(hcr->v, HCR_VM) ? "HCR_EL2.E2H and TGE = 1" : "HCR_EL2.VM = 0";
	}
	return ERR_NONE;
}

static enum err_code set_switches(enum regime_id id, const struct sysregs *regs, struct regime *r,
				  struct err *err)
{
	if (id == REGIME_EL2)
		return set_el2_switches(regs, r, err);
	if (id == REGIME_S2)
		return set_s2_switches(regs, r, err);
	return set_el1_switches(id, regs, r, err);
}

/*
 * TCR2_ELx: PnCH is bit 0, PIE 1, E0POE 2, POE 3, AIE 4, D128 5; VTCR_EL2: S2PIE 36, S2POE 37,
 * D128 38. With any of them descriptors mean other things.
 */
static enum err_code refuse_extensions(enum regime_id id, const struct sysregs *regs,
				       struct err *err)
{
	enum sysreg reg = id == REGIME_S2    ? SYSREG_VTCR_EL2
			  : id == REGIME_EL2 ? SYSREG_TCR2_EL2
					     : SYSREG_TCR2_EL1;
	uint64_t bits = id == REGIME_S2 ? bits_mask(38, 36) : bits_mask(5, 0);
	uint64_t v = regs->r[reg].v;

	if (sysreg_known(regs, reg) && v & bits)
		return err_set(
			err, ERR_UNSUPPORTED,
			"%s uses permission indirection, overlays or 128-bit descriptors (%s = "
			"0x%llx), which this version does not decode",
			regime_name(id), sysreg_name(reg), (unsigned long long)v);
	return ERR_NONE;
}

/* A regime without rows of its own is refused where it is in use, and is not there where it is not.
 */
static enum err_code refuse_regime(enum regime_id id, const struct sysregs *regs, unsigned cpu,
				   struct err *err)
{
	const struct regime_row *l = regime_row(id);
	const struct sysreg_value *hcr = &regs->r[SYSREG_HCR_EL2];

	if (regs->r[l->root].origin == SYSREG_ABSENT)
		return err_set(err, ERR_DISABLED, "CPU %u has no %s", cpu, sysreg_name(l->root));
	if (id != REGIME_EL3 && sysreg_known(regs, SYSREG_HCR_EL2) && !bits_test(hcr->v, HCR_E2H))
		return err_set(err, ERR_DISABLED, "%s: HCR_EL2.E2H = 0 on CPU %u, so EL2 uses el2",
			       l->name, cpu);
	return err_set(err, ERR_UNSUPPORTED, "%s: this version does not decode %s", l->name,
		       l->refused);
}

enum err_code regime_from_regs(enum regime_id id, const struct sysregs *regs, unsigned cpu,
			       struct regime *r, struct err *err)
{
	const struct regime_row *l = regime_row(id);
	uint64_t ttbr, tcr;
	enum err_code st;

	*r = (struct regime){.id = id, .name = l->name, .title = l->title, .cpu = cpu};
	r->stage = l->stage;
	r->perms = l->perms;
	r->upper = l->upper;
	r->translates = true;
	if (l->refused)
		return refuse_regime(id, regs, cpu, err);
	if ((st = need(regs, cpu, l->root, &ttbr, err)) ||
	    (st = need(regs, cpu, l->tcr, &tcr, err)) || (st = set_switches(id, regs, r, err)) ||
	    (st = refuse_extensions(id, regs, err)))
		return st;
	if (get(tcr, l->epd))
		return err_set(err, ERR_DISABLED, "%s: walks are disabled (%s.EPD%d = 1)", l->name,
			       sysreg_name(l->tcr), l->upper);
	if ((st = set_geometry(l, tcr, r, err)) || (st = set_widths(l, tcr, regs, r, err)))
		goto out;
	if (l->stage == 1)
		start_stage1(r);
	else if ((st = start_stage2(tcr, regs, r, err)))
		goto out;
	set_root(ttbr, r);
	set_controls(l, tcr, regs, r);
	return ERR_NONE;
out:
	/* What was never set up is off before it is wrong. */
	if (!r->translates && st == ERR_MALFORMED)
		return err_set(err, ERR_DISABLED, "%s is off (%s) and not set up", l->name, r->off);
	return st;
}
