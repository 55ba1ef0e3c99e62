/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One call of xen_pt_update: its arguments in registers, and as an operation of a replay. */
#ifndef PTVIEW_RECORD_CALL_H
#define PTVIEW_RECORD_CALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/addr.h"
#include "src/err.h"
#include "src/xen/xenpt.h"

struct trace;

/* How an architecture passes arguments, in the stub's register numbers. */
struct record_abi {
	const char *gdb; /* the architecture in a target description */
	const char *xen; /* and as replay files call it */
	unsigned arg[4], result, link, sp, pc, cpsr;
	const char *root;    /* the register that holds the root table */
	const char *control; /* the one whose bit 0 turns the tables on */
	const char *vectors; /* the one with the address of the exception vectors */
	const char *size;    /* the one whose bits 5:0 are T0SZ, */
	unsigned t0sz;	     /* which is this in Xen */
};

struct record_call {
	unsigned cpu;
	uint64_t virt, mfn, nr; /* mfn: XENPT_NO_MFN for none */
	uint32_t flags;
	uint64_t link;	 /* the return address */
	uint64_t caller; /* that of Xen's interface, where link is in it */
	uint64_t sp, pc;
	bool hypervisor; /* at EL2: it is Xen that stopped there */
	struct pa root;
	int rc; /* after it */
};

/* NULL for an architecture that has no Xen here. */
const struct record_abi *record_abi_find(const char *gdb);

/* Read a call at its first instruction. root: the stub's number of abi->root. */
enum err_code record_call_read(struct trace *t, const struct record_abi *abi, unsigned root,
			       unsigned cpu, struct record_call *out, struct err *err);

/* Where a CPU is: whether the call has returned; c->rc is set then. */
enum err_code record_call_returned(struct trace *t, const struct record_abi *abi,
				   struct record_call *c, bool *yes, struct err *err);

/* The operation, by the function of Xen's that passes these arguments. */
struct xenpt_op record_call_op(const struct record_call *c, const struct xenpt_arch *arch);

/* "map 0x600000 0x48000 0x200 0xbf" in buf. */
const char *record_call_text(const struct xenpt_op *op, char *buf, size_t len);

#endif
