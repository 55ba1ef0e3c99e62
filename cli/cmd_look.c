/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The terminal UI on a source. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/job.h"
#include "gdbstub/rescue.h"
#include "ui/ui.h"

static struct ui_options options_of(const struct args *a)
{
	const char *no_color = getenv("NO_COLOR");
	struct ui_options o = {.source = a->source, .cpu = a->cpu, .cpu_given = a->cpu_given};

	if (a->nregimes) {
		o.regime = a->regimes[a->nregimes - 1].id;
		o.compose = a->regimes[0].through;
		o.regime_given = true;
	}
	o.ascii = a->ascii;
	o.color = a->color == WHEN_ALWAYS || (a->color == WHEN_AUTO && !(no_color && *no_color));
	return o;
}

int cmd_look(const struct args *a)
{
	struct job s;
	struct err err = {0};
	struct ui_options o;
	int status;

	o = options_of(a);
	rescue_install(ui_emergency_restore);
	status = job_open(&s, a);
	if (status)
		return status;
	if (!o.regime_given)
		o.regime = survey_default(s.mem); /* as the batch commands do */
	if (ui_run(s.mem, &o, &err)) {
		fprintf(stderr, "ptview: %s\n", err.text);
		status = EXIT_SOURCE;
	}
	if (s.stub && stub_trouble(s.stub)) {
		fprintf(stderr, "ptview: %s\n", stub_trouble(s.stub));
		status = EXIT_SOURCE;
	}
	job_close(&s);
	return status;
}
