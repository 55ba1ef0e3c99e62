/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * xen_pt_update(virt, mfn, nr, flags): x0 to x3 by AAPCS64. On arm32 all four are 32 bits wide
 * there and in r0 to r3 by AAPCS32, as the code of Debian's 4.17 shows. map_pages_to_xen and its
 * siblings end in a branch to it in a build without CONFIG_DEBUG; the link register is then that of
 * their caller. Xen's T0SZ: 48 bits of addresses on arm64, 32 on arm32.
 */
#include "cli/record/record_call.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "gdbstub/trace.h"
#include "src/bits.h"

/* The core registers come first in a description and are numbered from 0: gdb's own order. */
static const struct record_abi abis[] = {
	{"aarch64",
	 "arm64",
	 {0, 1, 2, 3},
	 0,
	 30,
	 31,
	 32,
	 33,
	 "TTBR0_EL2",
	 "SCTLR_EL2",
	 "VBAR_EL2",
	 "TCR_EL2",
	 16},
	{"arm", "arm32", {0, 1, 2, 3}, 0, 14, 13, 15, 25, "HTTBR", "HSCTLR", "HVBAR", "HTCR", 0},
};

const struct record_abi *record_abi_find(const char *gdb)
{
	for (size_t i = 0; i < sizeof(abis) / sizeof(abis[0]); i++)
		if (!strcmp(abis[i].gdb, gdb))
			return &abis[i];
	return NULL;
}

/* PSTATE: EL in bits 3:2 where bit 4 is clear (AArch64); else the mode, Hyp being 0x1a. */
static bool at_el2(uint64_t cpsr)
{
	return bits_test(cpsr, 4) ? bits_get(cpsr, 4, 0) == 0x1a : bits_get(cpsr, 3, 2) == 2;
}

enum err_code record_call_read(struct trace *t, const struct record_abi *abi, unsigned root,
			       unsigned cpu, struct record_call *out, struct err *err)
{
	const unsigned num[] = {abi->arg[0], abi->arg[1], abi->arg[2], abi->arg[3], abi->link,
				abi->sp,     abi->pc,	  abi->cpsr,   root};
	uint64_t none = strcmp(abi->xen, "arm32") ? UINT64_MAX : UINT32_MAX;
	uint64_t v[sizeof(num) / sizeof(num[0])];
	enum err_code st = trace_regs(t, cpu, num, sizeof(num) / sizeof(num[0]), v, err);

	if (st)
		return st;
	*out = (struct record_call){.cpu = cpu,
				    .virt = v[0],
				    .mfn = v[1] == none ? XENPT_NO_MFN : v[1],
				    .nr = v[2],
				    .flags = (uint32_t)v[3],
				    .link = v[4],
				    .caller = v[4],
				    .sp = v[5],
				    .pc = v[6],
				    .hypervisor = at_el2(v[7]),
				    .root = addr_pa(v[8] & bits_mask(47, 12))};
	return ERR_NONE;
}

/* The stack pointer tells a return from one further in. */
enum err_code record_call_returned(struct trace *t, const struct record_abi *abi,
				   struct record_call *c, bool *yes, struct err *err)
{
	const unsigned num[] = {abi->result, abi->sp, abi->pc, abi->cpsr};
	uint64_t v[4];
	enum err_code st = trace_regs(t, c->cpu, num, 4, v, err);

	*yes = !st && v[1] == c->sp && v[2] == c->link && at_el2(v[3]);
	if (*yes)
		c->rc = (int32_t)(uint32_t)v[0];
	return st;
}

/*
 * Which of the functions it was cannot be told; arguments that only one of them passes say it. The
 * others' arguments are all those of map.
 */
struct xenpt_op record_call_op(const struct record_call *c, const struct xenpt_arch *arch)
{
	struct xenpt_op op = {.kind = XENPT_OP_MAP,
			      .virt = c->virt,
			      .mfn = c->mfn,
			      .nr = c->nr,
			      .flags = c->flags};
	uint64_t mask = bits_mask(arch->long_bits - 1, 0);
	uint64_t room = (mask - (c->virt & mask)) >> XENPT_FRAME_SHIFT;

	if (c->mfn != XENPT_NO_MFN || c->virt % (1 << XENPT_FRAME_SHIFT) || c->nr > room)
		return op;
	op.end = c->virt + (c->nr << XENPT_FRAME_SHIFT);
	if (c->flags == XENPT_POPULATE)
		op.kind = XENPT_OP_POPULATE;
	else if (!c->flags)
		op.kind = XENPT_OP_DESTROY;
	else if (c->flags & XENPT_PRESENT)
		op.kind = XENPT_OP_MODIFY;
	return op;
}

const char *record_call_text(const struct xenpt_op *op, char *buf, size_t len)
{
	char mfn[24] = "none";

	if (op->mfn != XENPT_NO_MFN)
		snprintf(mfn, sizeof(mfn), "0x%" PRIx64, op->mfn);
	switch (op->kind) {
	case XENPT_OP_MAP:
		snprintf(buf, len, "map 0x%" PRIx64 " %s 0x%" PRIx64 " 0x%" PRIx32, op->virt, mfn,
			 op->nr, op->flags);
		break;
	case XENPT_OP_MODIFY:
		snprintf(buf, len, "modify 0x%" PRIx64 " 0x%" PRIx64 " 0x%" PRIx32, op->virt,
			 op->end, op->flags);
		break;
	case XENPT_OP_DESTROY:
		snprintf(buf, len, "destroy 0x%" PRIx64 " 0x%" PRIx64, op->virt, op->end);
		break;
	case XENPT_OP_POPULATE:
		snprintf(buf, len, "populate 0x%" PRIx64 " 0x%" PRIx64, op->virt, op->nr);
		break;
	}
	return buf;
}
