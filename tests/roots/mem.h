/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A machine's RAM made up for the finder: some tables, and zeros or junk elsewhere. */
#ifndef PTVIEW_TESTS_ROOTS_MEM_H
#define PTVIEW_TESTS_ROOTS_MEM_H

#include "src/roots/roots.h"
#include "tests/core/fakemem.h"
#include "tests/core/tree.h"

/* RAM from here on, as many bytes. */
#define RAM	 UINT64_C(0x40000000)
#define RAM_SIZE UINT64_C(0x2000000)

/* Page descriptors as Linux and Xen write them, without address. */
#define KERNEL_DATA (UINT64_C(3) << 53 | 0x703) /* UXN, PXN, AF, inner, AttrIndx 0 */
#define KERNEL_TEXT (UINT64_C(1) << 54 | 0x783) /* UXN, read-only */
#define USER_DATA   (UINT64_C(3) << 53 | 0xf43) /* nG, AP[1] */
#define XEN_DATA    (UINT64_C(1) << 54 | 0xf7f) /* nG, SH, AP[1], NS, AttrIndx 7 */
#define XEN_TEXT    (UINT64_C(0xfff))		/* the same, read-only and executable */
#define STAGE2_RAM  (UINT64_C(0x7ff))		/* write-back, read-write, AF, inner */

/* A machine without a page in it that is not 0, whose CPU is in EL1, AArch64. */
void rmem_init(struct fakemem *f);

/* count pages of 4K from ia to pa on, in a tree of the 4K granule. */
void rmem_map(struct tree *t, uint64_t ia, uint64_t pa, unsigned count, uint64_t attributes);

/* Bytes into a page, whose words are kept in the machine's order. */
void rmem_text(uint64_t *e, const char *text, size_t len);

/* Run the finder; the test fails where it does not end well. The caller frees the result. */
struct roots *rmem_find(struct fakemem *f);

/* The first candidate of a regime; fails the test where there is none. */
const struct roots_candidate *rmem_first(const struct roots *r, enum regime_id id);

/* There must be no candidate at all. */
void rmem_none(const struct roots *r);

/* True where any candidate has that root. */
bool rmem_has(const struct roots *r, uint64_t root);

bool rmem_evidence(const struct roots_candidate *c, enum roots_evidence_id id);

#endif
