/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the first instruction of a call to its return only its CPU runs: the tables then change by
 * that call alone. It may have to wait for a lock that a stopped CPU holds; after alone_ms the
 * others run too, but for those whose turn comes after it.
 */
#include "cli/record/record_return.h"

#include "src/clock.h"

enum {
	STEP_MS = 1000,
	RETURN_MS = 10000, /* and then a call is given up */
};

enum err_code record_return_step(struct record *r, unsigned cpu, struct err *err)
{
	struct trace_run run = {.cpus = UINT64_C(1) << cpu, .step = true, .max_ms = STEP_MS};
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

/* Another CPU stopped, or that of the call too early. */
static enum err_code on_the_way(struct record *r, const struct record_return_way *way,
				const struct trace_stop *stop, struct trace_run *run,
				struct err *err)
{
	bool turn = false;
	enum err_code st = way->stopped(r, stop->cpu, way->ctx, &turn, err);

	if (turn)
		run->cpus &= ~(UINT64_C(1) << stop->cpu);
	return st;
}

/* Run a call that has begun until it returns. */
static enum err_code await_return(struct record *r, struct record_call *c,
				  const struct record_return_way *way, struct err *err)
{
	struct trace_run run = {.cpus = UINT64_C(1) << c->cpu, .max_ms = way->alone_ms};
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
		if (stop.why == TRACE_OTHER)
			return err_set(err, ERR_SOURCE,
				       "the guest was stopped, or has ended, before it returned");
		if (clock_ms() >= until)
			return err_set(err, ERR_SOURCE, "it did not return for %d ms", RETURN_MS);
		if (stop.why == TRACE_ASKED)
			run.cpus = TRACE_ALL;
		else
			st = on_the_way(r, way, &stop, &run, err);
		if (st)
			return st;
	}
}

enum err_code record_return_await(struct record *r, struct record_call *c,
				  const struct record_return_way *way, struct err *err)
{
	enum err_code st = trace_break(r->trace, c->link, err), last;

	if (!st)
		st = record_return_step(r, c->cpu, err);
	if (!st)
		st = await_return(r, c, way, err);
	last = trace_unbreak(r->trace, c->link, st ? NULL : err);
	return st ? st : last;
}
