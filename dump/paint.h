/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is seen of strokes that were painted over each other: of each place the last one. */
#ifndef PTVIEW_DUMP_PAINT_H
#define PTVIEW_DUMP_PAINT_H

#include <stddef.h>
#include <stdint.h>

#include "src/err.h"

struct paint_stroke {
	uint64_t start, end; /* end exclusive, above start */
	uint64_t from;	     /* where the content of start comes from; it goes up with the place */
};

/*
 * n strokes in the order in which they were painted, which is lost: they are sorted. *out, which
 * the caller frees, is what is seen of them: ascending, apart, and joined where one carries another
 * on; at most 2n. Takes n log n. ERR_NOMEM.
 */
enum err_code paint_settle(struct paint_stroke *strokes, size_t n, struct paint_stroke **out,
			   size_t *nout);

#endif
