/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Why an abort was taken: not only whether the tables agree, but which bit of which descriptor or
 * register made it so. Worked out from the report, the walks, the registers and the memory map, as
 * far as each of them is at hand.
 */
#ifndef PTVIEW_CAUSE_H
#define PTVIEW_CAUSE_H

#include "src/physmap.h"
#include "src/walk/fault_site.h"

enum cause_id {
	CAUSE_NOT_MAPPED,
	CAUSE_INVALIDATED,
	CAUSE_PROT_NONE,
	CAUSE_OUT_OF_RANGE,
	CAUSE_EPD,
	CAUSE_TTBR,
	CAUSE_BEYOND_IPS,
	CAUSE_BEYOND_PARANGE,
	CAUSE_ACCESS_FLAG,
	CAUSE_AP,
	CAUSE_XN,
	CAUSE_PXN,
	CAUSE_WXN,
	CAUSE_PAN,
	CAUSE_S2AP,
	CAUSE_S2XN,
	CAUSE_IPA_NOT_MAPPED,
	CAUSE_NO_SYNDROME,
	CAUSE_HYPERVISOR_INJECTED,
	CAUSE_DEVICE_UNALIGNED,
	CAUSE_MMU_OFF_UNALIGNED,
	CAUSE_SCTLR_A,
	CAUSE_EXCLUSIVE_OR_ATOMIC,
	CAUSE_EXTERNAL,
	CAUSE_TLB_CONFLICT_BBM,
	CAUSE_STALE_OR_CHANGED,
	CAUSE_REMAP_VALID,     /* of xen_pt_update(), not of an abort: cause_find() gives none */
	CAUSE_UNALIGNED_RANGE, /* as well */
	CAUSE_SHORT_DESCRIPTOR,
	CAUSE_NOT_AN_ABORT,
	CAUSE_UNDECIDED,
	CAUSE_COUNT
};

/* One cause and what shows it. */
struct cause {
	enum cause_id id;
	/* The descriptor that shows it; raw is 0 where the walk ends at such an entry. */
	bool has_descriptor;
	int stage, level;
	uint64_t raw;
	char field[40]; /* the bits or the register: "AP[2]", "SCTLR_EL1.A"; "" for none */
	char why[256];	/* one sentence, without full stop, of this case */
};

enum { CAUSE_MAX = 4 };

/* Ranked: the first is the likeliest. */
struct cause_list {
	struct cause of[CAUSE_MAX];
	unsigned n;
};

/*
 * The causes of a fault that fault_check() held against the tables of `site`. map: what is where
 * physically, or NULL where nobody knows. Never empty.
 */
void cause_find(const struct fault_site *site, const struct fault_report *r, const struct fault *f,
		const struct physmap *map, struct cause_list *out);

/*
 * Add one, for who finds causes elsewhere; the fourth is the last that is kept, and an id that is
 * there already is not added again. Returns it, to be filled in further, or NULL.
 */
struct cause *cause_add(struct cause_list *l, enum cause_id id, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* "not-mapped"; what it means in a few words; the section of the Arm ARM, or other source. */
const char *cause_name(enum cause_id id);
const char *cause_words(enum cause_id id);
const char *cause_section(enum cause_id id);

#endif
