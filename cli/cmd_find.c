/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/job.h"
#include "report/json.h"
#include "report/rows.h"
#include "src/walk/find.h"

struct finder {
	struct job *s;
	const struct walker *w;
	char name[JOB_NAME_MAX];
	struct text t;
	bool color;
};

static void put_hit(void *arg, const struct find_hit *h)
{
	struct finder *f = arg;

	if (f->s->args->json) {
		json_hit(stdout, f->name, f->w, h);
		return;
	}
	text_clear(&f->t);
	rows_hit(&f->t, f->w, h, &(struct rows_options){.ascii = f->s->args->ascii});
	text_put(&f->t, TEXT_PLAIN, "\n");
	text_write(&f->t, stdout, f->color);
}

/* "4096", "0x1000", "4K", "2M". */
static bool parse_size(const char *s, uint64_t *size)
{
	static const char units[] = "KMGT";
	char number[24];
	size_t n = strlen(s);
	const char *unit = n ? strchr(units, s[n - 1]) : NULL;
	unsigned shift = unit ? 10 * (unsigned)(unit - units + 1) : 0;

	if (!unit)
		return args_number(s, size) && *size;
	if (n > sizeof(number))
		return false;
	snprintf(number, sizeof(number), "%.*s", (int)(n - 1), s);
	if (!args_number(number, size) || !*size || *size > UINT64_MAX >> shift)
		return false;
	*size <<= shift;
	return true;
}

/* PA, or PA+SIZE. */
static bool parse_want(const char *arg, struct find_want *want)
{
	const char *plus = strchr(arg, '+');
	uint64_t size = 1;
	char pa[24];

	if (!plus)
		plus = arg + strlen(arg);
	else if (!parse_size(plus + 1, &size))
		return false;
	if ((size_t)(plus - arg) >= sizeof(pa))
		return false;
	snprintf(pa, sizeof(pa), "%.*s", (int)(plus - arg), arg);
	if (!args_number(pa, &want->first))
		return false;
	want->last = want->first + (size - 1);
	return want->last >= want->first;
}

/* Each operand must be one; false after saying which is not. */
static bool check_wants(const struct args *a)
{
	struct find_want want;

	for (int i = 0; i < a->noperands; i++) {
		if (parse_want(a->operands[i], &want))
			continue;
		fprintf(stderr,
			"ptview: find: '%s' is not an address or a range; use 0x... or "
			"0x...+SIZE, where SIZE may end in K, M, G or T\n",
			a->operands[i]);
		return false;
	}
	return true;
}

/* The ranges asked for, which have been checked; NULL without memory. The caller frees them. */
static struct find_want *parse_wants(const struct args *a)
{
	struct find_want *wants = calloc((size_t)a->noperands, sizeof(*wants));

	for (int i = 0; wants && i < a->noperands; i++)
		parse_want(a->operands[i], &wants[i]);
	return wants;
}

static void put_missing(struct finder *f, const struct find_want *want)
{
	text_clear(&f->t);
	text_put(&f->t, TEXT_ADDRESS, "  0x%012llx", (unsigned long long)want->first);
	if (want->last > want->first)
		text_put(&f->t, TEXT_ADDRESS, "-0x%012llx", (unsigned long long)want->last);
	text_put(&f->t, TEXT_DIM, " %s\n",
		 f->s->unreadable ? "is not found in the tables that can be read"
				  : "is not mapped by any input address");
	text_write(&f->t, stdout, f->color);
}

static int find_one(struct job *s, struct survey *v, bool through)
{
	struct finder f = {.s = s, .w = &v->w, .color = args_color(s->args)};
	struct find_want *wants = parse_wants(s->args);
	enum err_code st;

	if (!wants)
		return job_status(s, ERR_NOMEM);
	job_regime_name(&v->w, through, f.name);
	if (!s->args->json) {
		rows_regime(&f.t, &v->w, f.name);
		text_write(&f.t, stdout, f.color);
	}
	st = find_visit(&v->w, through, wants, (size_t)s->args->noperands, put_hit, &f,
			job_unreadable, s);
	for (int i = 0; !st && !s->args->json && i < s->args->noperands; i++)
		if (!wants[i].hits)
			put_missing(&f, &wants[i]);
	text_free(&f.t);
	free(wants);
	return job_status(s, st);
}

int cmd_find(const struct args *a)
{
	if (!a->noperands) {
		fputs("ptview: find: no address given: ptview find SOURCE PA...\n", stderr);
		return EXIT_USAGE;
	}
	return check_wants(a) ? job_each_regime(a, true, find_one) : EXIT_USAGE;
}
