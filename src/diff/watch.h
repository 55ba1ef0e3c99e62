/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Looks at a target that runs in between: the tables of each moment are copied, and two copies are
 * compared when the target runs again.
 */
#ifndef PTVIEW_SRC_WATCH_H
#define PTVIEW_SRC_WATCH_H

#include "src/diff/diff.h"
#include "src/mem.h"
#include "src/walk/tablepages.h"

/* The tables of one moment. A zeroed struct is none. */
struct watch_copy {
	struct mem *mem; /* of the pages alone, with registers of its own; NULL: no such moment */
	struct sysregs *cpus; /* those */
};

/*
 * Copy pages and registers; what cannot be read is not in the copy: what it would say is unknown
 * there, too. ERR_NOMEM, or p->st; watch_free() is due in any case.
 */
enum err_code watch_take(struct mem *from, const struct tablepages *p, struct watch_copy *out);
void watch_free(struct watch_copy *c);

/*
 * Compare one regime of two moments: entry by entry, or by ranges where through, or where they do
 * not correspond (diff_comparable()). Whose tables they are is inferred unless it was given. Errors
 * as walk_visit().
 */
enum err_code watch_compare(struct walker *before, struct walker *after, bool through,
			    const struct diff_visitor *v, void *arg);

#endif
