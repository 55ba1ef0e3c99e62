/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/commands.h"

#include <limits.h>
#include <string.h>

static const struct command rows[COMMAND_COUNT] = {
	[COMMAND_LOOK] = {"", "SOURCE", "look at page tables in the terminal", cmd_look,
			  COMMANDS_MUST},
	[COMMAND_INFO] = {"info", "SOURCE", "what it is, its memory, and each regime of each CPU",
			  cmd_info, COMMANDS_MUST, .all = true},
	[COMMAND_TREE] = {"tree", "SOURCE", "tables by level; equal neighbours folded", cmd_tree,
			  COMMANDS_MUST},
	[COMMAND_MAP] = {"map", "SOURCE", "merged ranges: input, output, size, permissions, type",
			 cmd_map, COMMANDS_MUST},
	[COMMAND_WALK] = {"walk", "SOURCE ADDR...", "each translation, level by level", cmd_walk,
			  COMMANDS_MUST, 1, INT_MAX},
	[COMMAND_FIND] = {"find", "SOURCE PA...",
			  "every input address that leads to a physical one", cmd_find,
			  COMMANDS_MUST, 1, INT_MAX},
	[COMMAND_STATS] = {"stats", "SOURCE", "tables and leaves per level, bytes mapped",
			   cmd_stats, COMMANDS_MUST},
	[COMMAND_DIFF] = {"diff", "BEFORE AFTER", "entries that changed, and what that comes to",
			  cmd_diff, COMMANDS_MUST, 1, 1},
	[COMMAND_LINT] = {"lint", "SOURCE", "what is wrong, dangerous or wasteful, and why",
			  cmd_lint, COMMANDS_MAY},
	[COMMAND_FAULT] = {"fault", "SOURCE",
			   "a reported abort: its cause, by the tables if there are any", cmd_fault,
			   COMMANDS_MAY},
	[COMMAND_ENTRY] = {"entry", "RAW --level N", "one descriptor, bit by bit", cmd_entry,
			   COMMANDS_NO_SOURCE, 1, INT_MAX},
	[COMMAND_SNAPSHOT] = {"snapshot", "SOURCE -o FILE", "tables and registers as a small core",
			      cmd_snapshot, COMMANDS_MUST, .all = true},
	[COMMAND_REPLAY] = {"replay", "FILE...", "what Xen's page-table updates do, and why",
			    cmd_replay, COMMANDS_NO_SOURCE, 0, INT_MAX},
	[COMMAND_RECORD] = {"record", "SOURCE --symbols ELF -o FILE",
			    "a running Xen's updates, as a file to replay", cmd_record,
			    COMMANDS_MUST},
};

const struct command *commands_row(enum command_id id)
{
	return &rows[id];
}

enum command_id commands_find(const char *name)
{
	enum command_id id = COMMAND_COUNT;

	while (--id > COMMAND_LOOK && strcmp(name, rows[id].name) != 0)
		;
	return id;
}
