/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Registers to regimes: values of real systems, what is unknown, refused or switched off. */
#include "tests/core/cm.h"

#include <stdio.h>
#include <string.h>

#include "src/bits.h"
#include "src/regime.h"
#include "tests/core/setup.h"

#define BIT(n) (UINT64_C(1) << (n))

static struct regime decode(enum regime_id id, const struct sysregs *regs)
{
	struct regime r;
	struct err err = {0};
	enum err_code st = regime_from_regs(id, regs, 0, &r, &err);

	if (st)
		fail_msg("%s: %s", regime_name(id), err.text);
	return r;
}

/* Refused with this code, and the line has both words. */
static void refused(enum regime_id id, const struct sysregs *regs, enum err_code code,
		    const char *word, const char *word2)
{
	struct regime r;
	struct err err = {0};
	enum err_code st = regime_from_regs(id, regs, 3, &r, &err);

	if (st != code || err.code != code || !strstr(err.text, word) || !strstr(err.text, word2))
		fail_msg("%s: want %d with '%s' and '%s', have %d: %s", regime_name(id), code, word,
			 word2, st, err.text);
	assert_int_equal(regime_from_regs(id, regs, 3, &r, NULL), code);
}

static void all(struct sysregs *regs)
{
	memset(regs, 0, sizeof(*regs));
	setup_s2(regs, 0x76fe0000);
	setup_el1(regs, 0x1000, 0x2000);
	setup_reg(regs, SYSREG_HCR_EL2, XEN_HCR_EL2);
}

/* ---- Real systems ---- */

static void xen_el2(void **state)
{
	struct sysregs regs = {0};
	struct regime r;

	(void)state;
	setup_el2(&regs, XEN_TTBR0_EL2);
	r = decode(REGIME_EL2, &regs);
	assert_int_equal(r.id, REGIME_EL2);
	assert_string_equal(r.name, "el2");
	assert_int_equal(r.stage, 1);
	assert_int_equal(r.perms, REGIME_PERMS_ONE);
	assert_string_equal(r.geo->name, "4K");
	assert_int_equal(r.ia_bits, 48);
	assert_int_equal(r.oa_bits, 44);
	assert_int_equal(r.start_level, 0);
	assert_int_equal(r.root_entries, 512);
	assert_int_equal(r.root.v, XEN_TTBR0_EL2);
	assert_int_equal(r.tag_bits, 0);
	assert_int_equal(r.mair, XEN_MAIR_EL2);
	assert_true(r.mair_known && r.wxn && r.translates);
	assert_false(r.upper || r.nested || r.hpd || r.e0pd || r.ha || r.hd);
	assert_null(r.off);
	assert_string_equal(r.assumed, "");
}

static void xen_stage2(void **state)
{
	struct sysregs regs = {0};
	struct regime r;

	(void)state;
	setup_s2(&regs, UINT64_C(0x0001000076fe0000)); /* VMID 1 */
	r = decode(REGIME_S2, &regs);
	assert_int_equal(r.stage, 2);
	assert_int_equal(r.perms, REGIME_PERMS_STAGE2);
	assert_int_equal(r.ia_bits, 44);
	assert_int_equal(r.oa_bits, 44);
	assert_int_equal(r.start_level, 0);
	assert_int_equal(r.root_entries, 32);
	assert_int_equal(r.root.v, 0x76fe0000);
	assert_true(r.translates);
	assert_false(r.upper || r.nested || r.wxn || r.xnx || r.mair_known);
	assert_string_equal(r.assumed, "");
}

static void linux_el1(void **state)
{
	struct sysregs regs = {0};
	struct regime lo, hi;

	(void)state;
	setup_el1(&regs, UINT64_C(0x0042000041e7f000), UINT64_C(0x0001000041e80001));
	setup_no_el2(&regs);
	lo = decode(REGIME_EL1_0, &regs);
	hi = decode(REGIME_EL1_1, &regs);
	assert_int_equal(lo.ia_bits, 48);
	assert_int_equal(hi.ia_bits, 48);
	assert_int_equal(lo.oa_bits, 44);
	assert_int_equal(lo.root.v, 0x41e7f000);
	assert_int_equal(hi.root.v, 0x41e80000); /* without CnP and ASID */
	assert_int_equal(lo.tag_bits, 8);
	assert_int_equal(hi.tag_bits, 0);
	assert_int_equal(lo.perms, REGIME_PERMS_TWO);
	assert_true(hi.upper && !lo.upper);
	assert_false(lo.nested || hi.nested || lo.wxn);
	assert_string_equal(hi.assumed, "");
}

static void xen_dom0(void **state)
{
	struct sysregs regs = {0};
	struct regime r;

	(void)state;
	setup_s2(&regs, 0x76fe0000);
	setup_el1(&regs, 0x1000, 0x2000);
	setup_reg(&regs, SYSREG_HCR_EL2, XEN_HCR_EL2);
	r = decode(REGIME_EL1_1, &regs);
	assert_true(r.nested && r.translates);
	assert_true(decode(REGIME_EL1_0, &regs).nested);
	assert_false(decode(REGIME_S2, &regs).nested);
	assert_false(decode(REGIME_EL2, &regs).nested);
}

/* ---- Unknown and absent registers ---- */

static void needed_registers(void **state)
{
	static const struct {
		enum regime_id id;
		enum sysreg reg;
	} need[] = {
		{REGIME_EL2, SYSREG_TTBR0_EL2},	  {REGIME_EL2, SYSREG_TCR_EL2},
		{REGIME_S2, SYSREG_VTTBR_EL2},	  {REGIME_S2, SYSREG_VTCR_EL2},
		{REGIME_EL1_0, SYSREG_TTBR0_EL1}, {REGIME_EL1_0, SYSREG_TCR_EL1},
		{REGIME_EL1_1, SYSREG_TTBR1_EL1}, {REGIME_EL1_1, SYSREG_TCR_EL1},
	};
	struct sysregs regs;

	(void)state;
	for (size_t i = 0; i < sizeof(need) / sizeof(need[0]); i++) {
		const char *name = sysreg_name(need[i].reg);
		char give[40];

		snprintf(give, sizeof(give), "--reg %s=", name);
		all(&regs);
		decode(need[i].id, &regs);
		setup_unknown(&regs, need[i].reg);
		refused(need[i].id, &regs, ERR_UNKNOWN_REG, name, give);
		setup_absent(&regs, need[i].reg);
		refused(need[i].id, &regs, ERR_DISABLED, name, "CPU 3");
	}
}

/* What can be done without is, and the note says so; the unknown value is not looked at. */
static void assumed_registers(void **state)
{
	static const struct {
		enum regime_id id;
		enum sysreg reg;
		const char *word;
	} some[] = {
		{REGIME_EL2, SYSREG_MAIR_EL2, "MAIR"},
		{REGIME_EL2, SYSREG_SCTLR_EL2, "SCTLR is unknown"},
		{REGIME_EL2, SYSREG_HCR_EL2, "HCR_EL2 is unknown: E2H"},
		{REGIME_S2, SYSREG_HCR_EL2, "HCR_EL2 is unknown: stage 2 taken as on"},
		{REGIME_S2, SYSREG_ID_AA64MMFR1_EL1, "ID_AA64MMFR1_EL1 is unknown"},
		{REGIME_EL1_0, SYSREG_MAIR_EL1, "MAIR"},
		{REGIME_EL1_1, SYSREG_SCTLR_EL1, "SCTLR is unknown"},
		{REGIME_EL1_1, SYSREG_HCR_EL2, "HCR_EL2 is unknown: stage 2 taken as off"},
	};
	struct sysregs regs;

	(void)state;
	for (size_t i = 0; i < sizeof(some) / sizeof(some[0]); i++) {
		struct regime r;

		all(&regs);
		setup_unknown(&regs, some[i].reg);
		r = decode(some[i].id, &regs);
		assert_true(r.translates);
		assert_false(r.nested && some[i].reg == SYSREG_HCR_EL2);
		assert_false(r.wxn && some[i].reg == SYSREG_SCTLR_EL2);
		assert_false(r.xnx && some[i].reg == SYSREG_ID_AA64MMFR1_EL1);
		if (!strstr(r.assumed, some[i].word))
			fail_msg("%s without %s: '%s'", r.name, sysreg_name(some[i].reg),
				 r.assumed);
	}
}

/* Registers that no regime needs: unknown is as good as without the feature, silently. */
static void optional_registers(void **state)
{
	static const enum sysreg some[] = {
		SYSREG_ID_AA64MMFR0_EL1, SYSREG_ID_AA64MMFR2_EL1, SYSREG_ID_AA64PFR0_EL1,
		SYSREG_TCR2_EL1,	 SYSREG_TCR2_EL2,	  SYSREG_SCR_EL3,
	};
	struct sysregs regs;

	(void)state;
	for (int id = 0; id < REGIME_COUNT; id++) {
		if (id == REGIME_EL2_0 || id == REGIME_EL2_1 || id == REGIME_EL3)
			continue;
		all(&regs);
		for (size_t i = 0; i < sizeof(some) / sizeof(some[0]); i++)
			setup_unknown(&regs, some[i]);
		assert_string_equal(decode((enum regime_id)id, &regs).assumed, "");
	}
}

/* With everything unknown that may be, and a misaligned root, each of the notes is there in full.
 */
static void assumed_is_not_cut(void **state)
{
	struct sysregs regs = {0};
	struct regime r;

	(void)state;
	setup_reg(&regs, SYSREG_TTBR0_EL2, 0x40000010);
	setup_reg(&regs, SYSREG_TCR_EL2, XEN_TCR_EL2);
	r = decode(REGIME_EL2, &regs);
	assert_non_null(strstr(r.assumed, "SCTLR is unknown: MMU taken as on, WXN as 0; "));
	assert_non_null(strstr(r.assumed, "HCR_EL2 is unknown: E2H taken as 0; "));
	assert_non_null(strstr(r.assumed, "below its alignment are set; taken as 0; "));
	assert_non_null(strstr(r.assumed, "memory types are unknown without MAIR"));
	setup_reg(&regs, SYSREG_VTTBR_EL2, 0x40000010);
	setup_reg(&regs, SYSREG_VTCR_EL2, XEN_VTCR_EL2);
	r = decode(REGIME_S2, &regs);
	assert_non_null(strstr(r.assumed, "XN[0] is ignored (no FEAT_XNX); "));
	assert_non_null(strstr(r.assumed, "stage 2 taken as on, FWB as 0; "));
	assert_non_null(strstr(r.assumed, "below its alignment are set; taken as 0"));
}

/* ---- Refusals ---- */

struct change {
	enum regime_id id;
	enum sysreg reg;
	uint64_t clear, set;
	enum err_code code;
	const char *word, *word2;
};

static void refuse_each(const struct change *c, size_t n)
{
	struct sysregs regs;

	for (; n--; c++) {
		all(&regs);
		if (!sysreg_known(&regs, c->reg))
			setup_reg(&regs, c->reg, 0);
		decode(c->id, &regs);
		regs.r[c->reg].v = (regs.r[c->reg].v & ~c->clear) | c->set;
		refused(c->id, &regs, c->code, c->word, c->word2);
	}
}

#define EACH(rows) refuse_each(rows, sizeof(rows) / sizeof((rows)[0]))

static void granules(void **state)
{
	static const struct change rows[] = {
		{REGIME_EL2, SYSREG_TCR_EL2, BIT(15) | BIT(14), BIT(14), ERR_UNSUPPORTED, "el2",
		 "64K granule"},
		{REGIME_EL2, SYSREG_TCR_EL2, BIT(15) | BIT(14), BIT(15), ERR_UNSUPPORTED, "el2",
		 "16K granule"},
		{REGIME_EL2, SYSREG_TCR_EL2, 0, BIT(15) | BIT(14), ERR_MALFORMED, "TCR_EL2",
		 "reserved"},
		{REGIME_S2, SYSREG_VTCR_EL2, 0, BIT(14), ERR_UNSUPPORTED, "s2", "64K granule"},
		{REGIME_S2, SYSREG_VTCR_EL2, 0, BIT(15), ERR_UNSUPPORTED, "s2", "16K granule"},
		{REGIME_S2, SYSREG_VTCR_EL2, 0, BIT(15) | BIT(14), ERR_MALFORMED, "VTCR_EL2",
		 "reserved"},
		{REGIME_EL1_0, SYSREG_TCR_EL1, 0, BIT(14), ERR_UNSUPPORTED, "el1.0", "64K granule"},
		{REGIME_EL1_0, SYSREG_TCR_EL1, 0, BIT(15), ERR_UNSUPPORTED, "el1.0", "16K granule"},
		{REGIME_EL1_0, SYSREG_TCR_EL1, 0, BIT(15) | BIT(14), ERR_MALFORMED, "TCR_EL1",
		 "reserved"},
		/* TG1 counts differently. */
		{REGIME_EL1_1, SYSREG_TCR_EL1, BIT(31) | BIT(30), 0, ERR_MALFORMED, "TCR_EL1",
		 "reserved"},
		{REGIME_EL1_1, SYSREG_TCR_EL1, BIT(31), BIT(30), ERR_UNSUPPORTED, "el1.1",
		 "16K granule"},
		{REGIME_EL1_1, SYSREG_TCR_EL1, 0, BIT(31) | BIT(30), ERR_UNSUPPORTED, "el1.1",
		 "64K granule"},
	};

	(void)state;
	EACH(rows);
}

static void features(void **state)
{
	static const struct change rows[] = {
		{REGIME_EL2, SYSREG_TCR_EL2, 0, BIT(32), ERR_UNSUPPORTED, "TCR_EL2.DS", "LPA2"},
		{REGIME_S2, SYSREG_VTCR_EL2, 0, BIT(32), ERR_UNSUPPORTED, "VTCR_EL2.DS", "LPA2"},
		{REGIME_EL1_0, SYSREG_TCR_EL1, 0, BIT(59), ERR_UNSUPPORTED, "TCR_EL1.DS", "LPA2"},
		{REGIME_EL1_1, SYSREG_TCR_EL1, 0, BIT(59), ERR_UNSUPPORTED, "TCR_EL1.DS", "LPA2"},
		{REGIME_EL2, SYSREG_SCTLR_EL2, 0, SCTLR_EE, ERR_UNSUPPORTED, "SCTLR_EL2.EE",
		 "big-endian"},
		{REGIME_S2, SYSREG_SCTLR_EL2, 0, SCTLR_EE, ERR_UNSUPPORTED, "SCTLR_EL2.EE",
		 "big-endian"},
		{REGIME_EL1_0, SYSREG_SCTLR_EL1, 0, SCTLR_EE, ERR_UNSUPPORTED, "SCTLR_EL1.EE",
		 "big-endian"},
		{REGIME_EL1_1, SYSREG_SCTLR_EL1, 0, SCTLR_EE, ERR_UNSUPPORTED, "SCTLR_EL1.EE",
		 "big-endian"},
		{REGIME_EL2, SYSREG_HCR_EL2, 0, HCR_E2H, ERR_UNSUPPORTED, "HCR_EL2.E2H", "EL2&0"},
		{REGIME_EL1_0, SYSREG_HCR_EL2, HCR_RW, 0, ERR_UNSUPPORTED, "HCR_EL2.RW", "AArch32"},
		{REGIME_EL1_1, SYSREG_HCR_EL2, 0, BIT(42) | BIT(43), ERR_UNSUPPORTED, "HCR_EL2.NV1",
		 "el1.1"},
		{REGIME_S2, SYSREG_HCR_EL2, 0, BIT(46), ERR_UNSUPPORTED, "HCR_EL2.FWB", "s2"},
		{REGIME_EL1_0, SYSREG_TCR_EL1, 0, BIT(7), ERR_DISABLED, "TCR_EL1.EPD0", "el1.0"},
		{REGIME_EL1_1, SYSREG_TCR_EL1, 0, BIT(23), ERR_DISABLED, "TCR_EL1.EPD1", "el1.1"},
	};

	(void)state;
	EACH(rows);
}

static void extensions(void **state)
{
	struct change c = {.code = ERR_UNSUPPORTED, .word2 = "0x"};
	struct sysregs regs;

	(void)state;
	for (unsigned bit = 0; bit < 6; bit++) {
		c.set = BIT(bit);
		c.id = REGIME_EL2;
		c.reg = SYSREG_TCR2_EL2;
		c.word = "TCR2_EL2";
		refuse_each(&c, 1);
		c.id = REGIME_EL1_0;
		c.reg = SYSREG_TCR2_EL1;
		c.word = "TCR2_EL1";
		refuse_each(&c, 1);
		c.id = REGIME_EL1_1;
		refuse_each(&c, 1);
	}
	for (unsigned bit = 36; bit <= 38; bit++) {
		c.set = BIT(bit);
		c.id = REGIME_S2;
		c.reg = SYSREG_VTCR_EL2;
		c.word = "VTCR_EL2";
		refuse_each(&c, 1);
	}
	/* A register that is not known does not refuse. */
	all(&regs);
	setup_unknown(&regs, SYSREG_TCR2_EL1);
	setup_absent(&regs, SYSREG_TCR2_EL2);
	decode(REGIME_EL1_0, &regs);
	decode(REGIME_EL2, &regs);
}

/* NV1 alone, or the other half's switches, are no reason. */
static void not_refused(void **state)
{
	struct sysregs regs;

	(void)state;
	all(&regs);
	regs.r[SYSREG_HCR_EL2].v |= BIT(43);
	decode(REGIME_EL1_0, &regs);
	regs.r[SYSREG_HCR_EL2].v ^= BIT(43) | BIT(42);
	decode(REGIME_EL1_0, &regs);
	all(&regs);
	regs.r[SYSREG_TCR_EL1].v |= BIT(23); /* EPD1 */
	decode(REGIME_EL1_0, &regs);
	regs.r[SYSREG_TCR_EL1].v ^= BIT(23) | BIT(7); /* EPD0 */
	decode(REGIME_EL1_1, &regs);
	all(&regs);
	regs.r[SYSREG_SCTLR_EL1].v |= SCTLR_EE;
	decode(REGIME_EL2, &regs);
	decode(REGIME_S2, &regs);
	all(&regs);
	regs.r[SYSREG_SCTLR_EL2].v |= SCTLR_EE;
	decode(REGIME_EL1_0, &regs);
}

/* Refused where it is in use; not there where it is not. */
static void whole_regimes_refused(void **state)
{
	struct sysregs regs;

	(void)state;
	for (int i = 0; i < SYSREG_COUNT; i++)
		setup_reg(&regs, (enum sysreg)i, 0);
	refused(REGIME_EL2_0, &regs, ERR_DISABLED, "HCR_EL2.E2H = 0", "el2.0");
	refused(REGIME_EL2_1, &regs, ERR_DISABLED, "HCR_EL2.E2H = 0", "el2.1");
	setup_reg(&regs, SYSREG_HCR_EL2, HCR_E2H);
	refused(REGIME_EL2_0, &regs, ERR_UNSUPPORTED, "el2.0", "EL2&0");
	refused(REGIME_EL2_1, &regs, ERR_UNSUPPORTED, "el2.1", "EL2&0");
	refused(REGIME_EL3, &regs, ERR_UNSUPPORTED, "el3", "EL3");
	setup_absent(&regs, SYSREG_TTBR1_EL2);
	refused(REGIME_EL2_1, &regs, ERR_DISABLED, "no TTBR1_EL2", "CPU 3");
	setup_absent(&regs, SYSREG_TTBR0_EL3);
	refused(REGIME_EL3, &regs, ERR_DISABLED, "no TTBR0_EL3", "CPU 3");
}

/* ---- Switched off ---- */

static void off(enum regime_id id, enum sysreg reg, uint64_t clear, uint64_t set, const char *why)
{
	struct sysregs regs;
	struct regime r;

	all(&regs);
	assert_true(decode(id, &regs).translates);
	regs.r[reg].v = (regs.r[reg].v & ~clear) | set;
	r = decode(id, &regs);
	assert_false(r.translates);
	assert_non_null(r.off);
	assert_string_equal(r.off, why);
}

static void switched_off(void **state)
{
	(void)state;
	off(REGIME_EL2, SYSREG_SCTLR_EL2, SCTLR_M, 0, "SCTLR_EL2.M = 0");
	off(REGIME_EL1_0, SYSREG_SCTLR_EL1, SCTLR_M, 0, "SCTLR_EL1.M = 0");
	off(REGIME_EL1_1, SYSREG_SCTLR_EL1, SCTLR_M, 0, "SCTLR_EL1.M = 0");
	off(REGIME_EL1_0, SYSREG_HCR_EL2, 0, HCR_DC, "HCR_EL2.DC = 1");
	off(REGIME_EL1_1, SYSREG_HCR_EL2, 0, HCR_TGE, "HCR_EL2.TGE = 1");
	off(REGIME_S2, SYSREG_HCR_EL2, HCR_VM, 0, "HCR_EL2.VM = 0");
	off(REGIME_S2, SYSREG_HCR_EL2, 0, HCR_E2H | HCR_TGE, "HCR_EL2.E2H and TGE = 1");
}

/* HCR_EL2.VM, DC, E2H, TGE: is stage 2 in use (D8.1, HCR_EL2)? DC works as VM does; a VHE host has
 * none. */
static void when_nested(void **state)
{
	struct sysregs regs;

	(void)state;
	for (unsigned i = 0; i < 16; i++) {
		bool vm = i & 1, dc = i & 2, tge = i & 4, e2h = i & 8;
		bool host = tge && e2h, s2 = (vm || dc) && !host;
		struct regime r;

		all(&regs);
		setup_reg(&regs, SYSREG_HCR_EL2,
			  HCR_RW | (vm ? HCR_VM : 0) | (dc ? HCR_DC : 0) | (tge ? HCR_TGE : 0) |
				  (e2h ? HCR_E2H : 0));
		r = decode(REGIME_EL1_0, &regs);
		assert_int_equal(r.nested, s2);
		assert_int_equal(r.translates, !tge && !dc);
		r = decode(REGIME_S2, &regs);
		assert_int_equal(r.translates, s2);
	}
}

/* What was never set up is off before it is wrong; what is refused stays refused. */
static void off_and_not_set_up(void **state)
{
	struct sysregs regs;

	(void)state;
	all(&regs);
	setup_reg(&regs, SYSREG_TCR_EL1, 0);
	refused(REGIME_EL1_0, &regs, ERR_MALFORMED, "TxSZ 0", "TCR_EL1");
	setup_reg(&regs, SYSREG_SCTLR_EL1, 0);
	refused(REGIME_EL1_0, &regs, ERR_DISABLED, "SCTLR_EL1.M = 0", "not set up");
	refused(REGIME_EL1_1, &regs, ERR_DISABLED, "SCTLR_EL1.M = 0", "not set up");
	setup_reg(&regs, SYSREG_VTCR_EL2, 0);
	refused(REGIME_S2, &regs, ERR_MALFORMED, "TxSZ 0", "VTCR_EL2");
	setup_reg(&regs, SYSREG_HCR_EL2, HCR_RW);
	refused(REGIME_S2, &regs, ERR_DISABLED, "HCR_EL2.VM = 0", "not set up");
	setup_reg(&regs, SYSREG_VTCR_EL2, BIT(14));
	refused(REGIME_S2, &regs, ERR_UNSUPPORTED, "64K", "s2");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(xen_el2),
		cmocka_unit_test(xen_stage2),
		cmocka_unit_test(linux_el1),
		cmocka_unit_test(xen_dom0),
		cmocka_unit_test(needed_registers),
		cmocka_unit_test(assumed_registers),
		cmocka_unit_test(optional_registers),
		cmocka_unit_test(assumed_is_not_cut),
		cmocka_unit_test(granules),
		cmocka_unit_test(features),
		cmocka_unit_test(extensions),
		cmocka_unit_test(not_refused),
		cmocka_unit_test(whole_regimes_refused),
		cmocka_unit_test(switched_off),
		cmocka_unit_test(when_nested),
		cmocka_unit_test(off_and_not_set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
