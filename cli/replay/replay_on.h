/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --on: the tables of a source that a replay starts from. */
#ifndef PTVIEW_REPLAY_ON_H
#define PTVIEW_REPLAY_ON_H

#include "cli/job.h"

struct replay_on {
	struct args args; /* the job's: what a command on that source would have got */
	struct job job;
	struct survey survey; /* of Xen's own tables there */
};

/*
 * Open the source of --on and find the tables that Xen updates. Says why not on stderr. Returns an
 * exit status; replay_on_close() is due after EXIT_DONE only.
 */
int replay_on_open(struct replay_on *on, const struct args *a);

/* The architecture of its Xen, by name. */
const char *replay_on_arch(const struct replay_on *on);

void replay_on_close(struct replay_on *on);

#endif
