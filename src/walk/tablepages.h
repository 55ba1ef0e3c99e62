/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The pages that hold the tables of a target: what a copy of them needs. */
#ifndef PTVIEW_TABLEPAGES_H
#define PTVIEW_TABLEPAGES_H

#include "src/hash.h"
#include "src/mem.h"
#include "src/regime/regime.h"
#include "src/walk/walk.h"

enum {
	TABLEPAGES_PAGE = 4096,	   /* bytes */
	TABLEPAGES_MOST = 1 << 20, /* of a regime: 4 GiB of tables, which map 2 TiB in 4K */
};

/* Addresses of the pages that hold tables. */
struct tablepages {
	struct pa *pa;
	size_t n, cap;
	struct hash has;    /* by address */
	struct hash tables; /* of the regime under way: by address and level */
	size_t least;	    /* n when it began */
	enum err_code st;   /* ERR_NOMEM, or as walk_visit_all(): they are not all there */

	walk_tick tick; /* of the walks; NULL for none */
	void *tick_arg;

	/* Called, where it is set, for each table whose content is not to be had. */
	void (*unreadable)(void *arg, const struct walk_table *t);
	void *arg;
};

/*
 * Add the tables of one regime of one CPU; nothing where it cannot be walked. False where it has
 * more than TABLEPAGES_MOST of them: that one regime is too big is no reason not to keep the
 * others.
 */
bool tablepages_add(struct mem *m, enum regime_id id, unsigned cpu, struct tablepages *p);

void tablepages_free(struct tablepages *p);

#endif
