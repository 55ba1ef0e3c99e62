/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One report of an abort held against one open source. */
#ifndef PTVIEW_FAULT_RUN_H
#define PTVIEW_FAULT_RUN_H

#include "cli/job.h"
#include "src/walk/fault_site.h"

/*
 * Find the tables, the verdict and the cause, and print them on stdout as the options of s->args
 * want it; what is to be known of the tables goes to stderr. reg: where the syndrome stood
 * ("ESR_EL2"). The report is filled in (fault_site_find()). Returns an exit status: EXIT_DONE, the
 * tables agree or there is nothing to ask; EXIT_FINDINGS, they do not; EXIT_PARTLY, they could not
 * be asked.
 */
int fault_run(struct job *s, const struct fault_wish *want, struct fault_report *r,
	      const char *reg);

/* What the options ask for: --regime and --cpu. any_cpu as in struct fault_wish. */
struct fault_wish fault_run_wish(const struct args *a, bool any_cpu);

#endif
