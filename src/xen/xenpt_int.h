/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shared by the files of xenpt; not for others. */
#ifndef PTVIEW_XENPT_INT_H
#define PTVIEW_XENPT_INT_H

#include "src/bits.h"
#include "src/xen/xenpt.h"

/* Bits of a descriptor that xen_pt_update looks at or sets (DDI 0487, D8.3; names as in Xen). */
#define XENPT_PTE_VALID	 (UINT64_C(1) << 0)
#define XENPT_PTE_TABLE	 (UINT64_C(1) << 1) /* at level 3: page */
#define XENPT_PTE_RO	 (UINT64_C(1) << 7)
#define XENPT_PTE_CONTIG (UINT64_C(1) << 52)
#define XENPT_PTE_XN	 (UINT64_C(1) << 54)

/* Where an entry is. */
struct xenpt_slot {
	struct pa table;
	unsigned level, index;
};

/* Vfn of all ones; the width of an address less the 12 bits inside a frame. */
static inline uint64_t xenpt_vfn_mask(const struct xenpt_arch *a)
{
	return bits_mask(a->long_bits - 1, XENPT_FRAME_SHIFT) >> XENPT_FRAME_SHIFT;
}

static inline uint64_t xenpt_long_mask(const struct xenpt_arch *a)
{
	return bits_mask(a->long_bits - 1, 0);
}

static inline uint64_t xenpt_entry_address(uint64_t entry)
{
	return entry & bits_mask(47, 12);
}

/* Index of vfn in a table of a level: 9 bits a level. */
static inline unsigned xenpt_index(uint64_t vfn, unsigned level)
{
	return (unsigned)(vfn >> (XENPT_ORDER_STEP * (3 - level))) & (XENPT_ENTRIES - 1);
}

/* xenpt_entry.c: one entry. */

/*
 * Read the entry of a slot. Errors as xenpt_step(). vfn: for the error text.
 */
enum err_code xenpt_entry_read(struct xenpt *x, const struct xenpt_slot *s, uint64_t vfn,
			       uint64_t *entry, struct err *err);

/* Store an entry if it differs from `before`, and tell. */
enum err_code xenpt_entry_write(struct xenpt *x, const struct xenpt_step *step,
				const struct xenpt_slot *s, uint64_t before, uint64_t after,
				struct err *err);

/* The descriptor of a table. */
uint64_t xenpt_entry_table(struct pa table);

/*
 * What a step may do to the entry it aims at: checks, and the new value. Returns rc; *after is only
 * set with 0. Prints and asserts through events.
 */
int xenpt_entry_next(struct xenpt *x, const struct xenpt_step *step, uint64_t before,
		     uint64_t *after);

/* xenpt_event.c: telling. */
void xenpt_tell(struct xenpt *x, const struct xenpt_event *ev);

/* Xen prints; returns rc, so that it can be returned. step may be NULL. */
int xenpt_tell_msg(struct xenpt *x, const struct xenpt_step *step, int rc, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* An assertion fails; returns XENPT_RC_ASSERT. step may be NULL. */
int xenpt_tell_assert(struct xenpt *x, const struct xenpt_step *step, const char *text);

#endif
