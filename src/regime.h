/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registers to translation regime: granule, address widths, start level, root, permission scheme.
 *
 * Every regime and every granule is a row of a table. What a row does not cover is refused by name,
 * never guessed.
 */
#ifndef PTVIEW_REGIME_H
#define PTVIEW_REGIME_H

#include <stdbool.h>
#include <stdint.h>

#include "addr.h"
#include "err.h"
#include "sysreg.h"

/* Names as `--regime` takes them. In the order in which `info` lists them. */
enum regime_id {
	REGIME_EL2,   /* el2: EL2 stage 1, HCR_EL2.E2H 0 */
	REGIME_EL2_0, /* el2.0: EL2&0, lower half (E2H 1) */
	REGIME_EL2_1, /* el2.1: EL2&0, upper half */
	REGIME_S2,    /* s2: stage 2 of EL1&0 */
	REGIME_EL1_0, /* el1.0: EL1&0 stage 1, lower half (TTBR0) */
	REGIME_EL1_1, /* el1.1: EL1&0 stage 1, upper half (TTBR1) */
	REGIME_EL3,   /* el3 */
	REGIME_COUNT
};

enum { REGIME_LEVELS = 4, REGIME_MAX_LEVEL = 3 };

/* What one granule makes of an address. One row a granule (and, later, a descriptor format). */
struct geometry {
	const char *name;
	unsigned granule_shift; /* log2 of the granule in bytes: 12 */
	unsigned stride;	/* input address bits resolved by one full level: 9 */
	int first_level;	/* the lowest-numbered level that exists: 0 */
	unsigned block_levels;	/* bit L set: a block descriptor is allowed at level L */
	unsigned oa_top; /* output addresses use bits oa_top..granule_shift of the descriptor */
	/* Descriptors in a contiguous group at level L, 0 where the hint has no meaning. */
	uint16_t contiguous[REGIME_LEVELS];
	uint8_t min_txsz, max_txsz; /* of TxSZ and VTCR_EL2.T0SZ */
	const char *section;
};

/* Whose permissions a leaf carries. */
enum regime_perms {
	REGIME_PERMS_ONE,    /* one privilege level: EL2 or EL3 */
	REGIME_PERMS_TWO,    /* privileged and unprivileged: EL1&0, EL2&0 */
	REGIME_PERMS_STAGE2, /* S2AP */
};

struct regime {
	enum regime_id id;
	const char *name;  /* "el2" */
	const char *title; /* "EL2 stage 1" */
	unsigned cpu;	   /* whose registers these are */
	int stage;	   /* 1 or 2 */
	enum regime_perms perms;
	const struct geometry *geo;

	unsigned ia_bits;  /* width of the input address: 64 - TxSZ */
	bool upper;	   /* the half at the top of the address space (TTBR1) */
	unsigned tag_bits; /* 8 where the top byte is ignored (TBI), else 0 */
	unsigned oa_bits;  /* configured width of the output address: TCR.(I)PS or VTCR.PS */
	int start_level;
	unsigned root_entries; /* descriptors in the (possibly concatenated) root */
	struct oa root;	       /* of its first descriptor; an IPA where `nested` */

	/*
	 * The tables and outputs of this stage are IPAs, and stage 2 follows. Never set for what is
	 * not EL1&0 stage 1.
	 */
	bool nested;

	uint64_t mair; /* stage 1: eight attribute bytes */
	bool mair_known;
	bool hpd;	 /* hierarchical permissions are disabled */
	bool wxn;	 /* writable means execute-never */
	bool e0pd;	 /* EL0 may not touch this half at all */
	bool ha, hd;	 /* hardware updates of the access flag, of dirty state */
	bool xnx;	 /* stage 2: FEAT_XNX, two execute-never bits */
	bool translates; /* false: the MMU of this regime is off; `off` says which bit */
	const char *off;
	/* What was taken for granted because a register is unknown; "" for nothing. One line. */
	char assumed[256];
};

/* log2 of the bytes that one descriptor at `level` covers. */
unsigned regime_level_shift(const struct regime *r, int level);

/* Size in bytes of what one descriptor at `level` covers. */
uint64_t regime_entry_size(const struct regime *r, int level);

/* Lowest and highest (inclusive) input address of the regime, canonical. */
struct ia regime_first(const struct regime *r);
struct ia regime_last(const struct regime *r);

/*
 * True where an input address is in the regime's range (after the tag is taken off); *in gets the
 * canonical address.
 */
bool regime_contains(const struct regime *r, struct ia ia, struct ia *in);

/* Index into the table of `level` (the root's index goes up to root_entries - 1). */
unsigned regime_index(const struct regime *r, int level, struct ia ia);

/*
 * Work a regime out of one CPU's registers.
 *
 * ERR_UNKNOWN_REG: a register is needed and unknown (the line says which, and how to give it).
 * ERR_UNSUPPORTED: understood and not decoded: the line names the feature. ERR_DISABLED: the regime
 * does not exist or its half is disabled (EPDx). ERR_MALFORMED: reserved values.
 * A regime whose MMU is off is returned with translates false: its tables may still be looked at.
 */
enum err_code regime_from_regs(enum regime_id id, const struct sysregs *regs, unsigned cpu,
			       struct regime *r, struct err *err);

/*
 * A regime without registers, to decode a single descriptor by: 4K granule, widest addresses,
 * nothing known of MAIR.
 */
void regime_bare(enum regime_id id, struct regime *r);

/* The regime of that name, REGIME_COUNT for none. */
enum regime_id regime_by_name(const char *name);

/* The register that holds the root of a regime. */
enum sysreg regime_root_reg(enum regime_id id);

/* Registers that decide a regime, for `info`: the i-th, or SYSREG_COUNT past the last. */
enum sysreg regime_reg(enum regime_id id, unsigned i);

const char *regime_name(enum regime_id id);
const char *regime_title(enum regime_id id);

/* All geometry rows, for documentation and tests: the i-th or NULL. */
const struct geometry *regime_geometry(unsigned i);

#endif
