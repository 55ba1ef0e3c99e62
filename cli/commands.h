/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The batch commands. Each returns an exit status of args.h. */
#ifndef PTVIEW_COMMANDS_H
#define PTVIEW_COMMANDS_H

#include "cli/args.h"

/* The terminal UI. */
int cmd_look(const struct args *a);

/* A file that holds operations to replay. */
bool look_is_replay(const char *path);

int cmd_info(const struct args *a);
int cmd_tree(const struct args *a);
int cmd_map(const struct args *a);
int cmd_walk(const struct args *a);
int cmd_diff(const struct args *a);
int cmd_fault(const struct args *a);
int cmd_find(const struct args *a);
int cmd_stats(const struct args *a);
int cmd_lint(const struct args *a);
int cmd_entry(const struct args *a);
int cmd_snapshot(const struct args *a);
int cmd_record(const struct args *a);
int cmd_replay(const struct args *a);

#endif
