/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/color.h"
#include "cli/commands.h"
#include "cli/job_regime.h"
#include "cli/matching.h"
#include "report/json.h"
#include "report/output.h"
#include "report/rows.h"
#include "src/number.h"
#include "src/walk/find.h"

struct finder {
	struct job *s;
	const struct walker *w;
	char name[JOB_NAME_MAX];
	struct text t;
	bool color;
	const struct find_want *wants;
	uint64_t *matched; /* of each want, hits that match --where */
	uint64_t hits, matches;
};

static void put_hit(void *arg, const struct find_hit *h)
{
	struct finder *f = arg;
	struct where_item i = where_hit(h);

	f->hits++;
	if (!where_match(&f->s->args->where, &i))
		return;
	f->matches++;
	f->matched[h->want - f->wants]++;
	if (f->s->args->json) {
		json_hit(stdout, f->name, f->w, h);
		return;
	}
	text_clear(&f->t);
	rows_hit(&f->t, f->w, h, &(struct rows_options){.ascii = f->s->args->ascii});
	text_put(&f->t, TEXT_PLAIN, "\n");
	text_write(&f->t, stdout, f->color);
}

/* PA, or PA+SIZE. */
static enum err_code parse_want(const char *arg, struct find_want *want, struct err *err)
{
	const char *plus = strchr(arg, '+');
	uint64_t size = 1;

	if (number_address(arg, plus ? (size_t)(plus - arg) : strlen(arg), &want->first, err))
		return ERR_USAGE;
	if (plus && (!number_size(plus + 1, strlen(plus + 1), &size) || !size))
		return err_set(err, ERR_USAGE,
			       "'%s' is not a range: SIZE is a number that may end in K, M, G or T",
			       arg);
	want->last = want->first + (size - 1);
	return want->last >= want->first
		       ? ERR_NONE
		       : err_set(err, ERR_USAGE, "'%s': this SIZE passes the last address", arg);
}

/* Each operand must be one; false after saying which is not. */
static bool check_wants(const struct args *a)
{
	struct find_want want;
	struct err err;

	for (int i = 0; i < a->noperands; i++) {
		if (!parse_want(a->operands[i], &want, &err))
			continue;
		output_say("ptview: find: %s\n", err.text);
		return false;
	}
	return true;
}

/* The ranges asked for, which have been checked; NULL without memory. The caller frees them. */
static struct find_want *parse_wants(const struct args *a)
{
	struct find_want *wants = calloc((size_t)a->noperands, sizeof(*wants));

	for (int i = 0; wants && i < a->noperands; i++)
		parse_want(a->operands[i], &wants[i], NULL);
	return wants;
}

static void put_missing(struct finder *f, const struct find_want *want)
{
	text_clear(&f->t);
	text_put(&f->t, TEXT_ADDRESS, "  0x%012llx", (unsigned long long)want->first);
	if (want->last > want->first)
		text_put(&f->t, TEXT_ADDRESS, "-0x%012llx", (unsigned long long)want->last);
	if (want->hits)
		text_put(&f->t, TEXT_DIM, " is mapped, and nothing that leads there matches\n");
	else
		text_put(&f->t, TEXT_DIM, " %s\n",
			 f->s->unreadable ? "is not found in the tables that can be read"
					  : "is not mapped by any input address");
	text_write(&f->t, stdout, f->color);
}

/* The wants in ascending order, each found or not. */
static enum err_code find_all(struct finder *f, struct walker *w, struct find_want *wants,
			      bool through)
{
	size_t n = (size_t)f->s->args->noperands;
	enum err_code st = find_visit(w, through, wants, n, put_hit, f, job_unreadable, f->s);

	for (size_t i = 0; !st && !f->s->args->json && i < n; i++)
		if (!f->matched[i])
			put_missing(f, &wants[i]);
	return st;
}

static int find_one(struct job *s, struct survey *v, bool through)
{
	struct finder f = {.s = s, .w = &v->w, .color = color_wanted(s->args)};
	struct find_want *wants = parse_wants(s->args);
	uint64_t unreadable = s->unreadable;
	enum err_code st = ERR_NOMEM;

	f.wants = wants;
	f.matched = calloc((size_t)s->args->noperands, sizeof(*f.matched));
	if (!wants || !f.matched)
		goto out;
	job_regime_name(&v->w, through, f.name);
	if (!s->args->json) {
		rows_regime(&f.t, &v->w, f.name);
		text_write(&f.t, stdout, f.color);
	}
	st = find_all(&f, &v->w, wants, through);
	text_free(&f.t);
	if (!st)
		matching_say(s, f.name, &(struct matching){f.matches, f.hits, "piece", "pieces"},
			     unreadable);
out:
	free(f.matched);
	free(wants);
	return job_status(s, st);
}

int cmd_find(const struct args *a)
{
	if (!check_wants(a) || !matching_allowed(a, "find", WHERE_RANGES))
		return EXIT_USAGE;
	return job_each_regime(a, true, find_one);
}
