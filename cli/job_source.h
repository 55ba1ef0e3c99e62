/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Opening a command's source: a gdbstub, a file of memory, console text, or nothing. */
#ifndef PTVIEW_JOB_SOURCE_H
#define PTVIEW_JOB_SOURCE_H

#include "cli/job.h"

/* --regs-from, --reg, --root and --cpu on what the source says. ERR_USAGE; --regs-from: as a file.
 */
enum err_code job_apply_args(struct job *s, struct err *err);

/* True where the source of args is a gdbstub, by its name. */
bool job_is_live(const struct args *a);

/*
 * Open the source of args, or one that holds nothing where there is none, and apply --reg and
 * --root; without looking for roots where no register leads to tables. Says why not on stderr.
 * Returns an exit status.
 */
int job_open_bare(struct job *s, const struct args *a);

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

/* Another report of the console text that the source is, as job_open() opens the best one. */
int job_take_report(struct job *s, unsigned report);

#endif
