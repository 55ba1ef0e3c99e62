/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/job_regime.h"

#include "cli/findroots.h"
#include "cli/job_source.h"
#include "cli/naming.h"
#include "cli/textranges.h"
#include "report/output.h"
#include "src/number.h"
#include "src/walk/owner.h"
#include "src/walk/tablepages.h"

int job_open(struct job *s, const struct args *a)
{
	int status = job_open_bare(s, a);

	if (status)
		return status;
	status = findroots_take(s);
	if (status)
		job_close(s);
	return status;
}

static bool tick(void *arg, uint64_t tables)
{
	struct job *s = arg;

	if (tables % 256 == 0 && job_progress_due(s))
		output_progress("%llu %s ", (unsigned long long)tables,
				number_word(tables, "table", "tables"));
	return true;
}

/* Another CPU than the first is shown: say why, and how to see the first. */
static void say_other_cpu(struct job *s, enum regime_id id, unsigned cpu)
{
	struct survey first;

	survey_one(s->mem, id, 0, &first);
	job_say_who(s);
	output_say("%s: CPU %u is shown, because %s (--cpu 0 shows that one)\n", regime_name(id),
		   cpu, first.why.text);
}

enum regime_id job_default_regime(const struct job *s)
{
	enum regime_id told =
		s->console ? console_report(s->console, s->report)->regime : REGIME_COUNT;

	return told == REGIME_COUNT ? survey_default(s->mem) : told;
}

static void choose(struct job *s, unsigned i, struct args_regime *want, struct survey *out)
{
	const struct args *a = s->args;
	unsigned cpu = a->cpu;

	*want = a->nregimes ? a->regimes[i] : (struct args_regime){job_default_regime(s), false};
	if (a->cpu_given) {
		survey_one(s->mem, want->id, cpu, out);
		return;
	}
	cpu = survey_best_cpu(s->mem, want->id, out);
	if (out->root == ERR_NOMEM)
		output_lost();
	if (cpu)
		say_other_cpu(s, want->id, cpu);
}

void job_own(const struct args *a, struct walker *w)
{
	if (a->owner_given)
		owner_give(w, (enum regime_software)(a->owner + 1));
}

int job_regime(struct job *s, unsigned i, struct survey *out, bool *through)
{
	struct args_regime want;

	if (i >= (s->args->nregimes ? s->args->nregimes : 1))
		return -1;
	choose(s, i, &want, out);
	*through = want.through;
	if (out->why.text[0])
		job_say(s, &out->why);
	if (out->state >= SURVEY_DISABLED)
		return out->why.code == ERR_USAGE ? EXIT_USAGE : EXIT_SOURCE;
	if (want.through && !out->w.has_s2) {
		job_say_who(s);
		output_say("%s+s2: stage 2 is not in use on CPU %u\n", out->w.r.name, out->w.r.cpu);
		return EXIT_SOURCE;
	}
	if (out->w.r.assumed[0]) {
		job_say_who(s);
		output_say("%s: %s\n", out->w.r.name, out->w.r.assumed);
	}
	out->w.again_most = s->args->limit;
	job_own(s->args, &out->w);
	if (s->progress_on) {
		out->w.tick = tick;
		out->w.tick_arg = s;
	}
	naming_find(s, &out->w);
	out->w.left_out = 0; /* of looking for names, not of what the command lists */
	return EXIT_DONE;
}

bool job_serves(struct job *s, const struct regime *r, struct ia ia, int *status)
{
	if (regime_serves(r, ia))
		return true;
	if (s->args->nregimes > 1) /* the other half is asked, too */
		return false;
	job_say_who(s);
	output_say("%s: 0x%llx is not looked up there: it is an address of the %s half, see "
		   "--regime\n",
		   r->name, (unsigned long long)ia.v, r->upper ? "lower" : "upper");
	*status = EXIT_USAGE;
	return false;
}

int job_each_regime(const struct args *a, bool needs_root,
		    int (*one)(struct job *s, struct survey *v, bool through))
{
	return job_each_regime_or(a, needs_root, one, NULL);
}

int job_each_regime_or(const struct args *a, bool needs_root,
		       int (*one)(struct job *s, struct survey *v, bool through),
		       int (*listed)(const struct job *s))
{
	struct job s;
	int status = job_open(&s, a), last;

	if (status)
		return status;
	job_say_report(&s);
	if (listed && textranges_only(&s)) {
		status = listed(&s);
		job_close(&s);
		return status;
	}
	for (unsigned i = 0;; i++) {
		struct survey v;
		bool through;

		last = job_regime(&s, i, &v, &through);
		if (last < 0)
			break;
		if (!last && v.state == SURVEY_UNREADABLE && needs_root)
			last = EXIT_SOURCE;
		if (!last) {
			char name[JOB_NAME_MAX];

			last = one(&s, &v, through);
			job_say_left_out(&s, job_regime_name(&v.w, through, name), &v.w);
		}
		if (last > status)
			status = last;
	}
	if (job_gone(&s))
		status = EXIT_SOURCE;
	job_close(&s);
	return status;
}

bool job_add_tables(struct job *s, enum regime_id id, unsigned cpu, struct tablepages *p)
{
	if (tablepages_add(s->mem, id, cpu, p))
		return true;
	output_say("ptview: %s of CPU %u has more than %d MiB of tables: those beyond are left "
		   "out\n",
		   regime_name(id), cpu, TABLEPAGES_MOST / 256);
	return false;
}
