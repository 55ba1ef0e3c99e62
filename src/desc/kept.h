/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What software keeps in a descriptor that is not valid. To the hardware all of them are the same
 * (bits 63:1 are ignored); who knows whose tables they are can tell more.
 */
#ifndef PTVIEW_KEPT_H
#define PTVIEW_KEPT_H

#include "src/desc/desc.h"

/* A number in a note. */
struct kept_field {
	const char *name; /* NULL past the last */
	uint8_t hi, lo;
};
enum { KEPT_FIELDS = 2, KEPT_FIELDS_MAX = 64 };

struct kept {
	enum regime_software owner;
	int stage;
	bool lower;	      /* of the lower half alone: what a process has */
	uint64_t mask, value; /* raw & mask is value */
	uint64_t any;	      /* one of these bits is set, at least; 0: none need be */
	bool output;	      /* all but bit 0 is as in a valid descriptor */
	const char *name;     /* "kept by Xen" */
	const char *then;     /* what becomes of it: "Xen makes it valid at the first fault" */
	const char *source;
	struct kept_field field[KEPT_FIELDS]; /* of a note, which has no output */
};

/* The row of an invalid descriptor, or NULL: it is 0, or nobody knows what it says. */
const struct kept *kept_of(const struct regime *r, int level, uint64_t raw);

/* What it would be if it were valid; DESC_INVALID where its row has no output. */
enum desc_kind kept_kind(const struct regime *r, int level, uint64_t raw, const struct kept *k);

/* "type 3, offset 0x1200": the numbers of a note; "" where it has none. Returns buf. */
const char *kept_fields_text(const struct kept *k, uint64_t raw, char buf[KEPT_FIELDS_MAX]);

/* "xen", "kvm", "linux", "linux-6.11"; "unknown". */
const char *kept_owner_name(enum regime_software owner);

/* The i-th row, or NULL past the last. */
const struct kept *kept_row(size_t i);

#endif
