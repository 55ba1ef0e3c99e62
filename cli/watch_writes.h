/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `watch --writes`: each store to the tables, while one session lets the guest run. */
#ifndef PTVIEW_WATCH_WRITES_H
#define PTVIEW_WATCH_WRITES_H

#include "cli/args.h"

/* An exit status. SIGINT is blocked, and ends it. */
int watch_writes(const struct args *a);

/* What of the command line is for --writes alone, and is there without it: EXIT_USAGE, and said. */
int watch_writes_check(const struct args *a);

#endif
