/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/cli/p2mvm.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "src/bits.h"
#include "src/overlay.h"

#define XEN_PAGES  UINT64_C(0x50000000) /* for Xen's own tables */
#define FAULT	   UINT64_C(0x245000)	/* p2m_resolve_translation_fault, */
#define INVALIDATE UINT64_C(0x246000)	/* p2m_invalidate_root */
#define CALLER	   UINT64_C(0x250000)	/* from where all are called */

enum { P2M = 0x208, VTTBR = 48, MAX = 56, CLEAN = 72, NEED_FLUSH = 73 };

static const uint8_t code[] = "p2m_set_entry:a"; /* 16 bytes with its end */

struct p2mvm p2mvm;

static void logged(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

static void logged(const char *fmt, ...)
{
	size_t len = strlen(p2mvm.log);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(p2mvm.log + len, sizeof(p2mvm.log) - len, fmt, ap);
	va_end(ap);
}

/* ---- Memory ---- */

void p2mvm_poke(uint64_t pa, const void *p, size_t len)
{
	assert_int_equal(overlay_write(p2mvm.ram, addr_pa(pa), p, len), ERR_NONE);
}

static void poke64(uint64_t pa, uint64_t v)
{
	v = bits_le64(v);
	p2mvm_poke(pa, &v, sizeof(v));
}

uint64_t p2mvm_pa(uint64_t address)
{
	return address - P2MVM_XEN + P2MVM_XEN_PA;
}

static uint64_t p2m_of(unsigned domain)
{
	return P2MVM_DOMAINS + domain * UINT64_C(0x1000) + P2M;
}

/* What Xen keeps beside the tables. */
static void write_state(unsigned domain)
{
	const struct p2m *p = &p2mvm.p2m[domain];
	uint64_t at = p2mvm_pa(p2m_of(domain));
	uint8_t flags[2] = {p->clean_pte, p->now.pending};

	poke64(at + VTTBR, p->root.v | (uint64_t)(domain + 1) << 48);
	poke64(at + MAX, p->now.max);
	p2mvm_poke(at + CLEAN, flags, 2);
}

static void read_some(struct mem *self, struct mem_req *reqs, size_t n)
{
	(void)self;
	for (size_t i = 0; i < n; i++) {
		if (p2mvm.unreadable_from && p2mvm.made >= p2mvm.unreadable_from &&
		    reqs[i].pa.v >> 12 == p2mvm.unreadable.v >> 12)
			reqs[i].st = ERR_SOURCE;
		else
			reqs[i].st = mem_read(p2mvm.ram, reqs[i].pa, reqs[i].buf, reqs[i].len);
	}
}

static const struct mem_ops ops = {.read = read_some};

/* ---- Xen: its own tables, then its guests' ---- */

/* p2m_access_t of Xen's public/memory.h, in the order of enum p2m_access. */
static const unsigned numbers[P2M_ACCESSES] = {7, 6, 3, 2, 5, 8, 4, 1, 10, 0, 9};

static bool hand_out(void *arg, struct pa *page)
{
	(void)arg;
	*page = addr_pa(XEN_PAGES + p2mvm.pages++ * OVERLAY_PAGE);
	return true;
}

/* What something else does to Xen's tables: a block of 2M at the end of level 2. */
static void poke_el2(uint64_t block)
{
	poke64(P2MVM_EL2 + 0x2000 + UINT64_C(8) * 511, block | 0x77d);
}

static int update(const struct p2mvm_cpu *cpu)
{
	struct xenpt x = {.dialect = xenpt_dialect("4.17"),
			  .arch = xenpt_arch("arm64"),
			  .mem = p2mvm.ram,
			  .root = addr_pa(cpu->root),
			  .alloc = hand_out};
	struct err err;

	xenpt_begin(&x, cpu->call->update);
	while (xenpt_more(&x))
		assert_int_equal(xenpt_step(&x, &err), ERR_NONE);
	return xenpt_end(&x);
}

static void arrive_update(const struct p2mvm_call *c)
{
	struct p2mvm_cpu *cpu = &p2mvm.cpu[c->cpu];
	const struct xenpt_op *op = c->update;

	if (c->outside)
		poke_el2(0x60000000);
	*cpu = (struct p2mvm_cpu){.call = c,
				  .pc = P2MVM_SET,
				  .x = {op->virt, op->mfn, op->nr, op->flags},
				  .root = c->root ? c->root : P2MVM_EL2};
}

static void finish_update(struct p2mvm_cpu *cpu)
{
	int rc = update(cpu);

	if (cpu->call->wrong)
		poke_el2(0x70000000);
	*cpu = (struct p2mvm_cpu){.pc = CALLER, .rc = rc, .root = cpu->root};
}

static void arrive(const struct p2mvm_call *c)
{
	struct p2mvm_cpu *cpu = &p2mvm.cpu[c->cpu];
	uint64_t p2m = p2m_of(c->domain);
	struct p2m_op unlock = {.kind = P2M_UNLOCK};
	struct err err;
	int rc;

	if (c->unlocked) {
		assert_int_equal(p2m_do(&p2mvm.p2m[c->domain], &unlock, &rc, &err), ERR_NONE);
		write_state(c->domain);
	}
	*cpu = (struct p2mvm_cpu){.call = c, .pc = P2MVM_SET, .root = P2MVM_EL2};
	cpu->x[0] = p2m;
	if (c->op.kind == P2M_FAULT) {
		cpu->pc = FAULT;
		cpu->x[0] = p2m - P2M;
	} else if (c->op.kind == P2M_INVALIDATE) {
		cpu->pc = INVALIDATE;
	}
	cpu->x[1] = c->op.gfn;
	if (c->op.kind != P2M_SET)
		return;
	cpu->x[2] = c->op.nr;
	cpu->x[3] = c->op.mfn;
	cpu->x[4] = c->op.type;
	cpu->x[5] = numbers[c->op.access];
}

static void finish(struct p2mvm_cpu *cpu)
{
	const struct p2mvm_call *c = cpu->call;
	struct p2m *p = &p2mvm.p2m[c->domain];
	struct err err;

	assert_int_equal(p2m_do(p, &c->op, &cpu->rc, &err), ERR_NONE);
	if (c->wrong)
		poke64(p->root.v + 8 * 511, UINT64_C(0x0080000000001ffd));
	write_state(c->domain);
	*cpu = (struct p2mvm_cpu){.pc = CALLER, .rc = cpu->rc, .root = P2MVM_EL2};
}

/* A lock is free where the call that it waits for is not on its way. */
static bool may_finish(const struct p2mvm_cpu *cpu)
{
	const struct p2mvm_call *next = cpu->call + 1;

	return !cpu->call->waits || (next < p2mvm.calls + p2mvm.made &&
				     !(p2mvm.cpu[next->cpu].call && p2mvm.cpu[next->cpu].inside));
}

/* ---- In the place of gdbstub/trace ---- */

enum { R_LINK = 30, R_SP, R_PC, R_CPSR, R_ROOT = 70, R_CONTROL, R_VECTORS, R_SIZE };

enum err_code trace_break(struct trace *t, uint64_t address, struct err *err)
{
	(void)t;
	(void)err;
	p2mvm.breaks++;
	logged("break %llx\n", (unsigned long long)address);
	return ERR_NONE;
}

enum err_code trace_unbreak(struct trace *t, uint64_t address, struct err *err)
{
	(void)t;
	p2mvm.breaks--;
	logged("unbreak %llx\n", (unsigned long long)address);
	return p2mvm.dead ? err_set(err, ERR_SOURCE, "nobody is there") : ERR_NONE;
}

static enum err_code hit(struct trace_stop *stop, unsigned cpu)
{
	*stop = (struct trace_stop){.why = TRACE_HIT, .cpu = cpu};
	return ERR_NONE;
}

/* The n-th call, from 1, is past its first instruction. */
static bool is_in(size_t n)
{
	bool in = false;

	for (unsigned i = 0; i < P2MVM_CPUS && n; i++)
		in = in || (p2mvm.cpu[i].inside && p2mvm.cpu[i].call == p2mvm.calls + n - 1);
	return in;
}

static void log_run(const struct trace_run *run)
{
	if (run->cpus == TRACE_ALL)
		logged("run all\n");
	else
		logged("%s %llx\n", run->step ? "step" : "run",
		       (unsigned long long)(run->cpus & 3));
}

enum err_code trace_run(struct trace *t, const struct trace_run *run, struct trace_stop *stop,
			struct err *err)
{
	(void)t;
	log_run(run);
	p2mvm.dead = is_in(p2mvm.dies_in);
	if (p2mvm.dead)
		return err_set(err, ERR_SOURCE, "the gdbstub closed the connection");
	*stop = (struct trace_stop){.why = is_in(p2mvm.stops_in) ? TRACE_OTHER : TRACE_ASKED};
	for (unsigned i = 0; i < P2MVM_CPUS && stop->why != TRACE_OTHER; i++) {
		struct p2mvm_cpu *cpu = &p2mvm.cpu[i];

		if (!(run->cpus >> i & 1))
			continue;
		if (run->step) {
			cpu->inside = cpu->call != NULL;
			cpu->pc += 4;
			return hit(stop, i);
		}
		if (cpu->inside && may_finish(cpu)) {
			cpu->call->update ? finish_update(cpu) : finish(cpu);
			return hit(stop, i);
		}
		if (cpu->call && !cpu->inside)
			return hit(stop, i);
	}
	if (stop->why == TRACE_ASKED && run->cpus == TRACE_ALL && p2mvm.made < p2mvm.ncalls) {
		const struct p2mvm_call *c = &p2mvm.calls[p2mvm.made++];

		c->update ? arrive_update(c) : arrive(c);
		return hit(stop, p2mvm.calls[p2mvm.made - 1].cpu);
	}
	return ERR_NONE;
}

enum err_code trace_regs(struct trace *t, unsigned cpu, const unsigned *num, size_t n, uint64_t *v,
			 struct err *err)
{
	const struct p2mvm_cpu *c = &p2mvm.cpu[cpu];
	const uint64_t el2[] = {c->root, p2mvm.made >= p2mvm.up_from, P2MVM_SET, 16};

	(void)t;
	(void)err;
	for (size_t i = 0; i < n; i++) {
		if (num[i] < 6)
			v[i] = num[i] || c->call ? c->x[num[i]] : (uint32_t)c->rc;
		else if (num[i] >= R_ROOT)
			v[i] = el2[num[i] - R_ROOT];
		else
			v[i] = num[i] == R_PC ? c->pc : num[i] == R_CPSR ? 9 : CALLER;
	}
	return ERR_NONE;
}

int trace_regnum(const struct trace *t, const char *name)
{
	const struct record_abi *abi = record_abi_find("aarch64");
	const char *const known[] = {abi->root, abi->control, abi->vectors, abi->size};

	(void)t;
	for (int i = 0; i < 4; i++)
		if (!strcmp(name, known[i]))
			return R_ROOT + i;
	return -1;
}

/* ---- And of dump/elfsym ---- */

bool elfsym_bytes(const struct elfsyms *s, uint64_t address, void *buf, size_t len)
{
	(void)s;
	if (address != P2MVM_SET || len > sizeof(code))
		return false;
	memcpy(buf, code, len);
	return true;
}

const struct elfsym *elfsym_find(const struct elfsyms *s, const char *name)
{
	(void)s;
	(void)name;
	return NULL;
}

const struct elfsym *elfsym_find_prefix(const struct elfsyms *s, const char *prefix)
{
	return elfsym_find(s, prefix);
}

unsigned elfsym_bits(const struct elfsyms *s)
{
	(void)s;
	return 64;
}

const char *elfsym_text(const struct elfsyms *s, uint64_t address, char *buf, size_t len)
{
	(void)s;
	snprintf(buf, len, "0x%llx", (unsigned long long)address);
	return buf;
}

/* ---- On and off ---- */

void p2mvm_on(void)
{
	uint64_t pages[] = {P2MVM_EL2,
			    P2MVM_EL2 + 0x1000,
			    P2MVM_EL2 + 0x2000,
			    P2MVM_EL2_OTHER,
			    p2mvm_pa(P2MVM_SET),
			    p2mvm_pa(P2MVM_DOMAINS),
			    p2mvm_pa(P2MVM_DOMAINS) + 0x1000,
			    p2mvm_pa(P2MVM_ROOT_LEVEL)};
	struct err err;

	memset(&p2mvm, 0, sizeof(p2mvm));
	p2mvm.target = (struct mem){.ops = &ops, .ncpus = P2MVM_CPUS};
	p2mvm.ram = overlay_open(NULL);
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		overlay_zero_page(p2mvm.ram, addr_pa(pages[i]));
	poke64(P2MVM_EL2, (P2MVM_EL2 + 0x1000) | 0xf7f);
	poke64(P2MVM_EL2_OTHER, (P2MVM_EL2 + 0x1000) | 0xf7f);
	poke64(P2MVM_EL2 + 0x1000, (P2MVM_EL2 + 0x2000) | 0xf7f);
	poke64(P2MVM_EL2 + 0x2000 + 8 * (P2MVM_XEN >> 21), P2MVM_XEN_PA | 0x77d);
	p2mvm_poke(p2mvm_pa(P2MVM_SET), code, sizeof(code));
	poke64(p2mvm_pa(P2MVM_ROOT_LEVEL), 1); /* and, behind it, order 0 */
	for (unsigned i = 0; i < P2MVM_CPUS; i++)
		p2mvm.cpu[i].root = P2MVM_EL2;
	for (unsigned d = 0; d < P2MVM_DOMAINS_N; d++) {
		p2mvm.p2m[d] = (struct p2m){.dialect = p2m_dialect("4.20"),
					    .mem = p2mvm.ram,
					    .root = {P2MVM_TABLES + d * P2MVM_NEXT},
					    .root_level = 1,
					    .roots = 1,
					    .ram_end = 1 << 24,
					    .alloc_base = {P2MVM_TABLES + d * P2MVM_NEXT + 0x1000}};
		assert_int_equal(p2m_reset(&p2mvm.p2m[d], 64, false, &err), ERR_NONE);
		poke64(p2mvm_pa(p2m_of(d)) - P2M, d);
		write_state(d);
	}
}

void p2mvm_off(void)
{
	for (unsigned d = 0; d < P2MVM_DOMAINS_N; d++)
		p2m_free(&p2mvm.p2m[d]);
	mem_close(p2mvm.ram);
}

void p2mvm_attach(struct record *r, struct record_p2m *p)
{
	*p = (struct record_p2m){.code = {.set = P2MVM_SET,
					  .fault = FAULT,
					  .invalidate = INVALIDATE,
					  .level = P2MVM_ROOT_LEVEL,
					  .order = P2MVM_ROOT_LEVEL + 4,
					  .p2m = P2M,
					  .vttbr = VTTBR,
					  .max = MAX,
					  .need_flush = NEED_FLUSH,
					  .clean = CLEAN,
					  .mem_access = -1},
				 .dialect = p2m_dialect("4.20")};
	*r = (struct record){.kind = &record_p2m_kind,
			     .p2m = p,
			     .mem = &p2mvm.target,
			     .stub = &p2mvm.target,
			     .abi = record_abi_find("aarch64"),
			     .symbols = {.entry = P2MVM_SET},
			     .check = {.arch = xenpt_arch("arm64")},
			     .root_reg = R_ROOT,
			     .about = "Recorded from a made-up machine"};
}
