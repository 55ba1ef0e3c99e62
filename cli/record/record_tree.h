/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All tables under one root, as they are at one moment: a copy out of a live target, and a
 * struct mem over that copy.
 */
#ifndef PTVIEW_RECORD_TREE_H
#define PTVIEW_RECORD_TREE_H

#include "src/mem.h"
#include "src/xen/xenpt.h"

struct record_table {
	struct pa pa;
	unsigned seen;		   /* bit L: visited as a table of level L */
	enum err_code st;	   /* why it could not be read; e is all zero then */
	uint64_t e[XENPT_ENTRIES]; /* as memory holds them: little-endian */
};

struct record_tree {
	struct mem m; /* holds the tables and nothing else; never closed */
	struct record_table *t;
	size_t n, cap;
	struct pa root;
	unsigned root_level;
	uint64_t unreadable;
};

void record_tree_init(struct record_tree *t);
void record_tree_free(struct record_tree *t);

/*
 * Copy the tables under root, level by level, one batch of reads a level, each table once. Tables
 * that cannot be read are counted, and are zero. ERR_UNSUPPORTED: there are more than Xen has ever
 * use for; ERR_SOURCE: the target has gone; ERR_NOMEM.
 */
enum err_code record_tree_read(struct record_tree *t, struct mem *from, struct pa root,
			       unsigned root_level);

/* The table at pa, or NULL. */
struct record_table *record_tree_find(const struct record_tree *t, struct pa pa);

/* True where an entry of that level refers to a table. */
static inline bool record_tree_is_table(uint64_t entry, unsigned level)
{
	return level < 3 && (entry & 3) == 3;
}

/* The address that an entry refers to: bits 47..12. */
static inline struct pa record_tree_output(uint64_t entry)
{
	return addr_pa(entry & UINT64_C(0x0000fffffffff000));
}

/*
 * Where an address is mapped to by the tables in m, the tree's own memory or a target's. False:
 * nowhere, or by a table that could not be read.
 */
bool record_tree_translate(struct mem *m, struct pa root, unsigned root_level, uint64_t virt,
			   struct pa *out);

/*
 * Whether the table is met for the first time at this level since record_tree_read() or
 * record_tree_unsee(): tables may point at each other in circles.
 */
bool record_tree_first_visit(struct record_table *t, unsigned level);
void record_tree_unsee(struct record_tree *t);

#endif
