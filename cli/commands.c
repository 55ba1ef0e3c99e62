/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/commands.h"

#include <limits.h>
#include <string.h>

static const struct command rows[COMMAND_COUNT] = {
	[COMMAND_LOOK] = {"", "SOURCE", "look at page tables in the terminal", cmd_look,
			  .source = COMMANDS_MUST},
	[COMMAND_INFO] = {"info", "SOURCE", "what it is, its memory, and each regime of each CPU",
			  cmd_info, .source = COMMANDS_MUST, .all = true},
	[COMMAND_ROOTS] = {"roots", "SOURCE", "where tables begin, found in memory, and how sure",
			   cmd_roots, .source = COMMANDS_MUST},
	[COMMAND_TREE] = {"tree", "SOURCE", "tables by level; equal neighbours folded", cmd_tree,
			  .source = COMMANDS_MUST},
	[COMMAND_MAP] = {"map", "SOURCE", "merged ranges: input, output, size, permissions, type",
			 cmd_map, .source = COMMANDS_MUST},
	[COMMAND_WALK] = {"walk", "SOURCE [ADDR...]", "each translation, level by level", cmd_walk,
			  .source = COMMANDS_MUST, .most = INT_MAX},
	[COMMAND_FIND] = {"find", "SOURCE PA...",
			  "every input address that leads to a physical one", cmd_find,
			  .source = COMMANDS_MUST, .least = 1, .most = INT_MAX},
	[COMMAND_READ] = {"read", "SOURCE [ADDR]", "memory through a mapping, or --search in it",
			  cmd_read, .source = COMMANDS_MUST, .most = 1},
	[COMMAND_ALIASES] = {"aliases", "SOURCE", "outputs that are mapped more than once, by what",
			     cmd_aliases, .source = COMMANDS_MUST},
	[COMMAND_STATS] = {"stats", "SOURCE", "tables and leaves per level, bytes mapped",
			   cmd_stats, .source = COMMANDS_MUST},
	[COMMAND_DIFF] = {"diff", "BEFORE AFTER", "entries that changed, and what that comes to",
			  cmd_diff, .source = COMMANDS_MUST, .least = 1, .most = 1},
	[COMMAND_WATCH] = {"watch", "SOURCE [ADDR]", "what changes while the guest runs", cmd_watch,
			   .source = COMMANDS_MUST, .most = 1},
	[COMMAND_LINT] = {"lint", "SOURCE", "what is wrong, dangerous or wasteful, and why",
			  cmd_lint, .source = COMMANDS_MAY},
	[COMMAND_FAULT] = {"fault", "SOURCE",
			   "a reported abort: its cause, by the tables if there are any", cmd_fault,
			   .source = COMMANDS_MAY},
	[COMMAND_ENTRY] = {"entry", "RAW --level N", "one descriptor, bit by bit", cmd_entry,
			   .source = COMMANDS_NO_SOURCE, .least = 1, .most = INT_MAX},
	[COMMAND_SNAPSHOT] = {"snapshot", "SOURCE -o FILE", "tables and registers as a small core",
			      cmd_snapshot, .source = COMMANDS_MUST, .all = true},
	[COMMAND_EXPORT] = {"export", "SOURCE [AFTER]",
			    "a picture, a page, a graph or a list of what is shown", cmd_export,
			    .source = COMMANDS_MUST, .most = 1},
	[COMMAND_REPLAY] = {"replay", "FILE...", "what Xen's page-table updates do, and why",
			    cmd_replay, .source = COMMANDS_NO_SOURCE, .most = INT_MAX},
	[COMMAND_RECORD] = {"record", "SOURCE --symbols ELF -o FILE",
			    "a running Xen's updates, as a file to replay", cmd_record,
			    .source = COMMANDS_MUST},
	[COMMAND_LEARN] = {"learn", "LESSON", "lessons, each with tasks that are judged", cmd_learn,
			   .source = COMMANDS_NO_SOURCE, .most = INT_MAX},
	[COMMAND_BUILD] = {"build", "LESSON", "tables by hand: type a line, and watch them grow",
			   cmd_build, .source = COMMANDS_NO_SOURCE, .most = 1},
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
