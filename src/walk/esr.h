/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The syndrome of an exception: ESR_ELx, or HSR, which has the same layout. Exception classes by
 * name; Instruction and Data Aborts in full.
 */
#ifndef PTVIEW_ESR_H
#define PTVIEW_ESR_H

#include "src/walk/walk.h"

struct esr {
	uint64_t raw;
	unsigned ec;	       /* bits 31:26 */
	const char *exception; /* in words; "reserved" for a class that there is not */
	/* The rest is of aborts only. */
	bool abort, instruction;
	bool lower;	       /* from a lower Exception level than the one that took it */
	const char *status;    /* DFSC or IFSC in words, without the level */
	enum walk_fault fault; /* WALK_FAULT_NONE: not a fault that translation tables give */
	bool has_level;
	int level;	/* may be -2, of 128-bit descriptors */
	bool write;	/* WnR */
	bool cache;	/* CM: cache maintenance or address translation, for which WnR is set */
	bool s1ptw;	/* stage 2 faulted on a table of stage 1 */
	bool far_valid; /* FnV clear */
};

/* Returns out->abort. */
bool esr_decode(uint64_t raw, struct esr *out);

/* A field, decoded. */
struct esr_part {
	const char *name;
	unsigned hi, lo;
	uint64_t value;
	const char *words, *section;
};

/* The fields from the top down, those of the ISS for an abort only. At most ESR_PARTS_MAX. */
enum { ESR_PARTS_MAX = 24 };
size_t esr_parts(const struct esr *e, struct esr_part *parts);

#endif
