/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A refusal of Xen's xen_pt_update(), as its message tells it: what was there, what was asked for.
 */
#ifndef PTVIEW_REPORT_REFUSAL_H
#define PTVIEW_REPORT_REFUSAL_H

#include <stdbool.h>
#include <stdint.h>

#include "report/text.h"

struct refusal {
	const char *message; /* Xen's, up to its numbers */
	bool has_mfns;
	uint64_t old_mfn, new_mfn; /* what the entry maps, and what it was to map */
	bool arm32;
};

/* The message, the cause, and lines for `ptview replay` that are refused in the same way. */
void refusal_text(struct text *t, const struct refusal *r);

/* The same as an object. False where it cannot be written. */
bool refusal_json(FILE *f, const struct refusal *r);

#endif
