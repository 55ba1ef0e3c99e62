/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From lines to reports: which rows of forms.c match, and whose facts they give. */
#ifndef PTVIEW_TEXT_GATHER_H
#define PTVIEW_TEXT_GATHER_H

#include "text/fact.h"
#include "text/lines.h"
#include "text/listing.h"

/* A line that was not taken, and why; at most GATHER_LOST_MAX are kept. */
enum { GATHER_LOST_MAX = 32 };

struct lost {
	unsigned line;
	const char *why;
};

struct gathered {
	struct report report[REPORTS_MAX];
	unsigned n;
	bool too_many;	       /* more than REPORTS_MAX: what is behind is not read */
	struct report machine; /* what holds for all of them */
	struct listing listing;
	struct lost lost[GATHER_LOST_MAX];
	unsigned nlost; /* may be more than are kept */
};

/* Fill in *out, which the caller frees with gather_free(). ERR_NOMEM. */
enum err_code gather(const struct lines *l, struct gathered *out);
void gather_free(struct gathered *g);

#endif
