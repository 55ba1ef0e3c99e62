/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cli/commands.h"
#include "cli/job.h"
#include "cli/record/record_run.h"

enum { IDLE_S = 30 }; /* building dom0 is a pause of ten seconds and more */

struct cmd_record {
	const struct args *args;
	struct job job;
	struct record r;
	struct elfsyms *symbols;
	struct trace *trace;
	char about[600];
	struct timespec began;
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
	fprintf(stderr, "ptview: record: %s\n", text);
	return status;
}

static int check_args(const struct args *a)
{
	if (!a->symbols)
		return say("say where Xen's symbols are: --symbols xen-syms", EXIT_USAGE);
	if (!a->output)
		return say("say where to: ptview record SOURCE --symbols ELF -o FILE", EXIT_USAGE);
	return EXIT_DONE;
}

/* The symbols, the dialect, the file: all that can fail before the guest is touched. */
static int prepare(struct cmd_record *c)
{
	const struct args *a = c->args;
	const struct elfsym *entry;
	struct err err = {0};

	c->r.check.dialect = a->dialect ? xenpt_dialect(a->dialect) : xenpt_dialect_default();
	if (!c->r.check.dialect)
		return say("the dialects are 4k, rfc, 4.17 and master", EXIT_USAGE);
	if (elfsym_open(a->symbols, &c->symbols, &err))
		return say(err.text, EXIT_SOURCE);
	entry = elfsym_find(c->symbols, "xen_pt_update");
	if (!entry)
		return say("these symbols have no xen_pt_update: are they those of a Xen for Arm "
			   "from 4.15 on?",
			   EXIT_SOURCE);
	if (outfile_open(a->output, &c->r.file.out, &err))
		return say(err.text, EXIT_SOURCE);
	c->r.file.open = true;
	c->r.symbols = c->symbols;
	c->r.entry = entry->value;
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
		fprintf(stderr,
			"ptview: record: %s has symbols of %u bits, and the target is %s: take "
			"those of the Xen that runs there\n",
			a->symbols, elfsym_bits(c->symbols), r->check.arch->name);
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
	fprintf(stderr, "\r%" PRIu64 " calls ", calls);
	c->job.progress_shown = true;
}

static void configure(struct cmd_record *c)
{
	const struct args *a = c->args;
	struct record *r = &c->r;

	snprintf(c->about, sizeof(c->about), "Recorded by %s from %s\n%s, symbols %s",
		 PACKAGE_STRING, a->source, c->job.mem->detail, a->symbols);
	r->about = c->about;
	r->verify = a->verify;
	r->say = a->json ? stderr : stdout;
	r->max = a->max;
	r->idle_ms = (a->idle_given ? (int)a->idle : IDLE_S) * 1000;
	r->stop = wants_stop;
	r->progress = progress;
	r->arg = c;
}

/* ---- The end ---- */

static double seconds_since(const struct timespec *t)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - t->tv_sec) + (double)(now.tv_nsec - t->tv_nsec) / 1e9;
}

static const char *why_ended(enum record_end end)
{
	switch (end) {
	case RECORD_QUIET: return "no further call";
	case RECORD_MAX: return "as many as --max";
	case RECORD_STOPPED: return "stopped";
	case RECORD_HALTED: return "the guest was stopped, or has ended";
	case RECORD_FAILED: return "cut short";
	case RECORD_GOES_ON: break;
	}
	return "";
}

static void summary(const struct cmd_record *c, enum record_end end)
{
	const struct record *r = &c->r;
	double s = seconds_since(&c->began);

	if (c->args->json) {
		printf("{\"calls\": %" PRIu64 ", \"exact\": %" PRIu64 ", \"mismatched\": %" PRIu64
		       ", \"not_comparable\": %" PRIu64 ", \"elsewhere\": %" PRIu64
		       ", \"outside\": %" PRIu64 ", \"ended\": \"%s\", \"seconds\": %.1f}\n",
		       r->calls, r->exact, r->mismatched, r->not_comparable, r->elsewhere,
		       r->outside, why_ended(end), s);
		return;
	}
	printf("%" PRIu64 " calls", r->calls);
	if (r->verify) {
		printf(", %" PRIu64 " predicted exactly", r->exact);
		if (r->mismatched)
			printf(", %" PRIu64 " not", r->mismatched);
		if (r->not_comparable)
			printf(", %" PRIu64 " not comparable", r->not_comparable);
	}
	if (r->elsewhere)
		printf("; %" PRIu64 " were on other tables", r->elsewhere);
	printf(" (%s; %.1f s)\n", why_ended(end), s);
	if (r->outside)
		printf("%" PRIu64 " entries changed between calls, not by xen_pt_update\n",
		       r->outside);
}

/* Keep what was recorded, also when it ended early. */
static int keep(struct cmd_record *c, enum record_end end)
{
	struct record *r = &c->r;
	struct err err = {0};

	if (!r->file.begun && end == RECORD_FAILED)
		return EXIT_SOURCE; /* and it has been said why */
	if (!r->file.begun) {
		fprintf(stderr,
			"ptview: record: no call of xen_pt_update was seen (%s), so %s is not "
			"written. Most calls are in Xen's boot: start QEMU with -S, and take the "
			"symbols of the very build that runs\n",
			end == RECORD_QUIET ? "--idle" : why_ended(end), c->args->output);
		return EXIT_SOURCE;
	}
	r->file.open = false;
	if (outfile_commit(&r->file.out, &err))
		return say(err.text, EXIT_SOURCE);
	summary(c, end);
	if (end == RECORD_FAILED)
		return EXIT_SOURCE;
	return r->verify && r->mismatched ? EXIT_FINDINGS : EXIT_DONE;
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
	clock_gettime(CLOCK_MONOTONIC, &c->began);
	end = record_run(&c->r, &err);
	if (c->job.progress_shown)
		fputs("\r\033[K", stderr);
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
	if (c.r.file.open)
		outfile_abandon(&c.r.file.out);
	elfsym_close(c.symbols);
	return status;
}
