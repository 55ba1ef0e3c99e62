/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/findroots.h"
#include "dump/symfile.h"
#include "report/output.h"
#include "report/roots.h"

#include <stdio.h>

/* A line that is written over; bytes. */
static bool tick(void *arg, uint64_t done, uint64_t all)
{
	struct job *s = arg;

	if (job_progress_due(s))
		output_progress("looking for roots: %llu of %llu MiB ",
				(unsigned long long)(done >> 20), (unsigned long long)(all >> 20));
	return true;
}

/* The symbols of --symbols that tell of roots. */
static enum err_code read_symbols(const char *path, struct roots_symbol *out, size_t *n,
				  struct err *err)
{
	struct symfile *f;
	enum err_code st = symfile_open(path, &f, err);

	if (st)
		return st;
	*n = roots_symbols_take(symfile_symbols(f), out);
	symfile_close(f);
	return ERR_NONE;
}

int findroots_run(struct job *s, struct roots **out)
{
	struct roots_symbol symbols[ROOTS_SYMBOLS_MAX];
	struct roots_options o = {
		.tick = s->progress_on ? tick : NULL, .arg = s, .symbols = symbols};
	const char *path = s->args->symbols[0];
	struct err err = {0};

	if (path && read_symbols(path, symbols, &o.nsymbols, &err)) {
		output_say("ptview: --symbols: %s\n", err.text);
		return EXIT_SOURCE;
	}
	if (roots_find(s->mem, &o, out, &err)) {
		job_progress_end(s);
		output_say("ptview: %s: %s\n", s->args->source, err.text);
		return EXIT_SOURCE;
	}
	job_progress_end(s);
	return EXIT_DONE;
}

enum err_code findroots_tasks(struct job *s, const struct roots *r,
			      const struct roots_candidate *kernel, struct roots_tasks *out,
			      struct err *err)
{
	struct roots_options o = {.tick = s->progress_on ? tick : NULL, .arg = s};
	enum err_code st = roots_tasks_find(s->mem, r, kernel, &o, out, err);

	job_progress_end(s);
	return st;
}

enum err_code findroots_domains(struct job *s, const struct roots *r,
				const struct roots_candidate *xen, struct roots_domains *out,
				struct err *err)
{
	struct roots_symbol symbols[ROOTS_SYMBOLS_MAX];
	struct roots_options o = {.symbols = symbols};
	enum err_code st = read_symbols(s->args->symbols[0], symbols, &o.nsymbols, err);

	return st ? st : roots_domains_find(s->mem, r, xen, &o, out, err);
}

/* What is below such a root is found by itself, and is none. */
static void say_lost(const struct job *s, const struct roots *r)
{
	char words[ROOTS_LOST_WORDS_MAX];

	for (unsigned i = 0; i < r->nlost; i++)
		output_say("ptview: %s: %s%s\n", s->args->source,
			   roots_lost_words(&r->lost[i], words),
			   r->n ? "; candidates may be tables below it" : "");
}

int findroots_say_rest(const struct job *s, const struct roots *r)
{
	bool strangers = s->args->symbols[0] && !r->symbols_fit && !r->stopped;

	if (r->left_out)
		output_say(
			"ptview: %s: %llu MiB of RAM were not looked at: it would take too long; "
			"--mem reads QEMU's memory file instead\n",
			s->args->source, (unsigned long long)(r->left_out >> 20));
	if (r->cut)
		output_say("ptview: %s: there is more than is looked at: candidates are missing\n",
			   s->args->source);
	if (r->damaged)
		output_say("ptview: %s: %llu KiB of RAM are cut off or broken in it: a root may be "
			   "among them, and then a table below it is taken for one\n",
			   s->args->source, (unsigned long long)((r->damaged + 1023) >> 10));
	if (strangers)
		output_say("ptview: --symbols: %s: no candidate is a root by these symbols: they "
			   "are of another build, or the root is not among the candidates\n",
			   s->args->symbols[0]);
	say_lost(s, r);
	return r->left_out || r->cut || r->damaged || r->nlost || strangers ? EXIT_PARTLY
									    : EXIT_DONE;
}

/* Only missing registers are a reason to look. */
static bool leads_nowhere(struct job *s, enum regime_id id)
{
	struct survey v;

	survey_best_cpu(s->mem, id, &v);
	return v.state == SURVEY_UNKNOWN;
}

/* What is shown would be of unknown registers. */
static bool is_lost(struct job *s)
{
	const struct args *a = s->args;

	for (unsigned i = 0; i < a->nregimes; i++)
		if (!leads_nowhere(s, a->regimes[i].id))
			return false;
	return a->nregimes || leads_nowhere(s, survey_default(s->mem));
}

static void say_one(const struct roots_candidate *c)
{
	output_say("ptview:   %s: root %s0x%llx, %s granule, start level %d: %s",
		   regime_name(c->regime), c->nested ? "IPA " : "", (unsigned long long)c->root,
		   c->form->geometry, c->form->start_level, roots_sure_name(c->sure));
	for (unsigned i = 0; i < c->nevidence; i++)
		output_say("; %s", c->evidence[i].words);
	output_say("\n");
}

static unsigned asked(const struct args *a)
{
	unsigned bits = 0;

	for (unsigned i = 0; i < a->nregimes; i++)
		bits |= 1u << a->regimes[i].id;
	return bits;
}

static void say_found(const struct job *s, const struct roots *r)
{
	output_say(
		"ptview: %s: its registers are not known; found in its memory (ptview roots lists "
		"all):\n",
		s->args->source);
	for (int id = 0; id < REGIME_COUNT; id++) {
		const struct roots_candidate *c =
			roots_taken(r, (enum regime_id)id, asked(s->args) >> id & 1);

		if (c)
			say_one(c);
	}
}

bool findroots_wanted(struct job *s)
{
	return !s->stub && !s->console && s->mem->nranges && is_lost(s);
}

int findroots_take(struct job *s)
{
	struct roots *r = NULL;
	int status;

	if (!findroots_wanted(s))
		return EXIT_DONE;
	status = findroots_run(s, &r);
	if (!status && roots_apply(r, s->mem, asked(s->args)))
		say_found(s, r);
	else if (!status && r->n)
		output_say("ptview: %s: its registers are not known, and none of the candidates in "
			   "its memory (%zu) is clearly ahead: ptview roots lists them\n",
			   s->args->source, r->n);
	else if (!status && r->damaged)
		output_say(
			"ptview: %s: its registers are not known, and no translation tables were "
			"found in its memory\n",
			s->args->source);
	if (!status && findroots_say_rest(s, r))
		s->partly = true;
	roots_free(r);
	return status;
}
