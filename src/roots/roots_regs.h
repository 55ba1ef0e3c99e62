/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Registers that make a candidate a regime: what regime_from_regs() reads, the other way round. */
#ifndef PTVIEW_ROOTS_REGS_H
#define PTVIEW_ROOTS_REGS_H

#include "src/roots/roots.h"

/*
 * Write root, size and switches of c into c->regs, as inferred. The output size is the widest of
 * the format: it cannot be told from tables. Of memory types nothing is said.
 */
void roots_regs_set(struct roots_candidate *c);

/*
 * Take over what `from` knows and `to` does not. The halves of EL1&0 share TCR_EL1: one that was
 * inferred for the upper half gets its lower half from a candidate of that.
 */
void roots_regs_merge(struct sysregs *to, const struct roots_candidate *from);

#endif
