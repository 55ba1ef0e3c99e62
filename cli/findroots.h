/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looking for roots as part of a command: progress, and registers for a source that has none. */
#ifndef PTVIEW_FINDROOTS_H
#define PTVIEW_FINDROOTS_H

#include "cli/job.h"
#include "src/roots/roots.h"
#include "src/roots/roots_domains.h"
#include "src/roots/roots_tasks.h"

/* Look for roots in the memory of a job, with progress. An exit status; says why not on stderr. */
int findroots_run(struct job *s, struct roots **out);

/* Processes of a kernel among them, with progress; as roots_tasks_find(). */
enum err_code findroots_tasks(struct job *s, const struct roots *r,
			      const struct roots_candidate *kernel, struct roots_tasks *out,
			      struct err *err);

/* Domains of a Xen among them, by --symbols; as roots_domains_find(). ERR_SOURCE: no such symbols.
 */
enum err_code findroots_domains(struct job *s, const struct roots *r,
				const struct roots_candidate *xen, struct roots_domains *out,
				struct err *err);

/* Say what of the memory was not looked at, and which roots are lost: EXIT_PARTLY, else EXIT_DONE.
 */
int findroots_say_rest(const struct job *s, const struct roots *r);

/* No register of what is asked for leads to tables, and there is a memory to look in. */
bool findroots_wanted(struct job *s);

/*
 * Where no register of what is asked for leads to tables, look for them, take the best, and say so
 * on stderr. Registers that are known stay. An exit status; EXIT_DONE also where nothing was found.
 * The job is called partly done where less than all of memory could be looked at.
 */
int findroots_take(struct job *s);

#endif
