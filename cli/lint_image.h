/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the hypervisor's image is, by its symbols, so that lint can say which guest reaches it. */
#ifndef PTVIEW_LINT_IMAGE_H
#define PTVIEW_LINT_IMAGE_H

#include "src/err.h"
#include "src/lint/lint.h"
#include "src/mem.h"

struct lint_image {
	struct lint_keep_out *pieces; /* free() */
	size_t n, cap;
	bool xen;    /* the symbols are Xen's, whose stage 2 has a p2m type in the software bits */
	bool failed; /* out of memory */
};

/*
 * The memory under the image: from _start (or _text) to _end of an ELF with symbols, as the tables
 * of EL2 on that CPU map it. ERR_SOURCE: the file, its symbols, or the tables do not tell; err says
 * so. out->pieces is the caller's, also after an error.
 */
enum err_code lint_image_find(struct mem *m, unsigned cpu, const char *symbols,
			      struct lint_image *out, struct err *err);

#endif
