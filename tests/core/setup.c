/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/core/setup.h"

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
