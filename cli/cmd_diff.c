/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "cli/color.h"
#include "cli/cmd_diff.h"
#include "cli/commands.h"
#include "cli/job_regime.h"
#include "cli/job_source.h"
#include "report/diff.h"
#include "report/output.h"
#include "src/bits.h"

/* One regime, on both sides. */
struct comparison {
	struct job *job; /* two */
	const struct args *a;
	struct walker *w[2];
	char name[JOB_NAME_MAX];
	struct rows_options o;
	struct text t;
	bool color;
	struct diff_sum sum;
	const struct cmd_diff_to *to; /* NULL: standard output */
	struct sheet sheet;
};

static void flush(struct comparison *c)
{
	text_write(&c->t, stdout, c->color);
	text_clear(&c->t);
}

static void put_row(void *arg, const struct diff_row *row)
{
	struct comparison *c = arg;

	if (c->to) {
		sheet_diff_row(&c->sheet, c->w[0], c->w[1], row);
	} else if (c->a->json) {
		diff_json_row(stdout, c->name, c->w[0], c->w[1], row);
	} else {
		diff_text_row(&c->t, c->w[0], c->w[1], row, &c->o);
		text_put(&c->t, TEXT_PLAIN, "\n");
		flush(c);
	}
	diff_sum_add(&c->sum, row);
}

static void put_unreadable(void *arg, int side, const struct walk_table *t)
{
	struct comparison *c = arg;

	c->sheet.unread++;
	job_unreadable(&c->job[side], t);
}

/* FEAT_BBM, ID_AA64MMFR2_EL1 bits 55:52: of either side, the lower one where both are known. */
static int bbm_level(const struct comparison *c)
{
	int level = DIFF_BBM_UNKNOWN;

	for (int k = 0; k < 2; k++) {
		const struct sysregs *regs = &c->job[k].mem->cpus[c->w[k]->r.cpu];
		int here;

		if (!sysreg_known(regs, SYSREG_ID_AA64MMFR2_EL1))
			continue;
		here = (int)bits_get(regs->r[SYSREG_ID_AA64MMFR2_EL1].v, 55, 52);
		if (level == DIFF_BBM_UNKNOWN || here < level)
			level = here;
	}
	return level;
}

static void put_head(struct comparison *c)
{
	if (c->to) {
		sheet_diff_begin(&c->sheet, c->a->source, c->job[1].args->source, c->w[0], c->w[1]);
		return;
	}
	if (c->a->json) {
		diff_json_registers(stdout, c->name, c->w[0], c->w[1]);
		return;
	}
	text_put(&c->t, TEXT_DIM, "before  ");
	rows_regime(&c->t, c->w[0], c->name);
	text_put(&c->t, TEXT_DIM, "after   ");
	rows_regime(&c->t, c->w[1], c->name);
	diff_text_registers(&c->t, c->w[0], c->w[1], &c->o);
	flush(c);
}

static bool any_row(const struct diff_sum *s)
{
	for (int i = 0; i < DIFF_CLASSES; i++)
		if (s->entries[i])
			return true;
	return false;
}

static int write_sheet(struct comparison *c, int status)
{
	sheet_diff_end(&c->sheet, &c->t);
	sheet_end(&c->sheet);
	return c->to->write(c->to->arg, &c->sheet, status);
}

static int compare(struct comparison *c, bool through)
{
	struct diff_visitor v = {.row = put_row, .unreadable = put_unreadable};
	char why[DIFF_WHY_MAX];
	enum err_code st;
	int status, other;

	v.bbm_level = bbm_level(c);
	put_head(c);
	if (c->a->meaning || through) {
		st = diff_ranges(c->w[0], c->w[1], through, &v, c);
	} else if (diff_comparable(c->w[0], c->w[1], why)) {
		st = diff_entries(c->w[0], c->w[1], &v, c);
	} else {
		output_say("ptview: diff: %s: entries do not correspond (%s): ranges are "
			   "compared, as with --meaning\n",
			   c->name, why);
		st = diff_ranges(c->w[0], c->w[1], false, &v, c);
	}
	status = job_status(&c->job[0], st);
	other = job_status(&c->job[1], ERR_NONE);
	if (other > status)
		status = other;
	if (!st && !c->a->json) {
		diff_text_sum(&c->t, &c->sum, v.bbm_level, status == EXIT_PARTLY);
		if (!c->to)
			flush(c);
	}
	if (status == EXIT_DONE && any_row(&c->sum))
		status = EXIT_FINDINGS;
	if (c->to && status != EXIT_SOURCE)
		status = write_sheet(c, status);
	return status;
}

/* The i-th regime asked for. Its exit status, or -1 past the last. */
static int compare_regime(struct job job[2], const struct args *a, unsigned i,
			  const struct cmd_diff_to *to)
{
	struct comparison c = {.job = job, .a = a, .color = color_wanted(a), .to = to};
	struct survey v[2];
	bool through;
	int status;

	c.o.ascii = a->ascii;
	for (int k = 0; k < 2; k++) {
		status = job_regime(&job[k], i, &v[k], &through);
		if (status)
			return status;
		if (v[k].state == SURVEY_UNREADABLE)
			return EXIT_SOURCE;
		c.w[k] = &v[k].w;
	}
	job_regime_name(&v[0].w, through, c.name);
	c.sheet = (struct sheet){.of = SHEET_DIFF, .w = c.w[1], .most = to ? to->most : 0};
	snprintf(c.sheet.name, sizeof(c.sheet.name), "%s", c.name);
	status = compare(&c, through);
	sheet_free(&c.sheet);
	text_free(&c.t);
	for (int k = 0; k < 2; k++)
		job_say_left_out(&job[k], c.name, c.w[k]);
	return status;
}

static int compare_all(struct job job[2], struct args a[2], const struct cmd_diff_to *to)
{
	int status = EXIT_DONE, last;

	if (!a[0].nregimes) { /* both must be of the same */
		a[0].regimes[0] = (struct args_regime){survey_default(job[0].mem), false};
		a[0].nregimes = 1;
		a[1].regimes[0] = a[0].regimes[0];
		a[1].nregimes = 1;
	}
	for (unsigned i = 0; (last = compare_regime(job, &a[0], i, to)) >= 0; i++)
		if (last > status)
			status = last;
	return status;
}

int cmd_diff_to(const struct args *args, const struct cmd_diff_to *to)
{
	struct args a[2] = {*args, *args};
	struct job job[2];
	int status;

	a[1].source = args->operands[0];
	if (job_is_live(&a[0]) && !strcmp(a[0].source, a[1].source)) {
		output_say(
			"ptview: diff: %s is one target: keep its tables first (ptview snapshot), "
			"and compare with that\n",
			a[0].source);
		return EXIT_USAGE;
	}
	for (int k = 0; k < 2; k++)
		if (!job_is_live(&a[k]))
			a[k].mem_spec = NULL; /* of the live one */
	status = job_open(&job[0], &a[0]);
	if (status)
		return status;
	status = job_open(&job[1], &a[1]);
	if (!status) {
		job[0].label = a[0].source;
		job[1].label = a[1].source;
		job_say_report(&job[0]);
		job_say_report(&job[1]);
		status = compare_all(job, a, to);
		job_close(&job[1]);
	}
	job_close(&job[0]);
	return status;
}

int cmd_diff(const struct args *a)
{
	return cmd_diff_to(a, NULL);
}
