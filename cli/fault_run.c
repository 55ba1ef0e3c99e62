/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/fault_run.h"

#include <stdio.h>

#include "cli/color.h"
#include "cli/naming.h"
#include "report/fault.h"
#include "report/json.h"
#include "report/output.h"

struct fault_wish fault_run_wish(const struct args *a, bool any_cpu)
{
	struct fault_wish w = {.cpu = a->cpu, .any_cpu = any_cpu && !a->cpu_given};

	w.owner_given = a->owner_given;
	w.owner = (enum regime_software)(a->owner + 1);
	if (!a->nregimes)
		return w;
	/* "el1" is both halves, of which the address chooses. */
	w.has_regime = true;
	w.regime = a->regimes[0].id;
	w.both_halves = a->nregimes == 2;
	w.through = a->regimes[0].through;
	return w;
}

/* Of a source that holds nothing, what it lacks goes without saying. */
static void say_notes(const struct job *s, const struct fault_site *site, const struct fault *f)
{
	if (!mem_holds_any(s->mem))
		return;
	for (unsigned i = 0; i < site->nnotes; i++)
		output_say("ptview: %s\n", site->notes[i]);
	if (f->verdict == FAULT_UNREADABLE)
		output_say("ptview: %s\n", f->has_ipa ? f->ipa.err.text : f->va.err.text);
}

static int status_of(const struct job *s, const struct fault *f, const struct cause_list *causes)
{
	if (causes->of[0].id == CAUSE_SHORT_DESCRIPTOR)
		return EXIT_PARTLY;
	switch (f->verdict) {
	case FAULT_TRANSLATES:
	case FAULT_DIFFERS: return EXIT_FINDINGS;
	case FAULT_NO_TABLES:
	case FAULT_UNREADABLE: return mem_holds_any(s->mem) ? EXIT_PARTLY : EXIT_DONE;
	default: return EXIT_DONE;
	}
}

static void print(const struct job *s, const struct fault_answer *a, const struct names *n)
{
	struct rows_options o = {.ascii = s->args->ascii, .names = n};
	struct text t = {0};

	if (s->args->json) {
		fault_json(stdout, a);
		if (a->f->has_va)
			json_walk(stdout, a->site->s1.r.name, &a->site->s1, &a->f->va, n);
		if (a->f->has_ipa)
			json_walk(stdout, a->site->s2.r.name, &a->site->s2, &a->f->ipa, NULL);
		return;
	}
	fault_text(&t, a, &o);
	text_write(&t, stdout, color_wanted(s->args));
	text_free(&t);
}

int fault_run(struct job *s, const struct fault_wish *want, struct fault_report *r, const char *reg)
{
	struct fault f = {.verdict = FAULT_NOT_TABLES};
	struct fault_site site = {.regs = &s->mem->cpus[want->cpu], .cpu = want->cpu};
	struct cause_list causes;
	struct fault_answer answer = {reg, &site, r, &f, &causes};

	if (r->esr.abort) {
		fault_site_find(s->mem, want, r, &site);
		fault_check(site.has_s1 ? &site.s1 : NULL, site.has_s2 ? &site.s2 : NULL, r, &f);
	}
	cause_find(&site, r, &f, s->map, &causes);
	if (site.has_s1)
		naming_find(s, &site.s1);
	print(s, &answer, naming_names(s));
	say_notes(s, &site, &f);
	return status_of(s, &f, &causes);
}
