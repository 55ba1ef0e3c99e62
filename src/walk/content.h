/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is in memory, through a mapping: of a stretch of input addresses, or of all that is chosen.
 */
#ifndef PTVIEW_CONTENT_H
#define PTVIEW_CONTENT_H

#include "src/walk/range.h"

/* Each callback is told in ascending order of input address. */
struct content_visitor {
	/* A merged range, cut to what was asked for. True: its memory is to be read. What is only
	 * kept is told, and never read. */
	bool (*range)(void *arg, const struct range *r);
	/* n bytes that were read. False stops the visit. */
	bool (*bytes)(void *arg, struct ia ia, const uint8_t *b, size_t n);
	/* Memory that cannot be read, and why; neighbours with the same reason are one. */
	void (*hole)(void *arg, struct ia ia, uint64_t size, enum err_code st);
	/* A table that cannot be read. */
	void (*unreadable)(void *arg, const struct walk_table *t);
};

/* Memory that is known not to be RAM is passed over as a whole; of what a source does not tell, one
 * visit reads at most so much. */
#define CONTENT_MOST (UINT64_C(64) << 30)

/*
 * Visit [lo, hi] of a regime whose outputs are physical, or become so through stage 2.
 * ERR_CANCELLED where `bytes` stopped it; ERR_UNSUPPORTED where CONTENT_MOST is reached; else as
 * walk_visit().
 */
enum err_code content_visit(struct walker *w, struct ia lo, struct ia hi,
			    const struct content_visitor *v, void *arg);

#endif
