/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Recording: the guest from one call of xen_pt_update to the next. */
#ifndef PTVIEW_RECORD_RUN_H
#define PTVIEW_RECORD_RUN_H

#include <stdio.h>

#include "cli/record/record_call.h"
#include "cli/record/record_check.h"
#include "cli/record/record_file.h"
#include "dump/elfsym.h"
#include "gdbstub/trace.h"

/* Why a recording ended. */
enum record_end {
	RECORD_GOES_ON, /* not yet */
	RECORD_QUIET,	/* no call for so long */
	RECORD_MAX,	/* as many as were asked for */
	RECORD_STOPPED, /* the user stopped it */
	RECORD_HALTED,	/* someone else stopped the guest, or it shut down */
	RECORD_FAILED,	/* err says why */
};

struct record {
	/* Set by the caller. */
	struct mem *mem;  /* physical memory, as it is now: no cache */
	struct mem *stub; /* whose cpus are the guest's registers */
	struct trace *trace;
	const struct elfsyms *symbols;
	const struct record_abi *abi;
	unsigned root_reg; /* the stub's number of abi->root */
	uint64_t entry;	   /* xen_pt_update */
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
	uint64_t elsewhere; /* of the calls, those on another root than the first */

	/* Private. */
	struct record_tree tree[2];  /* before and after a call */
	struct record_tree other[2]; /* likewise, of a call on another root */
	struct pa root;
	int64_t began_ms; /* at the first call */
	unsigned printed; /* differences of this call */
};

/* Record until it ends. Breakpoints are gone then, and the guest stands still. */
enum record_end record_run(struct record *r, struct err *err);

#endif
