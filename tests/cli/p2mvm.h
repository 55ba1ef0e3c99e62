/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A made-up machine of two CPUs for the recorder, of stage 2 and of Xen's own tables, in the place
 * of gdbstub/trace and dump/elfsym. Its Xen is the engines on tables of its own, and makes the
 * calls that a test names.
 */
#ifndef PTVIEW_TESTS_P2MVM_H
#define PTVIEW_TESTS_P2MVM_H

#include "cli/record/record_p2m.h"

#define P2MVM_XEN	 UINT64_C(0x200000)   /* an address of Xen's, */
#define P2MVM_XEN_PA	 UINT64_C(0x48000000) /* and where it is */
#define P2MVM_SET	 UINT64_C(0x244000)   /* p2m_set_entry; the others behind it */
#define P2MVM_DOMAINS	 UINT64_C(0x300000)   /* a page each, with its struct domain */
#define P2MVM_ROOT_LEVEL UINT64_C(0x310000)   /* p2m_root_level */
#define P2MVM_TABLES	 UINT64_C(0x80000000) /* those of the first domain, its root first */
#define P2MVM_NEXT	 UINT64_C(0x100000)   /* bytes to those of the next */

#define P2MVM_EL2	UINT64_C(0x40000000) /* Xen's tables: root, level 1, level 2 */
#define P2MVM_EL2_OTHER UINT64_C(0x40003000) /* another root, of the same tables */

enum { P2MVM_DOMAINS_N = 2, P2MVM_CPUS = 2 };

/* One call that Xen makes. */
struct p2mvm_call {
	unsigned domain, cpu;
	struct p2m_op op;
	const struct xenpt_op *update; /* instead: xen_pt_update of the tables at `root` */
	uint64_t root;		       /* 0: P2MVM_EL2; the CPU stays there */
	bool outside;		       /* before it, entry 511 of Xen's level 2 changes */
	bool waits;		       /* for a lock, until the next call of the list is made */
	bool unlocked; /* before it, the lock was released: what was pending is flushed */
	bool wrong;    /* one entry of the root, or of Xen's level 2, changes as well */
};

struct p2mvm_cpu {
	const struct p2mvm_call *call; /* NULL: somewhere else */
	bool inside;		       /* it is past its first instruction */
	uint64_t x[6], pc;
	int rc;
	uint64_t root; /* of EL2 */
};

struct p2mvm {
	/* Set by a test. */
	const struct p2mvm_call *calls;
	size_t ncalls;
	size_t up_from;		  /* calls made until EL2 has its MMU on */
	struct pa unreadable;	  /* a page */
	size_t unreadable_from;	  /* calls made until it cannot be read; 0: it can */
	size_t dies_in, stops_in; /* a call, from 1: the stub goes away, someone stops the guest */

	/* What became of it. */
	size_t made;	 /* of the calls */
	char log[4096];	 /* what was asked for, by lines */
	unsigned breaks; /* that were set, and not asked to be removed */

	/* The machine's. */
	struct p2mvm_cpu cpu[P2MVM_CPUS];
	struct p2m p2m[P2MVM_DOMAINS_N];
	struct mem *ram; /* an overlay */
	uint64_t pages;	 /* that Xen's own tables have taken */
	struct mem target;
	bool dead;
};

extern struct p2mvm p2mvm;

/* Switch it on, with empty tables for two domains, VMIDs 1 and 2; and off. */
void p2mvm_on(void);
void p2mvm_off(void);

/* What a recording of it starts with. */
void p2mvm_attach(struct record *r, struct record_p2m *p);

/* Where an address of Xen's is, and what is there from now on. */
uint64_t p2mvm_pa(uint64_t address);
void p2mvm_poke(uint64_t pa, const void *p, size_t len);

#endif
