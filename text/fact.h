/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a text says, piece by piece: a value, what it is of, and the line that has it. Facts stand
 * in reports: one report is what one fault made a program print.
 */
#ifndef PTVIEW_TEXT_FACT_H
#define PTVIEW_TEXT_FACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/regime/sysreg.h"

enum fact_kind {
	FACT_NONE,     /* recognised, and nothing to keep */
	FACT_ESR,      /* a syndrome, of whoever took the exception */
	FACT_ISS,      /* its bits 24:0 */
	FACT_EC,       /* its bits 31:26 */
	FACT_FSR,      /* DFSR or IFSR of AArch32 */
	FACT_OOPS,     /* FACT_ESR or FACT_FSR, by its width */
	FACT_FAR,      /* the virtual address of the access */
	FACT_WALK_VA,  /* the virtual address that the entries are of */
	FACT_IPA,      /* the intermediate physical address of the access */
	FACT_HPFAR,    /* the register */
	FACT_REG,      /* a system register; what: enum sysreg */
	FACT_PSTATE,   /* PSTATE, SPSR or CPSR of what was interrupted */
	FACT_ROOT,     /* physical address of the root that the entries begin at */
	FACT_ROOT_MFN, /* the same as a frame number */
	FACT_ROOT_VA,  /* the same as a virtual address */
	FACT_CONCAT,   /* the number of the concatenated root table */
	FACT_ENTRY,    /* a descriptor; what: level of the architecture, or an enum fact_name */
	FACT_INDEX,    /* of the entry on the same line: becomes a part of it */
	FACT_AT,       /* physical address of the entry on the same line: the same */
	FACT_STAGE,    /* stage of the entry on the same line: the same */
	FACT_LEVEL,    /* level of the entry on the same line: the same */
	FACT_PAGE_K,   /* size of a page in KiB */
	FACT_VA_BITS,  /* width of virtual addresses */
	FACT_PC,       /* virtual address of the instruction that was interrupted */
	FACT_INSN,     /* the A64 instruction that was interrupted */
	FACT_KERNEL,   /* version of Linux, MAJOR << 16 | MINOR */
	FACT_EL,       /* Exception level that took it */
	FACT_CPU,      /* number of the CPU, decimal */
	FACT_OLD_MFN,  /* frame that an entry has, in a refusal of xen_pt_update() */
	FACT_NEW_MFN,  /* frame that was asked for */
	FACT_COUNT
};

/* Levels by the names that Linux gives them; FACT_ENTRY has FACT_NAMED + one of these. */
enum fact_name { FACT_PGD, FACT_P4D, FACT_PUD, FACT_PMD, FACT_PTE };
enum { FACT_NAMED = 16 };

struct fact {
	enum fact_kind kind;
	int what;    /* see above; 0 otherwise */
	int stage;   /* of an entry or a root: 1 or 2 */
	int index;   /* of an entry, in its table; -1: the text does not say */
	bool has_at; /* of an entry: the text has its address */
	uint64_t at;
	uint64_t v;
	unsigned digits; /* as written */
	unsigned line;	 /* in the text, from 1 */
	bool last;	 /* the number ends the line: where lines were cut, so may it be */
};

/* Who printed a text. One row of forms.c for each. */
enum form_id {
	FORM_XEN,	/* a fault of Xen itself */
	FORM_XEN_GUEST, /* a fault of a guest, as Xen tells it */
	FORM_XEN_STATE, /* the state of a guest or of Xen, dumped */
	FORM_XEN_PT,	/* a refusal of xen_pt_update() */
	FORM_LINUX,	/* a fault of Linux */
	FORM_LINUX_USER,
	FORM_LINUX_ARM, /* of Linux on AArch32 */
	FORM_KVM,	/* a fault of KVM's code at EL2 */
	FORM_KVM_GUEST, /* a fault of a guest, as KVM tells it */
	FORM_UBOOT,
	FORM_TFA,
	FORM_ZEPHYR,
	FORM_OPTEE,
	FORM_SEL4,
	FORM_FREEBSD,
	FORM_UEFI,
	FORM_QEMU,	/* what QEMU logs of an exception (-d int) */
	FORM_QEMU_REGS, /* QEMU: info registers */
	FORM_TARMAC,	/* table walks in a trace of a Fast Model */
	FORM_PTDUMP,	/* listings of ranges, without descriptors: Linux */
	FORM_MEMINFO,	/* U-Boot */
	FORM_MTREE,	/* QEMU, of the memory map */
	FORM_GDB,
	FORM_OTHER, /* registers by the Arm ARM's names */
	FORM_COUNT
};

/* Bounds: reports of a text, facts of a report. What is beyond them is counted. */
enum { REPORTS_MAX = 64, FACTS_MAX = 320 };

struct report {
	enum form_id form;
	unsigned first, last; /* lines */
	unsigned tag;	      /* whose lines these are; see struct line */
	bool xen, stamped;    /* the same */
	bool closed;	      /* lines that come later are of something else */
	int stage;	      /* of the entries that follow */
	unsigned marks;	      /* enum form_mark, see forms.h */
	struct fact *fact;
	unsigned n;
	size_t cap;
	unsigned lost;	     /* facts beyond the bound */
	const char *pattern; /* of the row that began it, or NULL */
};

/* The first fact of this kind (and of this `what`, unless it is negative), or NULL. */
const struct fact *fact_find(const struct report *r, enum fact_kind kind, int what);

#endif
