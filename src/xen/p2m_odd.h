/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What Xen does to a guest's tables that a reader would not expect: told while a replay meets it,
 * what is by design apart from what looks like a fault of Xen's. Source: the recorded cases.
 */
#ifndef PTVIEW_P2M_ODD_H
#define PTVIEW_P2M_ODD_H

#include "src/xen/p2m.h"

enum p2m_odd_id {
	P2M_ODD_TABLE_LEAK,    /* a block at the very frame of the table that it replaces */
	P2M_ODD_REF_KEPT,      /* a foreign page becomes another type with its own frame */
	P2M_ODD_REF_LOST,      /* a split that failed released the foreign block that stays */
	P2M_ODD_REF_BLOCK,     /* a foreign block goes, and its references stay */
	P2M_ODD_SPLIT_COUNTED, /* a split that was undone is still counted */
	P2M_ODD_INVALIDATE,    /* p2m_invalidate_root does not reach all roots */
	P2M_ODD_LATE_FLUSH,    /* mapped again while the flush of the removal is pending */
	P2M_ODD_COUNTER,       /* a counter of mappings is negative */
	P2M_ODD_TYPE_INVALID,  /* valid, but of type invalid: as good as nothing to Xen */
	P2M_ODD_SHATTERED,     /* by design: nothing makes the block whole again */
	P2M_ODD_SAME_AGAIN,    /* by design: the very same entry is flushed and written again */
	P2M_ODD_STAYS,	       /* by design: what was done before an error stays */
	P2M_ODDS
};

struct p2m_odd_row {
	const char *name; /* "table-leak" */
	bool by_design;
	const char *text; /* a sentence */
};

const struct p2m_odd_row *p2m_odd_row(enum p2m_odd_id id);

enum { P2M_ODD_RUNS = 8 };

/* What was met in an operation. A zeroed one has met nothing. */
struct p2m_odds {
	uint64_t times[P2M_ODDS];
	/* Private: the step in progress, */
	bool splitting, split_failed;
	uint64_t before; /* the value that its own entry had */
	bool has_before;
	uint64_t done; /* steps of the operation that succeeded */
	/* and frames in a row whose removal waits for its flush: the latest, in a ring. */
	struct {
		uint64_t gfn, nr;
	} removed[P2M_ODD_RUNS];
	unsigned last; /* of it */
};

/* Before an operation; what is pending from those before it is kept. */
void p2m_odds_begin(struct p2m_odds *o);

/* Look on at an event, in its order. */
void p2m_odds_event(struct p2m_odds *o, const struct p2m *p, const struct p2m_event *ev);

/* After the operation: what only shows in the state, and by the result. */
void p2m_odds_end(struct p2m_odds *o, const struct p2m *p, const struct p2m_op *op, int rc);

#endif
