/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Breakpoints are of the hardware kind (Z1). In QEMU's emulation both kinds are alike and patch
 * nothing; with KVM a software breakpoint would be written into the guest. They compare virtual
 * addresses, so one can be set before the MMU is on, and are removed by runstate.c whatever
 * happens.
 *
 * A guest is resumed by vCont with a list of the CPUs that run: the others stay stopped. A CPU that
 * stands on a breakpoint and is resumed hits it again at once; one that also hit a breakpoint while
 * another CPU's stop was reported therefore reports when it is resumed: no hit is lost.
 *
 * A watchpoint (Z2) is as many bytes as one likes in QEMU's emulation, a few words with KVM. QEMU
 * stops an Arm CPU before the store and names the first address of the watchpoint, not that of the
 * store (accel/tcg/watchpoint.c; gdbstub/system.c). Of two CPUs that come to one at once it reports
 * the second when that is resumed, and then after the store.
 */
#include "gdbstub/trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gdbstub/ask.h"
#include "gdbstub/conn.h"
#include "gdbstub/cpuregs.h"
#include "gdbstub/rsp.h"
#include "gdbstub/session.h"
#include "gdbstub/target.h"
#include "src/clock.h"

#define MAX_REGS 16

/* A run that is under way. */
struct going {
	struct trace *t;
	const struct trace_run *run;
	struct trace_stop *stop;
	int64_t until;
	bool asked;
	char body[SESSION_BODY];
	size_t len;
};

struct trace {
	struct session *s;
	struct target *t;
	enum stub_leave leave;
	/* of trace_start() */
	struct going going;
	struct session_job job;
	struct trace_run run;
	struct trace_stop stop;
};

static enum err_code failed(const struct trace *t, struct err *err)
{
	if (err)
		*err = t->s->trouble;
	return t->s->trouble.code;
}

/* One question; whether the answer is OK. */
static enum err_code ask_ok(struct trace *t, const char *body, bool *ok, struct err *err)
{
	struct ask a;

	ask_set(&a, body);
	if (ask_run(t->s, &a, 1))
		return failed(t, err);
	*ok = !strcmp(ask_text(&a), "OK");
	ask_free(&a, 1);
	return ERR_NONE;
}

enum err_code trace_open(struct mem *stub, enum stub_leave leave, struct trace **out,
			 struct err *err)
{
	struct trace *t = calloc(1, sizeof(*t));

	if (!t)
		return err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	*t = (struct trace){.s = stub_session(stub), .t = stub_target(stub), .leave = leave};
	if (t->t->no_regs[0]) {
		err_set(err, ERR_SOURCE, "no registers can be read: %s", t->t->no_regs);
		free(t);
		return ERR_SOURCE;
	}
	*out = t;
	return ERR_NONE;
}

void trace_close(struct trace *t)
{
	struct runstate *r;

	if (!t)
		return;
	r = t->s->state;
	while (r->nbreaks && !t->s->trouble.code)
		trace_unbreak(t, r->breaks[0], NULL);
	while (r->nwatches && !t->s->trouble.code)
		trace_unwatch(t, r->watches[0].address, r->watches[0].bytes, NULL);
	free(t);
}

enum err_code trace_break(struct trace *t, uint64_t address, struct err *err)
{
	char body[SESSION_BODY];
	bool ok = false;
	enum err_code st;

	if (!runstate_add_break(t->s->state, address))
		return err_set(err, ERR_UNSUPPORTED, "too many breakpoints");
	snprintf(body, sizeof(body), "Z1,%llx,4", (unsigned long long)address);
	st = ask_ok(t, body, &ok, err);
	if (!st && !ok)
		st = err_set(err, ERR_UNSUPPORTED, "the gdbstub sets no breakpoint at 0x%llx",
			     (unsigned long long)address);
	return st;
}

enum err_code trace_unbreak(struct trace *t, uint64_t address, struct err *err)
{
	char body[SESSION_BODY];
	bool ok;
	enum err_code st;

	snprintf(body, sizeof(body), "z1,%llx,4", (unsigned long long)address);
	st = ask_ok(t, body, &ok, err);
	if (!st)
		runstate_drop_break(t->s->state, address);
	return st;
}

enum err_code trace_watch(struct trace *t, uint64_t address, uint32_t bytes, struct err *err)
{
	char body[SESSION_BODY];
	bool ok = false;
	enum err_code st;

	if (!runstate_add_watch(t->s->state, address, bytes))
		return err_set(err, ERR_UNSUPPORTED, "too many watchpoints: at most %d",
			       TRACE_WATCHES);
	snprintf(body, sizeof(body), "Z2,%llx,%x", (unsigned long long)address, bytes);
	st = ask_ok(t, body, &ok, err);
	if (st || ok)
		return st;
	runstate_drop_watch(t->s->state, address);
	return err_set(err, ERR_UNSUPPORTED, "the gdbstub sets no watchpoint of %u bytes at 0x%llx",
		       bytes, (unsigned long long)address);
}

enum err_code trace_unwatch(struct trace *t, uint64_t address, uint32_t bytes, struct err *err)
{
	char body[SESSION_BODY];
	bool ok;
	enum err_code st;

	snprintf(body, sizeof(body), "z2,%llx,%x", (unsigned long long)address, bytes);
	st = ask_ok(t, body, &ok, err);
	if (!st)
		runstate_drop_watch(t->s->state, address);
	return st;
}

/* ---- Running ---- */

static size_t ask_going(void *ctx, size_t i, char *body)
{
	const struct going *g = ctx;

	(void)i;
	memcpy(body, g->body, g->len);
	return g->len;
}

/* The CPU of a thread id "pPROCESS.THREAD", both in hex, however many zeros lead them. */
static unsigned find_cpu(const struct target *t, const char *id)
{
	unsigned process, thread, p, n;

	if (sscanf(id, "p%8x.%8x", &process, &thread) != 2)
		return 0;
	for (unsigned i = 0; i < t->nthreads; i++)
		if (sscanf(t->threads[i], "p%8x.%8x", &p, &n) == 2 && p == process && n == thread)
			return i;
	return 0;
}

/*
 * "T05thread:p01.02;watch:ADDRESS;": signal 5 (SIGTRAP) is a breakpoint, a step or, where it says
 * so, a watchpoint; 2 (SIGINT) a stop.
 */
static bool reply_going(void *ctx, size_t i, const uint8_t *data, size_t len)
{
	struct going *g = ctx;
	char text[96];
	const char *id, *at;
	unsigned long long address;

	(void)i;
	if (rsp_is_console(data, len))
		return false;
	len = len < sizeof(text) - 1 ? len : sizeof(text) - 1;
	memcpy(text, data, len);
	text[len] = '\0';
	g->stop->why = g->asked ? TRACE_ASKED : TRACE_OTHER;
	g->stop->refused = !len || text[0] == 'E';
	if (strncmp(text + 1, "05", 2) || (text[0] != 'T' && text[0] != 'S'))
		return true;
	id = strstr(text, "thread:");
	g->stop->why = TRACE_HIT;
	g->stop->cpu = id ? find_cpu(g->t->t, id + strlen("thread:")) : 0;
	at = strstr(text, ";watch:");
	if (at && sscanf(at, ";watch:%16llx;", &address) == 1) {
		g->stop->why = TRACE_WATCH;
		g->stop->at = address;
	}
	return true;
}

static bool interrupt(void *ctx)
{
	struct going *g = ctx;

	g->asked = (g->run->max_ms && clock_ms() >= g->until) ||
		   (g->run->stop && g->run->stop(g->run->arg));
	return g->asked;
}

/* Where the list of CPUs is longer than a request, all run. */
static void write_vcont(struct going *g)
{
	const char *action = g->run->step ? ";s:" : ";c:";
	const struct target *t = g->t->t;
	size_t n = (size_t)snprintf(g->body, sizeof(g->body), "vCont");

	g->len = n;
	for (unsigned i = 0; g->run->cpus != TRACE_ALL && i < t->nthreads; i++) {
		bool runs = i >= TRACE_CPUS || g->run->cpus >> i & 1;

		if (runs && n < sizeof(g->body))
			n += (size_t)snprintf(g->body + n, sizeof(g->body) - n, "%s%s", action,
					      t->threads[i]);
	}
	if (n == g->len || n >= sizeof(g->body))
		n = (size_t)snprintf(g->body, sizeof(g->body),
				     g->run->step ? "vCont;s" : "vCont;c");
	g->len = n;
}

enum err_code trace_run(struct trace *t, const struct trace_run *run, struct trace_stop *stop,
			struct err *err)
{
	struct going g = {.t = t, .run = run, .stop = stop, .until = clock_ms() + run->max_ms};
	struct session_job job = {
		.n = 1, .ctx = &g, .ask = ask_going, .reply = reply_going, .interrupt = interrupt};

	*stop = (struct trace_stop){.why = TRACE_OTHER};
	write_vcont(&g);
	if (t->leave != STUB_LEAVE_STOPPED)
		t->s->state->run = RUN_RUNNING;
	return session_run(t->s, &job) ? failed(t, err) : ERR_NONE;
}

/* ---- Running meanwhile ---- */

static bool never(void *ctx)
{
	(void)ctx;
	return false;
}

enum err_code trace_start(struct trace *t, const struct trace_run *run, struct err *err)
{
	t->run = *run;
	t->stop = (struct trace_stop){.why = TRACE_OTHER};
	t->going = (struct going){.t = t, .run = &t->run, .stop = &t->stop};
	t->job = (struct session_job){.n = 1,
				      .ctx = &t->going,
				      .ask = ask_going,
				      .reply = reply_going,
				      .interrupt = never};
	write_vcont(&t->going);
	return session_resume(t->s, &t->job) ? failed(t, err) : ERR_NONE;
}

bool trace_poll(struct trace *t, int ms, struct trace_stop *stop)
{
	bool done = session_poll(t->s, ms);

	*stop = t->stop;
	return done;
}

enum err_code trace_halt(struct trace *t, struct trace_stop *stop, struct err *err)
{
	t->going.asked = true;
	if (session_halt(t->s))
		return failed(t, err);
	*stop = t->stop;
	return ERR_NONE;
}

/* ---- Registers ---- */

/* What tdesc.reg does not have are general registers: as wide as the execution state. */
static size_t bytes_of(const struct tdesc *d, unsigned num)
{
	for (int id = 0; id < SYSREG_COUNT; id++)
		if (d->reg[id].present && d->reg[id].num == num)
			return (d->reg[id].bits + 7) / 8;
	return tdesc_state(d) == SYSREG_A32 ? 4 : 8;
}

/* Little-endian; a reply of another length than the register's is about something else. */
static bool value(const struct ask *a, size_t n, uint64_t *v)
{
	uint8_t bytes[sizeof(*v)];

	*v = 0;
	if (a->len != 2 * n || n > sizeof(bytes) ||
	    !rsp_hex((const uint8_t *)a->text, a->len, bytes, n))
		return false;
	while (n--)
		*v = *v << 8 | bytes[n];
	return true;
}

enum err_code trace_regs(struct trace *t, unsigned cpu, const unsigned *num, size_t n, uint64_t *v,
			 struct err *err)
{
	struct ask asks[1 + MAX_REGS];
	char body[SESSION_BODY];
	bool ok = n <= MAX_REGS;
	enum err_code st;

	if (!ok)
		return err_set(err, ERR_USAGE, "internal: too many registers");
	snprintf(body, sizeof(body), "Hg%s", cpu < t->t->nthreads ? t->t->threads[cpu] : "0");
	ask_set(&asks[0], body);
	for (size_t i = 0; i < n; i++) {
		snprintf(body, sizeof(body), "p%x", num[i]);
		ask_set(&asks[1 + i], body);
	}
	st = ask_run(t->s, asks, 1 + n);
	for (size_t i = 0; i < n && !st; i++)
		ok = value(&asks[1 + i], bytes_of(&t->t->desc, num[i]), &v[i]) && ok;
	ask_free(asks, 1 + n);
	if (st)
		return failed(t, err);
	return ok ? ERR_NONE : err_set(err, ERR_SOURCE, "CPU %u: a register cannot be read", cpu);
}

/* Registers that no field is known of are not in tdesc.reg. */
int trace_regnum(const struct trace *t, const char *name)
{
	struct tdesc *desc = &t->t->desc;
	enum sysreg id = sysreg_by_stub_name(name, tdesc_state(desc));

	if (id < SYSREG_COUNT && desc->reg[id].present)
		return (int)desc->reg[id].num;
	return tdesc_number(desc, name);
}

const char *trace_arch(const struct trace *t)
{
	return t->t->desc.arch;
}
