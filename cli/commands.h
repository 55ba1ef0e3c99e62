/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The commands, as rows. Each function returns an exit status of args.h. */
#ifndef PTVIEW_COMMANDS_H
#define PTVIEW_COMMANDS_H

#include "cli/args.h"

/* In the order in which --help lists them. */
enum command_id {
	COMMAND_LOOK, /* no command: the terminal UI */
	COMMAND_INFO,
	COMMAND_ROOTS,
	COMMAND_TREE,
	COMMAND_MAP,
	COMMAND_WALK,
	COMMAND_FIND,
	COMMAND_READ,
	COMMAND_ALIASES,
	COMMAND_STATS,
	COMMAND_DIFF,
	COMMAND_WATCH,
	COMMAND_LINT,
	COMMAND_FAULT,
	COMMAND_ENTRY,
	COMMAND_SNAPSHOT,
	COMMAND_EXPORT,
	COMMAND_REPLAY,
	COMMAND_RECORD,
	COMMAND_LEARN,
	COMMAND_BUILD,
	COMMAND_COUNT,
};

#define COMMAND_BIT(id) (1u << (id))

enum commands_source {
	COMMANDS_NO_SOURCE, /* operands are something else */
	COMMANDS_MAY,	    /* the first operand, if there is one */
	COMMANDS_MUST,
};

struct command {
	const char *name; /* "" for the terminal UI */
	const char *operands, *help;
	int (*run)(const struct args *a);
	enum commands_source source;
	int least, most; /* operands behind the source */
	bool all;	 /* shows all regimes: --regime only says whose root --root is */
};

const struct command *commands_row(enum command_id id);

/* COMMAND_LOOK where no command has that name. */
enum command_id commands_find(const char *name);

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
int cmd_read(const struct args *a);
int cmd_aliases(const struct args *a);
int cmd_stats(const struct args *a);
int cmd_lint(const struct args *a);
int cmd_entry(const struct args *a);
int cmd_watch(const struct args *a);
int cmd_snapshot(const struct args *a);
int cmd_export(const struct args *a);
int cmd_roots(const struct args *a);
int cmd_record(const struct args *a);
int cmd_replay(const struct args *a);
int cmd_learn(const struct args *a);
int cmd_build(const struct args *a);

#endif
