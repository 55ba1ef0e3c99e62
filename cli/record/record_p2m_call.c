/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * By AAPCS64: p2m_set_entry(p2m, gfn, nr, mfn, type, access) in x0 to w5,
 * p2m_resolve_translation_fault(d, gfn), p2m_invalidate_root(p2m). The first is called with the
 * guest's lock held; the others take it.
 */
#include "cli/record/record_p2m_call.h"

#include <inttypes.h>

#include "cli/record/record_p2m.h"
#include "cli/record/record_return.h"
#include "src/bits.h"

enum {
	ARGS = 6,
	ALONE_MS = 100, /* a call takes a fraction of that, unless it waits for a lock */
};

/* p2m_access_t, by its value in Xen. */
static const enum p2m_access accesses[] = {P2M_ACCESS_N,     P2M_ACCESS_R,   P2M_ACCESS_W,
					   P2M_ACCESS_RW,    P2M_ACCESS_X,   P2M_ACCESS_RX,
					   P2M_ACCESS_WX,    P2M_ACCESS_RWX, P2M_ACCESS_RX2RW,
					   P2M_ACCESS_N2RWX, P2M_ACCESS_R_PW};

static enum err_code set_op(struct record_p2m_call *out, const uint64_t *x, struct err *err)
{
	uint32_t type = (uint32_t)x[4], access = (uint32_t)x[5];

	if (type >= P2M_TYPES || access >= sizeof(accesses) / sizeof(accesses[0]))
		return err_set(err, ERR_UNSUPPORTED,
			       "p2m_set_entry is called with type %u and access %u, of which one "
			       "is not known",
			       type, access);
	out->op = (struct p2m_op){.kind = P2M_SET,
				  .gfn = x[1],
				  .nr = x[2],
				  .mfn = x[3],
				  .type = (enum p2m_type)type,
				  .access = accesses[access]};
	return ERR_NONE;
}

static enum err_code read_op(const struct record_p2m_code *code, struct record_p2m_call *out,
			     const uint64_t *x, struct err *err)
{
	uint64_t pc = out->at.pc;

	out->p2m = x[0] + (pc == code->fault ? code->p2m : 0);
	out->has_rc = pc != code->invalidate;
	if (pc == code->set)
		return set_op(out, x, err);
	out->op = (struct p2m_op){.kind = P2M_INVALIDATE};
	if (pc == code->fault)
		out->op = (struct p2m_op){.kind = P2M_FAULT, .gfn = x[1]};
	return ERR_NONE;
}

enum err_code record_p2m_call_read(struct record *r, unsigned cpu, struct record_p2m_call *out,
				   struct err *err)
{
	const struct record_p2m_code *code = &r->p2m->code;
	const struct record_abi *abi = r->abi;
	const unsigned num[] = {abi->link,   abi->sp,	      abi->pc,	      abi->cpsr,
				r->root_reg, abi->arg[0],     abi->arg[1],    abi->arg[2],
				abi->arg[3], abi->arg[3] + 1, abi->arg[3] + 2};
	enum { N = sizeof(num) / sizeof(num[0]) };
	uint64_t v[N];
	enum err_code st = trace_regs(r->trace, cpu, num, N, v, err);

	if (st)
		return st;
	*out = (struct record_p2m_call){.at = {.cpu = cpu,
					       .link = v[0],
					       .caller = v[0],
					       .sp = v[1],
					       .pc = v[2],
					       .hypervisor = bits_get(v[3], 4, 2) == 2,
					       .root = addr_pa(v[4] & bits_mask(47, 12))}};
	out->is_call = out->at.hypervisor && (v[2] == code->set || v[2] == code->fault ||
					      (code->invalidate && v[2] == code->invalidate));
	return out->is_call ? read_op(code, out, &v[N - ARGS], err) : ERR_NONE;
}

/* ---- Its return ---- */

struct waiting {
	const struct record_p2m_call *c;
	record_p2m_call_fn other;
};

static enum err_code on_the_way(struct record *r, unsigned cpu, void *ctx, bool *turn,
				struct err *err)
{
	const struct waiting *w = ctx;
	struct record_p2m_call at;
	enum err_code st = record_p2m_call_read(r, cpu, &at, err);

	if (st)
		return st;
	if (cpu == w->c->at.cpu || !at.is_call || at.p2m != w->c->p2m)
		return record_return_step(r, cpu, err);
	*turn = at.op.kind != P2M_SET; /* it would take the lock */
	return *turn ? ERR_NONE : w->other(r, cpu, err);
}

enum err_code record_p2m_call_await(struct record *r, struct record_p2m_call *c,
				    record_p2m_call_fn other, struct err *err)
{
	struct waiting w = {c, other};
	const struct record_return_way way = {ALONE_MS, on_the_way, &w};
	enum err_code st = record_return_await(r, &c->at, &way, err);

	if (c->op.kind == P2M_FAULT)
		c->at.rc &= 0xff; /* a bool: AAPCS64 says nothing of the other bits */
	return st;
}

/* ---- In words ---- */

const char *record_p2m_call_text(const struct p2m_op *op, char *buf, size_t len)
{
	char mfn[24] = "none";

	if (op->mfn != P2M_NONE)
		snprintf(mfn, sizeof(mfn), "0x%" PRIx64, op->mfn);
	switch (op->kind) {
	case P2M_SET:
		snprintf(buf, len, "set 0x%" PRIx64 " 0x%" PRIx64 " %s %s %s", op->gfn, op->nr, mfn,
			 p2m_type_name(op->type), p2m_access_name(op->access));
		break;
	case P2M_FAULT: snprintf(buf, len, "fault 0x%" PRIx64, op->gfn); break;
	case P2M_PAGES:
		snprintf(buf, len, "pages 0x%" PRIx64 " 0x%" PRIx64, op->mfn, op->nr);
		break;
	case P2M_MEMACCESS: snprintf(buf, len, "memaccess all 0x0 default"); break;
	case P2M_INVALIDATE: snprintf(buf, len, "invalidate"); break;
	default: snprintf(buf, len, "unlock"); break;
	}
	return buf;
}
