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
/* Bytes of what is taken for granted: as many words as there are registers to be unknown. */
enum { REGIME_ASSUMED_MAX = 1024 };

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
	REGIME_FORMAT_A32 = 1 << 3,  /* VMSAv8-32 long descriptors */
	REGIME_FORMAT_D128 = 1 << 4, /* VMSAv9-128: descriptors of 16 bytes, never walked */
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

/*
 * What else can change the meaning of a descriptor's bits; of struct regime's `modes`, a bit each.
 * TCR2_ELx, TCR_EL3 and VTCR_EL2 turn them on.
 */
enum regime_mode {
	REGIME_PIE = 1 << 0, /* permissions by PIIndex (FEAT_S1PIE, FEAT_S2PIE) */
	REGIME_POE = 1 << 1, /* overlays: of the privileged level, of stage 2 (FEAT_S1POE, S2POE) */
	REGIME_E0POE = 1 << 2, /* overlays of EL0 */
	REGIME_AIE = 1 << 3,   /* 16 memory types (FEAT_AIE) */
	REGIME_PNCH = 1 << 4,  /* bit 52 is Protected, not Contiguous (FEAT_THE) */
	REGIME_HAFT = 1 << 5,  /* tables have an access flag, which the hardware sets (FEAT_HAFT) */
	REGIME_ASSURED = 1 << 6, /* stage 2: AssuredOnly (FEAT_THE) */
	REGIME_AMEC = 1 << 7,	 /* alternate MECID, in Realm state (FEAT_MEC) */
	REGIME_FNG = 1 << 8,	 /* no entry is global (FEAT_ASID2) */
	REGIME_REALM = 1 << 9,	 /* of Realm state (FEAT_RME) */
	REGIME_OVERLAYS = REGIME_POE | REGIME_E0POE,
};

/* Sixteen permissions of 4 bits each: what a PIR or a POR has. */
struct regime_perm_table {
	uint64_t v;
	bool known;
};

/*
 * Whose tables they are, as far as that tells what an invalid descriptor still holds. Linux moved
 * the bits of its own from 6.11 on.
 */
enum regime_software {
	REGIME_OWNER_UNKNOWN,
	REGIME_OWNER_XEN,
	REGIME_OWNER_KVM,
	REGIME_OWNER_LINUX,
	REGIME_OWNER_LINUX_6_11,
	REGIME_OWNERS
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

	unsigned ia_bits;     /* width of the input address: 64 - TxSZ */
	bool upper;	      /* the half at the top of the address space (TTBR1) */
	struct ia base;	      /* what the first descriptor of the root serves from */
	struct ia lo, hi;     /* the addresses that this half translates, inclusive */
	struct ia upper_from; /* AArch32, two halves: where TTBR1's begins; 0: not known */
	unsigned tag_bits;    /* 8 where the top byte is ignored (TBI), else 0 */
	unsigned oa_bits;     /* configured width of the output address: TCR.(I)PS or VTCR.PS */
	int start_level;
	unsigned root_entries; /* descriptors in the (possibly concatenated) root */
	struct oa root;	       /* of its first descriptor; an IPA where `nested` */

	/*
	 * The tables and outputs of this stage are IPAs, and stage 2 follows. Never set for what is
	 * not EL1&0 or PL1&0 stage 1.
	 */
	bool nested;
	/*
	 * With `nested`: HCR_EL2 is unknown, and VTTBR_EL2 is not. Outputs are IPAs, and that stage
	 * 2 follows is not known: tables are read where they would be without it.
	 */
	bool stage2_unknown;

	uint64_t mair; /* stage 1: eight attribute bytes */
	bool mair_known;
	uint64_t mair2; /* eight more, with REGIME_AIE */
	bool mair2_known;
	unsigned modes;		    /* of enum regime_mode */
	enum regime_software owner; /* no register says it: see owner.h */
	bool owner_given;	    /* the user did; else it is inferred */
	/* With REGIME_PIE: of the privileged level or stage 2, and of EL0. With overlays: theirs.
	 */
	struct regime_perm_table pir, pire0, por, por_el0;
	/* Why permissions, or some of them, cannot be told; "" where they can. One line. */
	char perms_why[96];
	bool perms_undecoded; /* none can: their scheme is unknown, or not decoded */
	uint8_t sh;	 /* LPA2: the shareability of all leaves, TCR.SHx; as SH in a descriptor */
	bool hpd;	 /* hierarchical permissions are disabled */
	bool wxn;	 /* writable means execute-never */
	bool uwxn;	 /* AArch32: writable at EL0 means execute-never at PL1 */
	bool e0pd;	 /* EL0 may not touch this half at all */
	bool ha, hd;	 /* hardware updates of the access flag, of dirty state */
	bool secure;	 /* of Secure state, or EL3's: NS and NSTable tell where outputs are */
	bool xnx;	 /* stage 2: FEAT_XNX, two execute-never bits */
	bool cd;	 /* stage 2: data is Non-cacheable (HCR_EL2.CD, HCR2.CD) */
	bool fwb;	 /* stage 2: MemAttr forces memory types (HCR_EL2.FWB) */
	bool translates; /* false: the MMU of this regime is off; `off` says which bit */
	const char *off;
	/* What was taken for granted because a register is unknown; "" for nothing. One line. */
	char assumed[REGIME_ASSUMED_MAX];
};

/* log2 of the bytes that one descriptor at `level` covers. */
unsigned regime_level_shift(const struct regime *r, int level);

/* Size in bytes of what one descriptor at `level` covers. */
uint64_t regime_entry_size(const struct regime *r, int level);

/* Descriptors in a contiguous group at `level`: 16, 32 or 128; 0 where the hint has no meaning. */
unsigned regime_contiguous(const struct regime *r, int level);

/* Lowest and highest (inclusive) input address of the regime, canonical. */
static inline struct ia regime_first(const struct regime *r)
{
	return r->lo;
}

static inline struct ia regime_last(const struct regime *r)
{
	return r->hi;
}

/*
 * True where an input address is in the regime's range (after the tag is taken off); *in gets the
 * canonical address.
 */
bool regime_contains(const struct regime *r, struct ia ia, struct ia *in);

/*
 * True where an input address is looked up by this half, whether the half then has it or not; its
 * other half says nothing of it. AArch64: bit 55 (DDI 0487, D8.2.4), AArch32: TTBCR (G5.5.5).
 */
bool regime_serves(const struct regime *r, struct ia ia);

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

/* What registers say of the descriptors of such a regime: memory types, modes, permissions. Errors
 * as regime_from_regs(). */
enum err_code regime_bare_regs(struct regime *r, const struct sysregs *regs, struct err *err);

/* True where regime_bare_regs() takes something from that register. */
bool regime_bare_uses(enum regime_id id, enum sysreg reg);

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

/*
 * The geometry of 128-bit descriptors with that granule ("4K"); NULL: there is none of that name.
 * For regime_bare() alone: these rows are not among those of regime_geometry().
 */
const struct geometry *regime_geometry_d128(const char *granule);

/* True where stage 1 or 2 of that regime can have 128-bit descriptors (FEAT_D128). */
bool regime_may_be_d128(enum regime_id id);

#endif
