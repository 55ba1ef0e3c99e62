/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whose tables they are, by what software leaves in the bits that the hardware ignores. */
#ifndef PTVIEW_OWNER_H
#define PTVIEW_OWNER_H

#include "src/walk/walk.h"

/*
 * Infer the owner of a walker's stage 2 (its own, or the one behind it) by its root, which is read.
 * Xen alone is told: its table descriptors have the fields of a leaf, type p2m_ram_rw among them
 * (page_to_p2m_table()), where others write nothing but the address. What is not told, or cannot be
 * read, stays REGIME_OWNER_UNKNOWN.
 */
void owner_infer(struct walker *w);

/*
 * True where the software of a walker's EL2 is Xen: the user says so, or some CPU's stage 2 is one
 * that Xen alone makes.
 */
bool owner_is_xen(const struct walker *w);

/* What the user says, of the stages where it makes a difference. */
void owner_give(struct walker *w, enum regime_software owner);

#endif
