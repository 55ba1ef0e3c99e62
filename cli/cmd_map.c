/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "cli/color.h"
#include "cli/commands.h"
#include "cli/job_regime.h"
#include "cli/textranges.h"
#include "report/json.h"
#include "report/rows.h"

struct map {
	struct job *s;
	const struct walker *w;
	char name[JOB_NAME_MAX];
	struct text t;
	bool color;
};

static void put_range(void *arg, const struct range *r)
{
	struct map *m = arg;

	if (m->s->args->json) {
		json_range(stdout, m->name, m->w, r);
		return;
	}
	text_clear(&m->t);
	rows_range(&m->t, m->w, r, &(struct rows_options){.ascii = m->s->args->ascii});
	text_put(&m->t, TEXT_PLAIN, "\n");
	text_write(&m->t, stdout, m->color);
}

static int map_one(struct job *s, struct survey *v, bool through)
{
	struct map m = {.s = s, .w = &v->w, .color = color_wanted(s->args)};
	enum err_code st;

	job_regime_name(&v->w, through, m.name);
	if (!s->args->json) {
		rows_regime(&m.t, &v->w, m.name);
		text_write(&m.t, stdout, m.color);
	}
	st = range_visit(&v->w, regime_first(&v->w.r), regime_last(&v->w.r), through, put_range, &m,
			 job_unreadable, s);
	text_free(&m.t);
	return job_status(s, st);
}

int cmd_map(const struct args *a)
{
	return job_each_regime_or(a, true, map_one, textranges_list);
}
