/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/core/setup.h"

#include <string.h>

#include "tests/core/cm.h"

void setup_reg(struct sysregs *r, enum sysreg id, uint64_t v)
{
	r->r[id] = (struct sysreg_value){v, SYSREG_READ};
}

void setup_unknown(struct sysregs *r, enum sysreg id)
{
	/* A value that would be wrong everywhere: nobody may look at it. */
	r->r[id] = (struct sysreg_value){~UINT64_C(0), SYSREG_UNKNOWN};
}

void setup_absent(struct sysregs *r, enum sysreg id)
{
	r->r[id] = (struct sysreg_value){~UINT64_C(0), SYSREG_ABSENT};
}

void setup_el2(struct sysregs *r, uint64_t root)
{
	setup_reg(r, SYSREG_TTBR0_EL2, root);
	setup_reg(r, SYSREG_TCR_EL2, XEN_TCR_EL2);
	setup_reg(r, SYSREG_MAIR_EL2, XEN_MAIR_EL2);
	setup_reg(r, SYSREG_SCTLR_EL2, XEN_SCTLR_EL2);
	setup_reg(r, SYSREG_HCR_EL2, HCR_RW);
	setup_reg(r, SYSREG_ID_AA64MMFR0_EL1, 5);
	setup_reg(r, SYSREG_ID_AA64MMFR1_EL1, 0);
	setup_reg(r, SYSREG_ID_AA64MMFR2_EL1, 0);
}

void setup_s2(struct sysregs *r, uint64_t root)
{
	setup_el2(r, XEN_TTBR0_EL2);
	setup_reg(r, SYSREG_VTTBR_EL2, root);
	setup_reg(r, SYSREG_VTCR_EL2, XEN_VTCR_EL2);
	setup_reg(r, SYSREG_HCR_EL2, XEN_HCR_EL2);
}

void setup_el1(struct sysregs *r, uint64_t root0, uint64_t root1)
{
	setup_reg(r, SYSREG_TTBR0_EL1, root0);
	setup_reg(r, SYSREG_TTBR1_EL1, root1);
	setup_reg(r, SYSREG_TCR_EL1, LINUX_TCR_EL1);
	setup_reg(r, SYSREG_MAIR_EL1, LINUX_MAIR_EL1);
	setup_reg(r, SYSREG_SCTLR_EL1, LINUX_SCTLR_EL1);
	setup_reg(r, SYSREG_HCR_EL2, HCR_RW);
	setup_reg(r, SYSREG_ID_AA64MMFR0_EL1, 5);
	setup_reg(r, SYSREG_ID_AA64MMFR1_EL1, 0);
	setup_reg(r, SYSREG_ID_AA64MMFR2_EL1, 0);
}

void setup_no_el2(struct sysregs *r)
{
	setup_absent(r, SYSREG_TTBR0_EL2);
	setup_absent(r, SYSREG_TCR_EL2);
	setup_absent(r, SYSREG_MAIR_EL2);
	setup_absent(r, SYSREG_SCTLR_EL2);
	setup_absent(r, SYSREG_HCR_EL2);
	setup_absent(r, SYSREG_VTTBR_EL2);
	setup_absent(r, SYSREG_VTCR_EL2);
}

void setup_el3(struct sysregs *r, uint64_t root)
{
	setup_reg(r, SYSREG_TTBR0_EL3, root);
	setup_reg(r, SYSREG_TCR_EL3, XEN_TCR_EL2); /* the same fields */
	setup_reg(r, SYSREG_MAIR_EL3, XEN_MAIR_EL2);
	setup_reg(r, SYSREG_SCTLR_EL3, SCTLR_M);
}

void setup_a32(struct sysregs *r)
{
	setup_reg(r, SYSREG_HTTBR, 0x40001000);
	setup_reg(r, SYSREG_HTCR, 0x80003500);
	setup_reg(r, SYSREG_HMAIR0, 0xeeaa4400);
	setup_reg(r, SYSREG_HMAIR1, 0xff000004);
	setup_reg(r, SYSREG_HSCTLR, SCTLR_M);
	setup_reg(r, SYSREG_HCR, HCR_VM);
	setup_reg(r, SYSREG_VTTBR, 0x40010000);
	setup_reg(r, SYSREG_VTCR, 0x80003558); /* Xen's: 40 bits, level 1, two tables */
	setup_reg(r, SYSREG_TTBR0, 0x1000);
	setup_reg(r, SYSREG_TTBR1, 0x2000);
	setup_reg(r, SYSREG_TTBCR, UINT32_C(0x80000000));
	setup_reg(r, SYSREG_MAIR0, 0xeeaa4400);
	setup_reg(r, SYSREG_MAIR1, 0xff000004);
	setup_reg(r, SYSREG_SCTLR, SCTLR_M);
	setup_reg(r, SYSREG_ID_DFR0, 6); /* ARMv8 */
	setup_reg(r, SYSREG_ID_MMFR4, 0);
}

void setup_no_a32(struct sysregs *r)
{
	for (int i = 0; i < SYSREG_COUNT; i++)
		if (sysreg_state((enum sysreg)i) == SYSREG_A32)
			setup_absent(r, (enum sysreg)i);
}

void setup_all(struct sysregs *r)
{
	memset(r, 0, sizeof(*r));
	setup_s2(r, 0x76fe0000);
	setup_el1(r, 0x1000, 0x2000);
	setup_el3(r, 0x3000);
	setup_reg(r, SYSREG_VSTTBR_EL2, 0x76fe0000);
	setup_reg(r, SYSREG_VSTCR_EL2, XEN_VTCR_EL2);
	setup_reg(r, SYSREG_HCR_EL2, XEN_HCR_EL2);
	setup_a32(r);
}

void setup_features(struct sysregs *r)
{
	/* TGran4_2 and TGran16_2 3, TGran4 1, TGran64 0, TGran16 2, PARange 52 bits */
	setup_reg(r, SYSREG_ID_AA64MMFR0_EL1, UINT64_C(0x30310200006));
	setup_reg(r, SYSREG_ID_AA64MMFR1_EL1, 0x1003); /* HPDS, HAFDBS and HAFT */
	/* E0PD, FWB, ST, VARange */
	setup_reg(r, SYSREG_ID_AA64MMFR2_EL1, UINT64_C(0x1000010010010000));
}

struct regime setup_decode(enum regime_id id, const struct sysregs *regs)
{
	struct regime r;
	struct err err = {0};
	enum err_code st = regime_from_regs(id, regs, 0, &r, &err);

	if (st)
		fail_msg("%s: %s", regime_name(id), err.text);
	return r;
}

void setup_refused(enum regime_id id, const struct sysregs *regs, enum err_code code,
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

uint64_t setup_tcr_el2(unsigned ia_bits, unsigned ps)
{
	return UINT64_C(0x80803500) | (uint64_t)ps << 16 | (64 - ia_bits);
}

uint64_t setup_tcr_el1(unsigned ia_bits, unsigned ps)
{
	uint64_t sz = 64 - ia_bits;

	return UINT64_C(0xb5003500) | (uint64_t)ps << 32 | sz << 16 | sz;
}

uint64_t setup_vtcr(unsigned ia_bits, unsigned sl0, unsigned ps)
{
	return UINT64_C(0x80003500) | (uint64_t)ps << 16 | (uint64_t)sl0 << 6 | (64 - ia_bits);
}
