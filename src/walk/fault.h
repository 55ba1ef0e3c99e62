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
	FAULT_UNREADABLE, /* a table that would tell cannot be read */
};

/* What was reported. */
struct fault_report {
	struct esr esr; /* of an abort */
	bool stage2;	/* taken to EL2 for stage 2, out of the regime of `w` */
	bool user;	/* from EL0, as far as stage 1 is concerned */
	bool flat;	/* stage 1 is off: what FAR has is an IPA */
	bool has_far, has_hpfar;
	uint64_t far, hpfar;
};

/* What would happen. */
struct fault_result {
	enum walk_fault fault; /* or WALK_FAULT_NONE */
	int stage, level;
	bool on_walk; /* stage 2, on a table of stage 1 */
};

struct fault {
	enum fault_verdict verdict;
	struct fault_result tables; /* of FAULT_AGREE and FAULT_DIFFERS */
	bool has_va, has_ipa;	    /* what was walked */
	struct walk_result va;	    /* stage 1 at FAR */
	struct walk_result ipa;	    /* stage 2 at the IPA */
	bool ipa_from_hpfar;
	bool ipa_page; /* only the page of the IPA is known */
	/*
	 * HPFAR names another page than the tables of stage 1 lead to: ipa_from_hpfar, and this.
	 */
	bool ipa_disagrees;
	bool maybe_pan; /* allowed, unless PSTATE.PAN is set or the access was an unprivileged one
			 */
};

/*
 * Hold a report against the tables. s1: the regime of the virtual address, or NULL where there is
 * none to walk; s2: stage 2, or NULL where it is not in use.
 */
void fault_check(struct walker *s1, struct walker *s2, const struct fault_report *r,
		 struct fault *out);

/* The IPA page of HPFAR_EL2 or HPFAR: FIPA is bits 47:4. */
uint64_t fault_hpfar_ipa(uint64_t hpfar);

/* "agree", "translates", "differs", "not_tables", "no_address", "unreadable". */
const char *fault_verdict_name(enum fault_verdict v);

#endif
