/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/roots/roots_kind.h"

#include <string.h>

#include "src/bits.h"

enum { PSTATE_A32 = 4, MODE_USER = 0, MODE_MONITOR = 6, MODE_HYP = 0xa };

int roots_machine_el(const struct sysregs *regs, bool *a32)
{
	uint64_t p = regs->r[SYSREG_PSTATE].v, mode = bits_get(p, 3, 0);

	if (!sysreg_known(regs, SYSREG_PSTATE))
		return -1;
	*a32 = bits_test(p, PSTATE_A32);
	if (!*a32)
		return (int)bits_get(p, 3, 2);
	return mode == MODE_HYP ? 2 : mode == MODE_MONITOR ? 3 : mode == MODE_USER ? 0 : 1;
}

void roots_machine_of(const struct mem *m, struct roots_machine *out)
{
	*out = (struct roots_machine){.el = 0};
	for (unsigned i = 0; i < m->ncpus; i++) {
		const struct sysregs *regs = &m->cpus[i];
		bool a32;
		int el = roots_machine_el(regs, &a32);

		if (el < 0)
			continue;
		out->a64 = out->a64 || !a32;
		out->a32 = out->a32 || a32;
		if ((unsigned)el > out->el)
			out->el = (unsigned)el;
		if (el == 2 && !a32 && sysreg_known(regs, SYSREG_PC) &&
		    bits_test(regs->r[SYSREG_PC].v, 63))
			out->e2h = true;
	}
	out->a32_seen = out->a32;
	/* An EL2 in AArch64 may have an EL1 in AArch32 under it. */
	out->a32 = out->a32 || out->el == 2;
	if (!out->a64 && !out->a32)
		out->a64 = out->a32 = true;
}

bool roots_machine_has(const struct roots_machine *k, const struct roots_form *f)
{
	bool a32 = regime_geometry_by_name(f->geometry)->format == REGIME_FORMAT_A32;

	return a32 ? k->a32 : k->a64;
}

/* A tree of so few leaves is the one by which a kernel is entered, or its identity map. */
enum { FEW_LEAVES = 8 };

/*
 * Stage 2 (D8.6): bit 11 is RES0 (or FnXS, which nobody sets), MemAttr is none of the reserved
 * values, and RAM is write-back; what may not even be read is not mapped.
 */
static bool is_stage2(const struct roots_shape *s)
{
	return !s->trait[ROOTS_BIT_11] && !s->trait[ROOTS_MEMATTR_BAD] &&
	       roots_shape_most(s, ROOTS_AP1, 90) && roots_shape_most(s, ROOTS_MEMATTR_WB, 50);
}

/* EL2 without E2H (D8.4): bit 53 is RES0 and AP[1] RES1. */
static bool is_el2(const struct roots_shape *s)
{
	return !s->trait[ROOTS_BIT_53] && roots_shape_most(s, ROOTS_AP1, 99);
}

/*
 * KVM's hypervisor with E2H (protected KVM from Linux 6.4 on) sets UXN alone, in most leaves: PXN,
 * which no kernel leaves out of its data, is in none.
 */
static bool is_el2_0(const struct roots_shape *s)
{
	return !s->trait[ROOTS_BIT_53] && !s->trait[ROOTS_AP1] && !s->trait[ROOTS_BIT_11] &&
	       s->nleaves > FEW_LEAVES && roots_shape_most(s, ROOTS_BIT_54, 50) &&
	       !roots_shape_most(s, ROOTS_IDENTITY, 80);
}

/* Firmware and boot loaders map all as it is. */
static bool is_flat(const struct roots_shape *s)
{
	return roots_shape_most(s, ROOTS_IDENTITY, 80);
}

/*
 * AP[1] is RES1 in Hyp mode; of PL1 it lets PL0 in, and AArch32 lets PL1 execute such pages all the
 * same (AArch64 does not). A boot loader that no CPU runs in Hyp mode is one of PL1.
 */
static bool is_flat_of_pl1(const struct roots_shape *s, const struct roots_machine *k)
{
	return k->a32_seen && k->el == 1 && is_flat(s);
}

/* A process: EL0 may, not global. */
static bool is_process(const struct roots_shape *s)
{
	return roots_shape_most(s, ROOTS_AP1, 30) && roots_shape_most(s, ROOTS_BIT_11, 90);
}

/* A kernel: not for EL0, and not executable there. */
static bool is_kernel(const struct roots_shape *s)
{
	return !roots_shape_most(s, ROOTS_AP1, 10);
}

/* In order: the first that fits. Flat ones of several exception levels look alike. */
static const struct {
	bool (*is)(const struct roots_shape *s);
	enum regime_id regime;
	enum roots_label label;
} kinds[] = {
	{is_stage2, REGIME_S2, ROOTS_DOMAIN},	    {is_el2, REGIME_EL2, ROOTS_HYPERVISOR},
	{is_el2_0, REGIME_EL2_0, ROOTS_HYPERVISOR}, {is_flat, REGIME_EL1_0, ROOTS_FLAT},
	{is_process, REGIME_EL1_0, ROOTS_PROCESS},  {is_kernel, REGIME_EL1_1, ROOTS_KERNEL},
};

/* The same regime of AArch32, or of EL2&0. */
static enum regime_id translate(enum regime_id id, bool a32, bool e2h)
{
	static const struct {
		enum regime_id id, a32, e2h;
	} rows[] = {
		{REGIME_EL2, REGIME_PL2, REGIME_EL2_0},
		{REGIME_EL1_0, REGIME_PL1_0, REGIME_EL2_0},
		{REGIME_EL1_1, REGIME_PL1_1, REGIME_EL2_1},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].id == id)
			return a32 ? rows[i].a32 : e2h ? rows[i].e2h : id;
	return id;
}

/* Whose a flat tree is: a kernel's, else the highest exception level's that a CPU is in. */
static enum regime_id flat_regime(const struct roots_machine *k)
{
	if (k->kernel)
		return REGIME_EL1_0;
	return k->el == 3 ? REGIME_EL3 : k->el == 2 ? REGIME_EL2 : REGIME_EL1_0;
}

void roots_kind_set(struct roots_candidate *c, struct roots_machine *k)
{
	bool a32 = regime_geometry_by_name(c->form->geometry)->format == REGIME_FORMAT_A32;
	enum regime_id id = REGIME_EL1_0;

	c->label = ROOTS_PROCESS;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (!kinds[i].is(&c->shape) || (a32 && kinds[i].regime == REGIME_EL2_0))
			continue;
		id = kinds[i].regime;
		c->label = kinds[i].label;
		break;
	}
	if (a32 && c->label == ROOTS_HYPERVISOR && is_flat_of_pl1(&c->shape, k))
		c->label = ROOTS_FLAT;
	/* AP[1] is RES1 at EL3 as well. */
	if (!a32 && c->label == ROOTS_HYPERVISOR && k->el == 3 && is_flat(&c->shape))
		c->label = ROOTS_FLAT;
	if (c->label == ROOTS_FLAT)
		id = flat_regime(k);
	if (c->label == ROOTS_KERNEL && c->shape.nleaves <= FEW_LEAVES)
		c->label = ROOTS_TRAMPOLINE;
	k->kernel = k->kernel || c->label == ROOTS_KERNEL;
	c->regime = translate(id, a32, k->e2h && id != REGIME_EL3);
}
