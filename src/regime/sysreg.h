/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * System registers: their names, their fields, and what is known of their values.
 */
#ifndef PTVIEW_SYSREG_H
#define PTVIEW_SYSREG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * X(name, state, bits, stub_name): the Arm ARM's name, the execution state that has it, and its
 * width there (of PC the least). stub_name is the name that QEMU's gdbstub uses where it departs
 * from the Arm ARM's, else NULL: one such name stands for different registers in each state.
 */
#define SYSREG_LIST(X)                                            \
	X(TTBR0_EL1, A64, 64, NULL)                               \
	X(TTBR1_EL1, A64, 64, NULL)                               \
	X(TCR_EL1, A64, 64, NULL)                                 \
	X(TCR2_EL1, A64, 64, NULL)                                \
	X(MAIR_EL1, A64, 64, NULL)                                \
	X(MAIR2_EL1, A64, 64, NULL)                               \
	X(PIR_EL1, A64, 64, NULL)                                 \
	X(PIRE0_EL1, A64, 64, NULL)                               \
	X(POR_EL1, A64, 64, NULL)                                 \
	X(POR_EL0, A64, 64, NULL)                                 \
	X(SCTLR_EL1, A64, 64, "SCTLR")                            \
	X(SCTLR2_EL1, A64, 64, NULL)                              \
	X(TTBR0_EL2, A64, 64, NULL)                               \
	X(TTBR1_EL2, A64, 64, NULL)                               \
	X(TCR_EL2, A64, 64, NULL)                                 \
	X(TCR2_EL2, A64, 64, NULL)                                \
	X(MAIR_EL2, A64, 64, NULL)                                \
	X(MAIR2_EL2, A64, 64, NULL)                               \
	X(PIR_EL2, A64, 64, NULL)                                 \
	X(PIRE0_EL2, A64, 64, NULL)                               \
	X(POR_EL2, A64, 64, NULL)                                 \
	X(SCTLR_EL2, A64, 64, NULL)                               \
	X(SCTLR2_EL2, A64, 64, NULL)                              \
	X(HCR_EL2, A64, 64, NULL)                                 \
	X(HCRX_EL2, A64, 64, NULL)                                \
	X(VTTBR_EL2, A64, 64, NULL)                               \
	X(VTCR_EL2, A64, 64, NULL)                                \
	X(S2PIR_EL2, A64, 64, NULL)                               \
	X(S2POR_EL1, A64, 64, NULL)                               \
	X(VSTTBR_EL2, A64, 64, NULL)                              \
	X(VSTCR_EL2, A64, 64, NULL)                               \
	X(TTBR0_EL3, A64, 64, NULL)                               \
	X(TCR_EL3, A64, 64, NULL)                                 \
	X(MAIR_EL3, A64, 64, NULL)                                \
	X(MAIR2_EL3, A64, 64, NULL)                               \
	X(PIR_EL3, A64, 64, NULL)                                 \
	X(POR_EL3, A64, 64, NULL)                                 \
	X(SCTLR_EL3, A64, 64, NULL)                               \
	X(SCTLR2_EL3, A64, 64, NULL)                              \
	X(SCR_EL3, A64, 64, NULL)                                 \
	X(ID_AA64MMFR0_EL1, A64, 64, NULL)                        \
	X(ID_AA64MMFR1_EL1, A64, 64, NULL)                        \
	X(ID_AA64MMFR2_EL1, A64, 64, NULL)                        \
	X(ID_AA64MMFR3_EL1, A64, 64, "ID_AA64MMFR3_EL1_RESERVED") \
	X(ID_AA64MMFR4_EL1, A64, 64, "ID_AA64MMFR4_EL1_RESERVED") \
	X(ID_AA64PFR0_EL1, A64, 64, NULL)                         \
	X(ID_AA64PFR1_EL1, A64, 64, NULL)                         \
	X(ESR_EL1, A64, 64, NULL)                                 \
	X(FAR_EL1, A64, 64, NULL)                                 \
	X(ESR_EL2, A64, 64, NULL)                                 \
	X(FAR_EL2, A64, 64, NULL)                                 \
	X(HPFAR_EL2, A64, 64, NULL)                               \
	X(TTBR0, A32, 64, NULL)                                   \
	X(TTBR1, A32, 64, NULL)                                   \
	X(TTBCR, A32, 32, NULL)                                   \
	X(TTBCR2, A32, 32, NULL)                                  \
	X(MAIR0, A32, 32, NULL)                                   \
	X(MAIR1, A32, 32, NULL)                                   \
	X(SCTLR, A32, 32, "SCTLR_EL1")                            \
	X(HTTBR, A32, 64, NULL)                                   \
	X(HTCR, A32, 32, "TCR_EL2")                               \
	X(HMAIR0, A32, 32, "MAIR_EL2")                            \
	X(HMAIR1, A32, 32, NULL)                                  \
	X(HSCTLR, A32, 32, "SCTLR_EL2")                           \
	X(HCR, A32, 32, NULL)                                     \
	X(HCR2, A32, 32, NULL)                                    \
	X(VTTBR, A32, 64, NULL)                                   \
	X(VTCR, A32, 32, NULL)                                    \
	X(ID_DFR0, A32, 32, NULL)                                 \
	X(ID_MMFR3, A32, 32, NULL)                                \
	X(ID_MMFR4, A32, 32, NULL)                                \
	X(DFSR, A32, 32, NULL)                                    \
	X(DFAR, A32, 32, NULL)                                    \
	X(HSR, A32, 32, "ESR_EL2")                                \
	X(HDFAR, A32, 32, "FAR_EL2")                              \
	X(HPFAR, A32, 32, NULL)                                   \
	X(PSTATE, ANY, 32, "cpsr")                                \
	X(PC, ANY, 32, "pc")

enum sysreg {
#define X(name, state, bits, stub_name) SYSREG_##name,
	SYSREG_LIST(X)
#undef X
		SYSREG_COUNT
};

/*
 * The execution states. The registers of an AArch64 CPU whose EL1 is AArch32 are those of AArch64,
 * to which the Arm ARM maps them; AArch32's own are of CPUs without AArch64.
 */
enum sysreg_state {
	SYSREG_A64,
	SYSREG_A32,
	SYSREG_ANY,
};

/* Where a value came from. */
enum sysreg_origin {
	SYSREG_UNKNOWN = 0, /* nobody told: the value must not be used */
	SYSREG_ABSENT,	    /* the target says that it has no such register */
	SYSREG_READ,	    /* read from the target, or recorded in the file */
	SYSREG_GIVEN,	    /* given by the user (--reg) */
	SYSREG_INFERRED,    /* worked out from something else in the target */
	/* Found in the target's memory; in what, from the surest on. */
	SYSREG_VMCOREINFO, /* what Linux says of itself for a dump */
	SYSREG_SYMBOLS,	   /* a variable, by the symbols of its program */
	SYSREG_CONTEXT,	   /* what a hypervisor saved of a vCPU */
	SYSREG_CODE,	   /* an instruction that writes it, and the constant that it writes */
};

struct sysreg_value {
	uint64_t v;
	enum sysreg_origin origin;
};

/* All registers of one CPU. A zeroed struct knows nothing. */
struct sysregs {
	struct sysreg_value r[SYSREG_COUNT];
};

/* One named field of a register. Rows end with name NULL. */
struct sysreg_field {
	enum sysreg reg;
	uint8_t hi, lo;	     /* bits hi..lo, inclusive */
	const char *name;    /* the Arm ARM's */
	const char *meaning; /* a few words; "" where the name says it all */
};

/* The Arm ARM's name of a register. */
const char *sysreg_name(enum sysreg id);

/* The execution state that has it, and its width in bits there: 64 or 32. */
enum sysreg_state sysreg_state(enum sysreg id);
unsigned sysreg_bits(enum sysreg id);

/*
 * The register of that name, by the Arm ARM's name, case ignored; SYSREG_COUNT for none. "cpsr" is
 * PSTATE.
 */
enum sysreg sysreg_by_name(const char *name);

/*
 * The register that a gdbstub means by a name, on a target whose widest execution state is `state`;
 * case ignored; SYSREG_COUNT for none.
 */
enum sysreg sysreg_by_stub_name(const char *name, enum sysreg_state state);

/* True where the value may be used (read, given or inferred). */
bool sysreg_known(const struct sysregs *regs, enum sysreg id);

/* "read", "given", "inferred", "from VMCOREINFO", ..., "absent", "unknown". */
const char *sysreg_origin_name(enum sysreg_origin origin);

/* Exception level or mode of a PSTATE or CPSR: "EL1", "AArch32 Hyp". */
const char *sysreg_pstate_words(uint64_t pstate);

/* The rows of fields of one register: the next row after prev (NULL for the first), or NULL. */
const struct sysreg_field *sysreg_next_field(enum sysreg id, const struct sysreg_field *prev);

/*
 * What a value of a field says: "output size: 44 bits"; of a bit that is 0 "no", with what 1 would
 * say. buf has SYSREG_WORDS_MAX bytes. Returns it.
 */
enum { SYSREG_WORDS_MAX = 128 };
const char *sysreg_field_words(const struct sysreg_field *f, uint64_t v, char *buf);

#endif
