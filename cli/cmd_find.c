/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/color.h"
#include "cli/commands.h"
#include "cli/job_regime.h"
#include "cli/matching.h"
#include "cli/naming.h"
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
		json_hit(stdout, f->name, f->w, h, naming_names(f->s));
		return;
	}
	text_clear(&f->t);
	rows_hit(&f->t, f->w, h,
		 &(struct rows_options){.ascii = f->s->args->ascii, .names = naming_names(f->s)});
	text_put(&f->t, TEXT_PLAIN, "\n");
	text_write(&f->t, stdout, f->color);
}

/* The address of PA, or of what lies at a symbol: that is where its tables lead. */
static enum err_code parse_output(struct finder *f, struct walker *w, bool through, const char *arg,
				  size_t len, uint64_t *pa, struct err *err)
{
	struct walk_result res;
	uint64_t ia;

	if (number_address(arg, len, pa, NULL) != ERR_MALFORMED)
		return number_address(arg, len, pa, err);
	if (naming_address(f->s, arg, len, &ia, err))
		return ERR_USAGE;
	walk_addr(w, addr_ia(ia), through, &res);
	if (res.fault)
		return err_set(err, ERR_USAGE, "%.*s is 0x%llx, which leads nowhere: %s fault",
			       (int)len, arg, (unsigned long long)ia, walk_fault_name(res.fault));
	*pa = through ? res.pa.v : res.oa.v;
	return ERR_NONE;
}

/* PA, or PA+SIZE, or a symbol in the place of PA. */
static enum err_code parse_want(struct finder *f, struct walker *w, bool through, const char *arg,
				struct find_want *want, struct err *err)
{
	const char *plus = strchr(arg, '+');
	size_t len = plus ? (size_t)(plus - arg) : strlen(arg);
	uint64_t size = 1;

	if (parse_output(f, w, through, arg, len, &want->first, err))
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

/* Each operand must be one, as far as that can be told without the source. */
static bool check_wants(const struct args *a)
{
	struct err err = {0};

	for (int i = 0; i < a->noperands; i++) {
		if (!naming_check(a, a->operands[i], strcspn(a->operands[i], "+"), &err))
			continue;
		output_say("ptview: find: %s\n", err.text);
		return false;
	}
	return true;
}

/* The ranges asked for. ERR_USAGE after saying which is none; ERR_NOMEM. The caller frees *out. */
static enum err_code parse_wants(struct finder *f, struct walker *w, bool through,
				 struct find_want **out)
{
	const struct args *a = f->s->args;
	struct err err;

	*out = calloc((size_t)a->noperands, sizeof(**out));
	for (int i = 0; *out && i < a->noperands; i++) {
		if (!parse_want(f, w, through, a->operands[i], &(*out)[i], &err))
			continue;
		output_say("ptview: find: %s\n", err.text);
		return ERR_USAGE;
	}
	return *out ? ERR_NONE : ERR_NOMEM;
}

static void put_missing(struct finder *f, const struct find_want *want)
{
	text_clear(&f->t);
	text_put(&f->t, TEXT_ADDRESS, "  0x%012llx", (unsigned long long)want->first);
	if (want->last > want->first)
		text_put(&f->t, TEXT_ADDRESS, "-0x%012llx", (unsigned long long)want->last);
	if (want->hits || want->kept)
		text_put(&f->t, TEXT_DIM, " is %s, and nothing that leads there matches\n",
			 want->hits ? "mapped" : "kept, not mapped");
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
	struct find_want *wants;
	uint64_t unreadable = s->unreadable;
	enum err_code st = parse_wants(&f, &v->w, through, &wants);

	if (st == ERR_USAGE) {
		free(wants);
		return EXIT_USAGE;
	}
	f.wants = wants;
	f.matched = calloc((size_t)s->args->noperands, sizeof(*f.matched));
	if (st || !f.matched) {
		st = ERR_NOMEM;
		goto out;
	}
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
