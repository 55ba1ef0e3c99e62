/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What kind of access an A64 load or store is, as far as faults depend on it. */
#ifndef PTVIEW_INSN_H
#define PTVIEW_INSN_H

#include <stdint.h>

enum insn_class {
	INSN_OTHER,	   /* no load or store, or one of no row here */
	INSN_PLAIN,	   /* one register, no write-back: ISV would be set */
	INSN_WRITE_BACK,   /* one register, pre- or post-indexed */
	INSN_PAIR,	   /* two registers */
	INSN_VECTOR,	   /* SIMD and floating-point registers */
	INSN_UNPRIVILEGED, /* LDTR, STTR and the like: with the permissions of EL0 */
	INSN_EXCLUSIVE,	   /* exclusive, ordered, compare and swap */
	INSN_ATOMIC,	   /* LDADD, SWP, ...; LDAPR */
	INSN_ZERO,	   /* DC ZVA, GVA, GZVA */
};

/* The class of an A64 instruction word (DDI 0487, C4.1). */
enum insn_class insn_classify(uint32_t word);

/* "a load or store of a pair", ... */
const char *insn_words(enum insn_class c);

#endif
