/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Findings: what is wrong, dangerous or wasteful in the tables of a regime, and why.
 *
 * Each kind of finding is a row of one table (lint_rules.c). All rules look on during one visit of
 * the walker, which goes into each table once; they work run by run.
 */
#ifndef PTVIEW_LINT_H
#define PTVIEW_LINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/addr.h"
#include "src/err.h"
#include "src/walk/walk.h"

enum lint_severity {
	LINT_NOTE,    /* wasteful, or worth knowing */
	LINT_WARNING, /* dangerous, or right only if software knows what it does */
	LINT_ERROR,   /* wrong by the architecture, or certain to do harm */
};

/* In the order of the table of findings. */
enum lint_id {
	LINT_RESERVED_ENCODING,
	LINT_OUTPUT_MISALIGNED,
	LINT_OUTPUT_TOO_BIG,
	LINT_ROOT_MISALIGNED,
	LINT_RESERVED_TYPE,
	LINT_RESERVED_SHAREABILITY,
	LINT_RES0_SET,
	LINT_NG_SET,
	LINT_UNREACHABLE_INPUT,
	LINT_ACCESS_FLAG,
	LINT_ACCESS_FLAG_SOFTWARE,
	LINT_DBM_IGNORED,
	LINT_WRITE_EXECUTE,
	LINT_DEVICE_EXECUTE,
	LINT_CONTIGUOUS_INCOMPLETE,
	LINT_CONTIGUOUS_MISALIGNED,
	LINT_CONTIGUOUS_MIXED,
	LINT_CONTIGUOUS_HOLE,
	LINT_CONTIGUOUS_XEN,
	LINT_CONTIGUOUS_MISSED,
	LINT_BLOCK_MISSED,
	LINT_BLOCK_NEVER,
	LINT_BLOCK_MISALIGNED,
	LINT_BLOCK_BROKEN,
	LINT_BLOCK_SHORT,
	LINT_BLOCK_SHATTERED,
	LINT_SHATTERED_BY,
	LINT_TABLE_UNREACHABLE,
	LINT_TABLE_STAGE2,
	LINT_TABLE_LOOP,
	LINT_TABLE_SHARED,
	LINT_TABLE_EMPTY,
	LINT_TABLE_USER_WRITABLE,
	LINT_TABLE_DEVICE,
	LINT_TABLE_WRITABLE,
	LINT_ALIAS_WRITE_EXECUTE,
	LINT_ALIAS_TYPE,
	LINT_ALIAS_SHAREABILITY,
	LINT_NORMAL_OVER_DEVICE,
	LINT_NORMAL_NOT_RAM,
	LINT_STAGE2_DEVICE,
	LINT_DEVICE_OVER_RAM,
	LINT_NO_MAP,
	LINT_RESERVED_MAPPED,
	LINT_GUEST_TABLES,
	LINT_GUEST_HYPERVISOR,
	LINT_GUESTS_SHARE,
	LINT_GUESTS_GRANT,
	LINT_COUNT
};

/* A row of the table of findings. */
struct lint_rule {
	const char *id; /* as --only and --ignore take it */
	enum lint_severity severity;
	const char *message; /* what it means, one line */
	const char *source;  /* of the rule: a section of DDI 0487 L, or a function of Xen */
	const char *fix;     /* what to do */
};

const struct lint_rule *lint_rule(enum lint_id id);

/* LINT_COUNT for none of that name. */
enum lint_id lint_by_name(const char *id);

/* "note", "warning", "error". */
const char *lint_severity_name(enum lint_severity s);

enum { LINT_WHY_MAX = 288 }; /* the longest: what a range could be, in numbers of 20 digits */

/* One finding: an entry, or `count` equal neighbours. */
struct lint_finding {
	enum lint_id id;
	struct ia start; /* first input address that it is about */
	uint64_t size;	 /* bytes of input addresses; 0 for a register */
	uint64_t count;	 /* entries; of what is not about entries, occurrences */
	int level;	 /* of the first entry */
	struct pa table; /* that holds it */
	unsigned index;
	uint64_t raw;
	char why[LINT_WHY_MAX]; /* the numbers of this one, one line */
};

/* A piece of physical memory that no guest may reach. */
struct lint_keep_out {
	struct pa first, last; /* inclusive */
	const char *name;      /* "Xen's image" */
};

struct physmap;

/* All zero: every rule, as far as it can be judged. */
struct lint_options {
	bool skip[LINT_COUNT];
	bool through; /* a nested regime: outputs are those of stage 2 */
	bool xen;     /* software bits of stage 2 are Xen's p2m types */
	/* Entries that Xen would take for a range of so many bytes, as xenpt_entries(); NULL: these
	 * tables are nothing of Xen's. */
	uint64_t (*by_xen)(const struct regime *r, uint64_t in, uint64_t out, uint64_t bytes);
	/*
	 * What shattered the block of stage 2 of so many bytes at ia, in one line of at most
	 * LINT_WHY_MAX bytes; false where no recording saw it. NULL: there is no recording.
	 */
	bool (*shattered)(void *arg, uint64_t ia, uint64_t bytes, char *why); /* by any thread */
	void *shattered_arg;
	const struct physmap *map; /* NULL: what is where is not known */
	const struct lint_keep_out *keep_out;
	size_t nkeep_out;
};

enum { LINT_KEPT = 1000 }; /* findings of one kind that are kept; more are only counted */

struct lint_result {
	/* By severity, the worst first; then by row, then ascending. */
	struct lint_finding *f;
	size_t n, cap;
	uint64_t found[LINT_COUNT];   /* findings, those not kept included */
	uint64_t entries[LINT_COUNT]; /* sum of their counts */
};

/*
 * Judge a whole regime, by two threads where the walker's memory allows that (mem_twin()): what is
 * found is the same. w->tick is called by one at a time, but not always by the same. on_unreadable,
 * which may be NULL, is told of each table that could not be read. Errors as walk_visit().
 * lint_free() is the caller's, also after an error.
 */
enum err_code lint_run(struct walker *w, const struct lint_options *o, struct lint_result *out,
		       void (*on_unreadable)(void *arg, const struct walk_table *t), void *arg);

void lint_free(struct lint_result *r);

/* The worst severity found; false where there is nothing at all. */
bool lint_worst(const struct lint_result *r, enum lint_severity *worst);

#endif
