/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What Xen on Arm does when it changes its own page tables: map_pages_to_xen, modify_xen_mappings,
 * destroy_xen_mappings and populate_pt_range over xen_pt_update, step by step.
 *
 * Written from recorded behaviour (tests/replay/vectors.tar.xz), not from Xen's source. Words are
 * Xen's: a *frame* is 4 KiB, vfn and mfn are virtual and machine frame numbers, an *order* is log2
 * of a number of frames. A *step* is one attempt to update one entry at the level aimed at (the
 * target level). Levels are the Arm ARM's: a level L entry covers 2^(9 * (3 - L)) frames.
 */
#ifndef PTVIEW_XENPT_H
#define PTVIEW_XENPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/addr.h"
#include "src/err.h"
#include "src/mem.h"
#include "src/regime/regime.h"

/* Xen's page attribute word. Bits 0..2 are the memory attribute index; unknown bits are ignored. */
enum {
	XENPT_ATTR_MASK = 7,
	XENPT_XN = 1 << 3, /* execute-never */
	XENPT_RO = 1 << 4, /* read-only */
	XENPT_PRESENT = 1 << 5,
	XENPT_POPULATE = 1 << 6, /* make the tables, not the mapping */
	XENPT_BLOCK = 1 << 7,	 /* superpages are welcome */
	XENPT_CONTIG = 1 << 8,	 /* Xen's own use only */
};

/* Operands of map that mean "no frame" (INVALID_MFN), whatever the architecture. */
#define XENPT_NO_MFN UINT64_MAX

enum {
	XENPT_ENTRIES = 512,	/* of a table */
	XENPT_CONTIG_NR = 16,	/* entries of a contiguous group, 4 KiB granule: DDI 0487, D8.6.1 */
	XENPT_ORDERS = 3,	/* orders that an entry can have: 0, 9, 18 */
	XENPT_ORDER_STEP = 9,	/* between them */
	XENPT_FRAME_SHIFT = 12, /* address -> frame number */
};

/* Values of rc. Errors are Xen's, negative. */
enum {
	XENPT_RC_NOENT = -2,	/* a table is missing or cannot be allocated */
	XENPT_RC_INVAL = -22,	/* refused */
	XENPT_RC_NOTSUPP = -95, /* a superpage would have to be shattered */
	XENPT_RC_ASSERT = 1,	/* an assertion failed: a debug build stops here */
};

enum xenpt_tlb {
	XENPT_TLB_NONE,	 /* nothing */
	XENPT_TLB_ISB,	 /* an instruction barrier only */
	XENPT_TLB_FLUSH, /* the translations of the whole range, once, after the last step */
};

/* One version of xen_pt_update, by what sets it apart. */
struct xenpt_dialect {
	const char *name;   /* as replay files call it */
	const char *about;  /* one line for people */
	bool block;	    /* _PAGE_BLOCK has a meaning: orders 9 and 18 exist */
	bool left_in_mask;  /* the length left is or-ed into vfn and mfn, so all must be aligned */
	bool contig;	    /* writes the contiguous hint, and refuses _PAGE_CONTIG from callers */
	bool asserts_align; /* modify and destroy assert that START and END are aligned */
	bool stops_at_wrap; /* compares end addresses: a range that wraps has no steps */
	bool l3_any_valid;  /* at level 3 an entry with valid=1, table=0 is taken for a mapping */
	enum xenpt_tlb insert_tlb; /* after an insertion, also a failed one; all else flushes */
};

struct xenpt_arch {
	const char *name; /* arm64, arm32 */
	unsigned root_level;
	unsigned long_bits;  /* virtual addresses, frame numbers, counts and sizes wrap there */
	unsigned paddr_bits; /* a mapping beyond is an assertion */
};

/* By name; NULL for an unknown one. */
const struct xenpt_dialect *xenpt_dialect(const char *name);

/* Where nobody names one: 4.17, which Debian 12 has. */
const struct xenpt_dialect *xenpt_dialect_default(void);

/* The last row: what Xen does now. */
const struct xenpt_dialect *xenpt_dialect_newest(void);
const struct xenpt_arch *xenpt_arch(const char *name);

/* All of them, oldest first, and how many. */
const struct xenpt_dialect *xenpt_dialects(size_t *n);

enum xenpt_kind {
	XENPT_OP_MAP,	   /* virt, mfn, nr, flags */
	XENPT_OP_MODIFY,   /* virt, end, flags */
	XENPT_OP_DESTROY,  /* virt, end */
	XENPT_OP_POPULATE, /* virt, nr */
};

/* A call of one of the four functions. Addresses in bytes, mfn and nr in frames. */
struct xenpt_op {
	enum xenpt_kind kind;
	uint64_t virt; /* first address */
	uint64_t end;  /* exclusive */
	uint64_t mfn;  /* or XENPT_NO_MFN */
	uint64_t nr;
	uint32_t flags;
};

/* One step. */
struct xenpt_step {
	unsigned level, order;
	uint64_t vfn;
	uint64_t mfn;  /* XENPT_NO_MFN for none */
	uint64_t left; /* frames not yet done when the order was chosen, this step's included */
	uint32_t flags;
	bool contig;	/* to be written with the hint */
	unsigned index; /* of this step in its contiguous group; 0 without the hint */
	int rc;		/* valid at XENPT_EV_STEP_END */
};

enum xenpt_event_kind {
	XENPT_EV_STEP,	   /* a step begins */
	XENPT_EV_ALLOC,	   /* a table page was handed out: pa, table, level, index */
	XENPT_EV_NO_ALLOC, /* one was wanted and there was none */
	XENPT_EV_ENTRY,	   /* an entry changed: table, level, index, before, after */
	XENPT_EV_MSG,	   /* Xen prints text */
	XENPT_EV_ASSERT,   /* an assertion failed: text */
	XENPT_EV_STEP_END, /* the step is done: step->rc */
	XENPT_EV_TLB,	   /* the operation is done: tlb, and virt and size where it is a flush */
};

/* What happened. Only the members named at its kind are set. Nothing outlives the callback. */
struct xenpt_event {
	enum xenpt_event_kind kind;
	const struct xenpt_step *step; /* the one in progress; NULL outside any */
	const char *text;
	struct pa pa;	 /* the new table, of level + 1 */
	struct pa table; /* that holds the entry */
	unsigned level, index;
	uint64_t before, after; /* the entry */
	enum xenpt_tlb tlb;
	uint64_t virt, size; /* bytes; size wraps as Xen's does */
};

typedef void (*xenpt_event_fn)(void *arg, const struct xenpt_event *ev);

/* Hand out a table page. False: there is none left. */
typedef bool (*xenpt_alloc_fn)(void *arg, struct pa *page);

/* A set of tables and the Xen that changes them. The caller fills in the first part. */
struct xenpt {
	const struct xenpt_dialect *dialect;
	const struct xenpt_arch *arch;
	struct mem *mem; /* an overlay (overlay.h), the caller's */
	struct pa root;
	xenpt_alloc_fn alloc; /* may be NULL: never a page */
	void *alloc_arg;
	xenpt_event_fn event; /* may be NULL */
	void *event_arg;

	/* The operation in progress; private. */
	struct xenpt_run {
		uint64_t virt, vfn, mfn, left, size;
		uint64_t group_left; /* `left` when the group's order was chosen */
		uint32_t flags;
		unsigned order, in_group, index;
		bool insert, refused;
		int rc;
		/* Tables last read at each level, where the memory gives pointers. */
		struct {
			struct pa table;
			const uint64_t *entries; /* NULL: none yet */
		} seen[4];
	} run;
};

/*
 * Begin an operation: the checks before its first step. xenpt_step() until xenpt_more() is false,
 * then xenpt_end(). An operation may be dropped anywhere in between.
 */
void xenpt_begin(struct xenpt *x, const struct xenpt_op *op);

/* True while the operation has steps to do. */
bool xenpt_more(const struct xenpt *x);

/*
 * Do one step. ERR_NONE, whatever Xen's rc. Anything else: a table could not be read or written
 * (ERR_NOT_PRESENT and the like: the tables are not in the dump, and what Xen would do is not
 * known), err says which, the step has no result and the operation must be dropped.
 */
enum err_code xenpt_step(struct xenpt *x, struct err *err);

/* What is done after the last step. Returns what Xen returns: 0, negative, or XENPT_RC_ASSERT. */
int xenpt_end(struct xenpt *x);

/*
 * Read or write the entry for address virt in the table of the given level (the root's to 3),
 * following the tables above it; not while an operation is in progress. ERR_NONE and *found; *found
 * is false where one of these is not a table. Errors as xenpt_step(); for poke also those of
 * overlay_write().
 */
enum err_code xenpt_peek(struct xenpt *x, unsigned level, uint64_t virt, uint64_t *entry,
			 bool *found, struct err *err);
enum err_code xenpt_poke(struct xenpt *x, unsigned level, uint64_t virt, uint64_t entry,
			 bool *found, struct err *err);

/* ---- Which order, and why ---- */

/* What stopped a candidate: any of these or-ed. */
enum {
	XENPT_STOP_DIALECT = 1, /* this Xen has no such size */
	XENPT_STOP_FLAG = 2,	/* the caller did not give _PAGE_BLOCK */
	XENPT_STOP_VFN = 4,	/* vfn has bits below the size: vfn_bits */
	XENPT_STOP_MFN = 8,	/* mfn has: mfn_bits */
	XENPT_STOP_LEFT =
		16, /* too little is left, or (rfc) left has bits below the size: left_bits */
	XENPT_STOP_NO_MFN = 32, /* groups only: a hint is only written with a new mapping */
};

/* One size that a step could have had. */
struct xenpt_candidate {
	unsigned order;	 /* of one entry */
	bool group;	 /* sixteen of them with the contiguous hint */
	uint64_t frames; /* that the entry or the group covers; a power of two */
	unsigned stops;	 /* 0: possible */
	uint64_t vfn_bits, mfn_bits, left_bits; /* those below `frames` that are set */
};

enum { XENPT_CANDIDATES = XENPT_ORDERS + 1 };

/* Why a step has the order that it has. */
struct xenpt_why {
	uint64_t vfn, mfn, left; /* as they were when the order was chosen */
	uint32_t flags;
	bool left_in_mask;
	/* Orders 18, 9, 0, then the group of the chosen order. The first order without stops is
	 * taken. */
	struct xenpt_candidate cand[XENPT_CANDIDATES];
	unsigned chosen; /* index of the order taken */
	bool grouped;	 /* and as a group */
	unsigned index;	 /* place of the step in its group */
};

/* Explain a step. It need not have been done. */
void xenpt_why_step(const struct xenpt_dialect *d, const struct xenpt_step *step,
		    struct xenpt_why *out);

/*
 * The order for a step that begins at vfn and mfn with `left` frames to go; *group: whether sixteen
 * are done at once with the hint.
 */
unsigned xenpt_order(const struct xenpt_dialect *d, uint64_t vfn, uint64_t mfn, uint64_t left,
		     uint32_t flags, bool *group);

/* A contiguous piece of address space to be mapped. */
struct xenpt_range {
	uint64_t vfn, mfn; /* XENPT_NO_MFN for none */
	uint64_t nr;	   /* frames */
	uint32_t flags;
};

/* Entries that a range takes, by order / XENPT_ORDER_STEP. */
struct xenpt_count {
	uint64_t entries[XENPT_ORDERS];
	uint64_t hinted[XENPT_ORDERS]; /* of these, with the contiguous hint */
	uint64_t total;
};

/* Count without doing: constant time, whatever the length. The range must not wrap. */
void xenpt_count(const struct xenpt_dialect *d, const struct xenpt_range *r,
		 struct xenpt_count *out);

/*
 * Entries that the newest Xen would take for `bytes` from `in` on, mapped to `out` in one call. 0
 * where these cannot be its tables: it has 4K pages.
 */
uint64_t xenpt_entries(const struct regime *r, uint64_t in, uint64_t out, uint64_t bytes);

/* What stands between a range and one order, and the least change that wins it. */
struct xenpt_gain {
	unsigned order;	   /* 9 or 18 */
	bool exists;	   /* this Xen has it; if not, nothing below is set */
	bool used;	   /* the range uses it already */
	bool needs_flag;   /* _PAGE_BLOCK was not given; what follows supposes that it is */
	bool agrees;	   /* vfn and mfn are equal modulo 2^order. If not, no length helps */
	uint64_t disagree; /* the bits below the order in which they differ */
	uint64_t up,
		down;  /* frames to move vfn by, either way, until they agree; 0 where they do */
	int64_t shift; /* the shorter of both (up on a tie), down being negative */
	uint64_t front, back; /* frames to add (after the shift) until an entry of the order fits */
	struct xenpt_count after; /* the range shifted and grown */
	int64_t saved;		  /* entries: now - after */
};

/* A range as a whole. */
struct xenpt_range_why {
	struct xenpt_range r;
	struct xenpt_count now;
	struct xenpt_gain gain[XENPT_ORDERS - 1]; /* orders 9, 18 */
};

void xenpt_why_range(const struct xenpt_dialect *d, const struct xenpt_range *r,
		     struct xenpt_range_why *out);

/* "4K", "2M", "1G", "64K", "32M", "16G": the size of 2^order frames, order a multiple of 1. */
const char *xenpt_size_name(uint64_t frames);

#endif
