/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The only walker. It translates one address, lists one table, or visits everything; stage 1, stage
 * 2, and stage 1 whose tables and outputs go through stage 2.
 *
 * It delivers *runs*: successive descriptors of one table that say the same thing (leaves whose
 * outputs follow each other, or equal invalid ones), so that half a million leaves cost a few
 * hundred calls.
 */
#ifndef PTVIEW_WALK_H
#define PTVIEW_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/addr.h"
#include "src/desc/attr.h"
#include "src/desc/desc.h"
#include "src/desc/kept.h"
#include "src/err.h"
#include "src/mem.h"
#include "src/regime/regime.h"

/*
 * Called now and then during a long visit. Return false to cancel it. tables: tables looked at so
 * far.
 */
typedef bool (*walk_tick)(void *arg, uint64_t tables);

/*
 * Twelve kilobytes of tables that point to each other can be reached in 2^36 ways. A visit lists
 * every table; one that it meets again, at the same level, it lists again until so many descriptors
 * and runs of such tables were given. After that, tables met again are left out, with ERR_AGAIN.
 */
enum { WALK_AGAIN_MOST = 1 << 20 };
struct walk_again;

struct walker {
	struct mem *mem;
	struct regime r;
	bool has_s2; /* r.nested, stage 2 is known, and s2 is how its IPAs become PAs */
	struct regime s2;
	walk_tick tick; /* may be NULL */
	void *tick_arg;
	uint64_t ticked;     /* what it was last told by a visit */
	uint64_t again_most; /* instead of WALK_AGAIN_MOST; 0: that */
	uint64_t left_out;   /* by the last visit: times that a table was left out with ERR_AGAIN */
	struct walk_again *again; /* of a visit under way */
	/* The last answer of stage 2, since neighbours are asked for one after the other. */
	struct {
		uint64_t ipa, size;
		struct pa pa;
		bool valid;
	} last_s2;
};

/* One table, as reached from the root. */
struct walk_table {
	int level;
	struct oa at; /* as the descriptor above gives it: an IPA where nested */
	struct pa pa; /* where it was read */
	struct ia ia; /* lowest input address that it serves */
	unsigned entries;
	attr_inherited above;
	unsigned index; /* of the descriptor that points here, in the table above; 0 for a root */
	uint64_t raw;	/* that descriptor; 0 for a root */
	const struct kept
		*kept;	  /* the hardware does not come here: one above is invalid, and kept */
	enum err_code st; /* why it cannot be read, or ERR_NONE */
};

/* Bytes of a table: its descriptors are 8 bytes each. */
static inline size_t walk_table_bytes(const struct walk_table *t)
{
	return (size_t)t->entries * 8;
}

/* `count` successive descriptors of a table that form one run. */
struct walk_run {
	const struct walk_table *table;
	enum desc_kind kind;
	unsigned index, count;
	uint64_t raw;	     /* of the first */
	struct ia ia;	     /* of the first */
	uint64_t entry_size; /* bytes of input address a descriptor covers */
	struct oa oa;	     /* leaves: output of the first; tables: the next-level table */
	struct attr attr;    /* leaves only */
	bool oa_too_big;     /* leaf or table: its output has bits beyond the configured size */
	/*
	 * Not NULL: the hardware does not use it, for it, or one above it, is invalid, and software
	 * keeps content there. `keeps` is what it would be, of which oa and attr then are; else
	 * DESC_INVALID.
	 */
	const struct kept *kept;
	enum desc_kind keeps;
};

/* It keeps a leaf that is not used. */
static inline bool walk_keeps_leaf(const struct walk_run *run)
{
	return run->keeps == DESC_BLOCK || run->keeps == DESC_PAGE;
}

/* Any member may be NULL. */
struct walk_visitor {
	/* A table is about to be listed. Return false to pass over it and all below it. */
	bool (*enter)(void *arg, const struct walk_table *t);
	/* enter() lets no table in twice: those met again need not be told apart here too. It is
	 * not asked of what a sparse source knows in part. */
	bool enters_once;
	/* A run of descriptors, in ascending order. Tables come one by one, before their own
	 * content. */
	void (*run)(void *arg, const struct walk_run *run);
	/*
	 * The same of tables that are only kept: those below an invalid descriptor that keeps a
	 * table. NULL: they are not followed, and neither entered nor left.
	 */
	void (*kept)(void *arg, const struct walk_run *run);
	void (*leave)(void *arg, const struct walk_table *t);
	/*
	 * A table that cannot be read, or that was not followed: t->st says why. Of a sparse source
	 * its known descriptors were visited before.
	 */
	void (*unreadable)(void *arg, const struct walk_table *t);
};

/*
 * Make a walker for a regime of one CPU. For a nested regime its stage 2 is worked out of the same
 * CPU's registers. Errors as regime_from_regs().
 */
enum err_code walk_init(struct walker *w, struct mem *m, enum regime_id id, unsigned cpu,
			struct err *err);

/* The root table of a walker; st tells whether it can be read. */
struct walk_table walk_root(struct walker *w);

/* The table that a DESC_TABLE run points to. */
struct walk_table walk_child(struct walker *w, const struct walk_run *run);

/*
 * List one table: calls v->run only. ERR_NONE or why it cannot be read; a sparse source's known
 * descriptors are listed all the same.
 */
enum err_code walk_list(struct walker *w, const struct walk_table *t, const struct walk_visitor *v,
			void *arg);

/*
 * Visit everything from lo to hi, inclusive, in ascending order of input address. Runs at the edges
 * are cut to the descriptors that touch the range, and the range to the regime. ERR_NONE,
 * ERR_CANCELLED or ERR_NOMEM; what cannot be read goes to v->unreadable. A table that is its own
 * ancestor is not followed a second time: unreadable, with ERR_LOOP; one that is met again too
 * often neither, with ERR_AGAIN.
 */
enum err_code walk_visit(struct walker *w, struct ia lo, struct ia hi, const struct walk_visitor *v,
			 void *arg);

/* The whole regime. */
enum err_code walk_visit_all(struct walker *w, const struct walk_visitor *v, void *arg);

/*
 * The first table at a physical address that the walks come to; there may be several ways to it.
 * ERR_NONE, ERR_SOURCE where none is there, or as walk_visit(). One that cannot be read is found:
 * walk_list() says why it cannot.
 */
enum err_code walk_seek(struct walker *w, struct pa at, struct walk_table *t);

enum walk_fault {
	WALK_FAULT_NONE,
	WALK_FAULT_TRANSLATION,
	WALK_FAULT_ADDRESS_SIZE,
	WALK_FAULT_ACCESS_FLAG,
	WALK_FAULT_PERMISSION,
	WALK_FAULT_UNREADABLE, /* not the hardware's: ptview could not read a table */
};

/* null (as NULL), "translation", "address_size", "access_flag", "permission", "unreadable". */
const char *walk_fault_name(enum walk_fault f);

struct walk_step {
	int stage;
	int level;
	struct oa table; /* as pointed to */
	struct pa table_pa;
	unsigned index;
	uint64_t raw;
	enum desc_kind kind;
	struct ia ia; /* what is being translated in this step's stage: the VA, or an IPA */
	enum err_code st;
};

enum { WALK_STEPS_MAX = 32 };

/* What a descriptor at which a walk ended still keeps. */
struct walk_kept {
	const struct kept *row; /* NULL: nobody keeps it, as far as is known */
	bool owner_given;	/* else whose tables they are is inferred */
	int level;		/* of the leaf, or of the last descriptor that can be read */
	bool has_out;		/* it, or what is below the table that it keeps, has an output: */
	uint64_t out;		/* of the address that was asked for; of the stage of the fault */
	uint64_t size;		/* bytes that the leaf covers */
};

struct walk_result {
	struct ia in; /* as asked */
	enum walk_fault fault;
	int fault_stage;    /* 1 or 2; 0 for no fault */
	bool fault_on_walk; /* stage 2 faulted on a table of stage 1 */
	/*
	 * Stage 2 holds that table read-only, and the hardware would have to write there: to set
	 * the access flag, which is the fault; or without a fault, to make the leaf dirty: a write
	 * has one.
	 */
	bool update_refused;
	int level;	  /* of the leaf, or of the fault */
	struct oa oa;	  /* output of stage 1 (or of stage 2 if that is the regime) */
	struct pa pa;	  /* the final output; only with has_pa */
	bool has_pa;	  /* false: the output is an IPA, or there is none */
	uint64_t size;	  /* bytes that the leaf covers; the smaller of both stages' */
	int level2;	  /* level of the stage 2 leaf under the output; -1 for none */
	struct attr attr; /* of the regime, and combined with stage 2 where `composed` */
	attr_inherited above;
	struct walk_step steps[WALK_STEPS_MAX];
	unsigned nsteps;
	struct err err;	       /* for WALK_FAULT_UNREADABLE */
	struct walk_kept kept; /* for WALK_FAULT_TRANSLATION */
};

/*
 * Translate one address. `compose`: carry a nested regime's output on through stage 2. Steps of
 * stage 2 are included, marked stage 2.
 */
void walk_addr(struct walker *w, struct ia ia, bool compose, struct walk_result *out);

/*
 * What of a run of leaves the regime translates: all of it, but for AArch32, where TTBR0 and TTBR1
 * can meet inside of a block (TTBCR.T0SZ, T1SZ). size 0: nothing.
 */
struct walk_span {
	struct ia ia;
	struct oa oa;
	uint64_t size; /* bytes */
};
struct walk_span walk_span(const struct regime *r, const struct walk_run *run);

/* A leaf, or part of one, carried on through stage 2. */
struct walk_piece {
	struct ia ia;
	uint64_t size; /* bytes */
	struct pa pa;
	struct oa own; /* of stage 1 */
	bool mapped;   /* false: stage 2 does not map it (or its tables cannot be read: st) */
	/* Not mapped, but one of the stages keeps it: pa, level2 and attr are what it keeps. */
	const struct kept *kept;
	enum err_code st;
	int level, level2; /* of the stage 1 leaf, of the stage 2 leaf */
	struct attr attr;  /* combined */
};

/*
 * Carry a run of stage 1 leaves through stage 2, piece by piece in ascending order. Tables of stage
 * 2 that cannot be read go to `unreadable`, which may be NULL, too.
 */
enum err_code walk_compose(struct walker *w, const struct walk_run *run,
			   void (*piece)(void *arg, const struct walk_piece *p),
			   void (*unreadable)(void *arg, const struct walk_table *t), void *arg);

#endif
