/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Registers as real systems have them, to be changed by a test where it wants. */
#ifndef PTVIEW_TESTS_CORE_SETUP_H
#define PTVIEW_TESTS_CORE_SETUP_H

#include "src/regime/regime.h"

/* Bits that more than one test changes. */
#define HCR_VM	   (UINT64_C(1) << 0)
#define HCR_DC	   (UINT64_C(1) << 12)
#define HCR_TGE	   (UINT64_C(1) << 27)
#define HCR_RW	   (UINT64_C(1) << 31)
#define HCR_E2H	   (UINT64_C(1) << 34)
#define SCTLR_M	   (UINT64_C(1) << 0)
#define SCTLR_WXN  (UINT64_C(1) << 19)
#define SCTLR_EE   (UINT64_C(1) << 25)
#define MMFR1_XNX  (UINT64_C(1) << 28)
#define MMFR2_TTST (UINT64_C(1) << 28)

/* Xen 4.17 on QEMU's cortex-a57: 48-bit EL2, 44-bit stage 2 from level 0, WXN. */
#define XEN_TCR_EL2   UINT64_C(0x80843510)
#define XEN_VTCR_EL2  UINT64_C(0x80043594)
#define XEN_MAIR_EL2  UINT64_C(0xff000004eeaa4400)
#define XEN_SCTLR_EL2 UINT64_C(0x30cd183d)
#define XEN_HCR_EL2   UINT64_C(0x807e663f)
#define XEN_TTBR0_EL2 UINT64_C(0x4032b000)

/* Linux 6.1 on it: 48-bit addresses, 4K, TBI0. */
#define LINUX_TCR_EL1	UINT64_C(0x34b5503510)
#define LINUX_MAIR_EL1	UINT64_C(0x000000040044ffff)
#define LINUX_SCTLR_EL1 UINT64_C(0x34d4d91d)

void setup_reg(struct sysregs *r, enum sysreg id, uint64_t v);
void setup_unknown(struct sysregs *r, enum sysreg id);
void setup_absent(struct sysregs *r, enum sysreg id);

/* All registers of EL2 stage 1, of stage 2, of EL1&0. */
void setup_el2(struct sysregs *r, uint64_t root);
void setup_s2(struct sysregs *r, uint64_t root);
void setup_el1(struct sysregs *r, uint64_t root0, uint64_t root1);

/* EL3's, and all of a CPU without AArch64: HTTBR, VTTBR, TTBR0 and so on. */
void setup_el3(struct sysregs *r, uint64_t root);
void setup_a32(struct sysregs *r);

/* None of AArch32's own registers is there. */
void setup_no_a32(struct sysregs *r);

/* Everything above, of a CPU that no real system has; ID registers say that there is no feature. */
void setup_all(struct sysregs *r);

/* ID registers of a CPU that has every feature and 52-bit addresses. */
void setup_features(struct sysregs *r);

/* The regime of these registers; fails the test where there is none. */
struct regime setup_decode(enum regime_id id, const struct sysregs *regs);

/* The regime of CPU 3 must be refused with this code, in a line that has both words. */
void setup_refused(enum regime_id id, const struct sysregs *regs, enum err_code code,
		   const char *word, const char *word2);

/* The same EL1&0 on a machine without EL2. */
void setup_no_el2(struct sysregs *r);

/* TCR values with 4K granules: input and output widths in bits, ps as encoded. */
uint64_t setup_tcr_el2(unsigned ia_bits, unsigned ps);
uint64_t setup_tcr_el1(unsigned ia_bits, unsigned ps); /* both halves */
uint64_t setup_vtcr(unsigned ia_bits, unsigned sl0, unsigned ps);

#endif
