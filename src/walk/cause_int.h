/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of cause.c share. */
#ifndef PTVIEW_CAUSE_INT_H
#define PTVIEW_CAUSE_INT_H

#include "src/walk/cause.h"

/* A fault whose cause is looked for. */
struct cause_case {
	const struct fault_site *site;
	const struct fault_report *r;
	const struct fault *f;
	const struct physmap *map; /* or NULL */
	struct cause_list *out;
};

/* The walk that ended in stage `stage`, and its last step there; NULL where there is none. */
const struct walk_result *cause_walk(const struct cause_case *c, int stage);
const struct walk_step *cause_last_step(const struct cause_case *c, int stage);

/* The regime that was walked at a stage, or NULL. */
const struct regime *cause_regime(const struct cause_case *c, int stage);

/* Name the bits and the descriptor that show a cause; NULL for either is allowed. */
void cause_show(struct cause *to, const char *field, const struct walk_step *step);

/* By what the tables give: any fault (cause_tables.c). */
void cause_tables(struct cause_case *c, const struct fault_result *t);

/* The output of a descriptor is beyond what the CPU has, as far as that is known. */
void cause_beyond_parange(struct cause_case *c, uint64_t oa, const struct walk_step *s);

/* ISV is 0: no hypervisor can emulate the access. */
void cause_not_emulated(struct cause_case *c);

/* By the report alone (cause_report.c): any fault that tables can give; an address size fault. */
void cause_reported(struct cause_case *c);
void cause_size_reported(struct cause_case *c);

/* A permission fault: by the tables at `stage`, and by the report alone (cause_perm.c). */
void cause_permission(struct cause_case *c, int stage);
void cause_permission_reported(struct cause_case *c);

/* External aborts, parity errors, granule protection faults (cause_external.c). */
void cause_external(struct cause_case *c);

/* Alignment, and exclusive or atomic accesses (cause_type.c). */
void cause_alignment(struct cause_case *c);
void cause_exclusive(struct cause_case *c);

/*
 * What software that is known to have written an entry keeps in it: "; p2m type 5
 * (p2m_mmio_direct_c)", or "". Returns buf (cause_words.c).
 */
enum { CAUSE_SOFTWARE_MAX = 80 };
const char *cause_software(const struct cause_case *c, int stage, uint64_t raw, char *buf);

#endif
