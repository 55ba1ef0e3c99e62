/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One operation in several dialects, side by side. */
#ifndef PTVIEW_REPORT_REPLAY_COMPARE_H
#define PTVIEW_REPORT_REPLAY_COMPARE_H

#include "report/replay/replay.h"

enum { REPLAY_DIALECTS_MAX = 8 };

struct replay_compared {
	const struct replay_op *op;
	size_t number;		   /* of the operation, from 1 */
	const struct physmap *map; /* what is where; NULL: not known */
	size_t n;
	struct replay_outcome { /* in one dialect */
		const struct xenpt_dialect *dialect;
		bool known; /* false: it could not be done, or an earlier one could not */
		struct replay_result res;
		uint64_t by_order[XENPT_ORDERS], hinted; /* steps that succeeded */
		uint64_t tables;
		char said[REPLAY_SAID_MAX];
		struct replay_memory memory;
	} in[REPLAY_DIALECTS_MAX];
};

/* Take what was gathered. */
void replay_compare_take(struct replay_outcome *out, const struct replay_folding *f,
			 const struct replay_result *res);

/* A table: a row a dialect. Operations that are no calls are a line. */
void replay_compare_show(struct text *t, const struct replay_compared *c,
			 const struct replay_options *o);

#endif
