/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "cli/color.h"
#include "cli/commands.h"
#include "cli/job_regime.h"
#include "report/json.h"
#include "report/output.h"
#include "report/rows.h"
#include "src/walk/alias.h"

struct aliases {
	struct job *s;
	const struct walker *w;
	char name[JOB_NAME_MAX];
	struct text t;
	bool color;
	uint64_t n;
};

static void put(void *arg, const struct alias *a)
{
	struct aliases *l = arg;

	l->n++;
	if (l->s->args->json) {
		json_alias(stdout, l->name, l->w, a);
		return;
	}
	rows_alias(&l->t, l->w, a, &(struct rows_options){.ascii = l->s->args->ascii});
	text_write(&l->t, stdout, l->color);
	text_clear(&l->t);
}

static int aliases_one(struct job *s, struct survey *v, bool through)
{
	struct aliases l = {.s = s, .w = &v->w, .color = color_wanted(s->args)};
	enum err_code st;

	job_regime_name(&v->w, through, l.name);
	if (!s->args->json) {
		rows_regime(&l.t, &v->w, l.name);
		text_write(&l.t, stdout, l.color);
		text_clear(&l.t);
	}
	st = alias_visit(&v->w, through, put, &l, job_unreadable, s);
	job_progress_end(s);
	if (st == ERR_UNSUPPORTED) {
		output_say("ptview: %s: more than %d ranges, or than %d mappings that share an "
			   "output: the rest is left out\n",
			   l.name, ALIAS_RANGES, ALIAS_MAPPINGS);
		s->partly = true;
		st = ERR_NONE;
	}
	if (!st && !l.n && !s->args->json) {
		text_put(&l.t, TEXT_DIM, "  no output is mapped twice%s\n",
			 s->unreadable ? " by the tables that can be read" : "");
		text_write(&l.t, stdout, l.color);
	}
	text_free(&l.t);
	return job_status(s, st);
}

int cmd_aliases(const struct args *a)
{
	return job_each_regime(a, true, aliases_one);
}
