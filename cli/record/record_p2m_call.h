/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One call that changes a guest's tables: from the registers at its first instruction to its
 * return. */
#ifndef PTVIEW_RECORD_P2M_CALL_H
#define PTVIEW_RECORD_P2M_CALL_H

#include "cli/record/record_p2m_code.h"
#include "cli/record/record_run.h"
#include "src/xen/p2m.h"

struct record_p2m_call {
	struct record_call at; /* CPU, link, stack pointer, root of Xen's own tables; rc after it */
	bool is_call;	       /* it stands at the beginning of one, and it is Xen that does */
	uint64_t p2m;	       /* the address of the guest's struct p2m_domain in Xen */
	struct p2m_op op;
	bool has_rc;
};

/*
 * Read where a CPU stands. ERR_UNSUPPORTED: a call with a type or an access that is not known.
 */
enum err_code record_p2m_call_read(struct record *r, unsigned cpu, struct record_p2m_call *out,
				   struct err *err);

/* Do the call that a CPU is about to begin to its end. */
typedef enum err_code (*record_p2m_call_fn)(struct record *r, unsigned cpu, struct err *err);

/*
 * Let its CPU run until it has returned; at.rc is set then. Another CPU that holds a lock which it
 * waits for may come to a call of its own first: other() does that one.
 */
enum err_code record_p2m_call_await(struct record *r, struct record_p2m_call *c,
				    record_p2m_call_fn other, struct err *err);

/* "set 0x40000 0x200 0x880000 ram_rw rwx" in buf. */
const char *record_p2m_call_text(const struct p2m_op *op, char *buf, size_t len);

#endif
