/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which regimes there are to look at, on which CPU. */
#include "tests/core/cm.h"

#include <string.h>

#include "src/walk/survey.h"
#include "tests/core/fakemem.h"
#include "tests/core/setup.h"
#include "tests/core/tree.h"

#define TTBR  UINT64_C(0x40000000)
#define EMPTY UINT64_C(0x40001000)
#define GONE  UINT64_C(0x50000000)

/* Two tables: one with a block, one with nothing. */
static void memory(struct fakemem *f, unsigned cpus)
{
	fakemem_init(f, true);
	f->mem.ncpus = cpus;
	*fakemem_at(f, TTBR + 8) = TTBR | D_TABLE;
	fakemem_page(f, EMPTY);
	*fakemem_at(f, EMPTY + 16) = ~UINT64_C(1); /* much, but nothing valid */
}

static void state_is(struct fakemem *f, enum regime_id id, enum survey_state want, const char *why)
{
	struct survey s;

	survey_one(&f->mem, id, 0, &s);
	if (s.state != want || (why ? !strstr(s.why.text, why) : s.why.text[0] != '\0'))
		fail_msg("%s: want '%s' and '%s', have '%s': %s", regime_name(id),
			 survey_state_name(want), why ? why : "", survey_state_name(s.state),
			 s.why.text);
}

static void states(void **state)
{
	struct fakemem f;

	(void)state;
	memory(&f, 1);
	setup_el2(f.regs, TTBR);
	state_is(&f, REGIME_EL2, SURVEY_LIVE, NULL);
	setup_reg(f.regs, SYSREG_TTBR0_EL2, EMPTY);
	state_is(&f, REGIME_EL2, SURVEY_EMPTY, "0x40001000");
	setup_reg(f.regs, SYSREG_TTBR0_EL2, GONE);
	state_is(&f, REGIME_EL2, SURVEY_UNREADABLE, "0x50000000");
	setup_reg(f.regs, SYSREG_TTBR0_EL2, UINT64_C(0x800000000000)); /* 44 bits */
	state_is(&f, REGIME_EL2, SURVEY_UNREADABLE, "beyond");
	setup_reg(f.regs, SYSREG_TTBR0_EL2, TTBR);
	f.regs[0].r[SYSREG_SCTLR_EL2].v &= ~SCTLR_M;
	state_is(&f, REGIME_EL2, SURVEY_OFF, "SCTLR_EL2.M = 0");
	setup_unknown(f.regs, SYSREG_TTBR0_EL2);
	state_is(&f, REGIME_EL2, SURVEY_UNKNOWN, "TTBR0_EL2");
	setup_absent(f.regs, SYSREG_TTBR0_EL2);
	state_is(&f, REGIME_EL2, SURVEY_DISABLED, "TTBR0_EL2");
	setup_el2(f.regs, TTBR);
	f.regs[0].r[SYSREG_SCTLR_EL2].v |= SCTLR_EE;
	state_is(&f, REGIME_EL2, SURVEY_REFUSED, "EE");
	fakemem_free(&f);
}

static void state_names(void **state)
{
	(void)state;
	for (int i = 0; i <= SURVEY_REFUSED; i++)
		for (int k = 0; k < i; k++)
			assert_string_not_equal(survey_state_name((enum survey_state)i),
						survey_state_name((enum survey_state)k));
}

/* Idle CPU 0 has an empty stage 2, CPU 1 the real one (as seen with Xen on QEMU). */
static void best_cpu(void **state)
{
	struct survey s;
	struct fakemem f;

	(void)state;
	memory(&f, 3);
	setup_s2(&f.regs[0], EMPTY);
	setup_s2(&f.regs[1], TTBR);
	setup_s2(&f.regs[2], TTBR);
	assert_int_equal(survey_best_cpu(&f.mem, REGIME_S2, &s), 1);
	assert_int_equal(s.state, SURVEY_LIVE);
	assert_int_equal(s.w.r.cpu, 1);
	assert_int_equal(s.w.r.root.v, TTBR);
	setup_s2(&f.regs[0], TTBR); /* the first of equals */
	assert_int_equal(survey_best_cpu(&f.mem, REGIME_S2, &s), 0);
	setup_unknown(&f.regs[0], SYSREG_VTTBR_EL2);
	setup_reg(&f.regs[1], SYSREG_VTTBR_EL2, GONE);
	setup_reg(&f.regs[2], SYSREG_VTTBR_EL2, EMPTY);
	assert_int_equal(survey_best_cpu(&f.mem, REGIME_S2, &s), 2);
	assert_int_equal(s.state, SURVEY_EMPTY);
	setup_unknown(&f.regs[1], SYSREG_VTTBR_EL2);
	setup_unknown(&f.regs[2], SYSREG_VTTBR_EL2);
	assert_int_equal(survey_best_cpu(&f.mem, REGIME_S2, &s), 0);
	assert_int_equal(s.state, SURVEY_UNKNOWN);
	fakemem_free(&f);
}

/* The hypervisor's, else what is there. */
static void what_to_show(void **state)
{
	struct fakemem f;

	(void)state;
	memory(&f, 2);
	setup_s2(&f.regs[1], TTBR);
	setup_el1(&f.regs[1], TTBR, TTBR);
	setup_reg(&f.regs[1], SYSREG_TTBR0_EL2, TTBR);
	assert_int_equal(survey_default(&f.mem), REGIME_EL2);
	setup_no_el2(&f.regs[1]);
	assert_int_equal(survey_default(&f.mem), REGIME_EL1_1);
	setup_reg(&f.regs[1], SYSREG_TTBR1_EL1, EMPTY);
	assert_int_equal(survey_default(&f.mem), REGIME_EL1_0);
	setup_unknown(&f.regs[1], SYSREG_TTBR1_EL1);
	setup_unknown(&f.regs[1], SYSREG_TTBR0_EL1);
	setup_s2(&f.regs[1], TTBR);
	setup_unknown(&f.regs[1], SYSREG_TTBR0_EL2);
	assert_int_equal(survey_default(&f.mem), REGIME_S2);
	memset(f.regs, 0, sizeof(f.regs)); /* nothing known: the hypervisor's */
	assert_int_equal(survey_default(&f.mem), REGIME_EL2);
	fakemem_free(&f);
}

/* A refusal is worth more than a CPU that was never set up, and a CPU's own regime that is off more
 * than one that it does not have. */
static void what_to_say(void **state)
{
	struct survey s;
	struct fakemem f;

	(void)state;
	memory(&f, 2);
	for (int cpu = 0; cpu < 2; cpu++) {
		setup_no_el2(&f.regs[cpu]);
		setup_absent(&f.regs[cpu], SYSREG_TTBR1_EL2);
		setup_absent(&f.regs[cpu], SYSREG_TTBR0_EL3);
		setup_reg(&f.regs[cpu], SYSREG_SCTLR_EL1, 0);
		setup_reg(&f.regs[cpu], SYSREG_TCR_EL1, 0);
		setup_reg(&f.regs[cpu], SYSREG_TTBR0_EL1, 0);
		setup_reg(&f.regs[cpu], SYSREG_TTBR1_EL1, 0);
	}
	assert_int_equal(survey_default(&f.mem), REGIME_EL1_1);
	assert_int_equal(survey_best_cpu(&f.mem, REGIME_EL1_0, &s), 0);
	assert_int_equal(s.state, SURVEY_DISABLED);
	setup_el1(&f.regs[0], TTBR, TTBR);
	f.regs[0].r[SYSREG_SCTLR_EL1].v |= SCTLR_EE;
	assert_int_equal(survey_best_cpu(&f.mem, REGIME_EL1_0, &s), 0);
	assert_int_equal(s.state, SURVEY_REFUSED);
	assert_int_equal(survey_default(&f.mem), REGIME_EL1_1);
	fakemem_free(&f);
}

/* A nested root is looked at where it is physically. */
static void nested_root(void **state)
{
	struct tree s2, s1;
	struct fakemem f;

	(void)state;
	fakemem_init(&f, true);
	setup_s2(f.regs, TTBR);
	setup_el1(f.regs, 0x1000, 0x1000);
	setup_reg(f.regs, SYSREG_HCR_EL2, XEN_HCR_EL2);
	tree_init(&s2, &f, TTBR, 0, 32, TTBR + 0x10000);
	state_is(&f, REGIME_EL1_0, SURVEY_UNREADABLE, "0x1000");
	tree_init_nested(&s1, &s2, UINT64_C(0x80000000), 0x1000, 0, 512, 0x10000);
	state_is(&f, REGIME_EL1_0, SURVEY_EMPTY, "maps nothing");
	*tree_entry(&s1, 0, 0) = 3;
	state_is(&f, REGIME_EL1_0, SURVEY_LIVE, NULL);
	fakemem_free(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(states),      cmocka_unit_test(state_names),
		cmocka_unit_test(best_cpu),    cmocka_unit_test(what_to_show),
		cmocka_unit_test(what_to_say), cmocka_unit_test(nested_root),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
