/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What TCR2_ELx, TCR_EL3 and VTCR_EL2 make of descriptors: permission indirection and overlays,
 * more memory types, and the bits that came with them.
 */
#include "src/bits.h"
#include "src/regime/regime_rows.h"

/* Of SCR_EL3 and HCRX_EL2: what the levels below may use; else it is as if it were 0. */
enum { SCR_NS = 0, SCR_EEL2 = 18, SCR_TCR2EN = 43, SCR_PIEN = 45, SCR_AIEN = 46, SCR_NSE = 62 };
enum { HCRX_TCR2EN = 14 };

static bool cleared(const struct sysregs *regs, enum sysreg reg, unsigned bit)
{
	return sysreg_known(regs, reg) && !bits_test(regs->r[reg].v, bit);
}

/*
 * EL2 has a say: it is there, and not left out of Secure state. Of a CPU without EL2 QEMU's stub
 * shows no HCR_EL2, but HCRX_EL2, as 0.
 */
static bool under_el2(const struct sysregs *regs)
{
	if (regs->r[SYSREG_HCR_EL2].origin == SYSREG_ABSENT)
		return false;
	return !(cleared(regs, SYSREG_SCR_EL3, SCR_NS) && cleared(regs, SYSREG_SCR_EL3, SCR_EEL2));
}

/* TCR2_ELx is treated as 0 unless SCR_EL3.TCR2En, and for EL1 HCRX_EL2.TCR2En, let it count. */
static uint64_t ext_value(const struct regime_row *l, const struct sysregs *regs)
{
	bool tcr2 = l->ext == SYSREG_TCR2_EL1 || l->ext == SYSREG_TCR2_EL2;

	if (tcr2 && cleared(regs, SYSREG_SCR_EL3, SCR_TCR2EN))
		return 0;
	if (l->ext == SYSREG_TCR2_EL1 && under_el2(regs) &&
	    cleared(regs, SYSREG_HCRX_EL2, HCRX_TCR2EN))
		return 0;
	return regs->r[l->ext].v;
}

static bool is_realm(const struct regime_row *l, const struct sysregs *regs)
{
	uint64_t scr = regs->r[SYSREG_SCR_EL3].v;

	return l->owner != OWNER_EL3 && !l->aarch32 && sysreg_known(regs, SYSREG_SCR_EL3) &&
	       bits_test(scr, SCR_NS) && bits_test(scr, SCR_NSE) &&
	       !regime_lacks(regs, SYSREG_ID_AA64PFR0_EL1, 52, 1);
}

static unsigned modes_of(const struct regime_row *l, const struct sysregs *regs)
{
	uint64_t v = l->ext != SYSREG_COUNT && sysreg_known(regs, l->ext) ? ext_value(l, regs) : 0;
	unsigned modes = 0;

	for (const struct regime_switch *s = l->modes; s < l->modes + REGIME_SWITCHES && s->mode;
	     s++)
		if (regime_get(v, s->field, regs))
			modes |= s->mode;
	/* D8.4.2.2: stage 2 has overlays of indirect permissions only. */
	if (l->stage == 2 && !(modes & REGIME_PIE))
		modes &= ~(unsigned)REGIME_POE;
	if (is_realm(l, regs))
		modes |= REGIME_REALM;
	else
		modes &= ~(unsigned)REGIME_AMEC;
	return modes;
}

/* ---- The tables of permissions ---- */

static struct regime_perm_table table_of(struct regime *r, enum sysreg reg,
					 const struct sysregs *regs)
{
	if (reg == SYSREG_COUNT)
		return (struct regime_perm_table){0, true};
	if (r->id != REGIME_EL3 && cleared(regs, SYSREG_SCR_EL3, SCR_PIEN))
		return (struct regime_perm_table){0, true};
	if (!sysreg_known(regs, reg))
		regime_perms_unknown(r,
				     "permissions are unknown without %s: give it with "
				     "--reg %s=VALUE",
				     sysreg_name(reg), sysreg_name(reg));
	return (struct regime_perm_table){regs->r[reg].v, sysreg_known(regs, reg)};
}

static void set_tables(const struct regime_row *l, const struct sysregs *regs, struct regime *r)
{
	if (r->modes & REGIME_PIE) {
		r->pir = table_of(r, l->pir, regs);
		r->pire0 = table_of(r, l->pire0, regs);
	}
	if (r->modes & REGIME_POE)
		r->por = table_of(r, l->por, regs);
	if (r->modes & REGIME_E0POE)
		r->por_el0 = table_of(r, l->por_el0, regs);
	if (r->modes & REGIME_AIE) {
		bool off = r->id != REGIME_EL3 && cleared(regs, SYSREG_SCR_EL3, SCR_AIEN);

		r->mair2 = off ? 0 : regs->r[l->mair2].v;
		r->mair2_known = off || sysreg_known(regs, l->mair2);
		if (!r->mair2_known)
			regime_assume(r, "memory types 8 to 15 are unknown without MAIR2");
	}
}

/* ---- What cannot be told ---- */

/* The CPU has what the register would turn on, and nobody told of the register. */
static bool may_be_on(const struct regime_row *l, const struct sysregs *regs)
{
	enum sysreg id = SYSREG_ID_AA64MMFR3_EL1;

	if (l->ext == SYSREG_COUNT || sysreg_known(regs, l->ext) || !sysreg_known(regs, id))
		return false;
	return bits_get(regs->r[id].v, 11, 8) || bits_get(regs->r[id].v, 19, 16);
}

bool regime_uses_ttbcr2(const struct regime_row *l, const struct sysregs *regs)
{
	return regime_get(regs->r[l->tcr].v, l->t2e, regs);
}

static void say_what_is_unknown(const struct regime_row *l, const struct sysregs *regs,
				struct regime *r)
{
	if (may_be_on(l, regs))
		regime_perms_unknown(r,
				     "permissions are unknown without %s: give it with --reg "
				     "%s=VALUE",
				     sysreg_name(l->ext), sysreg_name(l->ext));
	if (regime_uses_ttbcr2(l, regs) && !sysreg_known(regs, l->ttbcr2))
		regime_perms_unknown(r, "permissions are unknown without TTBCR2 (TTBCR.T2E): give "
					"it with --reg TTBCR2=VALUE");
	r->perms_undecoded = r->perms_why[0] != '\0';
}

/* ---- 128-bit descriptors ---- */

/*
 * With them PIE and AIE are RES1 and PnCH RES0: Protected and Contiguous have a bit each (TCR2_EL1,
 * VTCR_EL2).
 */
static void set_d128_modes(struct regime *r)
{
	r->modes |= REGIME_PIE | (r->stage == 1 ? REGIME_AIE : 0u);
	r->modes &= ~(unsigned)REGIME_PNCH;
}

/* Such a descriptor by itself has a geometry of its own; a walk refuses them. */
static enum err_code check_d128(const struct regime_row *l, const struct sysregs *regs,
				const struct regime *r, struct err *err)
{
	bool wide = r->geo && r->geo->format == REGIME_FORMAT_D128, on;

	if (l->ext == SYSREG_COUNT || !sysreg_known(regs, l->ext))
		return ERR_NONE;
	on = regime_get(ext_value(l, regs), l->d128, regs);
	if (on && !wide)
		return err_set(err, ERR_UNSUPPORTED,
			       "%s uses 128-bit descriptors (%s = 0x%llx), which this version does "
			       "not walk; entry decodes one",
			       l->name, sysreg_name(l->ext), (unsigned long long)regs->r[l->ext].v);
	if (wide && !on)
		return err_set(err, ERR_USAGE,
			       "%s has descriptors of 64 bits (%s = 0x%llx has D128 0): give 16 "
			       "digits, or a register with D128 set",
			       l->name, sysreg_name(l->ext), (unsigned long long)regs->r[l->ext].v);
	return ERR_NONE;
}

enum err_code regime_set_modes(const struct regime_row *l, const struct sysregs *regs,
			       struct regime *r, struct err *err)
{
	enum err_code st = check_d128(l, regs, r, err);

	if (st)
		return st;
	say_what_is_unknown(l, regs, r);
	r->modes = modes_of(l, regs);
	if (r->geo && r->geo->format == REGIME_FORMAT_D128)
		set_d128_modes(r);
	set_tables(l, regs, r);
	return ERR_NONE;
}

/* ---- Which registers that brings ---- */

enum sysreg regime_mode_reg(const struct regime_row *l, const struct sysregs *regs, unsigned i)
{
	unsigned modes = modes_of(l, regs);
	bool own = l->ext != l->tcr && l->ext != l->size && l->ext != SYSREG_COUNT;
	const struct {
		enum sysreg reg;
		bool wanted;
	} all[] = {
		{l->ext, own && sysreg_known(regs, l->ext) && regs->r[l->ext].v},
		{l->pir, modes & REGIME_PIE},
		{l->pire0, modes & REGIME_PIE},
		{l->por, modes & REGIME_POE},
		{l->por_el0, modes & REGIME_E0POE},
		{l->mair2, modes & REGIME_AIE},
		{l->ttbcr2, regime_uses_ttbcr2(l, regs) && l->ttbcr2 != l->tcr},
	};

	for (size_t k = 0; k < sizeof(all) / sizeof(all[0]); k++)
		if (all[k].reg != SYSREG_COUNT && all[k].wanted && !i--)
			return all[k].reg;
	return SYSREG_COUNT;
}
