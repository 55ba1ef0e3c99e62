/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Replay files: operations of xenpt.h or of p2m.h in text, and what they are expected to do.
 *
 * The format is ptview-replay(5). A file with a header and `op` lines is a *script*. With outcome
 * lines (step, alloc, msg, rc, tlb, digest, tree, ...) it is also a *test*, and then every outcome
 * has to be there. Nothing here opens a file: text comes in as a buffer and leaves through
 * callbacks.
 */
#ifndef PTVIEW_REPLAY_H
#define PTVIEW_REPLAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/err.h"
#include "src/mem.h"
#include "src/regime/regime.h"
#include "src/xen/p2m.h"
#include "src/xen/xenpt.h"

/* A piece of the text that was parsed; not NUL-terminated. */
struct replay_text {
	const char *s;
	size_t len;
};

/* A line of it. */
struct replay_line {
	struct replay_text text; /* without its end of line */
	size_t no;		 /* from 1 */
};

enum replay_kind {
	REPLAY_CALL,  /* map, modify, destroy, populate: call */
	REPLAY_POOL,  /* from here on value table pages are left */
	REPLAY_POKE,  /* store value into the entry for virt in the table of level */
	REPLAY_PAGES, /* the next table pages handed out are page[0..npages-1], in this order */
	REPLAY_P2M,   /* of stage 2: p2m */
};

enum { REPLAY_PAGES_MAX = 8 }; /* of one op */

struct replay_op {
	enum replay_kind kind;
	struct xenpt_op call;
	struct p2m_op p2m;
	uint64_t value, virt;
	unsigned level;
	uint64_t page[REPLAY_PAGES_MAX]; /* addresses */
	unsigned npages;
	struct replay_line line; /* "op map 0x1000 ..." */
	size_t expect, nexpect;	 /* its outcome: replay.expected[expect], ... */
};

/* One entry, or `count` successive ones, of the initial state. */
struct replay_entry {
	uint64_t table; /* address */
	unsigned level, index, count;
	uint64_t value; /* of the first; each next one maps the next piece of memory */
};

/* RAM that a file names; last is inclusive. */
struct replay_ram {
	struct pa first, last;
};

enum { REPLAY_RAM_MAX = 256 }; /* `ram` lines of a file */

/* Which tables a file is about, and the Xen that updates them: xen_pt_update, or p2m_set_entry. */
struct replay_updater;

/* What a header of stage 2 says beside what all have. */
struct replay_p2m_head {
	const struct p2m_dialect *dialect;
	unsigned root_level, roots;
	uint64_t ram_first, ram_end; /* frames; end exclusive */
	bool clean_pte, iommu;
	bool has_max;	      /* `max`, `lowest`: where tables are there before the first op */
	uint64_t max, lowest; /* gfn; lowest P2M_NONE: none yet */
};

/* A parsed file. Read it freely; made and freed by the functions below only. */
struct replay {
	char *copy; /* of the text, which everything points into */
	size_t len;
	const struct replay_updater *updater;
	const struct xenpt_dialect *dialect; /* NULL of stage 2 */
	struct replay_p2m_head p2m;	     /* of stage 2 only */
	const struct xenpt_arch *arch;
	struct replay_text name, revision; /* len 0: not given */
	struct pa root, alloc_base;
	uint64_t pool;
	struct replay_entry *init; /* the initial state; empty: an empty root table */
	size_t ninit;
	struct replay_ram *ram; /* all that there is; none: nothing is known of it */
	size_t nram;
	struct replay_op *ops;
	size_t nops;
	struct replay_line *expected; /* all outcome lines, in the order of the file */
	size_t nexpected;
	size_t tail; /* of these, the first of the final state; nexpected if there is none */
};

/*
 * Parse len bytes. *out is to be freed with replay_free(). ERR_MALFORMED: err is one line that
 * begins "LINE:COLUMN: ", both from 1; put the name of the file and a colon in front of it. Or
 * ERR_NOMEM. Takes time and memory in proportion to len.
 */
enum err_code replay_parse(const char *text, size_t len, struct replay **out, struct err *err);

/* ---- What is typed ---- */

/* By its `kind` line; NULL for an unknown one. */
const struct replay_updater *replay_updater(const char *kind);

/* The one that has an operation of the name that a typed line begins with; NULL for none, and for
 * one that several have. */
const struct replay_updater *replay_updater_of_op(const char *text);

/*
 * What completes a line that is being typed: the i-th operation with its operands ("map VIRT MFN NR
 * FLAGS"); the i-th name that may stand for an operand ("FLAGS", len bytes). NULL past the last.
 */
const char *replay_updater_form(const struct replay_updater *u, size_t i);
const char *replay_updater_word(const struct replay_updater *u, const char *operand, size_t len,
				size_t i);

/* The names of its dialects, oldest first; NULL past the last. */
const char *replay_updater_dialect(const struct replay_updater *u, size_t i);

/*
 * A script without operations, as if a file had said the rest: *out is to be freed with
 * replay_free(). dialect: one of the updater's. Errors: ERR_USAGE (no such dialect, or it has no
 * tables of that architecture), ERR_NOMEM.
 */
enum err_code replay_new(const struct replay_updater *u, const struct xenpt_arch *arch,
			 const char *dialect, struct replay **out, struct err *err);

/*
 * Parse one `op` line as typed by a person ("op " may be left out), for a script. out->line points
 * into text. ERR_MALFORMED: err is one line, and *column where in text it is, from 1.
 */
enum err_code replay_parse_op(const struct replay *s, const char *text, struct replay_op *out,
			      size_t *column, struct err *err);

/* Have a script of replay_new() do one operation, typed like that, of which it keeps a copy. Errors
 * as replay_parse_op(), and ERR_NOMEM; it has none then. */
enum err_code replay_type_op(struct replay *s, const char *text, size_t *column, struct err *err);

/* NULL is allowed. */
void replay_free(struct replay *s);

/* True where the file has outcome lines. */
bool replay_is_test(const struct replay *s);

/* True of a file about a guest's stage 2 (`kind p2m`). */
bool replay_is_p2m(const struct replay *s);

/* The word of its `kind` line. */
const char *replay_kind_name(const struct replay *s);

/* Another dialect than the file names. ERR_USAGE: its tables have none of that name. */
enum err_code replay_set_dialect(struct replay *s, const char *name, struct err *err);

/* The name of its dialect. */
const char *replay_dialect_name(const struct replay *s);

/* ---- Running ---- */

#define REPLAY_MAX_STEPS (UINT64_C(1) << 26)

enum { REPLAY_MAX_PAGES = 1 << 15 };

/* All zero: as the file says, over nothing, default limits. */
struct replay_opts {
	const struct xenpt_dialect *dialect;   /* instead of the file's */
	const struct p2m_dialect *p2m_dialect; /* likewise, of stage 2 */
	struct mem *below; /* start from its tables: `init` is not used, the root not cleared */
	bool has_root;	   /* root instead of the file's */
	struct pa root;
	/*
	 * Limits of the whole run: a few bytes of text may ask for 2^52 steps. 0: REPLAY_MAX_STEPS,
	 * REPLAY_MAX_PAGES. Listing a table for a digest counts as some steps.
	 */
	uint64_t max_steps;
	size_t max_pages; /* of 4 KiB, written to */
	/* Called now and then with the steps done so far. Return false to cancel. May be NULL. */
	bool (*tick)(void *arg, uint64_t steps);
	void *tick_arg;
	xenpt_event_fn event;	/* may be NULL */
	p2m_event_fn p2m_event; /* likewise, of stage 2 */
	void *event_arg;
};

/* A run: the tables of a file at some point of it. */
struct replay_run;

/*
 * Set up the initial state. The script and what opts point to must outlive the run. Errors: those
 * of overlay_write(). Close with replay_close().
 */
enum err_code replay_open(const struct replay *s, const struct replay_opts *opts,
			  struct replay_run **out, struct err *err);

struct replay_result {
	int rc;	     /* as xenpt_end(), or p2m_do() */
	bool nopath; /* poke only: there was no table to store into */
	uint64_t steps;
	struct xenpt_event tlb; /* calls only: the XENPT_EV_TLB event */
};

/*
 * Do one operation, of the script or another. Any status but ERR_NONE: what it would have done from
 * there on is not known (a table cannot be read), not allowed (ERR_UNSUPPORTED: a limit), or not
 * wanted (ERR_CANCELLED); err begins with the line number. What it did until then stays.
 */
enum err_code replay_do(struct replay_run *r, const struct replay_op *op, struct replay_result *res,
			struct err *err);

/*
 * The same step by step: replay_step() until replay_more() is false, then replay_end(). Errors are
 * those of replay_do(), after which the operation must be dropped; it may be dropped anywhere.
 */
enum err_code replay_begin(struct replay_run *r, const struct replay_op *op, struct err *err);
bool replay_more(const struct replay_run *r);
enum err_code replay_step(struct replay_run *r, struct err *err);
void replay_end(struct replay_run *r, struct replay_result *res);

/* Back to the initial state. Errors as replay_open(). */
enum err_code replay_rewind(struct replay_run *r, struct err *err);

/* NULL is allowed. */
void replay_close(struct replay_run *r);

/* The tables' memory, and the engine on it. They are the run's. */
struct mem *replay_mem(struct replay_run *r);
struct xenpt *replay_xenpt(struct replay_run *r);
struct p2m *replay_p2m(struct replay_run *r); /* NULL unless the file is about stage 2 */

/* Where the tables begin: `n` root tables of a level, one behind the other. */
struct replay_roots {
	struct pa pa;
	unsigned level, n;
};
struct replay_roots replay_roots(const struct replay_run *r);

/* What is left in the pool; pages handed out and steps done since the initial state. */
uint64_t replay_pool(const struct replay_run *r);
uint64_t replay_allocated(const struct replay_run *r);
uint64_t replay_steps(const struct replay_run *r);

/*
 * The digest of the tables that the format defines. Fails where a table cannot be read, and when
 * the limit of steps is reached (tables that point at each other can be very many). Only worked out
 * anew where an entry changed since, which is seen for changes made through replay_xenpt() only.
 */
enum err_code replay_digest(struct replay_run *r, uint64_t *digest, struct err *err);

/* ---- On a target ---- */

/* Whose tables a regime's are: of Xen itself, or of a guest's stage 2. NULL: of neither, and err
 * says why. */
const struct replay_updater *replay_base(const struct regime *r, struct err *err);

/* And of which architecture's Xen; for a regime that replay_base() knows. */
const struct xenpt_arch *replay_base_arch(const struct regime *r);

/*
 * Have a file begin with the tables of regime r in m, given to replay_open() as `below` and `root`:
 * new tables get made-up addresses where m has no memory, as many as are wanted. ERR_USAGE: these
 * tables are not Xen's, not those that the file is about, or of another architecture than its.
 */
enum err_code replay_rebase(struct replay *s, struct mem *m, const struct regime *r,
			    struct err *err);

/* ---- Checking and writing ---- */

/* A line of the outcome that is not as the file expects it. */
struct replay_mismatch {
	const struct replay_op *op;	  /* NULL: in the final state */
	size_t line;			  /* of the expectation, or of the op where there is none */
	struct replay_text expected, got; /* s is NULL for no line */
};

typedef void (*replay_mismatch_fn)(void *arg, const struct replay_mismatch *m);

struct replay_counts {
	uint64_t ops;	/* done */
	uint64_t steps; /* unfolded */
	uint64_t mismatches;
};

/*
 * Run a file and compare. Of every operation, and of the final state, the first line that differs
 * is reported; the text of a failed assertion is not compared. A script that is no test has no
 * mismatch. Errors as replay_open() and replay_do(); counts then hold what was done until there.
 */
enum err_code replay_check(const struct replay *s, const struct replay_opts *opts,
			   replay_mismatch_fn report, void *arg, struct replay_counts *counts,
			   struct err *err);

/* Takes a line of output: len bytes, without a newline, and perhaps no NUL behind them. */
typedef void (*replay_line_fn)(void *arg, const char *line, size_t len);

/*
 * Run a file and write it again with the outcomes that it has. Lines that are not outcomes stay as
 * they are. Errors as replay_check().
 */
enum err_code replay_write(const struct replay *s, const struct replay_opts *opts,
			   replay_line_fn line, void *arg, struct replay_counts *counts,
			   struct err *err);

/* The final state in the lines of the format: `tree`, its entries, `end`. */
enum err_code replay_tree_lines(struct replay_run *r, replay_line_fn line, void *arg,
				struct err *err);

#endif
