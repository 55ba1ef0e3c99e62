/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registers that a hypervisor or a kernel saved lie together: Xen's struct arch_vcpu has TCR, TTBR0
 * and TTBR1 of EL1 side by side, then MAIR, SCTLR and HCR; KVM's struct kvm_nvhe_init_params MAIR,
 * TCR, the root and HCR of EL2. Where a word equals a root, words near it that can be nothing else
 * are taken for what they look like.
 */
#include <string.h>

#include "src/bits.h"
#include "src/desc/attr.h"
#include "src/roots/roots_int.h"

enum { BEFORE = 16, WORDS = 2 * BEFORE + 1 };

static unsigned granule_shift(const struct roots_candidate *c)
{
	return regime_geometry_by_name(c->form->geometry)->granule_shift;
}

/* TCR_EL1: T1SZ and TG1 of the tree, walks not disabled, IPS no reserved one, bit 35 RES0. */
static bool is_tcr_el1(const struct roots_candidate *c, uint64_t v)
{
	static const unsigned shifts[] = {0, 14, 12, 16};
	unsigned txsz = 64 - c->form->ia_bits, t0sz = (unsigned)bits_get(v, 5, 0);

	return bits_get(v, 21, 16) >= txsz && bits_get(v, 21, 16) < txsz + 9 &&
	       shifts[bits_get(v, 31, 30)] == granule_shift(c) && !bits_test(v, 23) &&
	       bits_get(v, 34, 32) < 7 && !bits_test(v, 35) && v >> 60 == 0 && t0sz >= 12 &&
	       t0sz <= 48;
}

/* TCR_EL2: T0SZ and TG0 of the tree; bits 31 and 23 are RES1, 63:34 RES0. */
bool roots_is_tcr_el2(const struct roots_candidate *c, uint64_t v)
{
	static const unsigned shifts[] = {12, 16, 14, 0};

	return bits_get(v, 5, 0) == 64 - c->form->ia_bits &&
	       shifts[bits_get(v, 15, 14)] == granule_shift(c) && bits_test(v, 31) &&
	       bits_test(v, 23) && !(v >> 34) && bits_get(v, 18, 16) < 7;
}

/* Eight types, none reserved, Normal write-back and Device among them. */
bool roots_is_mair(const struct roots_candidate *c, uint64_t v)
{
	bool wb = false, device = false;

	(void)c;
	for (unsigned i = 0; i < 64; i += 8) {
		uint8_t type = (uint8_t)(v >> i);

		if (!attr_mair_valid(type))
			return false;
		wb = wb || type == ATTR_NORMAL_WB;
		device = device || type == ATTR_DEVICE_NGNRE;
	}
	return wb && device;
}

/* SCTLR_EL1: on, and RES1 bits of Armv8.0 (29, 28, 23, 22, 20, 11). */
static bool is_sctlr(const struct roots_candidate *c, uint64_t v)
{
	(void)c;
	return (v & 0x30d00801) == 0x30d00801;
}

/* HCR_EL2: stage 2 on, EL1 AArch64, interrupts to EL2. */
static bool is_hcr(const struct roots_candidate *c, uint64_t v)
{
	(void)c;
	return (v & 0x80000039) == 0x80000039 && v >> 56 == 0;
}

static const struct row {
	enum regime_id regime; /* of the candidate */
	enum sysreg reg;
	roots_code_fits fits;
} rows[] = {
	/* The first of a regime must be there. */
	{REGIME_EL1_1, SYSREG_TCR_EL1, is_tcr_el1},
	{REGIME_EL1_1, SYSREG_MAIR_EL1, roots_is_mair},
	{REGIME_EL1_1, SYSREG_SCTLR_EL1, is_sctlr},
	{REGIME_EL1_1, SYSREG_HCR_EL2, is_hcr},
	{REGIME_EL2, SYSREG_TCR_EL2, roots_is_tcr_el2},
	{REGIME_EL2, SYSREG_MAIR_EL2, roots_is_mair},
};
enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

/* The nearest word that fits; NULL for none. */
static const uint64_t *nearest(const struct roots_candidate *c, roots_code_fits fit,
			       const uint64_t *w)
{
	for (int d = 1; d <= BEFORE; d++) {
		if (fit(c, w[BEFORE - d]))
			return &w[BEFORE - d];
		if (fit(c, w[BEFORE + d]))
			return &w[BEFORE + d];
	}
	return NULL;
}

/* Registers of a context around a word; how many of them, 0 where it is none. */
static unsigned read_context(const struct roots_candidate *c, const uint64_t *w,
			     struct sysregs *out)
{
	unsigned n = 0;

	for (size_t i = 0; i < ROWS; i++) {
		const uint64_t *v;

		if (rows[i].regime != c->regime)
			continue;
		v = nearest(c, rows[i].fits, w);
		if (!v && !n)
			return 0;
		if (!v)
			continue;
		out->r[rows[i].reg] = (struct sysreg_value){*v, SYSREG_CONTEXT};
		n++;
	}
	return n;
}

/* TTBR0_EL1 stands before TTBR1_EL1 in Xen's order: a page, with an ASID or none. */
static void read_ttbr0(const struct roots_candidate *c, const uint64_t *w, struct sysregs *out)
{
	uint64_t v = w[BEFORE - 1];

	if (c->regime == REGIME_EL1_1 && v && !(v & 0xffe))
		out->r[SYSREG_TTBR0_EL1] = (struct sysreg_value){v, SYSREG_CONTEXT};
}

static void say(struct roots_candidate *c, uint64_t at, const struct sysregs *found)
{
	enum sysreg tcr = c->regime == REGIME_EL2 ? SYSREG_TCR_EL2 : SYSREG_TCR_EL1;
	enum sysreg root = regime_root_reg(c->regime, NULL);

	c->regs = *found;
	c->regs.r[root] = (struct sysreg_value){c->root, SYSREG_CONTEXT};
	roots_speak(c, ROOTS_BY_CONTEXT, "saved with other registers at 0x%llx: %s is 0x%llx",
		    (unsigned long long)at, sysreg_name(tcr), (unsigned long long)found->r[tcr].v);
}

/* KVM fills PS in when it runs: what is saved has 0, 32 bits, which its own outputs can be beyond.
 */
static void mend_ps(const struct roots_candidate *c, struct sysregs *found)
{
	struct sysreg_value *tcr = &found->r[SYSREG_TCR_EL2];
	enum { PS_48 = 5, PS_LO = 16 };

	if (c->regime != REGIME_EL2 || bits_get(tcr->v, PS_LO + 2, PS_LO))
		return;
	tcr->v |= (uint64_t)PS_48 << PS_LO;
	tcr->origin = SYSREG_INFERRED;
}

static void look_at(struct roots_work *k, struct roots_candidate *c, uint64_t at)
{
	uint64_t w[WORDS];
	struct sysregs found = {0};

	if (at < BEFORE * 8 || mem_read(k->m, addr_pa(at - BEFORE * 8), w, sizeof(w)))
		return;
	for (int i = 0; i < WORDS; i++)
		w[i] = bits_le64(w[i]);
	if (read_context(c, w, &found) < 2)
		return;
	read_ttbr0(c, w, &found);
	mend_ps(c, &found);
	say(c, at, &found);
}

enum err_code roots_by_context(struct roots_work *k)
{
	for (size_t i = 0; i < k->out->n; i++) {
		struct roots_candidate *c = &k->out->v[i];

		for (unsigned n = 0; n < c->nreferences && !roots_has_evidence(c, ROOTS_BY_CONTEXT);
		     n++)
			look_at(k, c, c->reference[n]);
	}
	return ERR_NONE;
}
