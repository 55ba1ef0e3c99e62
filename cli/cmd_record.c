/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/job_regime.h"
#include "cli/record/record_p2m.h"
#include "cli/record/record_p2m_say.h"
#include "cli/record/record_run.h"
#include "report/output.h"
#include "src/clock.h"
#include "src/number.h"

enum { IDLE_S = 30 }; /* building dom0 is a pause of ten seconds and more */

struct cmd_record {
	const struct args *args;
	struct job job;
	struct record r;
	struct record_p2m p2m; /* with --p2m */
	struct elfsyms *symbols;
	struct trace *trace;
	char about[600];
	int64_t began; /* clock_ns() */
};

/* ---- Signals: the first one ends the recording, the second one the program ---- */

static const int ending[] = {SIGINT, SIGTERM, SIGHUP};

enum { NENDING = sizeof(ending) / sizeof(ending[0]) };

static struct sigaction before[NENDING];
static volatile sig_atomic_t stop_wanted;

/* What handled them before (see rescue.h) does so again from now on. */
static void on_signal(int sig)
{
	(void)sig;
	stop_wanted = 1;
	for (int i = 0; i < NENDING; i++)
		sigaction(ending[i], &before[i], NULL);
}

static void watch_signals(void)
{
	struct sigaction act = {.sa_handler = on_signal};

	sigemptyset(&act.sa_mask);
	for (int i = 0; i < NENDING; i++)
		sigaction(ending[i], NULL, &before[i]);
	for (int i = 0; i < NENDING; i++)
		if (before[i].sa_handler != SIG_IGN)
			sigaction(ending[i], &act, NULL);
}

static bool wants_stop(void *arg)
{
	(void)arg;
	return stop_wanted;
}

/* ---- Beginning ---- */

static int say(const char *text, int status)
{
	output_say("ptview: record: %s\n", text);
	return status;
}

static int check_args(const struct args *a)
{
	if (!a->symbols[0])
		return say("say where Xen's symbols are: --symbols xen-syms", EXIT_USAGE);
	if (!a->output)
		return say("say where to: ptview record SOURCE --symbols ELF -o FILE", EXIT_USAGE);
	if (a->vmid_given && !a->p2m)
		return say("--vmid is for --p2m: Xen's own tables have none", EXIT_USAGE);
	return EXIT_DONE;
}

/* By what was asked for, else by the version in the code, else the default, which is then said. */
static int choose_dialect(struct cmd_record *c)
{
	const struct xenpt_dialect *own = record_symbols_dialect(&c->r.symbols);
	const char *asked = c->args->dialect;

	c->r.check.dialect = asked ? xenpt_dialect(asked) : own ? own : xenpt_dialect_default();
	if (!c->r.check.dialect)
		return say("the dialects are 4k, rfc, 4.17 and master", EXIT_USAGE);
	if (!asked && !own)
		output_say("ptview: record: the code does not tell which version of Xen this is: "
			   "dialect %s, unless --dialect says another\n",
			   c->r.check.dialect->name);
	return EXIT_DONE;
}

/* By what was asked for, else by the version in the code. */
static int choose_p2m_dialect(struct cmd_record *c)
{
	const struct record_symbols *s = &c->r.symbols;
	const char *asked = c->args->dialect;

	if (asked)
		c->p2m.dialect = p2m_dialect(asked);
	else if (s->has_version)
		c->p2m.dialect = record_p2m_code_dialect(&c->p2m.code, s->major, s->minor);
	if (c->p2m.dialect)
		return EXIT_DONE;
	return say(asked	    ? "the dialects of stage 2 are 4.17, 4.20 and master"
		   : s->has_version ? "what a Xen before 4.17 does to guests' tables is not known; "
				      "--dialect 4.17 tries it"
				    : "the code does not tell which version of Xen this is: say "
				      "--dialect 4.17, 4.20 or master",
		   EXIT_USAGE);
}

static int prepare_p2m(struct cmd_record *c)
{
	struct err err = {0};

	if (record_p2m_code_read(c->symbols, &c->p2m.code, &err))
		return say(err.text, EXIT_SOURCE);
	record_symbols_version(c->symbols, &c->r.symbols);
	c->r.symbols.entry = c->p2m.code.set;
	c->p2m.vmid_given = c->args->vmid_given;
	c->p2m.vmid = (unsigned)c->args->vmid;
	c->r.p2m = &c->p2m;
	c->r.kind = &record_p2m_kind;
	return choose_p2m_dialect(c);
}

static int prepare_xenpt(struct cmd_record *c)
{
	struct err err = {0};

	if (record_symbols_read(c->symbols, &c->r.symbols, &err))
		return say(err.text, EXIT_SOURCE);
	c->r.kind = &record_run_xenpt;
	return choose_dialect(c);
}

/* The symbols, the dialect, the file: all that can fail before the guest is touched. */
static int prepare(struct cmd_record *c)
{
	const struct args *a = c->args;
	struct err err = {0};
	int status;

	if (elfsym_open(a->symbols[0], &c->symbols, &err))
		return say(err.text, EXIT_SOURCE);
	status = a->p2m ? prepare_p2m(c) : prepare_xenpt(c);
	if (status)
		return status;
	if (outfile_open(a->output, &c->r.file.out, &err))
		return say(err.text, EXIT_SOURCE);
	c->r.file.open = true;
	c->r.elf = c->symbols;
	return EXIT_DONE;
}

static int attach(struct cmd_record *c)
{
	const struct args *a = c->args;
	struct record *r = &c->r;
	struct err err = {0};
	int reg;

	if (!c->job.stub)
		return say("only a live target can be recorded: HOST:PORT or unix:PATH",
			   EXIT_USAGE);
	if (trace_open(c->job.stub, a->leave, &c->trace, &err))
		return say(err.text, EXIT_SOURCE);
	r->abi = record_abi_find(trace_arch(c->trace));
	r->check.arch = r->abi ? xenpt_arch(r->abi->xen) : NULL;
	reg = r->abi ? trace_regnum(c->trace, r->abi->root) : -1;
	if (!r->check.arch || reg < 0)
		return say("the target has no EL2: is it QEMU with virtualization=on?",
			   EXIT_SOURCE);
	if (elfsym_bits(c->symbols) != r->check.arch->long_bits) {
		output_say("ptview: record: %s has symbols of %u bits, and the target is %s: take "
			   "those of the Xen that runs there\n",
			   a->symbols[0], elfsym_bits(c->symbols), r->check.arch->name);
		return EXIT_SOURCE;
	}
	r->root_reg = (unsigned)reg;
	r->trace = c->trace;
	r->stub = c->job.stub;
	r->mem = a->mem_spec ? c->job.mem : c->job.stub;
	return EXIT_DONE;
}

static void progress(void *arg, uint64_t calls)
{
	struct cmd_record *c = arg;

	if (!c->job.progress_on)
		return;
	output_progress("%" PRIu64 " %s ", calls, number_word(calls, "call", "calls"));
	c->job.progress_shown = true;
}

/* "4.20", or "" where the code does not tell. */
static const char *version(const struct record *r, char *buf, size_t len)
{
	snprintf(buf, len, "%u.%u", r->symbols.major, r->symbols.minor);
	return r->symbols.has_version ? buf : "";
}

static const char *dialect_name(const struct cmd_record *c)
{
	return c->r.p2m ? c->p2m.dialect->name : c->r.check.dialect->name;
}

static void configure(struct cmd_record *c)
{
	const struct args *a = c->args;
	struct record *r = &c->r;
	char xen[24];

	version(r, xen, sizeof(xen));
	snprintf(c->about, sizeof(c->about),
		 "Recorded by %s from %s\n%s, symbols %s\nXen %s by its code, dialect %s%s",
		 PACKAGE_STRING, a->source, c->job.mem->detail, a->symbols[0],
		 r->symbols.has_version ? xen : "of a version that is not known", dialect_name(c),
		 a->dialect ? " by --dialect" : "");
	r->about = c->about;
	r->verify = a->verify;
	r->say = a->json || r->file.out.stream ? stderr : stdout;
	r->max = a->max;
	r->idle_ms = (a->idle_given ? (int)a->idle : IDLE_S) * 1000;
	r->stop = wants_stop;
	r->progress = progress;
	r->arg = c;
}

/* ---- The end ---- */

static double seconds_since(int64_t ns)
{
	return (double)(clock_ns() - ns) / 1e9;
}

static const char *why_ended(enum record_end end)
{
	switch (end) {
	case RECORD_QUIET: return "no further call";
	case RECORD_MAX: return "as many as --max";
	case RECORD_STOPPED: return "stopped";
	case RECORD_HALTED: return "the guest was stopped, or has ended";
	case RECORD_FULL: return "the file is as large as a replay may be";
	case RECORD_FAILED: return "cut short";
	case RECORD_GOES_ON: break;
	}
	return "";
}

/* In JSON, each by its own name. */
static void summary_json(const struct cmd_record *c, enum record_end end)
{
	static const char *const alike[] = {[RECORD_NOT_COMPARED] = "null",
					    [RECORD_ALIKE] = "true",
					    [RECORD_DIFFERS] = "false"};
	const struct record *r = &c->r;
	char xen[24];

	printf("{\"xen\": \"%s\", \"dialect\": \"%s\", \"calls\": %" PRIu64 ", \"exact\": %" PRIu64
	       ", \"mismatched\": %" PRIu64 ", \"not_comparable\": %" PRIu64
	       ", \"before\": %" PRIu64 ", \"elsewhere\": %" PRIu64 ", \"outside\": %" PRIu64
	       ", \"replays\": %s, \"differ\": %" PRIu64 ", \"ended\": \"%s\", \"seconds\": %.1f",
	       version(r, xen, sizeof(xen)), dialect_name(c), r->calls, r->exact, r->mismatched,
	       r->not_comparable, r->before, r->elsewhere, r->outside, alike[r->replay], r->differ,
	       why_ended(end), seconds_since(c->began));
	if (r->p2m)
		record_p2m_say_json(r->p2m);
	puts("}");
}

/* The replay of the file against what is live. */
static void summary_replay(const struct record *r)
{
	if (r->replay == RECORD_ALIKE)
		printf("The file replays to the live tables: %zu, entry by entry\n", r->tree_count);
	else if (r->replay == RECORD_NOT_COMPARED)
		printf("The file was not compared with the live tables\n");
	else if (r->differ)
		printf("The file replays to other tables than the live ones: %" PRIu64 " %s\n",
		       r->differ, number_word(r->differ, "entry differs", "entries differ"));
}

static void summary(const struct cmd_record *c, enum record_end end)
{
	const struct record *r = &c->r;
	char xen[24];

	if (*version(r, xen, sizeof(xen)))
		printf("Xen %s, ", xen);
	printf("dialect %s\n", dialect_name(c));
	if (r->p2m)
		record_p2m_say_lines(r->p2m);
	if (r->outside)
		printf("%" PRIu64 " %s changed between calls, not by xen_pt_update\n", r->outside,
		       number_word(r->outside, "entry", "entries"));
	summary_replay(r);
	printf("%" PRIu64 " %s", r->calls, number_word(r->calls, "call", "calls"));
	if (r->verify) {
		printf(", %" PRIu64 " predicted exactly", r->exact);
		if (r->mismatched)
			printf(", %" PRIu64 " not", r->mismatched);
		if (r->not_comparable)
			printf(", %" PRIu64 " not comparable", r->not_comparable);
	}
	if (r->before)
		printf("; %" PRIu64 " %s on tables that Xen then left", r->before,
		       number_word(r->before, "was", "were"));
	if (r->elsewhere)
		printf("; %" PRIu64 " %s on other tables", r->elsewhere,
		       number_word(r->elsewhere, "was", "were"));
	printf(" (%s; %.1f s)\n", why_ended(end), seconds_since(c->began));
}

/* Keep what was recorded, also when it ended early. */
static int keep(struct cmd_record *c, enum record_end end)
{
	struct record *r = &c->r;
	struct err err = {0};

	if (!r->file.begun && end == RECORD_FAILED)
		return EXIT_SOURCE; /* and it has been said why */
	if (!r->file.begun) {
		output_say(
			"ptview: record: no call of %s was seen%s (%s), so %s is not "
			"written. Most calls are in Xen's boot: start QEMU with -S, and take the "
			"symbols of the very build that runs\n",
			r->kind->what, c->args->vmid_given ? " for that VMID" : "",
			end == RECORD_QUIET ? "--idle" : why_ended(end), c->args->output);
		return EXIT_SOURCE;
	}
	if (record_file_commit(&r->file, &err))
		return say(err.text, EXIT_SOURCE);
	if (c->args->json)
		summary_json(c, end);
	else
		summary(c, end);
	if (end == RECORD_FAILED)
		return EXIT_SOURCE;
	if (job_gone(&c->job))
		return EXIT_SOURCE;
	if (r->replay == RECORD_DIFFERS || (r->verify && r->mismatched))
		return EXIT_FINDINGS;
	return r->replay == RECORD_NOT_COMPARED ? EXIT_PARTLY : EXIT_DONE;
}

static int record(struct cmd_record *c)
{
	int status = attach(c);
	enum record_end end;
	struct err err = {0};

	if (status)
		return status;
	configure(c);
	watch_signals();
	c->began = clock_ns();
	end = record_run(&c->r, &err);
	if (c->job.progress_shown)
		output_progress_end();
	if (end == RECORD_FAILED)
		say(err.text, EXIT_SOURCE);
	return keep(c, end);
}

int cmd_record(const struct args *a)
{
	struct cmd_record c = {.args = a};
	int status = check_args(a);

	if (!status)
		status = prepare(&c);
	if (!status)
		status = job_open(&c.job, a);
	if (!status) {
		status = record(&c);
		trace_close(c.trace);
		job_close(&c.job);
	}
	record_p2m_free(c.r.p2m);
	record_file_close(&c.r.file);
	elfsym_close(c.symbols);
	return status;
}
