/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the symbols and the code of a Xen say of its updates of guests' tables: where they are, and
 * where its structures have what a recording needs. arm64 only.
 *
 * Debian's xen-syms have no debug information. Each offset is inferred from an instruction of a
 * function that can mean nothing else; where the code is another, it is refused.
 */
#ifndef PTVIEW_RECORD_P2M_CODE_H
#define PTVIEW_RECORD_P2M_CODE_H

#include <stdint.h>

#include "dump/elfsym.h"
#include "src/err.h"
#include "src/xen/p2m.h"

struct record_p2m_code {
	uint64_t set, fault;   /* p2m_set_entry, p2m_resolve_translation_fault */
	uint64_t invalidate;   /* p2m_invalidate_root; 0: it has been inlined */
	uint64_t level, order; /* addresses of p2m_root_level and p2m_root_order */
	unsigned p2m;	       /* where struct domain has its struct p2m_domain; in bytes */
	/* Where that has its VTTBR, the highest mapped gfn, two flags. */
	unsigned vttbr, max, need_flush, clean;
	int mem_access; /* likewise; -1: this Xen is built without it */
	bool all_roots; /* p2m_invalidate_root counts root tables, not levels */
};

enum { RECORD_P2M_BYTES = 512 /* of a struct p2m_domain: all that is named above is in these */ };

/* ERR_SOURCE: a function is missing, or its code does not tell. */
enum err_code record_p2m_code_read(const struct elfsyms *s, struct record_p2m_code *out,
				   struct err *err);

/*
 * The dialect, by the version and the code; NULL before 4.17, of which none is known. 4.20 stands
 * for all from 4.18 on which invalidate as many root tables as the root's level is.
 */
const struct p2m_dialect *record_p2m_code_dialect(const struct record_p2m_code *c, unsigned major,
						  unsigned minor);

#endif
