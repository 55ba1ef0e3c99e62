/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A command's regimes: opening its source with the roots that it needs, and choosing regime and
 * CPU. */
#ifndef PTVIEW_JOB_REGIME_H
#define PTVIEW_JOB_REGIME_H

#include "cli/job.h"

/*
 * As job_open_bare(); and where no register leads to tables, look for them (findroots_take()).
 */
int job_open(struct job *s, const struct args *a);

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

/*
 * The i-th regime asked for (or the default), with its CPU chosen; says on stderr what the user
 * must know about it (off, assumed registers, another CPU taken). EXIT_DONE with *out usable, or an
 * exit status. Returns -1 past the last.
 */
int job_regime(struct job *s, unsigned i, struct survey *out, bool *through);

/*
 * Whether an address is looked up by this regime, and not by its other half (regime_serves()).
 * False where the other half is asked, too; and else after saying so, with *status EXIT_USAGE.
 */
bool job_serves(struct job *s, const struct regime *r, struct ia ia, int *status);

/* Whose tables those of a walker are, where the user says so (--owner). */
void job_own(const struct args *a, struct walker *w);

/* As tablepages_add(), and says which regime has too many tables. */
struct tablepages;
bool job_add_tables(struct job *s, enum regime_id id, unsigned cpu, struct tablepages *p);

/* The regime to show where none was asked for: the one that a text tells of, else the survey's. */
enum regime_id job_default_regime(const struct job *s);

#endif
