/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memory map is read when the target is opened, not when it is first needed. It costs 0.5 ms on
 * QEMU 7.2's "virt" (68 packets), and without it a bad table address could only be found out by
 * reading it: QEMU answers zeros for a hole, and a device would be touched.
 */
#include "gdbstub/stub.h"

#include <stdio.h>
#include <stdlib.h>

#include "gdbstub/conn.h"
#include "gdbstub/guard.h"
#include "gdbstub/hold.h"
#include "gdbstub/memmap.h"
#include "gdbstub/rsp.h"
#include "gdbstub/session.h"
#include "gdbstub/target.h"
#include "gdbstub/witness.h"
#include "src/number.h"

struct stub {
	struct mem m; /* first: a struct mem * of ours is a struct stub * */
	struct session s;
	struct target t;
	struct witness w;
	struct guard guard;
	enum stub_leave leave;
};

/* A place in an array of requests, which go to the stub in packets of at most chunk bytes. */
struct place {
	size_t packet; /* its number within the job */
	size_t req;
	size_t off; /* bytes into the request */
};

/* A read of n requests. Those whose st is ERR_SOURCE are to be served. */
struct reading {
	struct mem_req *reqs;
	size_t n, chunk;
	bool binary; /* by 'x', not 'm' */
	struct place asked, answered;
};

/* The length of the packet at p, or 0 where all is done. Steps over requests not to be served. */
static size_t packet_at(const struct reading *r, struct place *p)
{
	size_t left;

	while (p->req < r->n && p->off == 0 && r->reqs[p->req].st != ERR_SOURCE)
		p->req++;
	if (p->req == r->n)
		return 0;
	left = r->reqs[p->req].len - p->off;
	return left < r->chunk ? left : r->chunk;
}

static void advance(const struct reading *r, struct place *p, size_t len)
{
	p->packet++;
	p->off += len;
	if (p->off == r->reqs[p->req].len) {
		p->req++;
		p->off = 0;
	}
}

/* Packet i is the next one, unless the stub refused some: then it is the next to be answered. */
static size_t ask(void *ctx, size_t i, char *body)
{
	struct reading *r = ctx;
	size_t len;

	if (i != r->asked.packet)
		r->asked = r->answered;
	len = packet_at(r, &r->asked);
	i = (size_t)snprintf(body, SESSION_BODY, "%c%llx,%zx", r->binary ? 'x' : 'm',
			     (unsigned long long)r->reqs[r->asked.req].pa.v + r->asked.off, len);
	advance(r, &r->asked, len);
	return i;
}

/*
 * want bytes, in hex or, after a 'b', as they are ("Debugging with GDB", appendix "Remote
 * Protocol", section "Packets", 'x'). Fewer than that may come, where the rest cannot be read.
 */
static bool decode(const struct reading *r, const uint8_t *data, size_t len, uint8_t *out,
		   size_t want)
{
	size_t n;

	if (!r->binary)
		return rsp_hex(data, len, out, want);
	return len && data[0] == 'b' && rsp_decode(data + 1, len - 1, out, want, &n) && n == want;
}

static bool reply(void *ctx, size_t i, const uint8_t *data, size_t len)
{
	struct reading *r = ctx;
	struct place *p = &r->answered;
	size_t want;
	struct mem_req *req;

	(void)i;
	if (rsp_is_console(data, len))
		return false;
	want = packet_at(r, p);
	req = &r->reqs[p->req];
	if (!decode(r, data, len, (uint8_t *)req->buf + p->off, want))
		req->st = ERR_IO;
	else if (req->st == ERR_SOURCE && p->off + want == req->len)
		req->st = ERR_NONE;
	advance(r, p, want);
	return true;
}

/* What can be said of a request without asking; ERR_SOURCE where it is to be asked. */
static enum err_code judge(const struct stub *st, const struct mem_req *req)
{
	enum err_code code = ERR_NONE;

	if (st->s.trouble.code)
		return ERR_SOURCE;
	if (!req->len)
		return ERR_NONE;
	if (st->s.going)
		return ERR_RUNNING;
	if (st->m.map_known)
		code = memmap_check(&st->m, req->pa, req->len);
	else if (req->pa.v + (req->len - 1) < req->pa.v)
		code = ERR_HOLE;
	return code ? code : ERR_SOURCE;
}

/*
 * Of a stub that fell silent one cannot say that it answered everything up to some point: perhaps
 * it lost a request, and each reply after it was taken for the one before. None of them counts.
 */
static void distrust(struct mem_req *reqs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (reqs[i].st == ERR_NONE && reqs[i].len)
			reqs[i].st = ERR_SOURCE;
}

static void read_requests(struct mem *m, struct mem_req *reqs, size_t n)
{
	struct stub *st = (struct stub *)m;
	struct reading r = {.reqs = reqs,
			    .n = n,
			    .chunk = st->s.packet_size / 2 -
				     st->t.offers_binary, /* of 'x': a 'b', and all escaped */
			    .binary = st->t.offers_binary};
	struct session_job job = {.ctx = &r, .ask = ask, .reply = reply};

	for (size_t i = 0; i < n; i++) {
		reqs[i].st = judge(st, &reqs[i]);
		if (reqs[i].st == ERR_SOURCE)
			job.n += (reqs[i].len + r.chunk - 1) / r.chunk;
	}
	if (!st->s.trouble.code && session_run(&st->s, &job) && st->s.silent)
		distrust(reqs, n);
}

static void close_stub(struct mem *m)
{
	struct stub *st = (struct stub *)m;

	session_close(&st->s);
	guard_stop(&st->guard);
	target_free(&st->t);
	witness_free(&st->w);
	free(st);
}

static const char *found(const struct target *t)
{
	if (t->run_unknown)
		return "found running or paused: this QEMU does not tell which";
	return t->was_running ? "found running" : "found stopped";
}

/* QEMU's stub reads the Non-secure space; on a machine with EL3 there is another. */
static bool has_secure_space(const struct target *t)
{
	return t->ncpus && sysreg_known(&t->cpus[0], SYSREG_SCR_EL3);
}

static void describe(struct stub *st)
{
	struct mem *m = &st->m;
	const struct target *t = &st->t;

	snprintf(m->kind, sizeof(m->kind), "gdbstub");
	snprintf(m->detail, sizeof(m->detail), "QEMU%s%s, %s, %u vCPU%s, %s%s%s%.60s",
		 t->version[0] ? " " : "", t->version,
		 t->desc.arch[0] ? t->desc.arch : "architecture unknown", t->ncpus,
		 number_word(t->ncpus, "", "s"), found(t),
		 has_secure_space(t) ? "; Secure memory cannot be read" : "",
		 t->no_regs[0] ? "; no registers: " : "", t->no_regs);
	m->cpus = t->cpus;
	m->ncpus = t->ncpus;
	m->regs_from_target = !t->no_regs[0];
	m->ranges = t->ranges;
	m->nranges = t->nranges;
	m->map_known = t->map_known;
}

static void set_leave(struct stub *st)
{
	if (st->leave == STUB_LEAVE_AS_FOUND)
		return;
	st->s.state->run = st->leave == STUB_LEAVE_RUNNING ? RUN_RUNNING : RUN_STOPPED;
	st->t.run_unknown = false;
}

/* In the guard: ptview was killed before it knew. */
static void learn(void *arg)
{
	struct stub *st = arg;

	session_forget(&st->s);
	if (!target_hello(&st->s, &st->t, &st->w, NULL))
		set_leave(st);
}

/* A socket that is about to be connected: the guard has it too, so that no moment is without it. */
struct opening {
	struct stub *st;
	const char *where;
	int timeout_ms;
	struct err *err;
};

static bool made(void *arg, int fd)
{
	struct opening *o = arg;

	if (session_adopt(&o->st->s, fd, o->where, o->timeout_ms, o->err))
		return false;
	guard_start(&o->st->guard, o->st->s.state, learn, o->st);
	return true;
}

static void failed(void *arg)
{
	struct opening *o = arg;

	guard_stop(&o->st->guard);
	session_abandon(&o->st->s);
}

/*
 * Until the stub has said hello it is not known how to leave it: signals wait that long. If it
 * never does, session_close() leaves it something to read when it comes round.
 */
static enum err_code connect_to(struct stub *st, const char *where, const struct stub_options *opt,
				struct err *err)
{
	int timeout_ms = opt->timeout_ms > 0 ? opt->timeout_ms : STUB_TIMEOUT_MS;
	struct opening o = {st, where, timeout_ms, err};
	const struct conn_owner owner = {made, failed, &o};
	sigset_t saved;
	enum err_code code;

	hold_begin(&saved);
	witness_look(&st->w, where);
	code = conn_open(where, timeout_ms, &owner, err);
	if (!code)
		code = target_hello(&st->s, &st->t, &st->w, err);
	if (!code)
		set_leave(st);
	else
		session_close(&st->s);
	hold_end(&saved);
	return code;
}

enum err_code stub_open(const char *where, const struct stub_options *opt, struct mem **out,
			struct err *err)
{
	static const struct mem_ops ops = {.read = read_requests, .close = close_stub};
	struct stub *st = calloc(1, sizeof(*st));
	enum err_code code;

	if (!st)
		return err_set(err, ERR_NOMEM, "%s: out of memory", where);
	st->m.ops = &ops;
	st->leave = opt->leave;
	st->t.keep_acks = opt->keep_acks;
	code = connect_to(st, where, opt, err);
	if (!code)
		code = target_learn(&st->s, &st->t, opt->read_map, err);
	if (code) {
		close_stub(&st->m);
		return code;
	}
	describe(st);
	*out = &st->m;
	return ERR_NONE;
}

const char *stub_trouble(const struct mem *m)
{
	const struct stub *st = (const struct stub *)m;

	return st->s.trouble.code ? st->s.trouble.text : NULL;
}

bool stub_run_unknown(const struct mem *m)
{
	return ((const struct stub *)m)->t.run_unknown;
}

bool stub_was_running(const struct mem *m)
{
	return ((const struct stub *)m)->t.was_running;
}

bool stub_is_shared(const struct mem *m)
{
	return ((const struct stub *)m)->t.shared;
}

struct session *stub_session(struct mem *m)
{
	return &((struct stub *)m)->s;
}

struct target *stub_target(struct mem *m)
{
	return &((struct stub *)m)->t;
}

void stub_emergency_restore(void)
{
	runstate_leave_all();
}
