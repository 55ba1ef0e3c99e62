/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shared by the files of the replay command; not for others. */
#ifndef PTVIEW_CMD_REPLAY_H
#define PTVIEW_CMD_REPLAY_H

#include "cli/job.h"
#include "cli/replay/replay_on.h"
#include "report/export/sheet.h"
#include "report/replay/replay_json.h"
#include "ui/replay/replay_export.h"

struct cmd_replay {
	const struct args *args;
	/* --on: what the operations start from. */
	bool on;
	struct replay_on base;
	const struct physmap *map; /* what is where; NULL: nothing is known */
	/* Output */
	struct text text;
	FILE *out;
	struct sheet *sheet; /* where the text goes instead; NULL: `out` */
	struct frame *frame; /* with a sheet: the tables of the operation; else NULL */
	struct replay_options options;
	bool color;
	bool progress_on, progress_shown;
	bool quiet; /* why a run stopped is said in the sheet alone */
	/* In place of a line of progress, if there is one: return false to stop. */
	bool (*tick)(void *arg, uint64_t steps);
	void *tick_arg;
	int64_t started; /* clock_ns() */
	uint64_t steps;	 /* of the files before this one, for the progress line */
	struct replay_json_checked checked;
};

/* As cmd_replay(), but for text, which becomes rows of a sheet. */
int cmd_replay_to(const struct args *a, struct sheet *s);

/* ---- cmd_replay_tell.c ---- */

/* A file that the screen shows: NULL: on no source, nothing known of memory. */
struct cmd_replay_screen {
	const struct args *args;
	const struct replay_on *on;
	const struct physmap *map;
};

/* A replay_export_host's; arg: a struct cmd_replay_screen. */
enum err_code cmd_replay_tell(void *arg, const struct replay_export_told *t);

/* ---- cmd_replay_files.c ---- */

/* A replay is written by people or recorded from a boot; a larger file, in bytes, is a mistake. */
enum { CMD_REPLAY_LARGEST = 256 << 20 };

struct cmd_replay_files {
	char **path;
	size_t n, cap;
};

/*
 * The operands in their order: files as named ("-" is standard input), and for a folder every
 * *.replay and *.txt below it, sorted. Symbolic links below a folder are not followed. Says on
 * stderr what cannot be read. Returns an exit status; what was found can be used all the same.
 */
int cmd_replay_files_find(struct cmd_replay_files *f, char **operands, int n);
void cmd_replay_files_free(struct cmd_replay_files *f);

/* Read and parse one. Says why not on stderr. Returns an exit status. */
int cmd_replay_files_load(const char *path, struct replay **out);

/* Whose operations those of --op are: Xen's own tables', unless one is of another by its name. */
const struct replay_updater *cmd_replay_files_updater(const struct args *a);

/* A script out of --op, --dialect and --arch; arch: where the last is not given. As above. */
int cmd_replay_files_typed(const struct args *a, const struct replay_updater *u, const char *arch,
			   struct replay **out);

/* ---- What is done with one file. Each returns an exit status ---- */

/* cmd_replay_show.c */
int cmd_replay_show(struct cmd_replay *c, const char *file, struct replay *s);
/* cmd_replay_p2m.c: a file about stage 2 */
int cmd_replay_p2m(struct cmd_replay *c, const char *file, const struct replay *s);
int cmd_replay_p2m_compare(struct cmd_replay *c, const char *file, const struct replay *s);

/* cmd_replay_show.c */
int cmd_replay_compare(struct cmd_replay *c, const char *file, struct replay *s);

/* The tables of --on, and what of the file is not used there. */
void cmd_replay_put_source(struct cmd_replay *c, const struct replay *s);

/* Likewise as JSON, of the operations of a file. assumed: what the tables do not tell; NULL:
 * nothing. */
void cmd_replay_json_source(struct cmd_replay *c, const char *file, const struct replay *s,
			    const char *assumed);

/* cmd_replay_check.c */
int cmd_replay_check(struct cmd_replay *c, const char *file, struct replay *s);
int cmd_replay_write(struct cmd_replay *c, const char *file, struct replay *s);
/* After the last file of --check: how much it was. */
int cmd_replay_checked(struct cmd_replay *c);

/* ---- cmd_replay_run.c: for those ---- */

/* How a file is run: dialect, source, progress. */
struct replay_opts cmd_replay_opts(struct cmd_replay *c);

/* Write out what is in c->text. */
void cmd_replay_put(struct cmd_replay *c);

/* An operation begins, and has ended: its tables become rows of the sheet, if there is one. */
void cmd_replay_begin(struct cmd_replay *c, struct replay_run *run, bool p2m,
		      const struct replay_op *op);
void cmd_replay_end(struct cmd_replay *c);

/* Say why a run in a dialect ended early. Returns the exit status for it. */
int cmd_replay_stopped(struct cmd_replay *c, const char *file, const char *dialect,
		       const struct err *err);

#endif
