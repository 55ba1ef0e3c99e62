/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two states of one regime compared: of a target before and after, or of two targets.
 *
 * diff_entries() walks both trees in step and tells each descriptor that changed. diff_ranges()
 * asks only what input addresses mean: however the tables are laid out, and through stage 2 too.
 */
#ifndef PTVIEW_DIFF_H
#define PTVIEW_DIFF_H

#include "src/walk/walk.h"

/* What a change comes to; of several, the first of remapped, type, permissions, flags. */
enum diff_class {
	DIFF_SAME,     /* another descriptor, the same meaning: a table that moved, a hint */
	DIFF_MAPPED,   /* was not mapped */
	DIFF_UNMAPPED, /* is not mapped any more */
	/* Of what software keeps in descriptors that are not valid (kept.h): */
	DIFF_KEPT,	 /* was mapped; is not valid now, but kept */
	DIFF_VALID,	 /* was not valid, but kept; is mapped now */
	DIFF_KEPT_OTHER, /* mapped neither before nor after; what is kept there differs */
	DIFF_REMAPPED,	 /* another output address */
	DIFF_TYPE,	 /* another memory type or shareability */
	DIFF_WIDENED,	 /* more is allowed */
	DIFF_NARROWED,	 /* less is allowed */
	DIFF_PERMS,	 /* some is allowed that was not, and the other way round */
	DIFF_FLAGS,	 /* access flag, global, DBM, guarded, software bits */
	DIFF_SPLIT,	 /* a block became a table that means the same */
	DIFF_MERGED,	 /* a table became a block that means the same */
	DIFF_CHANGED,	 /* a table or block became a table or block that means something else: the
			    rows that follow say where, and what */
	DIFF_UNKNOWN,	 /* a table of one side cannot be read */
	DIFF_CLASSES
};

/* All that differs, as bits. */
enum {
	DIFF_BY_OUTPUT = 1 << 0,
	DIFF_BY_TYPE = 1 << 1,
	DIFF_BY_SHAREABILITY = 1 << 2,
	DIFF_BY_PERMS = 1 << 3,
	DIFF_BY_ACCESS_FLAG = 1 << 4,
	DIFF_BY_GLOBAL = 1 << 5,
	DIFF_BY_DBM = 1 << 6,
	DIFF_BY_GUARDED = 1 << 7,
	DIFF_BY_SOFTWARE = 1 << 8,
	DIFF_BY_CONTIGUOUS = 1 << 9,
	DIFF_BY_SIZE = 1 << 10,	 /* block for table, or table for block */
	DIFF_BY_TABLE = 1 << 11, /* address of the next-level table */
	DIFF_BY_BITS = 1 << 12,	 /* bits that no other names: ignored ones, hierarchical controls */
};
enum { DIFF_BITS = 13 };

/* One side of a row. */
struct diff_side {
	bool mapped;	     /* a leaf that is valid, and does not fault on its output */
	enum desc_kind kind; /* of the descriptor */
	int level;	     /* of the descriptor: above the row's where a block covers it */
	struct pa table;     /* that holds it */
	uint64_t raw;
	uint64_t out;	  /* leaves, tables */
	bool follow;	  /* outputs of all entries of the row follow each other */
	struct attr attr; /* leaves */
	/*
	 * Not NULL: not valid, or below a table that is not, but kept. `keeps` is what it would be,
	 * of which out and attr then are; else DESC_INVALID.
	 */
	const struct kept *kept;
	enum desc_kind keeps;
	uint64_t leaves; /* below a table, where all of it came or went, or was split or merged */
	uint64_t mapped_bytes; /* by them */
	uint64_t kept_bytes;   /* that came or went with it, kept by leaves that are not valid */
	uint64_t tables;       /* that came or went with it, itself included */
};

/* `count` successive entries that changed alike. The descriptors are those of the first. */
struct diff_row {
	enum diff_class class;
	unsigned changes; /* DIFF_BY_* */
	/*
	 * Those changes for which the architecture wants break-before-make. bbm_content: for the
	 * output only if the memory there does not hold the same, since nobody may write to it.
	 */
	unsigned bbm;
	bool bbm_content;
	bool by_range; /* of diff_ranges(): no entry, one piece of entry_size bytes */
	int level;
	unsigned index;
	struct ia ia;
	uint64_t count, entry_size;
	uint64_t below;		  /* DIFF_SAME: entries below it that changed without a meaning */
	struct diff_side side[2]; /* before, after */
};

/* FEAT_BBM: ID_AA64MMFR2_EL1.BBM, or DIFF_BBM_UNKNOWN, which is taken for level 0. */
enum { DIFF_BBM_UNKNOWN = -1 };

struct diff_visitor {
	int bbm_level;
	/* A row, in ascending order of input address; a DIFF_CHANGED one before what is in it. */
	void (*row)(void *arg, const struct diff_row *row);
	/* side: 0 before, 1 after. May be NULL. */
	void (*unreadable)(void *arg, int side, const struct walk_table *t);
};

/*
 * Why the entries of two walkers do not correspond, and so cannot be compared one by one (granule,
 * widths, start level): one line in buf, and false.
 */
enum { DIFF_WHY_MAX = 128 };
bool diff_comparable(const struct walker *before, const struct walker *after, char *buf);

/*
 * Compare entry by entry; the walkers must be comparable. What a block meant and the table in its
 * place means is compared leaf by leaf. Errors as walk_visit().
 */
enum err_code diff_entries(struct walker *before, struct walker *after,
			   const struct diff_visitor *v, void *arg);

/* Compare what is mapped; through: with stage 2, where a regime is nested. Errors as
 * walk_visit(). */
enum err_code diff_ranges(struct walker *before, struct walker *after, bool through,
			  const struct diff_visitor *v, void *arg);

/*
 * Class, changes and break-before-make of a row whose sides are both leaves, or one of them not
 * mapped, by their outputs and attributes. Of what is kept on one side and mapped on the other,
 * changes are what else differs.
 */
void diff_classify(struct diff_row *row, int bbm_level);

/* "same", "mapped", ... */
const char *diff_class_name(enum diff_class c);

/* Name of one bit of `changes`, by its number: "output", "type", ... */
const char *diff_change_name(unsigned bit);

#endif
