/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Xen's domains, where its symbols are known: each with its ID, its VMID and its stage 2. */
#ifndef PTVIEW_ROOTS_DOMAINS_H
#define PTVIEW_ROOTS_DOMAINS_H

#include "src/roots/roots.h"

/* IDs from here on are Xen's own (DOMID_FIRST_RESERVED, xen/include/public/xen.h). */
enum { ROOTS_DOMAINS_MAX = 0x7ff0 };

struct roots_domain {
	uint64_t va; /* of its struct domain */
	unsigned id;
	bool known; /* vmid and root are */
	unsigned vmid;
	uint64_t root;	  /* of its stage 2, physical */
	size_t candidate; /* its index among the candidates; SIZE_MAX: it is none of them */
};

struct roots_domains {
	struct roots_domain *v; /* by ascending ID */
	size_t n, cap;
	/*
	 * Inferred, since symbols do not tell how struct domain is laid out: bytes from its start
	 * to the word that is VTTBR in all of them, and to next_in_list. 0: not told.
	 */
	unsigned vttbr, next;
	unsigned words; /* how many words could be VTTBR; told is only one */
	size_t named;	/* of how many domains the root is a candidate */
};

/* c is Xen's root, by its symbols. */
bool roots_domains_are_of(const struct roots_candidate *c);

/*
 * The domains of a Xen that is a candidate of r; o has the symbols. ERR_NONE, with *out to be
 * freed, perhaps none; ERR_NOT_PRESENT, with a line: the symbols lack what leads to them, or what
 * they lead to is not a list of domains, or not in the dump. ERR_NOMEM.
 */
enum err_code roots_domains_find(struct mem *m, const struct roots *r,
				 const struct roots_candidate *xen, const struct roots_options *o,
				 struct roots_domains *out, struct err *err);
void roots_domains_free(struct roots_domains *d);

#endif
