/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inside the rules: what they share. Not for use outside src/lint*.c.
 *
 * A rule reports with lint_add(). A *pass* is a file of rules that looks on during the visit; each
 * keeps its state in a member of struct lint of its own.
 */
#ifndef PTVIEW_LINT_INT_H
#define PTVIEW_LINT_INT_H

#include "src/hash.h"
#include "src/lint/lint.h"

static inline bool lint_is_leaf(const struct walk_run *run)
{
	return run->kind == DESC_BLOCK || run->kind == DESC_PAGE;
}

/* Where a finding is. */
struct lint_site {
	int level;
	struct pa table;
	unsigned index;
	uint64_t raw;
	struct ia start;
	uint64_t size, count;
};

/* Entries first..first+count-1 of a run, counted from its own first. */
static inline struct lint_site lint_site(const struct walk_run *run, unsigned first, unsigned count)
{
	return (struct lint_site){
		.level = run->table->level,
		.table = run->table->pa,
		.index = run->index + first,
		.raw = lint_is_leaf(run) ? run->raw + first * run->entry_size : run->raw,
		.start = addr_ia(run->ia.v + first * run->entry_size),
		.size = count * run->entry_size,
		.count = count,
	};
}

/* RES0 bits of each kind of descriptor at each level, out of the rows of desc.h. */
struct lint_masks {
	bool known;
	uint64_t low;  /* bits of the output address below the entry's size */
	uint64_t res0; /* others */
	uint64_t ng;   /* nG where it is RES0, which is set out of habit */
	uint64_t any;  /* all of these */
};

struct lint_entry {
	struct lint_masks masks[REGIME_LEVELS][DESC_RESERVED + 1];
};

/* The group of each level that is not complete yet. */
struct lint_group_state {
	bool live;
	unsigned first;		 /* index of its first descriptor in the table */
	unsigned hinted, others; /* valid descriptors with and without the hint */
	bool mixed_attr, mixed_out;
	unsigned entries;      /* of the table */
	struct attr attr;      /* of the first with the hint */
	uint64_t base;	       /* output that the group's first descriptor then has */
	struct lint_site site; /* of the first with the hint */
	unsigned other_index;  /* first valid one without the hint */
	unsigned mixed_index;  /* first that disagrees */
};

struct lint_contig {
	struct lint_group_state at[REGIME_LEVELS];
};

/* A table that was looked at. */
struct lint_table {
	uint64_t pa, out; /* out: as the regime's own outputs give it */
	struct ia ia;
	uint32_t bytes;
	int16_t level;
	unsigned index; /* of the descriptor that points to it, in `parent` */
	uint64_t parent, raw;
	bool writable; /* mapped writable in its own regime */
};

struct lint_tables {
	struct lint_table *t;
	size_t n, cap;
	struct hash at; /* by pa: places in t */
	/* Of the tables on the way down, by level. */
	uint64_t path[REGIME_LEVELS];
	bool valid[REGIME_LEVELS]; /* has a valid descriptor */
};

/* Leaves of one meaning that follow each other in input and output. */
struct lint_range {
	bool live;
	struct lint_site site; /* of its first leaf; size and count of all */
	uint64_t out;
	struct attr attr;
	uint64_t leaves[REGIME_LEVELS], hinted[REGIME_LEVELS];
};

struct lint_blocks {
	struct lint_range of[3]; /* the one that may still grow, and the last two before it */
	unsigned at;		 /* which of them that is */
	uint64_t short_ranges, short_leaves;
	struct lint_site short_site; /* of the first */
	int finest_block;	     /* level of the smallest block; -2 for none */
	uint64_t block, page;	     /* bytes of that one, and of a page */
};

/* The leaves of a table so far, as long as they are alike and go on. */
struct lint_equal {
	uint64_t count, out; /* out: of the first */
	struct attr attr;
	bool others; /* one of them is not, or is no leaf */
};

/*
 * A stretch of output addresses, and who has it: leaves of one meaning, or a thing that must not be
 * mapped.
 */
struct lint_extent {
	uint64_t out;	 /* in bytes */
	uint64_t ia;	 /* of leaves; else which thing */
	uint32_t frames; /* of the granule's size; at least 1 */
	uint32_t key;	 /* LINT_KEY_* of lint_extent.h */
};

struct lint_chunk;
struct lint_slab;

/* Extents in 16 bytes each, because there can be millions; see lint_pack.h. */
struct lint_list {
	struct lint_chunk *first, *last;
	uint64_t n;
};

struct lint_extents {
	struct lint_extent now; /* may still grow, and is not in the list; frames 0: none */
	struct lint_list list;
	struct lint_slab *slabs;   /* what all chunks are parts of */
	struct lint_chunk *spare;  /* chunks that are empty again */
	struct lint_extent *aside; /* naside of them: what does not fit into 16 bytes */
	size_t naside, cap;
};

/* What has been found of one kind and may still grow. */
struct lint_pending {
	bool live;
	bool kept; /* false: one too many, and only counted */
	uint64_t key;
	struct lint_finding f;
};

struct lint_pass;

struct lint {
	struct walker *w;
	const struct regime *r;
	const struct lint_options *o;
	struct lint_result *out;
	const struct lint_pass *const *passes; /* npasses of them: those that this visit is for */
	unsigned npasses;
	enum err_code st;
	struct lint_pending now[LINT_COUNT];
	void (*on_unreadable)(void *arg, const struct walk_table *t);
	void *unreadable_arg;

	struct lint_entry entry;
	struct lint_contig contig;
	struct lint_tables tables;
	struct lint_blocks blocks;
	struct lint_extents extents;
	struct lint_equal equal[REGIME_LEVELS];
};

/* False where nobody wants to hear of it. */
static inline bool lint_wants(const struct lint *l, enum lint_id id)
{
	return !l->o->skip[id];
}

/*
 * Report. Joins the last of its kind where it follows it and has the same key, which stands for all
 * that makes neighbours equal. A new one is returned, so that its `why` can be written; NULL where
 * it was joined, is not wanted, or is one too many to be kept.
 */
struct lint_finding *lint_add(struct lint *l, enum lint_id id, const struct lint_site *s,
			      uint64_t key);

/* Fill in level, table, index and raw of a finding by walking to where it starts. */
void lint_locate(struct lint *l, struct lint_finding *f);

/* After the visit: give out what is still held. */
void lint_found_flush(struct lint *l);

/* Add what was found of other rules. False: out of memory. */
bool lint_found_join(struct lint_result *to, const struct lint_result *from);

/* By weight; the order does not depend on the one before. */
void lint_found_order(struct lint_result *r);

/* A table of stage 2 that cannot be read while leaves are carried through it. */
void lint_compose_unreadable(void *lint, const struct walk_table *t);

/* One part of the visit; any member may be NULL. */
struct lint_pass {
	void (*begin)(struct lint *l);
	void (*enter)(struct lint *l, const struct walk_table *t);
	void (*run)(struct lint *l, const struct walk_run *run);
	void (*leave)(struct lint *l, const struct walk_table *t);
	void (*unreadable)(struct lint *l, const struct walk_table *t);
	void (*end)(struct lint *l);
};

extern const struct lint_pass lint_pass_entry, lint_pass_contig, lint_pass_tables, lint_pass_blocks,
	lint_pass_alias, lint_pass_shattered;

/* Note a table; false where it was looked at before, which has then been reported. */
bool lint_tables_enter(struct lint *l, const struct walk_table *t);

/* The descriptor that points to a table which is being looked at; of the root: the root itself. */
struct lint_site lint_tables_pointer(const struct lint *l, const struct walk_table *t);
void lint_tables_free(struct lint_tables *t);

#endif
