/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/findroots.h"
#include "cli/physmem.h"
#include "cli/regsfrom.h"
#include "cli/textranges.h"
#include "cli/textsource.h"
#include "dump/file.h"
#include "dump/join.h"
#include "dump/raw.h"
#include "gdbstub/stub.h"
#include "report/json.h"
#include "report/output.h"
#include "src/bits.h"
#include "src/clock.h"
#include "src/memcache.h"
#include "src/number.h"
#include "src/walk/stats.h"

enum { CACHE_PAGES = 128 * 1024 }; /* 512 MiB of tables */

/* After half a second: how much of a file is done, on a line that is written over. */
static bool tick_file(void *arg, const char *what, uint64_t done, uint64_t total)
{
	struct job *s = arg;

	if (!s->progress_on || clock_ns() - s->started < 500000000)
		return true;
	output_progress("%s: %llu of %llu MiB ", what, (unsigned long long)(done >> 20),
			(unsigned long long)(total >> 20));
	s->progress_shown = true;
	return true;
}

static enum err_code open_file(struct job *s, struct err *err)
{
	struct watch watch = {.tick = tick_file, .arg = s};
	enum err_code st = file_open_watched(s->args->source, &watch, &s->mem, err);

	job_progress_end(s);
	return st;
}

/* A colon with digits behind it, and no such file. */
static bool is_stub(const char *source)
{
	const char *colon = strrchr(source, ':');

	if (!strncmp(source, "unix:", 5))
		return true;
	if (!colon || !colon[1] || !access(source, F_OK) || strchr(source, '@'))
		return false;
	return strspn(colon + 1, "0123456789") == strlen(colon + 1);
}

static enum err_code open_memory_file(struct job *s, struct err *err)
{
	struct mem *file, *joined;
	enum err_code st = raw_open(s->args->mem_spec, &file, err);

	if (st)
		return err_wrap(err, "--mem");
	st = join_open(s->mem, file, &joined);
	if (st) {
		mem_close(file);
		return err_set(err, st, "%s", err_words(st));
	}
	s->mem = joined;
	return ERR_NONE;
}

void job_say_run_unknown(const char *source)
{
	output_say("ptview: %s: QEMU does not tell whether the guest ran before ptview came; it is "
		   "left stopped. Its monitor's \"cont\" or --leave running lets it run\n",
		   source);
}

static enum err_code open_stub(struct job *s, struct err *err)
{
	struct stub_options opt = {
		.timeout_ms = s->args->timeout_ms, .read_map = true, .leave = s->args->leave};
	enum err_code st = stub_open(s->args->source, &opt, &s->mem, err);
	struct mem *cache;

	if (st)
		return st;
	s->stub = s->mem;
	if (stub_run_unknown(s->stub))
		job_say_run_unknown(s->args->source);
	if (s->args->mem_spec)
		return open_memory_file(s, err);
	cache = memcache_new(s->mem, CACHE_PAGES);
	if (!cache)
		return err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	s->mem = cache;
	return ERR_NONE;
}

static void give(struct sysregs *regs, enum sysreg id, uint64_t v)
{
	regs->r[id] = (struct sysreg_value){v, SYSREG_GIVEN};
}

static enum err_code apply_reg(struct mem *m, const struct args_reg *r, struct err *err)
{
	if (r->has_cpu && r->cpu >= m->ncpus)
		return err_set(err, ERR_USAGE, "--reg: there is no CPU %llu: the source has %u",
			       (unsigned long long)r->cpu, m->ncpus);
	for (unsigned i = 0; i < m->ncpus; i++)
		if (!r->has_cpu || i == r->cpu)
			give(&m->cpus[i], r->id, r->value);
	return ERR_NONE;
}

static enum err_code apply_root(struct job *s, struct err *err)
{
	const struct args *a = s->args;

	if (a->nregimes != 1)
		return err_set(err, ERR_USAGE, "--root needs one --regime that it is the root of");
	if (a->root & ~bits_mask(51, 0))
		return err_set(err, ERR_USAGE, "--root 0x%llx has more than 52 bits",
			       (unsigned long long)a->root);
	/* As a TTBR with 52-bit addresses has it: bits 51:48 in 5:2. */
	for (unsigned i = 0; i < s->mem->ncpus; i++)
		give(&s->mem->cpus[i], regime_root_reg(a->regimes[0].id, &s->mem->cpus[i]),
		     (a->root & bits_mask(47, 0)) | bits_get(a->root, 51, 48) << 2);
	return ERR_NONE;
}

/* The report of the text that is asked for, or the best one. */
static enum err_code choose_report(struct job *s, struct err *err)
{
	const struct args *a = s->args;
	enum err_code st;

	s->report = a->report_given ? a->report - 1 : textsource_best(s->console);
	if (s->report >= console_count(s->console))
		return err_set(err, ERR_USAGE, "--report %u: the text has %u", a->report,
			       console_count(s->console));
	st = console_mem(s->console, s->report, &s->mem);
	return st ? err_set(err, st, "%s", err_words(st)) : ERR_NONE;
}

static enum err_code open_text(struct job *s, struct err *err)
{
	enum err_code st = textsource_open(s->args->source, &s->console, err);

	return st ? st : choose_report(s, err);
}

/* What the command line says of any source. */
static enum err_code apply_args(struct job *s, struct err *err)
{
	enum err_code st = ERR_NONE;

	if (s->args->regs_from)
		st = regsfrom_apply(s->args->regs_from, s->mem, err);
	for (unsigned i = 0; !st && i < s->args->nregs; i++)
		st = apply_reg(s->mem, &s->args->regs[i], err);
	if (!st && s->args->root_given)
		st = apply_root(s, err);
	if (!st && s->args->cpu_given && s->args->cpu >= s->mem->ncpus)
		st = err_set(err, ERR_USAGE, "there is no CPU %u: the source has %u", s->args->cpu,
			     s->mem->ncpus);
	return st;
}

static enum err_code open_source(struct job *s, struct err *err)
{
	enum err_code st;

	if (s->args->report_given && !(s->args->source && textsource_is(s->args->source)))
		return err_set(err, ERR_USAGE, "--report goes with console text");
	if (!s->args->source) {
		s->mem = mem_nothing();
		st = s->mem ? ERR_NONE : err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	} else if (is_stub(s->args->source))
		st = open_stub(s, err);
	else if (s->args->mem_spec)
		return err_set(err, ERR_USAGE, "--mem goes with a gdbstub, not with a file");
	else if (textsource_is(s->args->source))
		st = open_text(s, err);
	else
		st = open_file(s, err);
	return st ? st : apply_args(s, err);
}

/* The start of a line on standard error. */
static void say_who(const struct job *s)
{
	output_say("ptview: %s%s", s->label ? s->label : "", s->label ? ": " : "");
}

static void say(const struct job *s, const struct err *err)
{
	say_who(s);
	output_say("%s\n", err->text);
}

bool job_is_live(const struct args *a)
{
	return is_stub(a->source);
}

int job_take_report(struct job *s, unsigned report)
{
	struct err err = {0};
	struct mem *mem;
	enum err_code st = console_mem(s->console, report, &mem);

	if (!st) {
		mem_close(s->mem);
		s->mem = mem;
		s->report = report;
		st = apply_args(s, &err);
	} else {
		err_set(&err, st, "%s", err_words(st));
	}
	if (!st)
		return EXIT_DONE;
	say(s, &err);
	return st == ERR_USAGE ? EXIT_USAGE : EXIT_SOURCE;
}

void job_say_report(const struct job *s)
{
	unsigned n = s->console ? console_count(s->console) : 0;
	const struct console_report *r;

	if (!n)
		return;
	r = console_report(s->console, s->report);
	if (n > 1 && !s->args->report_given) {
		say_who(s);
		output_say("report %u of %u is shown, %s in lines %u to %u: --report N\n",
			   s->report + 1, n, r->title, r->first, r->last);
	}
	textsource_say(s->console, s->report);
	textsource_say_lost(s->console);
}

enum err_code job_open_console(struct job *s, const struct args *a, struct console *text,
			       struct err *err)
{
	enum err_code st;

	*s = (struct job){.args = a, .started = clock_ns(), .console = text};
	st = choose_report(s, err);
	if (!st)
		st = physmem_build(a, s->mem, NULL, &s->map, err);
	if (!st && textranges_map(s->console, s->map))
		st = err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	if (st)
		job_close(s);
	return st;
}

int job_open_bare(struct job *s, const struct args *a)
{
	struct err err = {0};
	enum err_code st;

	*s = (struct job){.args = a, .started = clock_ns()};
	s->progress_on =
		a->progress == WHEN_ALWAYS || (a->progress == WHEN_AUTO && isatty(STDERR_FILENO));
	st = open_source(s, &err);
	if (!st)
		st = physmem_build(a, s->mem, NULL, &s->map, &err);
	if (!st && s->console && textranges_map(s->console, s->map))
		st = err_set(&err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	if (!st)
		return EXIT_DONE;
	say(s, &err);
	job_close(s);
	return st == ERR_USAGE ? EXIT_USAGE : EXIT_SOURCE;
}

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

void job_close(struct job *s)
{
	mem_close(s->mem);
	physmap_free(s->map);
	console_free(s->console);
	hash_free(&s->said);
	s->mem = NULL;
	s->map = NULL;
	s->console = NULL;
}

/* After half a second: a line on stderr that is written over. */
bool job_progress_due(struct job *s)
{
	if (!s->progress_shown && clock_ns() - s->started <= 500000000)
		return false;
	s->progress_shown = true;
	return true;
}

static bool tick(void *arg, uint64_t tables)
{
	struct job *s = arg;

	if (tables % 256 == 0 && job_progress_due(s))
		output_progress("%llu %s ", (unsigned long long)tables,
				number_word(tables, "table", "tables"));
	return true;
}

void job_progress_end(struct job *s)
{
	if (s->progress_shown)
		output_progress_end();
	s->progress_shown = false;
}

/* Another CPU than the first is shown: say why, and how to see the first. */
static void say_other_cpu(struct job *s, enum regime_id id, unsigned cpu)
{
	struct survey first;

	survey_one(s->mem, id, 0, &first);
	say_who(s);
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

int job_regime(struct job *s, unsigned i, struct survey *out, bool *through)
{
	struct args_regime want;

	if (i >= (s->args->nregimes ? s->args->nregimes : 1))
		return -1;
	choose(s, i, &want, out);
	*through = want.through;
	if (out->why.text[0])
		say(s, &out->why);
	if (out->state >= SURVEY_DISABLED)
		return out->why.code == ERR_USAGE ? EXIT_USAGE : EXIT_SOURCE;
	if (want.through && !out->w.has_s2) {
		say_who(s);
		output_say("%s+s2: stage 2 is not in use on CPU %u\n", out->w.r.name, out->w.r.cpu);
		return EXIT_SOURCE;
	}
	if (out->w.r.assumed[0]) {
		say_who(s);
		output_say("%s: %s\n", out->w.r.name, out->w.r.assumed);
	}
	out->w.again_most = s->args->limit;
	if (s->progress_on) {
		out->w.tick = tick;
		out->w.tick_arg = s;
	}
	return EXIT_DONE;
}

const char *job_regime_name(const struct walker *w, bool through, char *buf)
{
	snprintf(buf, JOB_NAME_MAX, "%s%s", w->r.name, through ? "+s2" : "");
	return buf;
}

/* Each table once: thousands of descriptors may lead to the same one. Without memory, again. */
static bool said_before(struct job *s, const struct walk_table *t)
{
	uint64_t key = t->at.v | (uint64_t)(t->level + 1);

	if (hash_get(&s->said, key) != HASH_NONE)
		return true;
	(void)!hash_put(&s->said, key, 0);
	return false;
}

void job_unreadable(void *job, const struct walk_table *t)
{
	struct job *s = job;
	char at[MEM_ADDRESS_MAX];

	s->unreadable++;
	if (t->st == ERR_AGAIN || said_before(s, t)) /* of the former, job_say_left_out() tells */
		return;
	job_progress_end(s);
	if (t->st == ERR_SOURCE && s->stub && stub_trouble(s->stub)) {
		if (!s->died)
			output_say("ptview: %s\n", stub_trouble(s->stub));
		s->died = true;
		return;
	}
	say_who(s);
	mem_address(s->mem, t->pa.v ? t->pa : addr_pa(t->at.v), at);
	output_say("level %d table %s for 0x%llx: %s\n", t->level, at, (unsigned long long)t->ia.v,
		   t->st == ERR_MALFORMED     ? "beyond the output size (address size fault)"
		   : t->st == ERR_NOT_IN_TEXT ? "the rest of it is not in the text"
					      : err_words(t->st));
}

void job_say_left_out(struct job *s, const char *name, struct walker *w)
{
	uint64_t limit = w->again_most ? w->again_most : WALK_AGAIN_MOST, leaves = 0;
	struct stats all;

	if (!w->left_out || stats_count(w, &all, NULL, NULL))
		return;
	for (int i = 0; i < REGIME_LEVELS; i++)
		leaves += all.leaves[i];
	say_who(s);
	output_say(
		"%s: the same tables are used again and again, for %llu blocks and pages in all: "
		"each "
		"is listed, and %llu rows of them again; %llu times one is left out (--limit N)\n",
		name, (unsigned long long)leaves, (unsigned long long)limit,
		(unsigned long long)w->left_out);
	if (s->args->json)
		json_left_out(stdout, name, w->left_out, limit, leaves);
}

int job_status(struct job *s, enum err_code st)
{
	job_progress_end(s);
	if (st) {
		output_say("ptview: %s: %s\n", s->args->source, err_words(st));
		return EXIT_SOURCE;
	}
	if (s->died)
		return EXIT_SOURCE;
	return s->unreadable || s->partly ? EXIT_PARTLY : EXIT_DONE;
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
	job_close(&s);
	return status;
}
