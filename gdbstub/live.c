/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gdbstub/live.h"

#include <stdlib.h>

#include "gdbstub/cpuregs.h"
#include "gdbstub/session.h"
#include "gdbstub/stub.h"
#include "gdbstub/target.h"
#include "gdbstub/trace.h"

_Static_assert((int)LIVE_WATCHES == RUNSTATE_WATCHES, "what is promised can be kept");

struct live_stub {
	struct live l; /* first */
	struct mem *stub;
	struct trace *trace;
	struct live_order how; /* of the run that is under way */
};

/* The target is gone where the session is. */
static bool is_gone(struct live_stub *s)
{
	const struct session *session = stub_session(s->stub);

	if (!session->trouble.code)
		return false;
	s->l.state = LIVE_GONE;
	s->l.gone = session->trouble;
	s->l.fd = -1;
	return true;
}

static void read_pc(struct live_stub *s)
{
	int num = trace_regnum(s->trace, "pc");
	unsigned pc = (unsigned)num;

	s->l.at_known = num >= 0 && !trace_regs(s->trace, s->l.cpu, &pc, 1, &s->l.at, NULL);
}

static enum live_why why_of(const struct trace_stop *stop)
{
	if (stop->refused)
		return LIVE_REFUSED;
	if (stop->why == TRACE_HIT)
		return LIVE_ARRIVED;
	if (stop->why == TRACE_WATCH)
		return LIVE_STORE;
	return stop->why == TRACE_ASKED ? LIVE_ASKED : LIVE_OTHER;
}

static void stopped(struct live_stub *s, const struct trace_stop *stop)
{
	if (is_gone(s))
		return;
	s->l.state = LIVE_STOPPED;
	s->l.why = why_of(stop);
	s->l.cpu = stop->why == TRACE_HIT || stop->why == TRACE_WATCH ? stop->cpu : s->how.cpu;
	s->l.stored = stop->at;
	if (s->how.to)
		trace_unbreak(s->trace, s->how.address, NULL);
	read_pc(s);
	is_gone(s);
}

/* A CPU that stands at the address would be there at once: it has to leave it first. */
static enum err_code step_off(struct live_stub *s, struct err *err)
{
	struct trace_run run = {.cpus = UINT64_C(1) << s->how.cpu, .step = true};
	struct trace_stop stop;

	read_pc(s);
	if (!s->how.to || !s->l.at_known || s->l.at != s->how.address)
		return ERR_NONE;
	run.max_ms = stub_session(s->stub)->timeout_ms;
	return trace_run(s->trace, &run, &stop, err);
}

static enum err_code run(struct live *l, const struct live_order *how, struct err *err)
{
	struct live_stub *s = (struct live_stub *)l;
	struct trace_run r = {.cpus = TRACE_ALL, .step = how->step};
	enum err_code st;

	s->how = *how;
	s->l.cpu = how->cpu;
	if (how->step)
		r.cpus = how->cpu < TRACE_CPUS ? UINT64_C(1) << how->cpu : 0;
	if (!r.cpus)
		return err_set(err, ERR_UNSUPPORTED, "only CPUs below %d are stepped", TRACE_CPUS);
	st = how->to ? step_off(s, err) : ERR_NONE;
	if (!st && how->to)
		st = trace_break(s->trace, how->address, err);
	if (!st)
		st = trace_start(s->trace, &r, err);
	if (st) {
		is_gone(s);
		return st;
	}
	s->l.state = LIVE_RUNNING;
	return ERR_NONE;
}

static void poll_stub(struct live *l, int ms)
{
	struct live_stub *s = (struct live_stub *)l;
	struct trace_stop stop;

	if (l->state == LIVE_GONE || !trace_poll(s->trace, ms, &stop))
		return;
	if (l->state == LIVE_RUNNING)
		stopped(s, &stop);
	else
		is_gone(s);
}

static void halt(struct live *l)
{
	struct live_stub *s = (struct live_stub *)l;
	struct trace_stop stop;

	if (l->state != LIVE_RUNNING)
		return;
	if (trace_halt(s->trace, &stop, NULL))
		is_gone(s);
	else
		stopped(s, &stop);
}

static enum err_code watch(struct live *l, uint64_t address, uint32_t bytes, bool on,
			   struct err *err)
{
	struct live_stub *s = (struct live_stub *)l;
	enum err_code st = on ? trace_watch(s->trace, address, bytes, err)
			      : trace_unwatch(s->trace, address, bytes, err);

	is_gone(s);
	return st;
}

enum err_code live_stub_new(struct mem *stub, struct live **out, struct err *err)
{
	static const struct live_ops ops = {
		.run = run, .poll = poll_stub, .halt = halt, .watch = watch};
	struct live_stub *s = calloc(1, sizeof(*s));
	enum err_code st;

	if (!s)
		return err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	st = trace_open(stub, STUB_LEAVE_STOPPED, &s->trace, err); /* as the session has it */
	if (st) {
		free(s);
		return st;
	}
	s->stub = stub;
	s->l = (struct live){
		.ops = &ops, .found_running = stub_was_running(stub), .fd = stub_session(stub)->fd};
	*out = &s->l;
	return ERR_NONE;
}

void live_stub_free(struct live *l)
{
	struct live_stub *s = (struct live_stub *)l;

	if (!s)
		return;
	halt(l);
	trace_close(s->trace);
	free(s);
}

enum err_code live_stub_registers(struct mem *stub, struct err *err)
{
	struct session *s = stub_session(stub);
	enum err_code st = cpuregs_again(s, stub_target(stub));

	if (st == ERR_NOMEM)
		return err_set(err, st, "%s", err_words(st));
	if (st && err)
		*err = s->trouble;
	return st;
}
