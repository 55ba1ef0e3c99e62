/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which tables a reported abort is to be held against, and how that is known. */
#ifndef PTVIEW_FAULT_SITE_H
#define PTVIEW_FAULT_SITE_H

#include "src/walk/fault.h"

/* What the user asks for; a zeroed one leaves everything open. */
struct fault_wish {
	bool has_regime;
	enum regime_id regime;
	bool both_halves; /* "el1": the lower half is named, the address chooses */
	bool through;	  /* "el1.1+s2" */
	unsigned cpu;
	bool owner_given; /* whose tables they are; else it is inferred (owner.h) */
	enum regime_software owner;
	bool any_cpu; /* the report may be of any CPU: `cpu` is only where to start */
};

enum { FAULT_NOTES_MAX = 6, FAULT_NOTE_MAX = REGIME_ASSUMED_MAX + 32, FAULT_GUESS_MAX = 160 };

struct fault_site {
	const struct sysregs *regs; /* of `cpu`; the source's */
	unsigned cpu;
	int el;		   /* that took it */
	enum regime_id id; /* of the virtual address */
	bool no_half;	   /* which half of EL1 or PL1 it was, nothing tells: `id` is the lower */
	enum regime_id id_s2; /* s2, or s2s */
	struct walker s1, s2;
	bool has_s1, has_s2; /* whether they can be walked */
	/*
	 * Stage 2 of some CPU of the source, where this report was taken to EL1 and its own tables
	 * are not behind one: a guest's report beside the hypervisor's.
	 */
	bool has_s2_elsewhere;
	struct walker s2_elsewhere;
	const char *off; /* stage 1 does not translate: "SCTLR_EL1.M = 0"; else NULL */
	/* What was inferred, and from what: "taken to EL2: ..."; "" where all was told. */
	char guess[FAULT_GUESS_MAX];
	/* What is to be known of the tables: why there are none, what was assumed. */
	char notes[FAULT_NOTES_MAX][FAULT_NOTE_MAX];
	unsigned nnotes;
};

/*
 * Find them in a source, and fill in what the report leaves open: el, stage2, user and flat of *r.
 * No failure: has_s1 and has_s2 false, with notes, where there is nothing to ask. `out` refers to
 * m.
 */
void fault_site_find(struct mem *m, const struct fault_wish *want, struct fault_report *r,
		     struct fault_site *out);

/* The regime that the fault is of, as --regime has it: stage 2's for a fault of stage 2. */
const char *fault_site_regime(const struct fault_site *s, const struct fault_report *r);

#endif
