/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/core/rig.h"

#include "tests/core/cm.h"

void rig_nested(struct rig *g, bool peek)
{
	struct err err = {0};

	*g = (struct rig){0};
	fakemem_init(&g->f, peek);
	setup_s2(g->f.regs, RIG_S2_ROOT);
	setup_el1(g->f.regs, 0x1000, 0x1000);
	setup_reg(g->f.regs, SYSREG_HCR_EL2, XEN_HCR_EL2);
	setup_reg(g->f.regs, SYSREG_TCR_EL1, setup_tcr_el1(48, 4));
	if (walk_init(&g->w, &g->f.mem, REGIME_EL1_0, 0, &err))
		fail_msg("%s", err.text);
	assert_true(g->w.has_s2);
	tree_init(&g->s2, &g->f, RIG_S2_ROOT, g->w.s2.start_level, g->w.s2.root_entries,
		  RIG_S2_NEXT);
	tree_init_nested(&g->t, &g->s2, RIG_MOVED, 0x1000, 0, 512, 0x10000);
}

void rig_free(struct rig *g)
{
	log_free(&g->log);
	fakemem_free(&g->f);
}

void rig_el2(struct rig *g, unsigned ia_bits, bool peek)
{
	*g = (struct rig){0};
	fakemem_init(&g->f, peek);
	setup_el2(g->f.regs, 0x1000);
	setup_reg(g->f.regs, SYSREG_TCR_EL2, setup_tcr_el2(ia_bits, 5));
	setup_reg(g->f.regs, SYSREG_ID_AA64MMFR2_EL1, MMFR2_TTST);
	assert_int_equal(walk_init(&g->w, &g->f.mem, REGIME_EL2, 0, NULL), ERR_NONE);
	tree_init(&g->t, &g->f, 0x1000, g->w.r.start_level, g->w.r.root_entries, 0x10000);
}

void rig_el1(struct rig *g, enum regime_id id, unsigned ia_bits)
{
	*g = (struct rig){0};
	fakemem_init(&g->f, true);
	setup_el1(g->f.regs, 0x1000, 0x1000);
	setup_no_el2(g->f.regs);
	setup_reg(g->f.regs, SYSREG_TCR_EL1, setup_tcr_el1(ia_bits, 5));
	assert_int_equal(walk_init(&g->w, &g->f.mem, id, 0, NULL), ERR_NONE);
	tree_init(&g->t, &g->f, 0x1000, g->w.r.start_level, g->w.r.root_entries, 0x10000);
}

void rig_s2(struct rig *g, unsigned ia_bits, unsigned sl0, uint64_t root, bool peek)
{
	*g = (struct rig){0};
	fakemem_init(&g->f, peek);
	setup_s2(g->f.regs, root);
	setup_reg(g->f.regs, SYSREG_VTCR_EL2, setup_vtcr(ia_bits, sl0, 5));
	setup_reg(g->f.regs, SYSREG_ID_AA64MMFR2_EL1, MMFR2_TTST);
	assert_int_equal(walk_init(&g->w, &g->f.mem, REGIME_S2, 0, NULL), ERR_NONE);
	tree_init(&g->t, &g->f, root, g->w.r.start_level, g->w.r.root_entries, 0x100000);
}

const char *rig_visit(struct rig *g, uint64_t lo, uint64_t hi)
{
	log_clear(&g->log);
	assert_int_equal(walk_visit(&g->w, addr_ia(lo), addr_ia(hi), &log_visitor, &g->log),
			 ERR_NONE);
	return log_text(&g->log);
}

const char *rig_visit_all(struct rig *g)
{
	log_clear(&g->log);
	assert_int_equal(walk_visit_all(&g->w, &log_visitor, &g->log), ERR_NONE);
	return log_text(&g->log);
}

static void put(struct tree *t, uint64_t ia, int level, uint64_t raw)
{
	uint64_t *e = tree_entry(t, ia, level);

	assert_non_null(e);
	*e = raw;
}

void rig_put(struct rig *g, uint64_t ia, int level, uint64_t raw)
{
	put(&g->t, ia, level, raw);
}

void rig_put_s2(struct rig *g, uint64_t ipa, int level, uint64_t raw)
{
	put(&g->s2, ipa, level, raw);
}

const char *rig_leaves(struct rig *g, uint64_t lo, uint64_t hi)
{
	g->log.leaves_only = true;
	return rig_visit(g, lo, hi);
}
