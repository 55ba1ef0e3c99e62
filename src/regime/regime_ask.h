/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Single questions about a regime, for one that cannot be walked or about what a walk does not
 * need. Each answer is known or not.
 */
#ifndef PTVIEW_REGIME_ASK_H
#define PTVIEW_REGIME_ASK_H

#include "src/regime/regime.h"

/* What is off ("SCTLR_EL1.M = 0"), where it is known that this regime does not translate; else
 * NULL. */
const char *regime_ask_off(enum regime_id id, const struct sysregs *regs);

/* True where it is known that walks for this half are disabled (TCR.EPDx). */
bool regime_ask_epd(enum regime_id id, const struct sysregs *regs);

/* The register with EPDx and the granule, and the one with PS or IPS; SYSREG_COUNT for none. */
enum sysreg regime_ask_tcr(enum regime_id id, const struct sysregs *regs);
enum sysreg regime_ask_size(enum regime_id id, const struct sysregs *regs);

/* The register with the switches of stage 1 (SCTLR_ELx, HSCTLR); of stage 2 SYSREG_COUNT. */
enum sysreg regime_ask_sctlr(enum regime_id id, const struct sysregs *regs);

/* The output width that the registers configure, in bits (TCR.IPS or PS, VTCR.PS); 0: unknown. */
unsigned regime_ask_ps(enum regime_id id, const struct sysregs *regs);

/* The width of physical addresses that the CPU has (ID_AA64MMFR0_EL1.PARange); 0: unknown. */
unsigned regime_ask_parange(const struct sysregs *regs);

/* Where EL0 belongs to a host at EL2 (HCR_EL2.E2H and TGE), as far as is known. */
bool regime_ask_host(const struct sysregs *regs);

#endif
