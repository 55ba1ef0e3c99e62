/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What Xen on Arm does when it changes a guest's stage 2 tables: p2m_set_entry and what calls it,
 * step by step.
 *
 * Written from recorded behaviour (tests/replay/vectors-p2m.tar.xz), not from Xen's source. Words
 * are Xen's: gfn and mfn are guest and machine frame numbers of 4 KiB frames, an *order* is log2 of
 * a number of frames. A *step* updates one entry at the level aimed at (the target level). An entry
 * is *present* when its type is not 0, whatever its valid bit says. arm64 only.
 */
#ifndef PTVIEW_P2M_H
#define PTVIEW_P2M_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/addr.h"
#include "src/err.h"
#include "src/mem.h"

#define P2M_NONE UINT64_MAX /* no frame (INVALID_MFN), no address */

enum {
	P2M_ENTRIES = 512,    /* of a table */
	P2M_FRAME_SHIFT = 12, /* address -> frame number */
	P2M_FRAME_BITS = 36,  /* of a frame number: 48-bit physical addresses */
	P2M_LEVELS = 4,
	P2M_ROOTS_MAX = 16, /* concatenated root tables */
	P2M_ORDERS = 3,	    /* orders that a leaf can have: 18, 9, 0 */
	P2M_ORDER_1G = 18,
};

/* p2m_type_t, in bits 58:55 of an entry. */
enum p2m_type {
	P2M_INVALID,
	P2M_RAM_RW,
	P2M_RAM_RO,
	P2M_MMIO_DEV,
	P2M_MMIO_NC,
	P2M_MMIO_C,
	P2M_FOREIGN_RW,
	P2M_FOREIGN_RO,
	P2M_GRANT_RW,
	P2M_GRANT_RO,
	P2M_IOMMU_RW,
	P2M_IOMMU_RO,
	P2M_TYPES
};

/* p2m_access_t: takes rights away from what the type gives. */
enum p2m_access {
	P2M_ACCESS_RWX,
	P2M_ACCESS_WX,
	P2M_ACCESS_RW,
	P2M_ACCESS_W,
	P2M_ACCESS_RX,
	P2M_ACCESS_RX2RW,
	P2M_ACCESS_X,
	P2M_ACCESS_R,
	P2M_ACCESS_R_PW, /* master only */
	P2M_ACCESS_N,
	P2M_ACCESS_N2RWX,
	P2M_ACCESSES,
	P2M_ACCESS_DEFAULT = P2M_ACCESSES, /* as an operand: what the default is at that moment */
};

/* One version of p2m_set_entry, by what sets it apart. */
struct p2m_dialect {
	const char *name;  /* as replay files call it */
	const char *about; /* one line for people */
	bool puts_2m;	   /* releasing a foreign 2M block drops the references of its 512 frames */
	bool all_roots;	   /* p2m_invalidate_root reaches every root table, not the first L */
	bool r_pw;	   /* has p2m_access_r_pw */
};

/* By name; NULL for an unknown one. All of them, oldest first, and how many. */
const struct p2m_dialect *p2m_dialect(const char *name);
const struct p2m_dialect *p2m_dialects(size_t *n);

/* "ram_rw"; P2M_TYPES for a name that is none. */
const char *p2m_type_name(enum p2m_type t);
enum p2m_type p2m_type_of(const char *name, size_t len);

/* "rwx"; P2M_ACCESSES for a name that is none. */
const char *p2m_access_name(enum p2m_access a);
enum p2m_access p2m_access_of(const char *name, size_t len);

/* ---- Operations ---- */

enum p2m_kind {
	P2M_SET,	/* p2m_set_entry: gfn, nr, mfn, type, access; the lock stays held */
	P2M_UNLOCK,	/* the lock is released */
	P2M_INSERT,	/* p2m_insert_mapping: gfn, nr, mfn, type */
	P2M_REMOVE,	/* p2m_remove_mapping: gfn, nr, mfn */
	P2M_MEMACCESS,	/* p2m_set_mem_access: gfn (P2M_NONE: all), nr, access */
	P2M_INVALIDATE, /* p2m_invalidate_root */
	P2M_FAULT,	/* p2m_resolve_translation_fault: gfn */
	P2M_GET,	/* p2m_get_entry: gfn */
	P2M_DYING,	/* the domain is dying from here on */
	P2M_RELINQUISH, /* relinquish_p2m_mapping */
	P2M_POOL,	/* the pool shall have nr pages: free ones and those in use */
	P2M_PAGES,	/* the nr pages from mfn on come to it, to be taken next */
};

struct p2m_op {
	enum p2m_kind kind;
	uint64_t gfn, nr, mfn; /* frames; mfn P2M_NONE: remove */
	enum p2m_type type;
	enum p2m_access access;
};

/* Values of rc. Errors are Xen's, negative. */
enum {
	P2M_RC_NOENT = -2,     /* no page for a missing table on the way */
	P2M_RC_NOMEM = -12,    /* no page for a split; or the domain is dying */
	P2M_RC_INVAL = -22,    /* gfn beyond the root tables */
	P2M_RC_MISMATCH = -84, /* remove of RAM whose frame is not the one named */
	P2M_RC_RESOLVED = 1,   /* of a fault */
	P2M_RC_ASSERT = 2,     /* an assertion failed: a debug build stops here */
};

/* One step. */
struct p2m_step {
	unsigned level, order;
	uint64_t gfn, mfn; /* mfn P2M_NONE: removes */
	uint64_t left;	   /* frames not yet done, this step's included */
	enum p2m_type type;
	enum p2m_access access;
	bool mem_access; /* was on: everything is 4K */
	bool given;	 /* its order is not chosen, but that of what relinquish found */
	int rc;		 /* valid at P2M_EV_STEP_END */
};

/* What p2m_get_entry says. */
struct p2m_got {
	uint64_t mfn; /* P2M_NONE: nothing is mapped; then only order is set */
	enum p2m_type type;
	enum p2m_access access;
	unsigned order;
	bool valid;
};

enum p2m_event_kind {
	P2M_EV_STEP,	 /* a step begins */
	P2M_EV_STEP_END, /* the step is done: step->rc */
	P2M_EV_ALLOC,	 /* a table page was taken: table, level (of the new table) */
	P2M_EV_NO_ALLOC, /* one was wanted and there was none: level */
	P2M_EV_CLEAN,	 /* table was cleaned to memory */
	P2M_EV_WRITE,	 /* one store: table, level, index, before, after */
	P2M_EV_SPLIT,	 /* a block is to be shattered: level, before */
	P2M_EV_FILL,	 /* the new table's entries, of which after is the first: table, level */
	P2M_EV_FLUSH,	 /* of the whole VMID; due: because it was pending */
	P2M_EV_IOMMU,	 /* gfn, nr, flags */
	P2M_EV_PUT,	 /* references dropped on nr frames from mfn on */
	P2M_EV_FREE,	 /* a table went back to the pool: table, level */
	P2M_EV_GOT,	 /* got */
	P2M_EV_ASSERT,	 /* an assertion failed: text */
};

/* What happened. Only the members named at its kind are set. Nothing outlives the callback. */
struct p2m_event {
	enum p2m_event_kind kind;
	const struct p2m_step *step; /* the one in progress; NULL outside any */
	struct pa table;
	unsigned level, index;
	uint64_t before, after;
	uint64_t gfn, mfn, nr;
	unsigned flags;
	bool due;
	const struct p2m_got *got;
	const char *text;
};

typedef void (*p2m_event_fn)(void *arg, const struct p2m_event *ev);

/* Bits 0 and 1 of the flags of P2M_EV_IOMMU. */
enum { P2M_IOMMU_ADDED = 1, P2M_IOMMU_MODIFIED = 2 };

struct p2m_pool;
struct p2m_accesses;

/* A guest's tables and the Xen that changes them. The caller fills in the first part. */
struct p2m {
	const struct p2m_dialect *dialect;
	struct mem *mem; /* an overlay (overlay.h), the caller's */
	struct pa root;
	unsigned root_level, roots;  /* roots tables of root_level, one behind the other */
	uint64_t ram_first, ram_end; /* frames that have a page structure; end exclusive */
	struct pa alloc_base;	     /* the first page that the pool gets */
	bool clean_pte;		     /* writes to tables are cleaned to memory */
	bool iommu;		     /* the IOMMU walks these tables */
	p2m_event_fn event;	     /* may be NULL */
	void *event_arg;
	/*
	 * Called before each step and each look at an entry, with about how many steps it costs.
	 * Anything but ERR_NONE ends the operation with it. May be NULL.
	 */
	enum err_code (*spend)(void *arg, uint64_t steps, struct err *err);
	void *spend_arg;

	/* The state of the domain; read it freely. */
	struct {
		bool pending, mem_access, dying;
		bool uncounted; /* tables were there before: counters that began at 0 say nothing */
		enum p2m_access default_access;
		uint64_t max, lowest;	      /* gfn; lowest P2M_NONE: none yet */
		int64_t mappings[P2M_LEVELS]; /* as Xen counts them, which may go negative */
		uint64_t splits[P2M_LEVELS];
		uint64_t steps, allocated, freed; /* since p2m_reset() */
	} now;
	struct p2m_pool *pool;
	struct p2m_accesses *accesses; /* by frame, where mem-access gave one */

	/* Private: the operation in progress. */
	struct {
		enum p2m_kind kind;
		struct p2m_op left; /* what is not done of it */
		unsigned order;	    /* of what relinquish found */
		bool more;
		int rc;
	} doing;
};

/*
 * The state at the start: empty root tables, nothing pending, `pages` pages in the pool. The
 * members that the caller fills in are set, all others zero or as a call of this left them. over:
 * the root tables are there already and keep their content. Errors as overlay_zero_page(), or
 * ERR_NOMEM.
 */
enum err_code p2m_reset(struct p2m *p, uint64_t pages, bool over, struct err *err);

/* What p2m_reset() allocated. */
void p2m_free(struct p2m *p);

/*
 * Begin an operation: all that is done before its first step. p2m_step() until p2m_more() is false,
 * then p2m_end(). An operation may be dropped anywhere in between. Anything but ERR_NONE: a table
 * cannot be read or written, memory ran out, or spend said so; err says which, what was done until
 * then stays, and the operation must be dropped.
 */
enum err_code p2m_begin(struct p2m *p, const struct p2m_op *op, struct err *err);

/* True while the operation has steps to do. */
bool p2m_more(const struct p2m *p);

/* Do one step. Errors as p2m_begin(). */
enum err_code p2m_step(struct p2m *p, struct err *err);

/* What is done after the last step: the lock is released where it is. Returns Xen's result. */
int p2m_end(struct p2m *p);

/* All of these; *rc is Xen's result. */
enum err_code p2m_do(struct p2m *p, const struct p2m_op *op, int *rc, struct err *err);

/* Free pages of the pool. */
uint64_t p2m_pool_free(const struct p2m *p);

/* The accesses that were set, by ascending frame, equal neighbours as one. */
void p2m_accesses_list(const struct p2m *p,
		       void (*run)(void *arg, uint64_t gfn, uint64_t nr, enum p2m_access access),
		       void *arg);

/* ---- Entries ---- */

bool p2m_entry_present(uint64_t entry);
bool p2m_entry_is_table(uint64_t entry, unsigned level); /* says nothing of present */
uint64_t p2m_entry_frame(uint64_t entry);
enum p2m_type p2m_entry_type(uint64_t entry);

/* log2 of the frames that an entry of a level covers. */
static inline unsigned p2m_order(unsigned level)
{
	return 9 * (P2M_LEVELS - 1 - level);
}

/* ---- Which order, and why ---- */

/* What stopped a candidate: any of these or-ed. */
enum {
	P2M_STOP_GFN = 1,	 /* gfn has bits below the size */
	P2M_STOP_NR = 2,	 /* nr, what is left, is no whole number of the size */
	P2M_STOP_MFN = 4,	 /* mfn has bits below the size */
	P2M_STOP_MEM_ACCESS = 8, /* an access is kept for each frame, so everything is 4K */
};

/* One size that a step could have had. */
struct p2m_candidate {
	unsigned order;
	unsigned stops;			      /* 0: possible */
	uint64_t gfn_bits, nr_bits, mfn_bits; /* those below the size that are set */
};

/* Why a step has the order that it has: orders 18, 9, 0; the first without stops is taken. */
struct p2m_why {
	struct p2m_candidate cand[P2M_ORDERS];
	unsigned chosen; /* index */
};

void p2m_why_step(const struct p2m_step *step, struct p2m_why *out);

/* A range to be mapped, or removed (mfn P2M_NONE), in one call. It must not wrap. */
struct p2m_range {
	uint64_t gfn, mfn, nr; /* frames */
	bool mem_access;
};

/* Entries that a range takes, by order / 9. */
struct p2m_count {
	uint64_t entries[P2M_ORDERS];
	uint64_t total;
};

/* Count without doing: constant time, whatever the length. */
void p2m_count(const struct p2m_range *r, struct p2m_count *out);

/* What stands between a range and one order, and the least change that wins it. */
struct p2m_gain {
	unsigned order;		/* 9 or 18 */
	bool used;		/* the range uses it already */
	bool agrees;		/* gfn and mfn are equal modulo 2^order. If not, no length helps */
	uint64_t disagree;	/* the bits below the order in which they differ */
	uint64_t up, down;	/* frames to move gfn by, either way, until they agree */
	int64_t shift;		/* the shorter of both (up on a tie), down being negative */
	uint64_t front, back;	/* frames to add (after the shift) until an entry fits */
	uint64_t trim;		/* frames to leave out at the end instead of adding `back` */
	struct p2m_count after; /* the range shifted and grown */
	int64_t saved;		/* entries: now - after */
};

struct p2m_range_why {
	struct p2m_range r;
	struct p2m_count now;
	struct p2m_gain gain[P2M_ORDERS - 1]; /* orders 9, 18 */
};

void p2m_why_range(const struct p2m_range *r, struct p2m_range_why *out);

/* The order for a step with `left` frames to go. */
unsigned p2m_choose_order(uint64_t gfn, uint64_t mfn, uint64_t left, bool mem_access);

#endif
