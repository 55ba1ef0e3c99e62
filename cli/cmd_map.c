/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "cli/color.h"
#include "cli/commands.h"
#include "cli/job_regime.h"
#include "cli/matching.h"
#include "cli/naming.h"
#include "cli/textranges.h"
#include "report/json.h"
#include "report/output.h"
#include "report/rows.h"

struct map {
	struct job *s;
	const struct walker *w;
	char name[JOB_NAME_MAX];
	struct text t;
	bool color;
	struct regions regions;
	uint64_t ranges, matches;
};

static void put_range(void *arg, const struct range *r)
{
	struct map *m = arg;
	struct where_item i = where_range(&m->w->r, r);

	m->ranges++;
	if (!where_match(&m->s->args->where, &i))
		return;
	m->matches++;
	if (m->s->args->json) {
		json_range(stdout, m->name, m->w, r, &m->regions);
		return;
	}
	text_clear(&m->t);
	rows_range(&m->t, m->w, r,
		   &(struct rows_options){.ascii = m->s->args->ascii,
					  .regions = &m->regions,
					  .names = naming_names(m->s)});
	text_put(&m->t, TEXT_PLAIN, "\n");
	text_write(&m->t, stdout, m->color);
}

static int map_one(struct job *s, struct survey *v, bool through)
{
	struct map m = {.s = s, .w = &v->w, .color = color_wanted(s->args)};
	uint64_t unreadable = s->unreadable;
	enum err_code st;

	job_regime_name(&v->w, through, m.name);
	naming_regions(s);
	region_find(&v->w, &m.regions);
	if (!s->args->json) {
		rows_regime(&m.t, &v->w, m.name);
		text_write(&m.t, stdout, m.color);
	}
	st = range_visit(&v->w, regime_first(&v->w.r), regime_last(&v->w.r), through, put_range, &m,
			 job_unreadable, s);
	text_free(&m.t);
	if (!st)
		matching_say(s, m.name, &(struct matching){m.matches, m.ranges, "range", "ranges"},
			     unreadable);
	return job_status(s, st);
}

/* What QEMU says of a range are words of its own. */
static int list_texts(const struct job *s)
{
	if (!s->args->where.n)
		return textranges_list(s);
	output_say("ptview: map: %s lists ranges and no descriptors: --where cannot be asked\n",
		   s->args->source);
	return EXIT_USAGE;
}

int cmd_map(const struct args *a)
{
	if (!matching_allowed(a, "map", WHERE_RANGES))
		return EXIT_USAGE;
	return job_each_regime_or(a, true, map_one, list_texts);
}
