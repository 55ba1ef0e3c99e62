/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a session learns of its target once, at the start: who it is, whether it ran, its CPUs,
 * their registers and its memory map. In as few round trips as it takes.
 */
#ifndef PTVIEW_TARGET_H
#define PTVIEW_TARGET_H

#include <stdbool.h>
#include <stddef.h>

#include "gdbstub/ask.h"
#include "gdbstub/session.h"
#include "gdbstub/tdesc.h"
#include "gdbstub/witness.h"
#include "src/mem.h"
#include "src/regime/sysreg.h"

#define TARGET_CPUS   512 /* vCPUs that are looked at, at most */
#define TARGET_THREAD 32  /* bytes of a thread id, e.g. "p01.02" */

struct target {
	char version[32]; /* QEMU's, e.g. "7.2.22"; "" where it does not say */
	bool was_running; /* until we connected */
	bool run_unknown; /* nobody tells whether it ran before we connected: it is left stopped */
	bool shared;	  /* the stub is another ptview's share */
	bool keep_acks;	  /* set before: do without QStartNoAckMode */
	bool offers_no_ack;
	bool offers_binary; /* memory by 'x' */
	char no_regs[200];  /* why no register could be read; "" for fine */

	char (*threads)[TARGET_THREAD];
	unsigned nthreads;
	bool threads_whole; /* no more of them */

	struct ask first; /* the beginning of target.xml */
	struct tdesc desc;
	struct sysregs *cpus; /* ncpus, at least 1 */
	unsigned ncpus;

	struct mem_range *ranges;
	size_t nranges;
	bool map_known;
};

/*
 * Say hello: on return the run state in s->state is known, w having been taken before the
 * connection. ERR_SOURCE where the stub cannot read physical memory or has failed. target_free() is
 * due in any case.
 */
enum err_code target_hello(struct session *s, struct target *t, const struct witness *w,
			   struct err *err);

/*
 * Switch to physical memory and read the description, all registers of all CPUs and, where
 * read_map, the memory map. Registers or a map that cannot be had are no failure; ERR_UNSUPPORTED
 * of a target without page tables of ours.
 */
enum err_code target_learn(struct session *s, struct target *t, bool read_map, struct err *err);

void target_free(struct target *t);

#endif
