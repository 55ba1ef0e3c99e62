/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rows behind regime.h: where each translation regime keeps its controls. Not for use outside
 * src/regime*.c.
 */
#ifndef PTVIEW_REGIME_ROWS_H
#define PTVIEW_REGIME_ROWS_H

#include "src/regime/regime.h"

/* A feature without which a control is RES0, by the ID register that tells. */
enum regime_gate {
	GATE_NONE, /* always there */
	GATE_HAF,
	GATE_HAFDBS,
	GATE_HPDS,
	GATE_AA32HPD,
	GATE_E0PD,
	GATE_FWB,
	GATE_S1PIE,
	GATE_S1POE,
	GATE_S2PIE,
	GATE_S2POE,
	GATE_AIE,
	GATE_MEC,
	GATE_D128,
	GATE_THE,
	GATE_HAFT,
	GATE_ASID2,
	GATE_COUNT
};

/* A field of a control register: where it is. width 0: the regime has no such field. */
struct regime_field {
	uint8_t lo, width;
	enum regime_gate gate;
};

/* The field that turns a mode on. */
struct regime_switch {
	uint16_t mode; /* of enum regime_mode; 0 ends a list */
	struct regime_field field;
};
enum { REGIME_SWITCHES = 9 };

/* Whose switches decide whether the regime is in use. */
enum regime_owner { OWNER_EL1, OWNER_EL2, OWNER_EL3, OWNER_STAGE2 };

/*
 * Where each regime keeps its controls, by the register pages of the Arm ARM. A register that there
 * is none of is SYSREG_COUNT. tg_names maps the granule field's value to a name; NULL is reserved.
 */
struct regime_row {
	const char *name, *title, *el;
	int stage;
	enum regime_perms perms;
	enum regime_owner owner;
	bool upper;
	bool aarch32;
	bool secure; /* Secure stage 2 */
	bool e2h;    /* OWNER_EL2: the regime that HCR_EL2.E2H = 1 chooses */
	enum sysreg root, tcr, mair, mair_high, sctlr, hcr;
	const char *off;  /* of stage 1, in words: "SCTLR_EL2.M = 0" */
	enum sysreg size; /* holds `ps` and what else Secure stage 2 shares; else the same as tcr */
	struct regime_field txsz, tg, ps, tbi, epd, hpd, ha, hd, ds, e0pd, sh, sl0, sl2;
	const char *tg_names[4];
	enum sysreg ext; /* holds `modes` and what else came with FEAT_TCR2 */
	struct regime_switch modes[REGIME_SWITCHES];
	struct regime_field d128; /* 128-bit descriptors: refused */
	/* AArch32: T2E of TTBCR lets hpd2 count, which is TTBCR2's. */
	struct regime_field t2e, hpd2;
	enum sysreg ttbcr2;
	enum sysreg pir, pire0, por, por_el0, mair2;
	const struct regime_row
		*other; /* of a CPU whose registers are the other width's, or NULL */
};

/* The row of a regime: the one whose registers this CPU has. regs may be NULL: the first. */
const struct regime_row *regime_row(enum regime_id id, const struct sysregs *regs);

/* The value of a field, 0 where there is none or the CPU lacks the feature. */
uint64_t regime_get(uint64_t reg, struct regime_field f, const struct sysregs *regs);

/* TTBCR.T2E: TTBCR2 is in use. */
bool regime_uses_ttbcr2(const struct regime_row *l, const struct sysregs *regs);

/* Bits of an address that TCR.(I)PS or PARange stand for. */
unsigned regime_pa_width(unsigned encoded);

/* Note something that was taken for granted. */
void regime_assume(struct regime *r, const char *what);

/* True where the ID register is known and its field at lo is below `least`. */
bool regime_lacks(const struct sysregs *regs, enum sysreg id, unsigned lo, unsigned least);

/* EL2 and EL2&0 are the same exception level; HCR_EL2.E2H says which of the two it has. */
enum err_code regime_is_chosen(const struct regime_row *l, const struct sysregs *regs, unsigned cpu,
			       struct err *err);

/*
 * Registers without which there is no regime (regime_need.c): where some are unknown,
 * ERR_UNKNOWN_REG with a line that names all, what each tells, and what else is unknown.
 * ERR_DISABLED: there cannot be such a regime.
 */
enum err_code regime_need(const struct regime_row *l, const struct sysregs *regs, unsigned cpu,
			  struct err *err);

/* True where the state that the CPU is in by its PSTATE leaves no such regime. */
bool regime_not_by_pstate(const struct regime_row *l, const struct sysregs *regs);

/* EL3's, or of a CPU whose lower levels are in Secure state. */
bool regime_is_secure(const struct regime_row *l, const struct sysregs *regs);

/*
 * Whether the regime exists, is on, is followed by stage 2, and what else HCR and SCTLR say of it
 * (regime_switches.c). Errors as regime_from_regs().
 */
enum err_code regime_set_switches(const struct regime_row *l, const struct sysregs *regs,
				  struct regime *r, struct err *err);

/*
 * The modes of descriptors, and the tables of permissions that they want (regime_modes.c). Errors
 * as above.
 */
enum err_code regime_set_modes(const struct regime_row *l, const struct sysregs *regs,
			       struct regime *r, struct err *err);

/* The i-th register that the modes bring with them, of those that are on; SYSREG_COUNT past them.
 */
enum sysreg regime_mode_reg(const struct regime_row *l, const struct sysregs *regs, unsigned i);

/* Note why permissions are not known; the first reason stays. */
void regime_perms_unknown(struct regime *r, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Input and output widths, start level and root's size (regime_size.c). Errors as above. */
enum err_code regime_set_size(const struct regime_row *l, uint64_t tcr, const struct sysregs *regs,
			      struct regime *r, struct err *err);

#endif
