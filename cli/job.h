/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A command's work on a source: what it has of it, progress, what is said, the exit status. */
#ifndef PTVIEW_JOB_H
#define PTVIEW_JOB_H

#include "cli/args.h"
#include "dump/symfile.h"
#include "src/hash.h"
#include "src/physmap.h"
#include "src/roots/names.h"
#include "src/walk/survey.h"
#include "text/console.h"

struct job {
	const struct args *args;
	const char *label; /* stands before what is said of the source; NULL for nothing */
	struct mem *mem;
	struct mem *stub;	 /* the gdbstub under mem, or NULL */
	struct console *console; /* the console text that the source is, or NULL */
	unsigned report;	 /* of it, that mem is */
	struct physmap *map;	 /* what is where, by the source, --dtb and --ram */
	struct symfile *symfiles[ARGS_MAX_SYMBOLS]; /* of --symbols, nsymfiles of them */
	unsigned nsymfiles;
	struct names names; /* by them, in the regime that is looked at */
	int64_t started;    /* clock_ns(), for the progress line */
	bool progress_on;
	bool progress_shown;
	uint64_t unreadable;
	bool partly;	  /* roots were taken after a look at less than all of memory */
	struct hash said; /* tables that cannot be read, each named once: its address and level */
	bool died;	  /* the target went away half-way, and that was said */
};

/* The start of a line on standard error, and such a line. */
void job_say_who(const struct job *s);
void job_say(const struct job *s, const struct err *err);

/* True where the progress line is to be written (anew); job_progress_end() takes it away. */
bool job_progress_due(struct job *s);
void job_progress_end(struct job *s);

/* Say that nobody tells whether the guest ran; see stub_run_unknown(). */
void job_say_run_unknown(const char *source);

/* Leave the target as it was found. */
void job_close(struct job *s);

/* "el1.1+s2" in buf. */
enum { JOB_NAME_MAX = 16 };
const char *job_regime_name(const struct walker *w, bool through, char *buf);

/* Say a table that cannot be read on stderr, and count it. A walk_visitor's `unreadable` with the
 * job as arg. */
void job_unreadable(void *job, const struct walk_table *t);

/*
 * Say, on standard error and with --json in the output too, that the last visit left out tables
 * which it met again and again. Nothing where it did not.
 */
void job_say_left_out(struct job *s, const char *name, struct walker *w);

/*
 * The target went away, at any time: that is said, once, and the exit status is EXIT_SOURCE. What
 * a command has shown until then may be less than there is, and unknown for that reason alone.
 */
bool job_gone(struct job *s);

/* The exit status of a command that has done its work, with the outcome of its last visit. */
int job_status(struct job *s, enum err_code st);

#endif
