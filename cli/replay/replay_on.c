/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/job_regime.h"
#include "cli/replay/replay_on.h"
#include "report/output.h"

#include <stdio.h>

/* The kinds of tables that Xen updates, and the regimes that they are. */
static bool is_xens(const struct args_regime *r)
{
	return r->id == REGIME_EL2 || r->id == REGIME_PL2 || r->id == REGIME_S2;
}

int replay_on_open(struct replay_on *on, const struct args *a)
{
	on->args = *a;
	on->args.source = a->on;
	on->looked = NULL;
	if (a->nregimes > 1 || (a->nregimes && !is_xens(&a->regimes[0]))) {
		output_say("ptview: replay: --on is for Xen's own tables and for its guests': "
			   "--regime "
			   "el2, pl2 or s2, or none\n");
		return EXIT_USAGE;
	}
	return job_open(&on->job, &on->args);
}

/* Where no regime was asked for, operations of stage 2 are for stage 2. */
static int look(struct replay_on *on, const struct replay_updater *u)
{
	bool through, given = on->args.nregimes;
	int status;

	if (on->looked == u)
		return EXIT_DONE;
	if (!given && u == replay_updater("p2m")) {
		on->args.regimes[0] = (struct args_regime){.id = REGIME_S2};
		on->args.nregimes = 1;
	}
	status = job_regime(&on->job, 0, &on->survey, &through);
	if (!given)
		on->args.nregimes = 0;
	if (!status && on->survey.state == SURVEY_UNREADABLE)
		status = EXIT_SOURCE;
	on->looked = status ? NULL : u;
	return status;
}

int replay_on_put(struct replay_on *on, const char *file, struct replay *s)
{
	struct err err;
	int status = look(on, replay_updater(replay_kind_name(s)));

	if (status || !replay_rebase(s, on->job.mem, &on->survey.w.r, &err))
		return status;
	output_say("ptview: %s on %s: %s\n", file, on->args.on, err.text);
	return EXIT_USAGE;
}

int replay_on_arch(struct replay_on *on, const struct replay_updater *u, const char **arch)
{
	int status = look(on, u);
	struct err err;

	if (status)
		return status;
	if (!replay_base(&on->survey.w.r, &err)) {
		output_say("ptview: %s: %s\n", on->args.on, err.text);
		return EXIT_USAGE;
	}
	*arch = replay_base_arch(&on->survey.w.r)->name;
	return EXIT_DONE;
}

void replay_on_close(struct replay_on *on)
{
	job_close(&on->job);
}
