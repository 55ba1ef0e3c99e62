/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --share: a gdbstub for gdb and ptview at once. */
#ifndef PTVIEW_CLI_SHARE_H
#define PTVIEW_CLI_SHARE_H

#include "cli/args.h"

/*
 * Share the source of a at a->share. On a terminal the screen is the first client, and its end is
 * that of the share; else until SIGTERM. Returns an exit status.
 */
int share_look(const struct args *a);

#endif
