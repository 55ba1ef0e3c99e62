/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where tables begin: all candidates, with what speaks for each. */
#include <stdio.h>

#include "cli/color.h"
#include "cli/commands.h"
#include "cli/findroots.h"
#include "cli/job_source.h"
#include "report/output.h"
#include "report/roots.h"
#include "src/number.h"

static bool wanted(const struct args *a, const struct roots_candidate *c)
{
	for (unsigned i = 0; i < a->nregimes; i++)
		if (a->regimes[i].id == c->regime)
			return true;
	return !a->nregimes;
}

/* How many are of the regimes that are asked for. */
static size_t count(const struct args *a, const struct roots *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n; i++)
		n += wanted(a, &r->v[i]);
	return n;
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
	for (unsigned i = 0; i < r->nlost; i++)
		roots_lost_json(stdout, &r->lost[i]);
}

static void put_tasks(const struct args *a, const struct roots_candidate *kernel,
		      const struct roots_tasks *tasks)
{
	struct text t = {0};

	if (!a->json)
		roots_tasks_head(&t, kernel);
	for (size_t i = 0; i < tasks->n; i++) {
		if (a->json)
			roots_task_json(stdout, kernel, &tasks->v[i]);
		else
			roots_task_line(&t, &tasks->v[i]);
	}
	text_write(&t, stdout, color_wanted(a));
	text_free(&t);
}

/* Of one kernel; an exit status. */
static int processes_of(struct job *s, const struct roots *r, const struct roots_candidate *kernel)
{
	struct roots_tasks tasks;
	struct err err = {0};

	if (findroots_tasks(s, r, kernel, &tasks, &err)) {
		output_say("ptview: %s: processes of the kernel with root 0x%llx: %s\n",
			   s->args->source, (unsigned long long)kernel->root, err.text);
		return EXIT_SOURCE;
	}
	put_tasks(s->args, kernel, &tasks);
	if (tasks.cut)
		output_say(
			"ptview: %s: the list of tasks of the kernel with root 0x%llx ends after "
			"%zu: "
			"what follows cannot be read\n",
			s->args->source, (unsigned long long)kernel->root, tasks.n);
	roots_tasks_free(&tasks);
	return tasks.cut ? EXIT_PARTLY : EXIT_DONE;
}

/* Of one Xen; an exit status. */
static int domains_of(struct job *s, const struct roots *r, const struct roots_candidate *xen)
{
	struct roots_domains d;
	struct text t = {0};
	struct err err = {0};
	int status;

	if (findroots_domains(s, r, xen, &d, &err)) {
		output_say("ptview: %s: domains of Xen with root 0x%llx: %s\n", s->args->source,
			   (unsigned long long)xen->root, err.text);
		return EXIT_SOURCE;
	}
	if (!s->args->json)
		roots_domains_rows(&t, xen, &d);
	for (size_t i = 0; s->args->json && i < d.n; i++)
		roots_domain_json(stdout, xen, &d, i);
	text_write(&t, stdout, color_wanted(s->args));
	text_free(&t);
	status = d.n && !d.vttbr ? EXIT_PARTLY : EXIT_DONE;
	roots_domains_free(&d);
	return status;
}

/* What runs by a candidate: processes, domains. False: it is none that has such. */
static bool who_runs(struct job *s, const struct roots *r, const struct roots_candidate *c,
		     int *status)
{
	if (!wanted(s->args, c))
		return false;
	if (c->label == ROOTS_KERNEL)
		*status = processes_of(s, r, c);
	else if (roots_domains_are_of(c))
		*status = domains_of(s, r, c);
	else
		return false;
	return true;
}

static int processes(struct job *s, const struct roots *r)
{
	unsigned tried = 0, done = 0, whole = 0;
	int status;

	for (size_t i = 0; i < r->n; i++) {
		if (!who_runs(s, r, &r->v[i], &status))
			continue;
		tried++;
		done += status != EXIT_SOURCE;
		whole += status == EXIT_DONE;
	}
	if (!tried) {
		output_say("ptview: %s: no kernel was found that could have processes%s\n",
			   s->args->source,
			   s->args->symbols[0] ? ", nor Xen by these symbols" : "");
		return EXIT_SOURCE;
	}
	if (!done)
		return EXIT_SOURCE;
	return whole == tried ? EXIT_DONE : EXIT_PARTLY;
}

static int put_all(struct job *s, const struct roots *r)
{
	if (s->args->processes)
		return processes(s, r);
	if (s->args->json)
		put_json(s->args, r);
	else
		put_text(s->args, r);
	return EXIT_DONE;
}

/* Nothing to show is said; an exit status. */
static int check_found(const struct job *s, const struct roots *r)
{
	const struct args *a = s->args;

	if (!r->n)
		output_say("ptview: %s: no translation tables were found in %s\n", a->source,
			   s->mem->nranges ? "its memory" : "it: it has no memory");
	else if (!count(a, r))
		output_say("ptview: %s: no translation tables of %s were found, but %zu %s "
			   "without --regime\n",
			   a->source,
			   a->nregimes > 1 ? "these regimes" : regime_name(a->regimes[0].id), r->n,
			   number_word(r->n, "candidate", "candidates"));
	else
		return EXIT_DONE;
	return EXIT_SOURCE;
}

int cmd_roots(const struct args *a)
{
	struct roots *r = NULL;
	struct job s;
	int status = job_open_bare(&s, a), rest;

	if (status)
		return status;
	status = findroots_run(&s, &r);
	if (!status)
		status = check_found(&s, r);
	if (!status)
		status = put_all(&s, r);
	rest = r ? findroots_say_rest(&s, r) : EXIT_DONE;
	status = status ? status : rest;
	if (job_gone(&s))
		status = EXIT_SOURCE;
	roots_free(r);
	job_close(&s);
	return status;
}
