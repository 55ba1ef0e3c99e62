/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A candidate that a person chose, whatever else there is. */
#include "src/bits.h"
#include "src/roots/roots_regs.h"

/* HCR_EL2.VM and HCR.VM. */
#define VM UINT64_C(1)

static const struct roots_candidate *stage2_of(const struct roots *r,
					       const struct roots_candidate *c)
{
	for (size_t i = 0; c->nested && i < r->n; i++)
		if (r->v[i].regime == REGIME_S2 && r->v[i].root == c->stage2)
			return &r->v[i];
	return NULL;
}

static void put(struct sysregs *regs, const struct roots_candidate *c)
{
	regs->r[regime_root_reg(c->regime, regs)].origin = SYSREG_UNKNOWN;
	roots_regs_merge(regs, c);
}

static void put_all(struct mem *m, const struct roots_candidate *c)
{
	for (unsigned cpu = 0; c && cpu < m->ncpus; cpu++)
		put(&m->cpus[cpu], c);
}

/* A tree that goes through no stage 2 is not seen through one that another candidate has. */
static void no_stage2(struct mem *m, enum sysreg hcr)
{
	for (unsigned cpu = 0; cpu < m->ncpus; cpu++) {
		struct sysreg_value *v = &m->cpus[cpu].r[hcr];

		if (v->origin == SYSREG_INFERRED)
			v->v &= ~VM;
	}
}

void roots_choose(const struct roots *r, size_t i, struct mem *m)
{
	const struct roots_candidate *c = &r->v[i];

	put_all(m, stage2_of(r, c));
	put_all(m, c);
	roots_apply(r, m, 0);
	/* Once more: half of a TCR_EL1 may have come from another. */
	put_all(m, c);
	if (regime_may_nest(c->regime) && !c->nested) {
		no_stage2(m, SYSREG_HCR_EL2);
		no_stage2(m, SYSREG_HCR);
	}
}
