/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/replay/replay_on.h"

#include <stdio.h>

#include "src/xen/replay.h"

static bool is_xens(const struct args_regime *r)
{
	return r->id == REGIME_EL2 || r->id == REGIME_PL2;
}

int replay_on_open(struct replay_on *on, const struct args *a)
{
	struct err err;
	bool through;
	int status;

	on->args = *a;
	on->args.source = a->on;
	if (a->nregimes > 1 || (a->nregimes && !is_xens(&a->regimes[0]))) {
		fputs("ptview: replay: --on is for Xen's own tables: --regime el2 or pl2, or "
		      "none\n",
		      stderr);
		return EXIT_USAGE;
	}
	status = job_open(&on->job, &on->args);
	if (status)
		return status;
	status = job_regime(&on->job, 0, &on->survey, &through);
	if (!status && on->survey.state == SURVEY_UNREADABLE)
		status = EXIT_SOURCE;
	if (!status && !replay_base_arch(&on->survey.w.r, &err)) {
		fprintf(stderr, "ptview: %s: %s\n", a->on, err.text);
		status = EXIT_USAGE;
	}
	if (status)
		job_close(&on->job);
	return status;
}

const char *replay_on_arch(const struct replay_on *on)
{
	return replay_base_arch(&on->survey.w.r, NULL)->name;
}

void replay_on_close(struct replay_on *on)
{
	job_close(&on->job);
}
