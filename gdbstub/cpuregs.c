/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gdbstub/cpuregs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gdbstub/rsp.h"

/*
 * A job of ncpus * (1 + nregs) requests: for each CPU, the choice of it and then its registers.
 */
struct fetch {
	struct target *t;
	enum sysreg regs[SYSREG_COUNT]; /* those to read, in this order */
	size_t nregs;
	bool chosen; /* the CPU whose registers are coming could be chosen */
};

static size_t ask(void *ctx, size_t i, char *body)
{
	const struct fetch *f = ctx;
	size_t cpu = i / (1 + f->nregs), at = i % (1 + f->nregs);
	const char *thread = cpu < f->t->nthreads ? f->t->threads[cpu] : "0"; /* 0: any */

	if (!at)
		return (size_t)snprintf(body, SESSION_BODY, "Hg%s", thread);
	return (size_t)snprintf(body, SESSION_BODY, "p%x", f->t->desc.reg[f->regs[at - 1]].num);
}

/*
 * The bytes come in the order of the target's memory. QEMU's is fixed when it is built, and for Arm
 * is little-endian, whatever SCTLR.EE says. There are as many as the description says, of every
 * register of QEMU 7.2 to 11.1: a reply of another length is about something else.
 */
static bool value(const uint8_t *data, size_t len, uint32_t bits, uint64_t *v)
{
	uint8_t digits[2 * sizeof(*v)], bytes[sizeof(*v)];
	size_t n;

	if (!rsp_decode(data, len, digits, sizeof(digits), &n) || n != (bits + 7) / 8 * 2 ||
	    !rsp_hex(digits, n, bytes, n / 2))
		return false;
	*v = 0;
	for (size_t i = n / 2; i; i--)
		*v = *v << 8 | bytes[i - 1];
	return true;
}

static bool reply(void *ctx, size_t i, const uint8_t *data, size_t len)
{
	struct fetch *f = ctx;
	size_t cpu = i / (1 + f->nregs), at = i % (1 + f->nregs);
	struct sysreg_value *r;
	enum sysreg id;

	if (rsp_is_console(data, len))
		return false;
	if (!at) {
		f->chosen = rsp_is(data, len, "OK");
		return true;
	}
	id = f->regs[at - 1];
	r = &f->t->cpus[cpu].r[id];
	r->origin = f->chosen && value(data, len, f->t->desc.reg[id].bits, &r->v) ? SYSREG_READ
										  : SYSREG_UNKNOWN;
	return true;
}

static void prepare(struct fetch *f)
{
	struct target *t = f->t;

	for (int id = 0; id < SYSREG_COUNT && !t->no_regs[0]; id++) {
		if (t->desc.reg[id].present)
			f->regs[f->nregs++] = (enum sysreg)id;
		for (size_t cpu = 0; cpu < t->ncpus && !t->desc.reg[id].present; cpu++)
			t->cpus[cpu].r[id].origin = SYSREG_ABSENT;
	}
}

enum err_code cpuregs_read(struct session *s, struct target *t)
{
	t->ncpus = t->nthreads ? t->nthreads : 1;
	t->cpus = calloc(t->ncpus, sizeof(*t->cpus));
	return t->cpus ? cpuregs_again(s, t) : ERR_NOMEM;
}

enum err_code cpuregs_again(struct session *s, struct target *t)
{
	struct fetch f = {.t = t};
	struct session_job job = {.ctx = &f, .ask = ask, .reply = reply};

	prepare(&f);
	job.n = f.nregs ? t->ncpus * (1 + f.nregs) : 0;
	return session_run(s, &job);
}
