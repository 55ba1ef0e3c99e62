/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A command's work on a source: opening it, choosing regime and CPU, progress, the exit status. */
#ifndef PTVIEW_JOB_H
#define PTVIEW_JOB_H

#include "cli/args.h"
#include "src/hash.h"
#include "src/physmap.h"
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
	int64_t started;	 /* clock_ns(), for the progress line */
	bool progress_on;
	bool progress_shown;
	uint64_t unreadable;
	bool partly;	  /* roots were taken after a look at less than all of memory */
	struct hash said; /* tables that cannot be read, each named once: its address and level */
	bool died;	  /* the target went away half-way */
};

/* True where the source of args is a gdbstub, by its name. */
bool job_is_live(const struct args *a);

/* Open the source of args, or one that holds nothing where there is none, and apply --reg and
 * --root. Says why not on stderr. Returns an exit
 * status. */
int job_open(struct job *s, const struct args *a);

/*
 * A text that is parsed already, which becomes the job's in any case. a: for what is said of the
 * machine and of --report; registers of the command line are of another source, and are not used.
 */
enum err_code job_open_console(struct job *s, const struct args *a, struct console *text,
			       struct err *err);

/*
 * Of console text: which report is shown and how to see another, and what is to be known of it. On
 * standard error. Nothing of other sources.
 */
void job_say_report(const struct job *s);
/* The same; where no register leads to tables, without looking for them. */
int job_open_bare(struct job *s, const struct args *a);

/* True where the progress line is to be written (anew); job_progress_end() takes it away. */
bool job_progress_due(struct job *s);
void job_progress_end(struct job *s);

/* Another report of the console text that the source is, as job_open() opens the best one. */
int job_take_report(struct job *s, unsigned report);

/*
 * A whole command: open the source, run `one` on each regime asked for, close. The worst exit
 * status of all.
 */
int job_each_regime(const struct args *a, bool needs_root,
		    int (*one)(struct job *s, struct survey *v, bool through));

/* The same; but of a console text that lists ranges and shows no descriptor, `listed`. */
int job_each_regime_or(const struct args *a, bool needs_root,
		       int (*one)(struct job *s, struct survey *v, bool through),
		       int (*listed)(const struct job *s));

/* Say that nobody tells whether the guest ran; see stub_run_unknown(). */
void job_say_run_unknown(const char *source);

/* Leave the target as it was found. */
void job_close(struct job *s);

/*
 * The i-th regime asked for (or the default), with its CPU chosen; says on stderr what the user
 * must know about it (off, assumed registers, another CPU taken). EXIT_DONE with *out usable, or an
 * exit status. Returns -1 past the last.
 */
int job_regime(struct job *s, unsigned i, struct survey *out, bool *through);

/* The regime to show where none was asked for: the one that a text tells of, else the survey's. */
enum regime_id job_default_regime(const struct job *s);

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

/* The exit status of a command that has done its work, with the outcome of its last visit. */
int job_status(struct job *s, enum err_code st);

#endif
