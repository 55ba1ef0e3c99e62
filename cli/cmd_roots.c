/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where tables begin: all candidates, with what speaks for each. */
#include <stdio.h>

#include "cli/color.h"
#include "cli/commands.h"
#include "cli/findroots.h"
#include "cli/job_source.h"
#include "report/output.h"
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

static int processes(struct job *s, const struct roots *r)
{
	int status = EXIT_DONE;
	bool any = false;

	for (size_t i = 0; i < r->n; i++) {
		int last;

		if (r->v[i].label != ROOTS_KERNEL || !wanted(s->args, &r->v[i]))
			continue;
		any = true;
		last = processes_of(s, r, &r->v[i]);
		status = last > status ? last : status;
	}
	if (!any) {
		output_say("ptview: %s: no kernel was found that could have processes\n",
			   s->args->source);
		return EXIT_SOURCE;
	}
	return status;
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

int cmd_roots(const struct args *a)
{
	struct roots *r = NULL;
	struct job s;
	int status = job_open_bare(&s, a), rest;

	if (status)
		return status;
	status = findroots_run(&s, &r);
	if (!status && !r->n) {
		output_say("ptview: %s: no translation tables were found in %s\n", a->source,
			   s.mem->nranges ? "its memory" : "it: it has no memory");
		status = EXIT_SOURCE;
	}
	if (!status)
		status = put_all(&s, r);
	rest = r ? findroots_say_rest(&s, r) : EXIT_DONE;
	status = status ? status : rest;
	roots_free(r);
	job_close(&s);
	return status;
}
