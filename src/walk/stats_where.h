/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counting those blocks and pages alone that match an expression. */
#ifndef PTVIEW_STATS_WHERE_H
#define PTVIEW_STATS_WHERE_H

#include "src/walk/stats.h"
#include "src/walk/where.h"

struct stats_where {
	/* Leaves that match, and the tables that lead to one. Reserved encodings are not counted;
	 * what is unreadable is so of the whole regime. */
	struct stats of_them;
	uint64_t leaves, matches; /* all that there are, and those that match */
};

/*
 * Count a whole regime. Each run of leaves is asked by itself, as it stands in its table. Tables
 * that are met again and again are left out as walk_visit() does it. on_unreadable and errors as
 * those of stats_count().
 */
enum err_code stats_where_count(struct walker *w, const struct where *where,
				struct stats_where *out,
				void (*on_unreadable)(void *arg, const struct walk_table *t),
				void *arg);

#endif
