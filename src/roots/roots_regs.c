/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/roots/roots_regs.h"

#include "src/bits.h"
#include "src/roots/roots_int.h"

/* PS of 48 and of 52 bits (TCR_ELx.PS, VTCR_EL2.PS). */
enum { PS_48 = 5, PS_52 = 6 };

/* Granules in the encodings of TG0 and TG1, by log2 of their size: 12, 14, 16. */
static uint64_t tg0(const struct geometry *g)
{
	return g->granule_shift == 12 ? 0 : g->granule_shift == 14 ? 2 : 1;
}

static uint64_t tg1(const struct geometry *g)
{
	return g->granule_shift == 12 ? 2 : g->granule_shift == 14 ? 1 : 3;
}

/* VTCR_EL2.SL0 (and SL2, bit 33) of a start level, D8.2.8 to D8.2.10. */
static uint64_t sl0(const struct geometry *g, int level)
{
	if (level < 0)
		return UINT64_C(1) << 33;
	if (g->granule_shift == 12)
		return (uint64_t)(2 - level) << 6;
	return (uint64_t)(3 - level) << 6;
}

/* What is known from elsewhere stays. */
static void set(struct roots_candidate *c, enum sysreg id, uint64_t v)
{
	if (c->regs.r[id].origin == SYSREG_UNKNOWN)
		c->regs.r[id] = (struct sysreg_value){v, SYSREG_INFERRED};
}

static bool lpa2(const struct geometry *g)
{
	return g->format == REGIME_FORMAT_LPA2;
}

static uint64_t ps(const struct geometry *g)
{
	return g->format == REGIME_FORMAT_A64 ? PS_48 : PS_52;
}

/* TCR_EL2 with E2H 0 and TCR_EL3: bits 31 and 23 are RES1. */
static uint64_t tcr_one(const struct roots_form *f, const struct geometry *g)
{
	return (64 - f->ia_bits) | tg0(g) << 14 | ps(g) << 16 | UINT64_C(0x80800000) |
	       (uint64_t)lpa2(g) << 32;
}

/* TCR_EL1, and TCR_EL2 with E2H 1: both halves alike, until another candidate tells of one. */
static uint64_t tcr_two(const struct roots_form *f, const struct geometry *g, unsigned t1sz)
{
	uint64_t txsz = 64 - f->ia_bits;

	return txsz | tg0(g) << 14 | (t1sz ? t1sz : txsz) << 16 | tg1(g) << 30 | ps(g) << 32 |
	       (uint64_t)lpa2(g) << 59;
}

static void set_stage2(struct roots_candidate *c, const struct geometry *g)
{
	uint64_t vtcr = (64 - c->form->ia_bits) | sl0(g, c->form->start_level) | tg0(g) << 14 |
			ps(g) << 16 | UINT64_C(1) << 31 | (uint64_t)lpa2(g) << 32;

	set(c, SYSREG_VTTBR_EL2, c->root);
	set(c, SYSREG_VTCR_EL2, vtcr);
	set(c, SYSREG_HCR_EL2, UINT64_C(1) << 31 | 1); /* RW, VM */
}

/* VTCR: T0SZ is signed, 32 - bits; bit 4 repeats its sign; SL0 1 is level 1. Bit 31 is RES1. */
static void set_stage2_a32(struct roots_candidate *c)
{
	uint64_t t0sz = (32 - (uint64_t)c->form->ia_bits) & 0xf;

	set(c, SYSREG_VTTBR, c->root);
	set(c, SYSREG_VTCR,
	    t0sz | (t0sz & 8) << 1 | (uint64_t)(2 - c->form->start_level) << 6 | UINT64_C(1) << 31);
	set(c, SYSREG_HCR, 1);
}

/* TTBCR.EAE, and T1SZ where TTBR1 has a part of its own. */
static void set_pl1(struct roots_candidate *c)
{
	set(c, c->regime == REGIME_PL1_1 ? SYSREG_TTBR1 : SYSREG_TTBR0, c->root);
	set(c, SYSREG_TTBCR, UINT64_C(1) << 31 | (uint64_t)c->t1sz << 16);
}

static void set_e2h(struct roots_candidate *c, uint64_t tcr)
{
	set(c, c->regime == REGIME_EL2_1 ? SYSREG_TTBR1_EL2 : SYSREG_TTBR0_EL2, c->root);
	set(c, SYSREG_TCR_EL2, tcr);
	/* E2H, RW; a host that runs in EL2 has TGE, too. */
	set(c, SYSREG_HCR_EL2,
	    UINT64_C(1) << 34 | UINT64_C(1) << 31 |
		    (c->label == ROOTS_HYPERVISOR ? 0 : UINT64_C(1) << 27));
}

void roots_regs_set(struct roots_candidate *c)
{
	const struct geometry *g = regime_geometry_by_name(c->form->geometry);

	switch (c->regime) {
	case REGIME_EL2:
		set(c, SYSREG_TTBR0_EL2, c->root);
		set(c, SYSREG_TCR_EL2, tcr_one(c->form, g));
		return;
	case REGIME_EL3:
		set(c, SYSREG_TTBR0_EL3, c->root);
		set(c, SYSREG_TCR_EL3, tcr_one(c->form, g));
		return;
	case REGIME_EL2_0:
	case REGIME_EL2_1: set_e2h(c, tcr_two(c->form, g, c->t1sz)); return;
	case REGIME_EL1_0:
	case REGIME_EL1_1:
		if (roots_has_evidence(c, ROOTS_BY_VMCOREINFO))
			c->regs.r[SYSREG_TTBR1_EL1] =
				(struct sysreg_value){c->root, SYSREG_VMCOREINFO};
		set(c, c->regime == REGIME_EL1_1 ? SYSREG_TTBR1_EL1 : SYSREG_TTBR0_EL1, c->root);
		set(c, SYSREG_TCR_EL1, tcr_two(c->form, g, c->t1sz));
		return;
	case REGIME_PL2:
		set(c, SYSREG_HTTBR, c->root);
		set(c, SYSREG_HTCR, UINT64_C(0x80800000));
		return;
	case REGIME_PL1_0:
	case REGIME_PL1_1: set_pl1(c); return;
	default:
		if (g->format == REGIME_FORMAT_A32)
			set_stage2_a32(c);
		else
			set_stage2(c, g);
	}
}

/* Fields of TCR_EL1 that are of the lower half: T0SZ and TG0. */
#define LOWER (bits_mask(15, 14) | bits_mask(5, 0))

/* What was found says more than what was only inferred. */
static bool is_better(const struct sysreg_value *from, const struct sysreg_value *to)
{
	return from->origin >= SYSREG_READ &&
	       (to->origin == SYSREG_UNKNOWN ||
		(to->origin == SYSREG_INFERRED && from->origin > SYSREG_INFERRED));
}

void roots_regs_merge(struct sysregs *to, const struct roots_candidate *from)
{
	struct sysreg_value *tcr = &to->r[SYSREG_TCR_EL1], *hcr = &to->r[SYSREG_HCR_EL2];
	const struct sysreg_value *root = &to->r[regime_root_reg(from->regime, to)];

	/* What is known is of another tree. */
	if (root->origin >= SYSREG_READ && (root->v & bits_mask(47, 1)) != from->root)
		return;
	/* Switches that different trees tell of add up. */
	if (hcr->origin == SYSREG_INFERRED &&
	    from->regs.r[SYSREG_HCR_EL2].origin == SYSREG_INFERRED)
		hcr->v |= from->regs.r[SYSREG_HCR_EL2].v;
	if (from->regime == REGIME_EL1_0 && tcr->origin == SYSREG_INFERRED)
		tcr->v = (tcr->v & ~LOWER) | (from->regs.r[SYSREG_TCR_EL1].v & LOWER);
	for (int i = 0; i < SYSREG_COUNT; i++)
		if (is_better(&from->regs.r[i], &to->r[i]))
			to->r[i] = from->regs.r[i];
}
