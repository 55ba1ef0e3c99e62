/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where tables begin: all candidates, with what speaks for each. */
#include <stdio.h>

#include "cli/color.h"
#include "cli/commands.h"
#include "cli/findroots.h"
#include "cli/job.h"
#include "report/roots.h"

static bool wanted(const struct args *a, const struct roots_candidate *c)
{
	for (unsigned i = 0; i < a->nregimes; i++)
		if (a->regimes[i].id == c->regime)
			return true;
	return !a->nregimes;
}

static void put_text(const struct args *a, const struct roots *r)
{
	struct text t = {0};

	for (size_t i = 0; i < r->n; i++)
		if (wanted(a, &r->v[i]))
			roots_rows(&t, (unsigned)i + 1, &r->v[i], a->verbose);
	text_write(&t, stdout, color_wanted(a));
	text_free(&t);
}

static void put_json(const struct args *a, const struct roots *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (wanted(a, &r->v[i]))
			roots_json(stdout, (unsigned)i + 1, &r->v[i]);
}

int cmd_roots(const struct args *a)
{
	struct roots *r = NULL;
	struct job s;
	int status = job_open_bare(&s, a);

	if (status)
		return status;
	status = findroots_run(&s, &r);
	if (!status && a->json)
		put_json(a, r);
	else if (!status)
		put_text(a, r);
	if (!status && !r->n) {
		fprintf(stderr, "ptview: %s: no translation tables were found in %s\n", a->source,
			s.mem->nranges ? "its memory" : "it: it has no memory");
		status = EXIT_SOURCE;
	}
	if (!status)
		status = findroots_say_rest(&s, r);
	roots_free(r);
	job_close(&s);
	return status;
}
