/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "cli/color.h"
#include "cli/commands.h"
#include "cli/job_regime.h"
#include "cli/naming.h"
#include "cli/textranges.h"
#include "cli/textsource.h"
#include "report/json.h"
#include "report/output.h"
#include "report/rows.h"
#include "src/number.h"

static void walk_one_address(struct job *s, struct survey *v, bool through, uint64_t ia)
{
	struct rows_options o = {.ascii = s->args->ascii, .names = naming_names(s)};
	char name[JOB_NAME_MAX];
	struct walk_result res;
	struct text t = {0};

	walk_addr(&v->w, addr_ia(ia), through, &res);
	if (res.fault == WALK_FAULT_UNREADABLE) {
		s->unreadable++;
		output_say("ptview: 0x%llx: %s\n", (unsigned long long)ia, res.err.text);
	}
	if (s->args->json) {
		job_regime_name(&v->w, through, name);
		json_walk(stdout, name, &v->w, &res, o.names);
		return;
	}
	rows_walk(&t, &v->w, &res, &o);
	text_write(&t, stdout, color_wanted(s->args));
	text_free(&t);
}

/* Only a console text tells an address of its own. */
static int missing(void)
{
	output_say("ptview: walk: something is missing: ptview walk SOURCE ADDR...\n");
	return EXIT_USAGE;
}

/* Without an address, the one that a console text tells of. */
static int walk_reported(struct job *s, struct survey *v, bool through)
{
	const struct console_report *r = s->console ? console_report(s->console, s->report) : NULL;

	if (!r || !(r->walk || r->has_far || r->has_ipa))
		return missing();
	walk_one_address(s, v, through, r->walk ? r->walk_at : r->has_far ? r->far : r->ipa);
	return job_status(s, ERR_NONE);
}

static int walk_addresses(struct job *s, struct survey *v, bool through)
{
	int status = EXIT_DONE, last;
	struct err err;
	uint64_t ia;

	if (!s->args->noperands)
		return walk_reported(s, v, through);
	for (int i = 0; i < s->args->noperands; i++) {
		const char *arg = s->args->operands[i];

		if (!naming_address(s, arg, strlen(arg), &ia, &err)) {
			if (job_serves(s, &v->w.r, addr_ia(ia), &status))
				walk_one_address(s, v, through, ia);
		} else if (s->args->nregimes < 2 || v->w.r.upper) { /* where a kernel is */
			output_say("ptview: walk: %s\n", err.text);
			status = EXIT_USAGE;
		}
	}
	last = job_status(s, ERR_NONE);
	return last > status ? last : status;
}

/* A text that lists ranges and shows no descriptor. */
static int walk_listed(const struct job *s)
{
	int status = EXIT_DONE, last;
	uint64_t ia;

	if (!s->args->noperands)
		return missing();
	for (int i = 0; i < s->args->noperands; i++) {
		if (number_address(s->args->operands[i], strlen(s->args->operands[i]), &ia, NULL))
			continue;
		last = textranges_find(s, ia);
		status = last > status ? last : status;
	}
	return status;
}

int cmd_walk(const struct args *a)
{
	struct err err;

	for (int i = 0; i < a->noperands; i++) {
		if (!naming_check(a, a->operands[i], strlen(a->operands[i]), &err))
			continue;
		output_say("ptview: walk: %s\n", err.text);
		return EXIT_USAGE;
	}
	if (!a->noperands && !textsource_is(a->source))
		return missing();
	return job_each_regime_or(a, false, walk_addresses, walk_listed);
}
