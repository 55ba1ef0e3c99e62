/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Recording: the guest from one call of xen_pt_update to the next. */
#ifndef PTVIEW_RECORD_RUN_H
#define PTVIEW_RECORD_RUN_H

#include <stdio.h>

#include "cli/record/record_call.h"
#include "cli/record/record_check.h"
#include "cli/record/record_file.h"
#include "cli/record/record_symbols.h"
#include "dump/elfsym.h"
#include "gdbstub/trace.h"

/* Why a recording ended. */
enum record_end {
	RECORD_GOES_ON, /* not yet */
	RECORD_QUIET,	/* no call for so long */
	RECORD_MAX,	/* as many as were asked for */
	RECORD_STOPPED, /* the user stopped it */
	RECORD_HALTED,	/* someone else stopped the guest, or it shut down */
	RECORD_FULL,	/* the file is as large as a replay may be */
	RECORD_FAILED,	/* err says why */
};

/* What the last check said of the file. */
enum record_replay {
	RECORD_NOT_COMPARED, /* the live tables cannot be read any more, or there is no file */
	RECORD_ALIKE,	     /* its replay ends with the live tables */
	RECORD_DIFFERS,	     /* it does not, or it cannot be replayed: and that has been said */
};

struct record;
struct record_p2m;

enum { RECORD_BREAKS_MAX = 6 };

/* Which updates are recorded: Xen's own, or those of a guest's stage 2. */
struct record_kind {
	const char *what; /* the function whose calls are recorded */
	/* Addresses to stop at, the first being that of `what`; how many. */
	unsigned (*breaks)(const struct record *r, uint64_t at[RECORD_BREAKS_MAX]);
	/* A CPU stopped at one of them, or somewhere else. */
	enum err_code (*hit)(struct record *r, unsigned cpu, struct err *err);
	/* While the guest stands still: the last check of a file that was begun. */
	void (*end)(struct record *r);
};

struct record {
	/* Set by the caller. */
	const struct record_kind *kind;
	struct record_p2m *p2m; /* of stage 2 only */
	struct mem *mem;	/* physical memory, as it is now: no cache */
	struct mem *stub;	/* whose cpus are the guest's registers */
	struct trace *trace;
	const struct elfsyms *elf;
	struct record_symbols symbols;
	const struct record_abi *abi;
	unsigned root_reg; /* the stub's number of abi->root */
	const char *about; /* for the head of the file */
	bool verify;
	FILE *say;    /* what is not as predicted goes there */
	uint64_t max; /* calls; 0: no limit */
	int idle_ms;
	bool (*stop)(void *arg); /* the user wants it to end */
	void (*progress)(void *arg, uint64_t calls);
	void *arg;
	struct record_file file;
	struct record_check check; /* dialect and arch */

	/* The outcome. */
	uint64_t calls, exact, mismatched, not_comparable;
	uint64_t outside;   /* entries that changed between calls, by someone else */
	uint64_t before;    /* of the calls, those on tables that Xen then left */
	uint64_t elsewhere; /* and those on other tables than the file's since */
	enum record_replay replay;
	size_t tree_count; /* live tables that were compared */
	uint64_t differ;   /* entries, with RECORD_DIFFERS; 0 where it cannot be replayed */

	/* Private. */
	struct record_tree tree[2];  /* before and after a call */
	struct record_tree other[2]; /* likewise, of a call on another root */
	struct pa root;
	unsigned owner;			 /* the CPU whose tables they are */
	uint64_t outer_link[TRACE_CPUS]; /* who called Xen's interface last, on each CPU */
	bool sure;			 /* the symbols are those of what runs */
	int64_t began_ms;		 /* at the first call */
	unsigned printed;		 /* differences of this call */
};

/* Calls of xen_pt_update. */
extern const struct record_kind record_run_xenpt;

/* Record until it ends. Breakpoints are gone then, and the guest stands still. */
enum record_end record_run(struct record *r, struct err *err);

#endif
