/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the first instruction of a call to its return only its CPU runs: the tables then change by
 * that call alone. It may have to wait for a lock that a stopped CPU holds; after ALONE_MS the
 * others run too, but for those that stand at the beginning of a call themselves.
 */
#include "cli/record/record_return.h"

#include <inttypes.h>

#include "src/clock.h"

enum {
	ALONE_MS = 1000,
	RETURN_MS = 10000, /* and then it is given up */
};

enum err_code record_return_step(struct record *r, unsigned cpu, struct err *err)
{
	struct trace_run run = {.cpus = UINT64_C(1) << cpu, .step = true, .max_ms = ALONE_MS};
	struct trace_stop stop;

	return trace_run(r->trace, &run, &stop, err);
}

void record_return_outer(struct record *r, struct record_call *c)
{
	const struct record_outer *at = record_symbols_outer(&r->symbols, c->pc);
	const struct record_outer *from = record_symbols_outer(&r->symbols, c->link);

	if (!c->hypervisor || c->cpu >= TRACE_CPUS)
		return;
	if (at && c->pc == at->start)
		r->outer_link[c->cpu] = c->link;
	else if (c->pc == r->symbols.entry && from && r->outer_link[c->cpu])
		c->caller = r->outer_link[c->cpu];
}

/* A stop on the way: of another CPU, or of this one too early. */
static enum err_code on_the_way(struct record *r, unsigned cpu, const struct trace_stop *stop,
				struct trace_run *run, struct err *err)
{
	struct record_call at;
	enum err_code st = record_call_read(r->trace, r->abi, r->root_reg, stop->cpu, &at, err);

	if (st)
		return st;
	record_return_outer(r, &at);
	/* Its own CPU may still stand at the beginning: a step need not have led anywhere. */
	if (stop->cpu != cpu && at.pc == r->symbols.entry && at.hypervisor) {
		run->cpus &= ~(UINT64_C(1) << stop->cpu); /* its turn comes */
		return ERR_NONE;
	}
	return record_return_step(r, stop->cpu, err);
}

/* Run a call that has begun until it returns. */
static enum err_code await_return(struct record *r, struct record_call *c, struct err *err)
{
	struct trace_run run = {.cpus = UINT64_C(1) << c->cpu, .max_ms = ALONE_MS};
	int64_t until = clock_ms() + RETURN_MS;
	struct trace_stop stop;
	enum err_code st;
	bool back = false;

	for (;;) {
		st = trace_run(r->trace, &run, &stop, err);
		if (st)
			return st;
		if (stop.why == TRACE_HIT && stop.cpu == c->cpu) {
			st = record_call_returned(r->trace, r->abi, c, &back, err);
			if (st || back)
				return st;
		}
		if (stop.why == TRACE_OTHER || clock_ms() >= until)
			return err_set(err, ERR_SOURCE, "call %" PRIu64 " did not return",
				       r->calls);
		if (stop.why == TRACE_ASKED)
			run.cpus = TRACE_ALL;
		else
			st = on_the_way(r, c->cpu, &stop, &run, err);
		if (st)
			return st;
	}
}

enum err_code record_return_await(struct record *r, struct record_call *c, struct err *err)
{
	enum err_code st = trace_break(r->trace, c->link, err), last;

	if (!st)
		st = record_return_step(r, c->cpu, err);
	if (!st)
		st = await_return(r, c, err);
	last = trace_unbreak(r->trace, c->link, st ? NULL : err);
	return st ? st : last;
}
