/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What Linux says of itself for a dump: a text of NAME(WHAT)=VALUE, a line each
 * (kernel/vmcore_info.c). */
#ifndef PTVIEW_ROOTS_VMCOREINFO_H
#define PTVIEW_ROOTS_VMCOREINFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct roots_vmcoreinfo {
	char release[72];
	bool has_root, has_t1sz;
	uint64_t root;	    /* physical: swapper_pg_dir - kimage_voffset */
	uint64_t t1sz;	    /* of TCR_EL1 */
	uint64_t page_size; /* bytes; 0: it does not say */
};

/* Read a text of len bytes; false where it is none. */
bool roots_vmcoreinfo_read(const char *text, size_t len, struct roots_vmcoreinfo *out);

#endif
