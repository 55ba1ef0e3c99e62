/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --where: what may be asked of a command, and how much of what it looked at matches. */
#ifndef PTVIEW_MATCHING_H
#define PTVIEW_MATCHING_H

#include "cli/job.h"
#include "src/walk/where.h"

/* False after one line on stderr, where `command` lists nothing that has what is asked for. */
bool matching_allowed(const struct args *a, const char *command, enum where_of of);

/* What was counted of one regime. one, many: what they are called, "range" and "ranges". */
struct matching {
	uint64_t matches, of;
	const char *one, *many;
};

/*
 * Say it, on standard output: "none" is an answer. Nothing without --where. unreadable: what
 * job_unreadable() had counted before this regime.
 */
void matching_say(const struct job *s, const char *regime, const struct matching *m,
		  uint64_t unreadable);

#endif
