/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which blocks of a guest's tables were shattered, and by what: gathered while operations run. A
 * block that became whole again, or whose table went, is forgotten.
 */
#ifndef PTVIEW_P2M_HISTORY_H
#define PTVIEW_P2M_HISTORY_H

#include "src/xen/p2m.h"

/* A block that is a table now. */
struct p2m_shattered {
	uint64_t gfn;	/* its first frame */
	unsigned level; /* its own */
	uint64_t was;	/* the block's entry */
	size_t op;	/* the operation that did it, as p2m_history_begin() was told */
	/* The step of it: what was wanted at a smaller size. */
	uint64_t at, mfn; /* gfn; mfn P2M_NONE: a removal */
	unsigned order;
	enum p2m_type type;
};

enum { P2M_HISTORY_MAX = 1 << 16 }; /* blocks kept; what is beyond is counted */

/* A zeroed one knows of none. */
struct p2m_history {
	struct p2m_shattered *list; /* in the order in which it happened */
	size_t n, cap;
	uint64_t more; /* shattered, and not kept: there were too many, or no memory */

	/* Private: the operation, and the blocks of a chain that is being split. */
	size_t op;
	struct p2m_shattered chain[P2M_LEVELS];
	unsigned nchain;
};

/* From here on events are those of operation `op`. */
void p2m_history_begin(struct p2m_history *h, size_t op);
void p2m_history_event(struct p2m_history *h, const struct p2m_event *ev);

/* The block of a level that gfn is in, if it was shattered; NULL if not. Of the history. */
const struct p2m_shattered *p2m_history_find(const struct p2m_history *h, unsigned level,
					     uint64_t gfn);

/* Back to a zeroed one. */
void p2m_history_free(struct p2m_history *h);

#endif
