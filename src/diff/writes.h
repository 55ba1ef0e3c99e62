/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A log of stores to page tables, while a guest runs: before each store it is stopped, the CPU does
 * that one instruction alone, and what then differs is what it stored. So the order of all stores
 * is known, and whether a valid entry became another one without an invalid one in between.
 *
 * A guest stores by virtual addresses: the tables are looked for among the outputs of the regime
 * that they are written from. Tables that are not mapped there, or are too many, are compared when
 * the guest is looked at, and what changed then is told as what no store was seen of; so is what
 * the hardware, a device or another mapping wrote.
 */
#ifndef PTVIEW_WRITES_H
#define PTVIEW_WRITES_H

#include "src/diff/watch.h"
#include "src/hash.h"
#include "src/live.h"

enum {
	WRITES_REGIMES = 2,
	WRITES_TABLES = 1 << 16, /* of a regime, in what is asked for */
	WRITES_STRAYS = 64,	 /* stops in a row that are about nothing that is watched */
};

/* How the stores to a table are known. */
enum writes_how {
	WRITES_STOPPED,	   /* the guest is stopped before each */
	WRITES_NOT_MAPPED, /* by comparing: the regime that writes it maps it nowhere, to be written
			    */
	WRITES_TOO_MANY,   /* the same: LIVE_WATCHES places are watched already */
	WRITES_REFUSED,	   /* the same: the source sets no watchpoint there */
	WRITES_HOWS
};

struct writes_table {
	struct pa pa;
	uint64_t bytes;
	int level;
	struct ia ia; /* lowest input address that it serves */
	unsigned regime;
	enum writes_how how;
	uint64_t address; /* WRITES_STOPPED: the first byte, as it is written; the first of several
			   */
	bool there;	  /* it is part of the tree */
};

/* What a change comes to by the rule of break-before-make (Arm ARM, D8.16.1). */
enum writes_bbm {
	WRITES_BBM_NONE,    /* it is not wanted, or it was done */
	WRITES_BBM_UNSEEN,  /* it is wanted: whether it was done nobody saw */
	WRITES_BBM_CONTENT, /* it was not done, and is wanted if the memory at the outputs differs
			     */
	WRITES_BBM_BROKEN,  /* it was not done, and is wanted */
};

/* One row of what a store changed; rows below the first are what became of the input addresses. */
struct writes_event {
	bool seen; /* the CPU stood before the store; else found by comparing */
	unsigned cpu;
	bool pc_known;
	uint64_t pc;
	uint64_t number; /* of the store, from 1; of several rows the same; 0: not seen */
	bool inside;	 /* a consequence, in the row before it that is not */
	enum writes_bbm bbm;
	unsigned regime;		     /* which of those asked for */
	const struct walker *before, *after; /* copies of the tables */
	const struct diff_row *row;
};

struct writes_ask {
	struct live *live; /* stands still; the caller's, as is the next */
	struct mem *mem;
	struct {
		enum regime_id id;
		unsigned cpu;
	} regime[WRITES_REGIMES];
	unsigned n;
	bool part; /* the tables that translate [lo, hi] alone */
	struct ia lo, hi;
	int bbm_level; /* FEAT_BBM, or DIFF_BBM_UNKNOWN */
	void (*event)(void *arg, const struct writes_event *e);
	void *arg;
};

struct writes {
	struct writes_ask ask;
	struct mem *base;	   /* ask.mem by the registers that it had at the beginning */
	struct sysregs *cpus;	   /* those */
	struct watch_copy copy[2]; /* before a store, after it */
	struct writes_table *t;
	size_t n, cap;
	struct hash where; /* places in t */
	struct writes_place {
		uint64_t address; /* virtual */
		uint32_t bytes;
		struct pa pa;
	} place[LIVE_WATCHES];
	unsigned nplaces;
	bool refused; /* a watchpoint: the others are not tried */

	uint64_t stores;  /* seen, that changed something */
	uint64_t nothing; /* that did not: the same value, or by the same address of other tables */
	uint64_t unseen;  /* entries that changed without a store that was seen */
	uint64_t findings, doubtful; /* rows with WRITES_BBM_BROKEN, WRITES_BBM_CONTENT */
	uint64_t unread;	     /* tables that could not be read */
	unsigned strays;	     /* in a row */

	/* While two copies are compared. */
	struct writes_event now;
	struct diff_row top;
	bool any;	  /* top is one of this store */
	struct pa *fresh; /* pages that were copied for it: nfresh of them */
	size_t nfresh, capfresh;
};

/* What a CPU says of break-before-make, for writes_ask: ID_AA64MMFR2_EL1.BBM, bits 55:52. */
int writes_bbm_level(const struct sysregs *regs);

/*
 * Begin: copy the tables and set the watchpoints. ERR_NOMEM, ERR_UNSUPPORTED (more than
 * WRITES_TABLES), ERR_SOURCE, or what walk_init() says; writes_close() is due in any case.
 */
enum err_code writes_open(struct writes *w, const struct writes_ask *ask, struct err *err);

/*
 * The guest has stopped with LIVE_STORE: let the CPU do its store, tell what changed, and leave it
 * ready to be run on. ERR_SOURCE: it is gone, or stopped otherwise (ask.live tells); ERR_MALFORMED:
 * it stops again and again at what is not watched; ERR_NOMEM.
 */
enum err_code writes_stop(struct writes *w, struct err *err);

/* The guest stands still: compare all tables, and tell what changed without a store that was seen.
 * Errors as writes_open(). */
enum err_code writes_look(struct writes *w, struct err *err);

/*
 * The guest stands still, and the registers of ask.mem are other ones than at the beginning: the
 * tables that they lead to are watched from now on, those that are none of them no longer. What was
 * counted stays. Errors as writes_open().
 */
enum err_code writes_again(struct writes *w, struct err *err);

/* Whether a regime that was asked for has other tables, or reads them in another way, by the
 * registers of ask.mem: was and is are both, where true. */
bool writes_is_elsewhere(const struct writes *w, unsigned regime, struct regime *was,
			 struct regime *is);

/* Take the watchpoints away, and free. The guest stands still, or is gone. */
void writes_close(struct writes *w);

/*
 * The i-th regime that tables of a regime are written from: the hypervisor's own for stage 2.
 * REGIME_COUNT past the last.
 */
enum regime_id writes_from(enum regime_id id, unsigned i);

/* How many of the tables are known in a way. */
size_t writes_count(const struct writes *w, enum writes_how how);

/* "stops", "not mapped", ... */
const char *writes_how_words(enum writes_how how);

/* For writes.c: bring tables and watchpoints up to date with copy[1]. ERR_NOMEM, ERR_UNSUPPORTED,
 * ERR_SOURCE. */
enum err_code writes_places_renew(struct writes *w, struct err *err);
void writes_places_drop(struct writes *w);

#endif
