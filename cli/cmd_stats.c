/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "cli/color.h"
#include "cli/commands.h"
#include "cli/job_regime.h"
#include "report/json.h"
#include "report/rows.h"

static int stats_one(struct job *s, struct survey *v, bool through)
{
	char name[JOB_NAME_MAX];
	struct stats stats;
	struct text t = {0};
	enum err_code st = through ? stats_count_composed(&v->w, &stats, job_unreadable, s)
				   : stats_count(&v->w, &stats, job_unreadable, s);
	int status = job_status(s, st);

	if (st)
		return status;
	job_regime_name(&v->w, through, name);
	if (s->args->json) {
		json_stats(stdout, name, &v->w, &stats);
		return status;
	}
	rows_stats(&t, name, &v->w, &stats);
	text_write(&t, stdout, color_wanted(s->args));
	text_free(&t);
	return status;
}

int cmd_stats(const struct args *a)
{
	return job_each_regime(a, true, stats_one);
}
