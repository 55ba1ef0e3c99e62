/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A reported abort held against the tables: would they give it? */
#ifndef PTVIEW_FAULT_H
#define PTVIEW_FAULT_H

#include "src/walk/esr.h"

enum fault_verdict {
	FAULT_AGREE,	  /* the tables give this fault */
	FAULT_TRANSLATES, /* the tables let the access through */
	FAULT_DIFFERS,	  /* the tables give another fault */
	FAULT_NOT_TABLES, /* no fault that tables give: an external abort, alignment, ... */
	FAULT_NO_ADDRESS, /* nobody knows what was accessed */
	FAULT_NO_TABLES,  /* there are none to ask */
	FAULT_UNREADABLE, /* a table that would tell cannot be read */
};

/* Who printed it, where that is known: what some of them set up is known, too. */
enum fault_reporter {
	FAULT_BY_UNKNOWN,
	FAULT_BY_XEN,	/* of itself or of a guest */
	FAULT_BY_LINUX, /* of itself or of a process */
	FAULT_BY_KVM,	/* its code at EL2, or of a guest */
};

/*
 * What was reported. Each piece is known or not: a zeroed report knows nothing, and `esr` is made
 * by esr_decode(), esr_decode_fsr() or esr_from_kind().
 */
struct fault_report {
	struct esr esr;
	enum fault_reporter by;
	bool has_el; /* taken to this Exception level, 1 to 3 */
	int el;
	bool has_regime; /* the regime of the virtual address, or a stage 2 */
	enum regime_id regime;
	bool has_far, has_hpfar, has_ipa;
	uint64_t far;
	uint64_t hpfar;	 /* as the register has it */
	uint64_t ipa;	 /* as Xen prints it ("gpa="): goes before HPFAR */
	bool has_pstate; /* of what was interrupted: SPSR_ELx, CPSR */
	uint64_t pstate;
	bool has_insn; /* A64 instruction that was interrupted */
	uint32_t insn;
	bool not_emulated; /* who printed it says that ISV is 0 */
	bool no_range;	   /* who printed it finds the address in no range that is translated */
	/*
	 * What fault_site_find() makes of it, and fault_check() goes by.
	 */
	bool stage2; /* taken to EL2 for stage 2, out of the regime of `w` */
	bool user;   /* from EL0, as far as stage 1 is concerned; given where no syndrome says */
	bool flat;   /* stage 1 is off: what FAR has is an IPA */
};

/* What would happen. */
struct fault_result {
	enum walk_fault fault; /* or WALK_FAULT_NONE */
	int stage, level;
	bool on_walk; /* stage 2, on a table of stage 1 */
};

struct fault {
	enum fault_verdict verdict;
	/*
	 * What the tables give; of FAULT_AGREE and FAULT_DIFFERS, and of FAULT_NOT_TABLES where
	 * they were asked all the same (fault WALK_FAULT_NONE: they let it through).
	 */
	struct fault_result tables;
	bool has_va, has_ipa;	/* what was walked */
	struct walk_result va;	/* stage 1 at FAR */
	struct walk_result ipa; /* stage 2 at the IPA */
	bool ipa_from_hpfar;
	bool ipa_page; /* only the page of the IPA is known */
	/*
	 * HPFAR names another page than the tables of stage 1 lead to: ipa_from_hpfar, and this.
	 */
	bool ipa_disagrees;
	/* PSTATE.PAN would explain it: it is set, or nobody knows, and EL0 may use the page. */
	bool maybe_pan;
};

/*
 * Hold a report against the tables. s1: the regime of the virtual address, or NULL where there is
 * none to walk; s2: stage 2, or NULL where it is not in use.
 */
void fault_check(struct walker *s1, struct walker *s2, const struct fault_report *r,
		 struct fault *out);

/* The IPA page of HPFAR_EL2 or HPFAR: FIPA is bits 47:4. */
uint64_t fault_hpfar_ipa(uint64_t hpfar);

/* The IPA that a report itself names, with what FAR adds to HPFAR; false where it names none. */
bool fault_reported_ipa(const struct fault_report *r, uint64_t *ipa);

/* True where FAR may be used. */
bool fault_has_address(const struct fault_report *r);

/* The access counts as EL0's: it is, or its instruction makes it so. */
bool fault_as_user(const struct fault_report *r);

/* ATTR_R, ATTR_W, ATTR_X that the access must be allowed; 0 where it is not known what it was. */
uint8_t fault_needs(const struct fault_report *r);

/*
 * What stage 2 does not allow of a walk of stage 1: ATTR_R, to read the table; else ATTR_W, to set
 * AF or dirty state in it (D8.5.2); 0: neither. A walk writes for nothing else.
 */
uint8_t fault_walk_lacks(const struct attr *stage2);

/*
 * "agree", "translates", "differs", "not_tables", "no_address", "no_tables", "unreadable".
 */
const char *fault_verdict_name(enum fault_verdict v);

#endif
