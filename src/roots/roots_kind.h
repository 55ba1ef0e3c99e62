/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which regime a tree is of, by what its leaves have in common and by what the CPUs are. */
#ifndef PTVIEW_ROOTS_KIND_H
#define PTVIEW_ROOTS_KIND_H

#include "src/roots/roots.h"

/* What PC and PSTATE of the CPUs say of the machine. */
struct roots_machine {
	bool a64, a32; /* both where nothing is known */
	bool a32_seen; /* a CPU is in AArch32 */
	bool e2h;      /* a CPU is in EL2 with its PC in the upper half, which only EL2&0 has */
	unsigned el;   /* the highest exception level that a CPU is in; 0: not known */
	bool kernel;   /* a kernel of EL1&0 or EL2&0 was found: what maps itself is its own */
};

void roots_machine_of(const struct mem *m, struct roots_machine *out);

/* True where trees of a form can be on the machine. */
bool roots_machine_has(const struct roots_machine *k, const struct roots_form *f);

/* The exception level of a CPU whose PSTATE is known; a32 tells the width. -1: it is not. */
int roots_machine_el(const struct sysregs *regs, bool *a32);

/* Set regime and label of c by its shape, and note in k what it says of the machine. */
void roots_kind_set(struct roots_candidate *c, struct roots_machine *k);

#endif
