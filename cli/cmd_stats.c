/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "cli/color.h"
#include "cli/commands.h"
#include "cli/job_regime.h"
#include "cli/matching.h"
#include "report/json.h"
#include "report/output.h"
#include "report/rows.h"
#include "src/walk/stats_where.h"

static enum err_code count(struct job *s, struct walker *w, bool through, struct stats_where *out)
{
	if (s->args->where.n)
		return stats_where_count(w, &s->args->where, out, job_unreadable, s);
	if (through)
		return stats_count_composed(w, &out->of_them, job_unreadable, s);
	return stats_count(w, &out->of_them, job_unreadable, s);
}

static int stats_one(struct job *s, struct survey *v, bool through)
{
	char name[JOB_NAME_MAX];
	struct stats_where counts = {.leaves = 0};
	struct text t = {0};
	uint64_t unreadable = s->unreadable;
	enum err_code st = count(s, &v->w, through, &counts);
	int status = job_status(s, st);

	if (st)
		return status;
	job_regime_name(&v->w, through, name);
	if (s->args->json) {
		json_stats(stdout, name, &v->w, &counts.of_them);
	} else {
		rows_stats(&t, name, &v->w, &counts.of_them);
		text_write(&t, stdout, color_wanted(s->args));
		text_free(&t);
	}
	matching_say(s, name, &(struct matching){counts.matches, counts.leaves, "leaf", "leaves"},
		     unreadable);
	return status;
}

int cmd_stats(const struct args *a)
{
	if (!matching_allowed(a, "stats", WHERE_LEAVES))
		return EXIT_USAGE;
	for (unsigned i = 0; a->where.n && i < a->nregimes; i++)
		if (a->regimes[i].through) {
			output_say("ptview: stats: --where counts the leaves of one stage: leave "
				   "+s2 out\n");
			return EXIT_USAGE;
		}
	return job_each_regime(a, true, stats_one);
}
