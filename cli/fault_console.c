/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/fault_console.h"

#include <stdio.h>

#include "cli/color.h"
#include "cli/fault_run.h"
#include "cli/job_source.h"
#include "cli/textranges.h"
#include "cli/textsource.h"
#include "report/output.h"
#include "report/refusal.h"

enum { LINES_TEXT_MAX = 32 };

/* " 7", "s 7 to 31". */
static const char *lines_of(const struct console_report *c, char *buf)
{
	if (c->first == c->last)
		snprintf(buf, LINES_TEXT_MAX, " %u", c->first);
	else
		snprintf(buf, LINES_TEXT_MAX, "s %u to %u", c->first, c->last);
	return buf;
}

/* The syndrome, or what words alone tell of it. */
static void decode(const struct console_report *c, struct esr *e)
{
	if (c->has_esr)
		esr_decode(c->esr, e);
	else if (c->has_fsr)
		esr_decode_fsr(c->fsr & ~(UINT64_C(1) << 31), c->fetch || c->fsr >> 31 & 1, e);
	else if (c->not_emulated)
		esr_from_kind(ESR_KIND_TRANSLATION, e);
	else
		*e = (struct esr){.form = ESR_FORM_WORDS, .exception = "an exception"};
}

/* What a text says, as fault_run() takes it. */
static struct fault_report report_of(const struct console_report *c)
{
	struct fault_report r = {.by = c->by, .has_el = c->el != 0, .el = c->el};

	decode(c, &r.esr);
	r.not_emulated = c->not_emulated;
	r.no_range = c->no_range;
	r.user = c->user;
	r.has_regime = c->regime != REGIME_COUNT;
	r.regime = c->regime;
	r.has_far = c->has_far;
	r.far = c->far;
	r.has_hpfar = c->has_hpfar;
	r.hpfar = c->hpfar;
	r.has_ipa = c->has_ipa;
	r.ipa = c->ipa;
	r.has_pstate = c->has_pstate;
	r.pstate = c->pstate;
	r.has_insn = c->has_insn && !c->a32;
	r.insn = (uint32_t)c->insn;
	return r;
}

static const char *name_of(const struct console_report *c)
{
	static const char *const esr[] = {"ESR", "ESR_EL1", "ESR_EL2", "ESR_EL3"};

	if (c->has_esr)
		return c->a32 ? "HSR" : esr[c->el & 3];
	return c->fetch ? "IFSR" : "DFSR";
}

static int refuse(const struct job *s, const struct console_report *c)
{
	struct refusal r = {c->refusal, c->has_mfns, c->old_mfn, c->new_mfn, c->a32};
	struct text t = {0};

	if (s->args->json)
		return refusal_json(stdout, &r) ? EXIT_DONE : EXIT_SOURCE;
	refusal_text(&t, &r);
	text_write(&t, stdout, color_wanted(s->args));
	text_free(&t);
	return EXIT_DONE;
}

/* "report 2, " where there are several. */
static const char *number_of(const struct job *s, unsigned i, char *buf)
{
	buf[0] = '\0';
	if (console_count(s->console) > 1)
		snprintf(buf, LINES_TEXT_MAX, "report %u, ", i + 1);
	return buf;
}

static int one(struct job *s, unsigned i)
{
	const struct console_report *c = console_report(s->console, i);
	struct fault_wish want = fault_run_wish(s->args, false);
	struct fault_report r;
	char where[LINES_TEXT_MAX], number[LINES_TEXT_MAX];
	int status = i == s->report ? EXIT_DONE : job_take_report(s, i);

	if (status)
		return status;
	textsource_say(s->console, i);
	if (!s->args->json) {
		fputs(i ? "\n" : "", stdout);
		output_print("%sline%s: %s\n", number_of(s, i, number), lines_of(c, where),
			     c->title);
	}
	if (c->refusal)
		return refuse(s, c);
	if (c->has_far)
		textranges_say(s, c->far);
	r = report_of(c);
	return fault_run(s, &want, &r, name_of(c));
}

/* What names an address and no syndrome: said, so that nobody thinks that it was read. */
static void say_incomplete(const struct job *s, const struct console_report *c)
{
	char where[LINES_TEXT_MAX];

	if (!c->has_far && !c->has_ipa && !c->walk)
		return;
	output_say("ptview: line%s: %s without a syndrome", lines_of(c, where), c->title);
	if (c->has_far)
		output_say(", at 0x%llx", (unsigned long long)c->far);
	output_say("%s\n", s->args->json ? "" : ": see `walk`");
}

int fault_console(struct job *s)
{
	int status = EXIT_DONE;
	unsigned told = 0;

	textsource_say_lost(s->console);
	for (unsigned i = 0; i < console_count(s->console); i++) {
		const struct console_report *c = console_report(s->console, i);
		int last;

		if (s->args->report_given && i != s->report)
			continue;
		if (!console_tells(c)) {
			say_incomplete(s, c);
			continue;
		}
		last = one(s, i);
		told++;
		if (last > status)
			status = last;
	}
	if (told)
		return status;
	output_say("ptview: %s: no syndrome is in the text (an ESR, HSR, DFSR or \"Oops:\")\n",
		   s->args->source);
	return EXIT_SOURCE;
}
