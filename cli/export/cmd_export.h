/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What `export` is asked for, and its parts. */
#ifndef PTVIEW_CMD_EXPORT_H
#define PTVIEW_CMD_EXPORT_H

#include <stdio.h>

#include "cli/args.h"
#include "report/content.h"
#include "report/export/sheet.h"

/* Formats of `export`, behind those of `read`: --format has the words of both. */
enum export_format {
	EXPORT_SVG = CONTENT_STRINGS + 1,
	EXPORT_HTML,
	EXPORT_DOT,
	EXPORT_CSV,
	EXPORT_JSON,
};

struct export
{
	const struct args *args;
	enum sheet_of of;
	enum export_format format;
	FILE *f; /* where it goes */
};

/* Write the sheet in the format that is asked for. An exit status, the worse of it and `status`. */
int export_write(const struct export *e, struct sheet *s, int status);

/* Rows that a sheet is to keep. */
uint64_t export_most(const struct export *e);

/* Of a source: its tree, a table, a walk, its map. An exit status. */
int export_source(const struct export *e);

/* --table names none that the regime has: one line, and EXIT_USAGE. */
int export_no_table(const struct args *a, const char *regime);

/* Of two: what differs. EXIT_FINDINGS where something does. */
int export_diff(const struct export *e);

/* Of a replay file; a picture of each operation, in a file of its own. */
int export_replay(const struct export *e);

/* What the command of the same view prints with --json. An exit status. */
int export_json(const struct export *e);

#endif
