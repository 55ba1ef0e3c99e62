/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Addresses, as one-member structs so that the compiler refuses to mix them.
 *
 * The words are the Arm ARM's: a stage of translation takes an input address to an output address.
 * What these are depends on the stage (DDI 0487, D8.1): stage 1 takes a VA to an IPA or a PA, stage
 * 2 takes an IPA to a PA. A walker is the same code for both, so it speaks of struct ia and struct
 * oa; memory is only ever read at a struct pa. The functions at the end are the only ways across.
 */
#ifndef PTVIEW_ADDR_H
#define PTVIEW_ADDR_H

#include <stdint.h>

/* Input address of a stage: a VA for stage 1, an IPA for stage 2. */
struct ia {
	uint64_t v;
};

/* Output address of a stage: an IPA where a second stage follows, else a PA. */
struct oa {
	uint64_t v;
};

/* Physical address: what the memory system is asked for. */
struct pa {
	uint64_t v;
};

/* The output address of one stage is the input address of the next (stage 1 to stage 2). */
static inline struct ia addr_next_stage(struct oa oa)
{
	return (struct ia){oa.v};
}

/* The output address of the last stage is physical. Only for a regime without a following stage. */
static inline struct pa addr_physical(struct oa oa)
{
	return (struct pa){oa.v};
}

static inline struct ia addr_ia(uint64_t v)
{
	return (struct ia){v};
}

static inline struct oa addr_oa(uint64_t v)
{
	return (struct oa){v};
}

static inline struct pa addr_pa(uint64_t v)
{
	return (struct pa){v};
}

#endif
