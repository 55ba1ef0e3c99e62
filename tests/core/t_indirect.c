/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Permission indirection, overlays and what came with them: every value against a second opinion,
 * the registers that turn it on, and what is said where a register is unknown.
 */
#include "tests/core/cm.h"

#include <stdio.h>
#include <string.h>

#include "src/desc/desc.h"
#include "tests/core/ref_perms.h"
#include "tests/core/rig.h"
#include "tests/core/rng.h"
#include "tests/core/setup.h"

#define BIT(n) (UINT64_C(1) << (n))
#define PAGE3  (D_AF | 3)

enum { AF_BIT = 10 };

static const char *letters(uint8_t perms, char buf[4])
{
	buf[0] = perms & ATTR_R ? 'r' : '-';
	buf[1] = perms & ATTR_W ? 'w' : '-';
	buf[2] = perms & ATTR_X ? 'x' : '-';
	buf[3] = '\0';
	return buf;
}

/* A register that has `value` at `index`, and anything elsewhere. */
static struct regime_perm_table table(struct rng *rng, unsigned index, unsigned value)
{
	uint64_t v = rng_next(rng) & ~(UINT64_C(15) << (4 * index));

	return (struct regime_perm_table){v | (uint64_t)value << (4 * index), true};
}

/* PIIndex where a descriptor has it; POIndex is 62:60 of stage 1, 62:59 of stage 2. */
static uint64_t leaf(unsigned pi, unsigned po, int stage)
{
	uint64_t v = PAGE3;

	v |= pi & 8 ? BIT(54) : 0;
	v |= pi & 4 ? BIT(53) : 0;
	v |= pi & 2 ? BIT(51) : 0;
	v |= pi & 1 ? BIT(6) : 0;
	return v | (uint64_t)po << (stage == 1 ? 60 : 59);
}

/* ---- Stage 1 ---- */

static void hold_stage1(const struct regime *r, uint64_t raw)
{
	struct ref_level p = {r->pir.v, r->por.v, r->modes & REGIME_POE};
	struct ref_level u = {r->pire0.v, r->por_el0.v, r->modes & REGIME_E0POE};
	bool two = r->perms == REGIME_PERMS_TWO;
	char want[4], want0[4] = "---", have[4], have0[4];
	struct attr a = attr_of_leaf(r, raw, 0);

	ref_stage1(&p, two ? &u : NULL, raw, r->hd, want, want0);
	if (strcmp(letters(a.perms, have), want) || strcmp(letters(a.perms_user, have0), want0))
		fail_msg("%s: 0x%llx PIR 0x%llx 0x%llx POR 0x%llx 0x%llx: have %s/%s, want %s/%s",
			 r->name, (unsigned long long)raw, (unsigned long long)r->pir.v,
			 (unsigned long long)r->pire0.v, (unsigned long long)r->por.v,
			 (unsigned long long)r->por_el0.v, have, have0, want, want0);
	assert_int_equal(a.flags & ATTR_UNTOLD, 0);
}

/* Both levels' base permissions, each overlay or none, clean or dirty. */
static void stage1_two_levels(void **state)
{
	struct rng rng = {1};
	struct regime r;

	(void)state;
	regime_bare(REGIME_EL1_0, NULL, &r);
	for (unsigned v = 0; v < 1u << 18; v++) {
		unsigned pi = rng_below(&rng, 16), po = rng_below(&rng, 8);

		r.modes = REGIME_PIE | (v & 1 ? REGIME_POE : 0) | (v & 2 ? REGIME_E0POE : 0);
		r.pir = table(&rng, pi, v >> 2 & 15);
		r.pire0 = table(&rng, pi, v >> 6 & 15);
		r.por = table(&rng, po, v >> 10 & 15);
		r.por_el0 = table(&rng, po, v >> 14 & 15);
		for (unsigned clean = 0; clean < 4; clean++) {
			r.hd = clean & 1;
			hold_stage1(&r, leaf(pi, po, 1) | (clean & 2 ? BIT(7) : 0));
		}
	}
}

static void stage1_one_level(void **state)
{
	struct rng rng = {2};
	struct regime r;

	(void)state;
	regime_bare(REGIME_EL2, NULL, &r);
	for (unsigned v = 0; v < 1u << 10; v++) {
		unsigned pi = rng_below(&rng, 16), po = rng_below(&rng, 8);

		r.modes = REGIME_PIE | (v & 1 ? REGIME_POE : 0);
		r.hd = v & 2;
		r.pir = table(&rng, pi, v >> 2 & 15);
		r.por = table(&rng, po, v >> 6 & 15);
		hold_stage1(&r, leaf(pi, po, 1));
		hold_stage1(&r, leaf(pi, po, 1) | BIT(7));
	}
}

/* Overlays take of direct permissions too (I_XMMSD); with WXN it is writing that goes. */
static void overlays_of_direct(void **state)
{
	static const struct {
		uint64_t leaf, por, por_el0;
		bool wxn;
		const char *want;
	} rows[] = {
		{BIT(6), 0x77, 0x77, false, "RW-/RWX"},
		{BIT(6), 0x11, 0x77, false, "R--/RWX"},
		{BIT(6), 0x77, 0x55, false, "RW-/RW-"},
		{BIT(6), 0x77, 0x77, true, "RW-/R-X"}, /* EL0 may execute, so it may not write */
		{BIT(6), 0x77, 0x55, true, "RW-/RW-"}, /* it may not, so it may */
		{0, 0x77, 0x77, true, "R-X/--X"},
		{0, 0x55, 0, true, "RW-/---"},
		{BIT(7), 0x33, 0x2, true, "R-X/--X"},
		{BIT(6), 0x8, 0xf, false, "---/---"}, /* reserved: nothing */
	};
	char perms[ATTR_PERMS_MAX];
	struct regime r;

	(void)state;
	regime_bare(REGIME_EL1_0, NULL, &r);
	r.modes = REGIME_POE | REGIME_E0POE;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct attr a;

		r.wxn = rows[i].wxn;
		r.por = (struct regime_perm_table){rows[i].por, true};
		r.por_el0 = (struct regime_perm_table){rows[i].por_el0, true};
		a = attr_of_leaf(&r, rows[i].leaf | PAGE3, 0);
		assert_string_equal(attr_perms_text(r.perms, &a, perms), rows[i].want);
	}
}

/* The mappings of Linux 6.12 and later by its PIR_EL1: read-write, read-only, text, module text. */
static void linux_by_its_pir(void **state)
{
	static const struct {
		uint64_t leaf;
		const char *want;
	} rows[] = {
		{BIT(54) | BIT(53) | BIT(51), "RW-/---"},
		{BIT(54) | BIT(53), "R--/---"},
		{BIT(54), "R-X/---"},
		{BIT(54) | BIT(51), "RWX/---"},
		{BIT(54) | BIT(53) | BIT(51) | BIT(6), "RW-/RW-"},
		{BIT(54) | BIT(53) | BIT(6), "R--/R--"},
		{BIT(53) | BIT(6), "R--/R-X"},
	};
	char perms[ATTR_PERMS_MAX];
	struct regime r;

	(void)state;
	regime_bare(REGIME_EL1_0, NULL, &r);
	r.modes = REGIME_PIE;
	r.pir = (struct regime_perm_table){UINT64_C(0xcc880e0ac0800000), true};
	r.pire0 = (struct regime_perm_table){UINT64_C(0x5010000070320000), true};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct attr a = attr_of_leaf(&r, rows[i].leaf | PAGE3, 0);

		if (strcmp(attr_perms_text(r.perms, &a, perms), rows[i].want))
			fail_msg("0x%llx: have %s, want %s", (unsigned long long)rows[i].leaf,
				 perms, rows[i].want);
	}
}

/* A Guarded Control Stack is readable, and said to be one. */
static void guarded_control_stack(void **state)
{
	char text[ATTR_FLAGS_MAX];
	struct regime r;
	struct attr a;

	(void)state;
	regime_bare(REGIME_EL1_0, NULL, &r);
	r.modes = REGIME_PIE;
	r.pir = (struct regime_perm_table){0x8, true};
	r.pire0 = (struct regime_perm_table){0x9, true};
	a = attr_of_leaf(&r, PAGE3, 0);
	assert_non_null(strstr(attr_flags_text(&a, text), "GCS"));
	r.pir.v = 0xa; /* executable above it: nothing is left */
	a = attr_of_leaf(&r, PAGE3, 0);
	assert_int_equal(a.flags & ATTR_GCS, 0);
	assert_int_equal(a.perms | a.perms_user, 0);
}

/* ---- Stage 2 ---- */

static void stage2_all(void **state)
{
	struct rng rng = {3};
	struct regime r;

	(void)state;
	regime_bare(REGIME_S2, NULL, &r);
	for (unsigned v = 0; v < 1u << 11; v++) {
		unsigned pi = rng_below(&rng, 16), po = rng_below(&rng, 16);
		uint64_t raw = leaf(pi, po, 2) | (v & 4 ? BIT(7) : 0);
		char want[4], want0[4], walk[3], have[4], have0[4];
		struct ref_stage2 s;
		struct attr a;

		r.modes = REGIME_PIE | (v & 1 ? REGIME_POE : 0);
		r.hd = v & 2;
		r.pir = table(&rng, pi, v >> 3 & 15);
		r.por = table(&rng, po, v >> 7 & 15);
		s = (struct ref_stage2){r.pir.v, r.por.v, v & 1, r.hd};
		a = attr_of_leaf(&r, raw, 0);
		ref_stage2(&s, raw, want, want0, walk);
		if (strcmp(letters(a.perms, have), want) ||
		    strcmp(letters(a.perms_user, have0), want0))
			fail_msg("S2PIR %x S2POR %x, %u: have %s/%s, want %s/%s", v >> 3 & 15,
				 v >> 7 & 15, v & 7, have, have0, want, want0);
		assert_int_equal(!!(a.perms & ATTR_R), walk[0] == 'r');
		assert_int_equal(a.walk_writes, walk[1] == 'w');
	}
}

/* ---- What is not known ---- */

static const char *perms_of(const struct regime *r, uint64_t raw)
{
	static char buf[ATTR_PERMS_MAX];
	struct attr a = attr_of_leaf(r, raw, 0);

	return attr_perms_text(r->perms, &a, buf);
}

static void unknown_registers(void **state)
{
	struct regime r;

	(void)state;
	regime_bare(REGIME_EL1_0, NULL, &r);
	r.modes = REGIME_PIE | REGIME_OVERLAYS;
	assert_string_equal(perms_of(&r, PAGE3), "???"
						 "/???");
	r.pir = (struct regime_perm_table){0x5c, true};
	assert_string_equal(perms_of(&r, PAGE3), "???"
						 "/???"); /* EL0's can take all of them */
	r.pire0 = (struct regime_perm_table){0x51, true};
	assert_string_equal(perms_of(&r, PAGE3), "RW-/???");
	assert_string_equal(perms_of(&r, PAGE3 | BIT(6)), "???"
							  "/???");
	r.pire0.v = 0x08;
	assert_string_equal(perms_of(&r, PAGE3), "RW-/R--");
	assert_string_equal(perms_of(&r, PAGE3 | BIT(6)), "???"
							  "/---");
	r.perms_undecoded = true;
	assert_string_equal(perms_of(&r, PAGE3), "???"
						 "/???");
	regime_bare(REGIME_S2, NULL, &r);
	r.modes = REGIME_PIE;
	assert_string_equal(perms_of(&r, PAGE3), "???");
}

/* What differs in an index may differ in permissions: ranges do not merge over it. */
static void untold_is_not_the_same(void **state)
{
	struct attr a, b;
	struct regime r;

	(void)state;
	regime_bare(REGIME_EL1_0, NULL, &r);
	r.modes = REGIME_PIE;
	a = attr_of_leaf(&r, PAGE3, 0);
	b = attr_of_leaf(&r, PAGE3 | BIT(51), 0);
	assert_false(attr_same_meaning(&a, &b));
	b = attr_of_leaf(&r, PAGE3 | BIT(7), 0);
	assert_false(attr_same_meaning(&a, &b));
	b = attr_of_leaf(&r, PAGE3, 0);
	assert_true(attr_same_meaning(&a, &b));
	regime_bare(REGIME_S2, NULL, &r);
	r.modes = REGIME_PIE;
	b = attr_of_leaf(&r, PAGE3 | BIT(51), 0);
	r.modes = 0;
	a = attr_of_leaf(&r, PAGE3 | BIT(6), 0);
	b = attr_combine(&a, &b);
	assert_true(b.flags & ATTR_PERMS_UNKNOWN && b.flags & ATTR_USER_UNKNOWN);
	assert_int_equal(b.perm_index, 2 << 5);
}

/* Addresses do not wait for permissions. */
static void walks_all_the_same(void **state)
{
	struct walk_result res;
	struct rig g;

	(void)state;
	rig_el1(&g, REGIME_EL1_0, 48);
	setup_reg(g.f.regs, SYSREG_TCR2_EL1, 2);
	rig_put(&g, 0x1234000, 3, 0x80000000 | PAGE3);
	assert_int_equal(walk_init(&g.w, &g.f.mem, REGIME_EL1_0, 0, NULL), ERR_NONE);
	assert_non_null(strstr(g.w.r.assumed, "PIR_EL1"));
	assert_non_null(strstr(g.w.r.perms_why, "--reg PIR_EL1=VALUE"));
	walk_addr(&g.w, addr_ia(0x1234567), false, &res);
	assert_int_equal(res.fault, WALK_FAULT_NONE);
	assert_int_equal(res.pa.v, 0x80000567);
	assert_true(res.attr.flags & ATTR_PERMS_UNKNOWN);
	rig_free(&g);
}

/* ---- What turns it on ---- */

static struct sysregs with_features(void)
{
	struct sysregs regs;

	setup_all(&regs);
	setup_features(&regs);
	setup_reg(&regs, SYSREG_ID_AA64MMFR1_EL1, 0x1003);		 /* HAFT */
	setup_reg(&regs, SYSREG_ID_AA64MMFR3_EL1, UINT64_C(0x11111111)); /* all but D128 */
	setup_reg(&regs, SYSREG_ID_AA64MMFR4_EL1, 0x100);		 /* ASID2 */
	setup_reg(&regs, SYSREG_ID_AA64PFR1_EL1, BIT(48));		 /* THE */
	setup_reg(&regs, SYSREG_TCR2_EL1, 0);
	setup_reg(&regs, SYSREG_TCR2_EL2, 0);
	return regs;
}

static void modes(void **state)
{
	static const struct {
		enum regime_id id;
		enum sysreg reg;
		unsigned bit, mode;
	} rows[] = {
		{REGIME_EL1_0, SYSREG_TCR2_EL1, 0, REGIME_PNCH},
		{REGIME_EL1_0, SYSREG_TCR2_EL1, 1, REGIME_PIE},
		{REGIME_EL1_0, SYSREG_TCR2_EL1, 2, REGIME_E0POE},
		{REGIME_EL1_0, SYSREG_TCR2_EL1, 3, REGIME_POE},
		{REGIME_EL1_0, SYSREG_TCR2_EL1, 4, REGIME_AIE},
		{REGIME_EL1_0, SYSREG_TCR2_EL1, 17, REGIME_FNG},
		{REGIME_EL1_1, SYSREG_TCR2_EL1, 18, REGIME_FNG},
		{REGIME_EL1_1, SYSREG_TCR2_EL1, 17, 0},
		{REGIME_EL1_0, SYSREG_TCR2_EL2, 1, 0},
		{REGIME_EL1_0, SYSREG_TCR2_EL1, 11, 0}, /* HAFT: not without HA */
		{REGIME_EL2, SYSREG_TCR2_EL2, 0, REGIME_PNCH},
		{REGIME_EL2, SYSREG_TCR2_EL2, 1, REGIME_PIE},
		{REGIME_EL2, SYSREG_TCR2_EL2, 2, 0}, /* there is no EL0 */
		{REGIME_EL2, SYSREG_TCR2_EL2, 3, REGIME_POE},
		{REGIME_EL2, SYSREG_TCR2_EL2, 4, REGIME_AIE},
		{REGIME_EL2, SYSREG_TCR2_EL2, 12, 0}, /* AMEC: not outside of Realm state */
		{REGIME_EL3, SYSREG_TCR_EL3, 34, REGIME_PNCH},
		{REGIME_EL3, SYSREG_TCR_EL3, 35, REGIME_PIE},
		{REGIME_EL3, SYSREG_TCR_EL3, 36, REGIME_POE},
		{REGIME_EL3, SYSREG_TCR_EL3, 37, REGIME_AIE},
		{REGIME_S2, SYSREG_VTCR_EL2, 36, REGIME_PIE},
		{REGIME_S2, SYSREG_VTCR_EL2, 37, 0}, /* overlays are of indirect ones only */
		{REGIME_S2, SYSREG_VTCR_EL2, 34, REGIME_ASSURED},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct sysregs regs = with_features();

		regs.r[rows[i].reg].v |= BIT(rows[i].bit);
		if (setup_decode(rows[i].id, &regs).modes != rows[i].mode)
			fail_msg("%s: bit %u of %s", regime_name(rows[i].id), rows[i].bit,
				 sysreg_name(rows[i].reg));
		/* The same on a CPU without any of the features. */
		setup_reg(&regs, SYSREG_ID_AA64MMFR1_EL1, 0x1002);
		setup_reg(&regs, SYSREG_ID_AA64MMFR3_EL1, 0);
		setup_reg(&regs, SYSREG_ID_AA64MMFR4_EL1, 0);
		setup_reg(&regs, SYSREG_ID_AA64PFR1_EL1, 0);
		assert_int_equal(setup_decode(rows[i].id, &regs).modes, 0);
	}
}

/* HAFT with HA; S2POE with S2PIE; AMEC in Realm state. */
static void modes_that_need_another(void **state)
{
	struct sysregs regs = with_features();

	(void)state;
	regs.r[SYSREG_TCR2_EL2].v = BIT(11) | BIT(12);
	regs.r[SYSREG_TCR_EL2].v |= BIT(21);
	assert_int_equal(setup_decode(REGIME_EL2, &regs).modes, REGIME_HAFT);
	setup_reg(&regs, SYSREG_SCR_EL3, BIT(62) | BIT(43) | BIT(45) | 1);
	setup_reg(&regs, SYSREG_ID_AA64PFR0_EL1, BIT(52));
	assert_int_equal(setup_decode(REGIME_EL2, &regs).modes,
			 REGIME_HAFT | REGIME_REALM | REGIME_AMEC);
	regs = with_features();
	regs.r[SYSREG_VTCR_EL2].v |= BIT(36) | BIT(37) | BIT(44) | BIT(21);
	assert_int_equal(setup_decode(REGIME_S2, &regs).modes,
			 REGIME_PIE | REGIME_POE | REGIME_HAFT);
}

/* EL3 and EL2 decide whether what the levels below have set counts. */
static void enables(void **state)
{
	struct sysregs regs = with_features();
	struct regime r;

	(void)state;
	regs.r[SYSREG_TCR2_EL1].v = 2 | BIT(4);
	setup_reg(&regs, SYSREG_PIR_EL1, 0x1234);
	setup_reg(&regs, SYSREG_PIRE0_EL1, 0x5678);
	setup_reg(&regs, SYSREG_MAIR2_EL1, 0xff);
	r = setup_decode(REGIME_EL1_0, &regs);
	assert_true(r.pir.known && r.pir.v == 0x1234 && r.pire0.known && r.pire0.v == 0x5678);
	assert_true(r.mair2_known && r.mair2 == 0xff);
	assert_string_equal(r.assumed, "");
	assert_true(r.hpd); /* there are no hierarchical permissions with it */
	setup_reg(&regs, SYSREG_SCR_EL3, BIT(43) | 1);
	r = setup_decode(REGIME_EL1_0, &regs);
	assert_true(r.modes & REGIME_PIE && r.pir.known && !r.pir.v && !r.pire0.v);
	assert_true(r.mair2_known && r.mair2 == 0);
	setup_reg(&regs, SYSREG_SCR_EL3, BIT(45) | 1);
	assert_int_equal(setup_decode(REGIME_EL1_0, &regs).modes, 0);
	setup_reg(&regs, SYSREG_SCR_EL3, BIT(43) | BIT(45) | 1);
	setup_reg(&regs, SYSREG_HCRX_EL2, 0);
	assert_int_equal(setup_decode(REGIME_EL1_0, &regs).modes, 0);
	regs.r[SYSREG_HCR_EL2].origin = SYSREG_ABSENT; /* no EL2: QEMU shows an HCRX_EL2 even so */
	assert_int_equal(setup_decode(REGIME_EL1_0, &regs).modes, REGIME_PIE | REGIME_AIE);
	setup_reg(&regs, SYSREG_HCR_EL2, BIT(31));
	assert_int_equal(setup_decode(REGIME_EL1_0, &regs).modes, 0);
	setup_reg(&regs, SYSREG_HCRX_EL2, BIT(14));
	assert_int_equal(setup_decode(REGIME_EL1_0, &regs).modes, REGIME_PIE | REGIME_AIE);
}

/* The CPU has it, and whether it is on nobody told: then permissions are not told either. */
static void unknown_whether_on(void **state)
{
	struct sysregs regs = with_features();
	struct regime r;

	(void)state;
	setup_unknown(&regs, SYSREG_TCR2_EL1);
	r = setup_decode(REGIME_EL1_0, &regs);
	assert_true(r.perms_undecoded);
	assert_non_null(strstr(r.assumed, "permissions are unknown without TCR2_EL1"));
	setup_reg(&regs, SYSREG_ID_AA64MMFR3_EL1, 0);
	r = setup_decode(REGIME_EL1_0, &regs);
	assert_false(r.perms_undecoded);
	assert_string_equal(r.assumed, "");
}

/* Registers are listed where they count. */
static void lists_registers(void **state)
{
	struct sysregs regs = with_features();
	unsigned n = 0, before = 0;
	bool pir = false;

	(void)state;
	while (regime_reg(REGIME_EL1_0, &regs, before) != SYSREG_COUNT)
		before++;
	regs.r[SYSREG_TCR2_EL1].v = 2;
	for (enum sysreg reg; (reg = regime_reg(REGIME_EL1_0, &regs, n)) != SYSREG_COUNT; n++)
		pir = pir || reg == SYSREG_PIR_EL1;
	assert_true(pir);
	assert_int_equal(n, before + 3); /* TCR2, PIR, PIRE0 */
}

/* ---- Rows ---- */

static const struct desc_part *part_at(const struct regime *r, int level, uint64_t raw,
				       unsigned bit)
{
	static struct desc_part parts[DESC_PARTS_MAX];
	size_t n = desc_parts(r, level, raw, parts);

	for (size_t i = 0; i < n; i++)
		if (bit <= parts[i].hi && bit >= parts[i].lo)
			return &parts[i];
	fail();
	return NULL;
}

static void rows_of_modes(void **state)
{
	static const struct {
		enum regime_id id;
		unsigned mode;
		int level;
		unsigned bit;
		const char *name;
	} rows[] = {
		{REGIME_EL1_0, REGIME_HAFT, 1, 10, "AF"},
		{REGIME_EL1_0, 0, 1, 10, "ignored"},
		{REGIME_EL1_0, REGIME_PNCH, 1, 52, "Protected"},
		{REGIME_EL1_0, REGIME_PNCH, 3, 52, "Protected"},
		{REGIME_EL1_0, 0, 3, 52, "Contiguous"},
		{REGIME_EL1_0, REGIME_PIE, 3, 7, "nDirty"},
		{REGIME_EL1_0, REGIME_PIE, 3, 6, "PIIndex[0]"},
		{REGIME_EL1_0, REGIME_PIE, 3, 51, "PIIndex[1]"},
		{REGIME_EL2, REGIME_PIE, 3, 53, "PIIndex[3:2]"},
		{REGIME_S2, REGIME_PIE, 3, 7, "Dirty"},
		{REGIME_EL1_0, REGIME_POE, 3, 62, "POIndex"},
		{REGIME_EL1_0, REGIME_POE, 3, 59, "PBHA or ignored"},
		{REGIME_EL1_0, REGIME_E0POE, 3, 60, "POIndex"},
		{REGIME_EL1_0, REGIME_AIE, 3, 59, "AttrIndx[3]"},
		{REGIME_EL1_0, REGIME_AIE, 3, 60, "PBHA or ignored"},
		{REGIME_S2, REGIME_PIE | REGIME_POE, 3, 59, "POIndex"},
		{REGIME_S2, REGIME_PIE, 1, 59, "ignored"},
		{REGIME_S2, 0, 1, 59, "RES0"},
		{REGIME_S2, REGIME_ASSURED, 3, 58, "AssuredOnly"},
		{REGIME_S2, REGIME_REALM, 3, 55, "NS"},
		{REGIME_EL2, REGIME_AMEC, 3, 63, "AMEC"},
		{REGIME_EL1_0, REGIME_FNG, 3, 11, "ignored"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct regime r;

		regime_bare(rows[i].id, NULL, &r);
		r.modes = rows[i].mode;
		assert_string_equal(part_at(&r, rows[i].level, 3, rows[i].bit)->field->name,
				    rows[i].name);
	}
}

/* Sixteen memory types: the upper eight are MAIR2's. */
static void attribute_index(void **state)
{
	char type[ATTR_TYPE_MAX];
	struct regime r;
	struct attr a;

	(void)state;
	regime_bare(REGIME_EL1_0, NULL, &r);
	r.mair = 0x44;
	r.mair_known = true;
	r.modes = REGIME_AIE;
	a = attr_of_leaf(&r, PAGE3 | BIT(59), 0);
	assert_string_equal(attr_type_text(&a, type), "unknown(8)");
	r.mair2 = 0xff;
	r.mair2_known = true;
	a = attr_of_leaf(&r, PAGE3 | BIT(59), 0);
	assert_string_equal(attr_type_text(&a, type), "normal-wb");
	assert_string_equal(part_at(&r, 3, PAGE3 | BIT(59), 2)->words, "normal-wb");
	a = attr_of_leaf(&r, PAGE3, 0);
	assert_string_equal(attr_type_text(&a, type), "normal-nc");
	r.modes = 0;
	a = attr_of_leaf(&r, PAGE3 | BIT(59), 0);
	assert_string_equal(attr_type_text(&a, type), "normal-nc");
}

/* Protected is not the contiguous hint, and without the hint there are no groups. */
static void protected_is_no_hint(void **state)
{
	struct regime r;

	(void)state;
	regime_bare(REGIME_EL1_0, NULL, &r);
	assert_int_equal(regime_contiguous(&r, 3), 16);
	r.modes = REGIME_PNCH;
	assert_int_equal(regime_contiguous(&r, 3), 0);
	assert_int_equal(attr_of_leaf(&r, PAGE3 | BIT(52), 0).flags, ATTR_PROTECTED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stage1_two_levels),	   cmocka_unit_test(stage1_one_level),
		cmocka_unit_test(overlays_of_direct),	   cmocka_unit_test(linux_by_its_pir),
		cmocka_unit_test(guarded_control_stack),   cmocka_unit_test(stage2_all),
		cmocka_unit_test(unknown_registers),	   cmocka_unit_test(untold_is_not_the_same),
		cmocka_unit_test(walks_all_the_same),	   cmocka_unit_test(modes),
		cmocka_unit_test(modes_that_need_another), cmocka_unit_test(enables),
		cmocka_unit_test(unknown_whether_on),	   cmocka_unit_test(lists_registers),
		cmocka_unit_test(rows_of_modes),	   cmocka_unit_test(attribute_index),
		cmocka_unit_test(protected_is_no_hint),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
