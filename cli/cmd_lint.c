/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/color.h"
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/job_regime.h"
#include "cli/lint_history.h"
#include "cli/lint_image.h"
#include "cli/physmem.h"
#include "report/lint.h"
#include "report/output.h"
#include "report/rows.h"
#include "src/number.h"
#include "src/xen/xenpt.h"

enum { SHOWN = 5 }; /* findings of a kind, without -v */

/* Of all regimes. */
static struct lint_sarif *sarif;
static struct lint_history history;

/* ---- Options ---- */

/* Mark each id of a list with commas; false after saying which is none. */
static bool mark(const char *list, const char *option, bool *marks)
{
	char name[40];

	while (*list) {
		size_t n = strcspn(list, ",");
		enum lint_id id;

		snprintf(name, sizeof(name), "%.*s", n < sizeof(name) ? (int)n : 0, list);
		id = lint_by_name(name);
		if (id == LINT_COUNT) {
			output_say(
				"ptview: %s: no finding is called '%.*s'; lint --list has them\n",
				option, (int)n, list);
			return false;
		}
		marks[id] = true;
		list += n + (list[n] == ',');
	}
	return true;
}

/* What not to look for. */
static bool choose(const struct args *a, struct lint_options *o)
{
	bool only[LINT_COUNT] = {false};

	if (a->ignore && !mark(a->ignore, "--ignore", o->skip))
		return false;
	if (!a->only)
		return true;
	if (!mark(a->only, "--only", only))
		return false;
	for (int i = 0; i < LINT_COUNT; i++)
		o->skip[i] |= !only[i];
	return true;
}

/* ---- Output ---- */

static void put_text(struct job *s, struct survey *v, const char *name, const struct lint_result *r)
{
	struct text t = {0};

	rows_regime(&t, &v->w, name);
	lint_text(&t, r, s->args->verbose ? 0 : SHOWN);
	lint_text_total(&t, r);
	text_write(&t, stdout, color_wanted(s->args));
	text_free(&t);
}

static void put_result(struct job *s, struct survey *v, bool through, const struct lint_result *r)
{
	char name[JOB_NAME_MAX];

	job_regime_name(&v->w, through, name);
	if (sarif) {
		lint_sarif_add(sarif, name, r);
	} else if (s->args->json) {
		for (size_t i = 0; i < r->n; i++)
			lint_json(stdout, name, &r->f[i]);
	} else {
		put_text(s, v, name, r);
	}
}

static bool fails(const struct args *a, const struct lint_result *r)
{
	enum lint_severity worst;

	return a->fail_on != ARGS_FAIL_NEVER && lint_worst(r, &worst) &&
	       (int)worst >= (int)a->fail_on;
}

/* Guests must keep out of the image, where its symbols were given. */
static bool find_image(struct job *s, const struct walker *w, struct lint_image *image,
		       struct lint_options *o)
{
	struct err err;

	if (!s->args->symbols[0] || w->r.stage != 2)
		return true;
	if (lint_image_find(s->mem, w->r.cpu, s->args->symbols[0], image, &err)) {
		output_say("ptview: %s\n", err.text);
		return false;
	}
	o->keep_out = image->pieces;
	o->nkeep_out = image->n;
	o->xen = image->xen;
	return true;
}

/* A recording of another guest, or of another time, would find nothing: that is to be said. */
static void tell_unmet(const char *path)
{
	size_t unmet = history.blocks.n -
		       (history.met < history.blocks.n ? history.met : history.blocks.n);

	if (unmet)
		output_say("ptview: lint: %zu of the blocks that %s shatters (%zu) %s here\n",
			   unmet, path, history.blocks.n,
			   number_word(unmet, "is no table", "are no tables"));
	history.met = 0;
}

/* The same IPAs in another guest are other blocks. */
static void tell_root(const char *path, uint64_t root)
{
	uint64_t recorded = history.file->root.v;

	if (recorded != root)
		output_say(
			"ptview: lint: %s is about tables at 0x%llx, and these begin at 0x%llx: is "
			"it "
			"this guest's?\n",
			path, (unsigned long long)recorded, (unsigned long long)root);
}

static int lint_one(struct job *s, struct survey *v, bool through)
{
	struct lint_image image = {.pieces = NULL};
	struct lint_options o = {
		.through = through, .by_xen = xenpt_entries, .map = physmem_known(s->map)};
	struct lint_result r;
	enum err_code st;
	int status;

	if (!choose(s->args, &o))
		return EXIT_USAGE;
	if (!find_image(s, &v->w, &image, &o)) {
		free(image.pieces);
		return EXIT_SOURCE;
	}
	if (s->args->history && v->w.r.stage == 2) {
		o.shattered = lint_history_of;
		o.shattered_arg = &history;
	}
	st = lint_run(&v->w, &o, &r, job_unreadable, s);
	status = job_status(s, st);
	if (o.shattered && !st) {
		tell_root(s->args->history, v->w.r.root.v);
		tell_unmet(s->args->history);
	}
	if (!st)
		put_result(s, v, through, &r);
	if (status == EXIT_DONE && fails(s->args, &r))
		status = EXIT_FINDINGS;
	lint_free(&r);
	free(image.pieces);
	return status;
}

static int list_rules(const struct args *a)
{
	struct text t = {0};

	if (a->json)
		return lint_json_rules(stdout) ? EXIT_DONE : EXIT_SOURCE;
	lint_text_rules(&t);
	text_write(&t, stdout, color_wanted(a));
	text_free(&t);
	return EXIT_DONE;
}

static int lint_sarif_log(const struct args *a)
{
	int status;

	sarif = lint_sarif_new(a->source, PACKAGE_VERSION);
	if (!sarif) {
		output_say("ptview: %s\n", err_words(ERR_NOMEM));
		return EXIT_SOURCE;
	}
	status = job_each_regime(a, true, lint_one);
	return lint_sarif_finish(sarif, stdout) ? status : EXIT_SOURCE;
}

static int load_history(const struct args *a)
{
	bool stage2 = false;

	for (unsigned i = 0; i < a->nregimes; i++)
		stage2 |= a->regimes[i].id == REGIME_S2;
	if (stage2)
		return lint_history_load(&history, a->history);
	output_say("ptview: lint: --history is about stage 2: --regime s2\n");
	return EXIT_USAGE;
}

int cmd_lint(const struct args *a)
{
	struct lint_options o = {.through = false};
	int status;

	if (!choose(a, &o))
		return EXIT_USAGE;
	if (a->list)
		return list_rules(a);
	if (!a->source) {
		output_say("ptview: lint takes one source, or --list\n");
		return EXIT_USAGE;
	}
	if (a->sarif && a->json) {
		output_say("ptview: lint: --json or --sarif, not both\n");
		return EXIT_USAGE;
	}
	status = a->history ? load_history(a) : EXIT_DONE;
	if (!status)
		status = a->sarif ? lint_sarif_log(a) : job_each_regime(a, true, lint_one);
	lint_history_free(&history);
	return status;
}
