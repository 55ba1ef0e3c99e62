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
 * X(name, alias): alias is the name that QEMU's gdbstub uses where it departs from the Arm ARM's,
 * else NULL.
 */
#define SYSREG_LIST(X)            \
	X(TTBR0_EL1, NULL)        \
	X(TTBR1_EL1, NULL)        \
	X(TCR_EL1, NULL)          \
	X(TCR2_EL1, NULL)         \
	X(MAIR_EL1, NULL)         \
	X(SCTLR_EL1, "SCTLR")     \
	X(TTBR0_EL2, NULL)        \
	X(TTBR1_EL2, NULL)        \
	X(TCR_EL2, NULL)          \
	X(TCR2_EL2, NULL)         \
	X(MAIR_EL2, NULL)         \
	X(SCTLR_EL2, NULL)        \
	X(HCR_EL2, NULL)          \
	X(VTTBR_EL2, NULL)        \
	X(VTCR_EL2, NULL)         \
	X(TTBR0_EL3, NULL)        \
	X(TCR_EL3, NULL)          \
	X(MAIR_EL3, NULL)         \
	X(SCTLR_EL3, NULL)        \
	X(SCR_EL3, NULL)          \
	X(ID_AA64MMFR0_EL1, NULL) \
	X(ID_AA64MMFR1_EL1, NULL) \
	X(ID_AA64MMFR2_EL1, NULL) \
	X(ID_AA64PFR0_EL1, NULL)  \
	X(ESR_EL1, NULL)          \
	X(FAR_EL1, NULL)          \
	X(ESR_EL2, NULL)          \
	X(FAR_EL2, NULL)          \
	X(HPFAR_EL2, NULL)        \
	X(PSTATE, "cpsr")         \
	X(PC, "pc")

enum sysreg {
#define X(name, alias) SYSREG_##name,
	SYSREG_LIST(X)
#undef X
		SYSREG_COUNT
};

/* Where a value came from. */
enum sysreg_origin {
	SYSREG_UNKNOWN = 0, /* nobody told: the value must not be used */
	SYSREG_ABSENT,	    /* the target says that it has no such register */
	SYSREG_READ,	    /* read from the target, or recorded in the file */
	SYSREG_GIVEN,	    /* given by the user (--reg) */
	SYSREG_INFERRED,    /* worked out from something else in the target */
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

/*
 * The register of that name, by the Arm ARM's name or the gdbstub's, case ignored; SYSREG_COUNT for
 * none.
 */
enum sysreg sysreg_by_name(const char *name);

/* True where the value may be used (read, given or inferred). */
bool sysreg_known(const struct sysregs *regs, enum sysreg id);

/* "read", "given", "inferred", "absent", "unknown". */
const char *sysreg_origin_name(enum sysreg_origin origin);

/* The rows of fields of one register: the next row after prev (NULL for the first), or NULL. */
const struct sysreg_field *sysreg_next_field(enum sysreg id, const struct sysreg_field *prev);

#endif
