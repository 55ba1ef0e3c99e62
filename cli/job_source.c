/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/job_source.h"

#include <string.h>
#include <unistd.h>

#include "cli/naming.h"
#include "cli/physmem.h"
#include "cli/regsfrom.h"
#include "cli/textranges.h"
#include "cli/textsource.h"
#include "dump/file.h"
#include "dump/join.h"
#include "dump/raw.h"
#include "gdbstub/stub.h"
#include "report/output.h"
#include "src/bits.h"
#include "src/clock.h"
#include "src/memcache.h"

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

enum err_code job_apply_args(struct job *s, struct err *err)
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

static unsigned threads(const struct args *a)
{
	long n = a->threads_given ? a->threads : sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n < ARGS_MAX_THREADS ? (unsigned)n : ARGS_MAX_THREADS;
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
	if (!st)
		s->mem->threads = threads(s->args);
	return st ? st : job_apply_args(s, err);
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
		st = job_apply_args(s, &err);
	} else {
		err_set(&err, st, "%s", err_words(st));
	}
	if (!st)
		return EXIT_DONE;
	job_say(s, &err);
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
		job_say_who(s);
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
	st = naming_open(s, &err);
	if (!st)
		st = open_source(s, &err);
	if (!st)
		st = physmem_build(a, s->mem, NULL, &s->map, &err);
	if (!st && s->console && textranges_map(s->console, s->map))
		st = err_set(&err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	if (!st)
		return EXIT_DONE;
	job_say(s, &err);
	job_close(s);
	return st == ERR_USAGE ? EXIT_USAGE : EXIT_SOURCE;
}
