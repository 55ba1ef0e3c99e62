/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --on: the tables of a source that a replay starts from. */
#ifndef PTVIEW_REPLAY_ON_H
#define PTVIEW_REPLAY_ON_H

#include "cli/job.h"
#include "src/xen/replay.h"

struct replay_on {
	struct args args; /* the job's: what a command on that source would have got */
	struct job job;
	struct survey survey;		     /* of the tables there that the operations are for, */
	const struct replay_updater *looked; /* which are these; NULL: not looked for yet */
};

/* Open the source of --on. Says why not on stderr. Returns an exit status; replay_on_close() is due
 * after EXIT_DONE only. */
int replay_on_open(struct replay_on *on, const struct args *a);

/*
 * Find its tables for a script: the regime that --regime names, else the one that is of the
 * script's kind; and have the script begin with them. file: its name, for messages. As above.
 */
int replay_on_put(struct replay_on *on, const char *file, struct replay *s);

/* The architecture of its Xen: that of the tables that operations of u's are for. As above. */
int replay_on_arch(struct replay_on *on, const struct replay_updater *u, const char **arch);

void replay_on_close(struct replay_on *on);

#endif
