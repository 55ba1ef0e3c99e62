/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Export of one source: the sheet, filled by the one walker. */
#include <stdio.h>
#include <stdlib.h>

#include "cli/export/cmd_export.h"
#include "cli/job_regime.h"
#include "cli/job_source.h"
#include "report/output.h"

int export_no_table(const struct args *a, const char *regime)
{
	output_say("ptview: export: %s has no table at 0x%llx: `ptview tree` lists them\n", regime,
		   (unsigned long long)a->table);
	return EXIT_USAGE;
}

static int write_regime(const struct export *e, struct job *job, struct survey *v, bool through)
{
	struct sheet s = {.of = e->of, .w = &v->w, .through = through, .most = export_most(e)};
	enum err_code st;
	int status;

	job_regime_name(&v->w, through, s.name);
	v->w.again_most = 0; /* --limit is of what is written */
	st = sheet_fill(&s, &v->w, &e->args->where,
			e->of == SHEET_TABLE ? e->args->table : e->args->address);
	if (st == ERR_SOURCE && s.of == SHEET_TABLE) {
		status = export_no_table(e->args, s.name);
		sheet_free(&s);
		return status;
	}
	sheet_origin(&s, "", e->args->source, job->mem);
	if (e->args->where.n)
		sheet_tell(&s, SHEET_CUT, "only what matches: %s", e->args->where_text);
	sheet_end(&s);
	job->unreadable += s.unread + v->w.left_out;
	status = job_status(job, st);
	if (status != EXIT_SOURCE)
		status = export_write(e, &s, status);
	sheet_free(&s);
	return status;
}

int export_source(const struct export *e)
{
	struct survey v;
	struct job job;
	bool through;
	int status = job_open(&job, e->args);

	if (status)
		return status;
	job_say_report(&job);
	status = job_regime(&job, 0, &v, &through);
	if (!status && v.state == SURVEY_UNREADABLE && e->of != SHEET_WALK)
		status = EXIT_SOURCE;
	if (!status)
		status = write_regime(e, &job, &v, through);
	job_close(&job);
	return status;
}
