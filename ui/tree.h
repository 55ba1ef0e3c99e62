/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tree of a regime's tables, unfolded on demand.
 *
 * A table is read when its row is first unfolded, once, and kept: folding forgets nothing, so a
 * node stays where it is in memory for as long as the tree lives.
 */
#ifndef PTVIEW_UI_TREE_H
#define PTVIEW_UI_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "src/walk/walk.h"

/* What stage 2 makes of the outputs of a run, or of its first 32M where it is larger. */
struct tree_through {
	enum err_code st;
	size_t pieces;		 /* outputs that do not follow each other, unmapped ones included */
	uint64_t unmapped;	 /* bytes that stage 2 does not map */
	struct walk_piece first; /* the first piece; its attr is combined */
	bool mixed;		 /* attributes differ from piece to piece */
	bool partial;		 /* only the first 32M were looked at */
};

enum tree_what {
	TREE_ROOT,	 /* no row of its own: the rows below are the root table's */
	TREE_RUN,	 /* a run of descriptors */
	TREE_UNREADABLE, /* stands for the content of a table that cannot be read */
};

struct tree_node {
	enum tree_what what;
	bool loaded; /* kids are there */
	bool open;   /* and shown */
	struct tree_node *parent;
	struct tree_node *kids; /* an array that never moves */
	unsigned nkids;
	size_t below;		      /* rows that the kids take when this node is open */
	struct walk_run run;	      /* TREE_RUN; run.table is the tree's */
	struct walk_table *table;     /* root, table descriptors: the table below, once loaded */
	struct tree_through *through; /* NULL: not asked for yet */
};

enum { TREE_PATH_MAX = 2 * REGIME_LEVELS }; /* a run and a descriptor for each level */

struct tree {
	struct walker *w; /* the caller's; outlives the tree */
	struct tree_node root;
	struct tree_node *cursor; /* never NULL once tree_init() has succeeded */
	size_t top;		  /* row that is the first on the screen */
	size_t tables;		  /* tables read so far */
	/* Unfolded by the last tree_peek() only. */
	struct tree_node *peeked[TREE_PATH_MAX];
	unsigned npeeked;
};

/*
 * Start a tree: reads the root table, and selects its first valid row. A root that cannot be read
 * is a tree with one unreadable row. The tree must not be moved. ERR_NOMEM.
 */
enum err_code tree_init(struct tree *t, struct walker *w);
void tree_free(struct tree *t);

/* Rows that are visible. At least 1. */
size_t tree_rows(const struct tree *t);

/* The node of a row (below tree_rows()), and the row of a visible node. */
struct tree_node *tree_at(struct tree *t, size_t row);
size_t tree_row(const struct tree_node *n);

/* The visible node after (before) another; NULL at the end. */
struct tree_node *tree_next(const struct tree_node *n);
struct tree_node *tree_prev(const struct tree_node *n);

/* True for a table descriptor, valid or kept. */
bool tree_is_table(const struct tree_node *n);

/* True for a table, and for a run of several descriptors. */
bool tree_can_open(const struct tree_node *n);

/* How many nodes are above it, the root not counted. */
unsigned tree_depth(const struct tree_node *n);

/* Level of the table that the row lies in; for an unreadable row, of the table that it stands for.
 */
int tree_level(const struct tree_node *n);

/* Lowest input address of a row, and the bytes that it covers. */
struct ia tree_ia(const struct tree_node *n);
uint64_t tree_bytes(const struct tree_node *n);

/* The table of an unreadable row; its st says why. */
const struct walk_table *tree_broken_table(const struct tree_node *n);

/* True where a row is an error: unreadable, reserved, or its output is too big. */
bool tree_is_wrong(const struct tree_node *n);

/*
 * Unfold (reading if need be) or fold. Unfolding what cannot be is not an error. Folding takes the
 * cursor out of what disappears. ERR_NOMEM leaves all as it was.
 */
enum err_code tree_open(struct tree *t, struct tree_node *n);
void tree_shut(struct tree *t, struct tree_node *n);
void tree_shut_all(struct tree *t);

/* Called between tables; rows: visible so far. Return false to stop. */
typedef bool (*tree_tick)(void *arg, size_t tables, size_t rows);

/*
 * Unfold all tables below a node (runs stay runs, a loop is not followed), at most until the tree
 * has `most` rows. ERR_NONE, ERR_CANCELLED, ERR_NOMEM; *cut is set where the limit stopped it.
 */
enum err_code tree_open_all(struct tree *t, struct tree_node *n, size_t most, tree_tick tick,
			    void *arg, bool *cut);

/*
 * Unfold the path to an input address and select its descriptor. An invalid run stays folded. The
 * address must lie in the regime. ERR_NOMEM.
 */
enum err_code tree_reveal(struct tree *t, struct ia ia);

/* The same, until the next of these: what one unfolded, the next one folds. tree_reveal() and the
 * user's own unfolding are kept. */
enum err_code tree_peek(struct tree *t, struct ia ia);

/* What was peeked at stays unfolded. */
void tree_keep(struct tree *t);

/* True where the table that a node points to is one of those that lead to it. After its loading. */
bool tree_is_loop(const struct tree_node *n);

/* Carry a leaf, or the place of a table, through stage 2, once. NULL for others, or out of memory.
 */
const struct tree_through *tree_see_through(struct tree *t, struct tree_node *n);

#endif
