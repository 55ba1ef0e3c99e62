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

#include "src/addr.h"
#include "src/err.h"
#include "src/regime/sysreg.h"

/* Names as `--regime` takes them. In the order in which `info` lists them. */
enum regime_id {
	REGIME_EL2,   /* el2: EL2 stage 1, HCR_EL2.E2H 0 */
	REGIME_EL2_0, /* el2.0: EL2&0, lower half (E2H 1) */
	REGIME_EL2_1, /* el2.1: EL2&0, upper half */
	REGIME_PL2,   /* pl2: EL2 stage 1 in AArch32 */
	REGIME_S2,    /* s2: stage 2 of EL1&0; of PL1&0 where EL2 is AArch32 */
	REGIME_S2S,   /* s2s: stage 2 of Secure EL1&0, for Secure IPAs */
	REGIME_EL1_0, /* el1.0: EL1&0 stage 1, lower half (TTBR0) */
	REGIME_EL1_1, /* el1.1: EL1&0 stage 1, upper half (TTBR1) */
	REGIME_PL1_0, /* pl1.0: EL1&0 stage 1 in AArch32, from address 0 (TTBR0) */
	REGIME_PL1_1, /* pl1.1: the same, up to the last address (TTBR1) */
	REGIME_EL3,   /* el3 */
	REGIME_COUNT
};

/* Levels are the Arm ARM's: -1 (52-bit descriptors only) to 3. Arrays by level use a slot each. */
enum { REGIME_MIN_LEVEL = -1, REGIME_MAX_LEVEL = 3, REGIME_LEVELS = 5 };

static inline unsigned regime_slot(int level)
{
	return (unsigned)(level - REGIME_MIN_LEVEL);
}

/* How descriptors hold their addresses and attributes; a bit each, so that rows can name several.
 */
enum regime_format {
	REGIME_FORMAT_A64 = 1 << 0, /* VMSAv8-64, addresses of 48 bits */
	REGIME_FORMAT_LPA = 1 << 1, /* 64K granule, 52 bits: bits 15:12 are 51:48 of the address */
	REGIME_FORMAT_LPA2 =
		1 << 2, /* TCR.DS: bits 9:8 are 51:50 of the address, and SH is not there */
	REGIME_FORMAT_A32 = 1 << 3, /* VMSAv8-32 long descriptors */
};

/* What one granule makes of an address. One row a granule and format. */
struct geometry {
	const char *name;    /* as --granule takes it: "4K", "4K-LPA2", "4K-A32" */
	const char *granule; /* "4K" */
	enum regime_format format;
	unsigned granule_shift; /* log2 of the granule in bytes: 12 */
	unsigned stride;	/* input address bits resolved by one full level: 9 */
	int first_level;	/* the lowest-numbered level that exists: 0 */
	unsigned block_levels;	/* bit L set: a block descriptor is allowed at level L */
	unsigned oa_top; /* output addresses use bits oa_top..granule_shift of the descriptor in
			    place */
	uint8_t high_lo, high_width; /* and these bits, from high_lo on, for what is above oa_top */
	/* log2 of the descriptors in a contiguous group, by slot; 0 where the hint has no meaning.
	 */
	uint8_t contiguous[REGIME_LEVELS];
	uint8_t min_txsz, max_txsz; /* of TxSZ and VTCR_EL2.T0SZ; signed and different in AArch32 */
	const char *section;
};

/* Whose permissions a leaf carries. */
enum regime_perms {
	REGIME_PERMS_ONE,    /* one privilege level: EL2, EL3, PL2 */
	REGIME_PERMS_TWO,    /* privileged and unprivileged: EL1&0, EL2&0, PL1&0 */
	REGIME_PERMS_STAGE2, /* S2AP */
};

struct regime {
	enum regime_id id;
	const char *name;  /* "el2" */
	const char *title; /* "EL2 stage 1" */
	const char *el;	   /* the privileged exception level: "EL1", "EL2", "PL1" */
	unsigned cpu;	   /* whose registers these are */
	int stage;	   /* 1 or 2 */
	bool aarch32;	   /* VMSAv8-32 */
	enum regime_perms perms;
	const struct geometry *geo;
	enum sysreg root_reg; /* where `root` came from */

	unsigned ia_bits;  /* width of the input address: 64 - TxSZ */
	bool upper;	   /* the half at the top of the address space (TTBR1) */
	struct ia base;	   /* what the first descriptor of the root serves from */
	struct ia lo, hi;  /* the addresses that this half translates, inclusive */
	unsigned tag_bits; /* 8 where the top byte is ignored (TBI), else 0 */
	unsigned oa_bits;  /* configured width of the output address: TCR.(I)PS or VTCR.PS */
	int start_level;
	unsigned root_entries; /* descriptors in the (possibly concatenated) root */
	struct oa root;	       /* of its first descriptor; an IPA where `nested` */

	/*
	 * The tables and outputs of this stage are IPAs, and stage 2 follows. Never set for what is
	 * not EL1&0 or PL1&0 stage 1.
	 */
	bool nested;

	uint64_t mair; /* stage 1: eight attribute bytes */
	bool mair_known;
	uint8_t sh;	 /* LPA2: the shareability of all leaves, TCR.SHx; as SH in a descriptor */
	bool hpd;	 /* hierarchical permissions are disabled */
	bool wxn;	 /* writable means execute-never */
	bool uwxn;	 /* AArch32: writable at EL0 means execute-never at PL1 */
	bool e0pd;	 /* EL0 may not touch this half at all */
	bool ha, hd;	 /* hardware updates of the access flag, of dirty state */
	bool secure;	 /* of Secure state, or EL3's: NS and NSTable tell where outputs are */
	bool xnx;	 /* stage 2: FEAT_XNX, two execute-never bits */
	bool fwb;	 /* stage 2: MemAttr forces memory types (HCR_EL2.FWB) */
	bool translates; /* false: the MMU of this regime is off; `off` says which bit */
	const char *off;
	/* What was taken for granted because a register is unknown; "" for nothing. One line. */
	char assumed[256];
};

/* log2 of the bytes that one descriptor at `level` covers. */
unsigned regime_level_shift(const struct regime *r, int level);

/* Size in bytes of what one descriptor at `level` covers. */
uint64_t regime_entry_size(const struct regime *r, int level);

/* Descriptors in a contiguous group at `level`: 16, 32 or 128; 0 where the hint has no meaning. */
unsigned regime_contiguous(const struct regime *r, int level);

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
 * A regime without registers, to decode a single descriptor by: this geometry (NULL: the 4K one of
 * the regime), widest addresses, nothing known of MAIR.
 */
void regime_bare(enum regime_id id, const struct geometry *geo, struct regime *r);

/* The regime of that name, REGIME_COUNT for none. */
enum regime_id regime_by_name(const char *name);

/* The register that holds the root of a regime; which one can depend on the CPU's registers. */
enum sysreg regime_root_reg(enum regime_id id, const struct sysregs *regs);

/* Registers that decide a regime, for `info`: the i-th, or SYSREG_COUNT past the last. */
enum sysreg regime_reg(enum regime_id id, const struct sysregs *regs, unsigned i);

/*
 * The register whose fields `reg` has in a regime: with E2H, TCR_EL2 is laid out as TCR_EL1 is;
 * where EL1 is AArch32 under an AArch64 EL2, TCR_EL1 is TTBCR. Most registers have their own.
 */
enum sysreg regime_fields_of(enum regime_id id, const struct sysregs *regs, enum sysreg reg);

const char *regime_name(enum regime_id id);
/* Its title, which can depend on the CPU's registers too. */
const char *regime_title(enum regime_id id, const struct sysregs *regs);

/* True where stage 2 can follow, so that `+s2` has a meaning. */
bool regime_may_nest(enum regime_id id);

/* All geometry rows, for documentation and tests: the i-th or NULL. */
const struct geometry *regime_geometry(unsigned i);

/* The geometry row of that name, or NULL. */
const struct geometry *regime_geometry_by_name(const char *name);

#endif
