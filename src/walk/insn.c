/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/walk/insn.h"

#include <stddef.h>

/* DDI 0487 C4.1.94, Loads and Stores, and C5.3 for DC: the first row that fits. */
static const struct {
	uint32_t mask, value;
	enum insn_class is;
} rows[] = {
	{0x3f000000, 0x08000000, INSN_EXCLUSIVE},    /* LDXR ... CASP, LDAR, STLR */
	{0x3f200c00, 0x19000400, INSN_OTHER},	     /* memory copy and set */
	{0x3f000000, 0x19000000, INSN_EXCLUSIVE},    /* LDAPUR, STLUR, RCpc pairs */
	{0x3b200c00, 0x38200000, INSN_ATOMIC},	     /* LDADD ... SWP, LDAPR */
	{0x3b200c00, 0x38000800, INSN_UNPRIVILEGED}, /* LDTR, STTR; with V unallocated */
	{0x3a000000, 0x28000000, INSN_PAIR},
	{0x3e000000, 0x0c000000, INSN_VECTOR}, /* structures */
	{0x3f000000, 0x3c000000, INSN_VECTOR},
	{0x3f000000, 0x3d000000, INSN_VECTOR},
	{0x3f200400, 0x38000400, INSN_WRITE_BACK}, /* post- and pre-indexed */
	{0x3f200c00, 0x38000000, INSN_PLAIN},	   /* unscaled */
	{0x3f200c00, 0x38200800, INSN_PLAIN},	   /* by a register */
	{0x3f000000, 0x39000000, INSN_PLAIN},	   /* with an immediate */
	{0x3f000000, 0x18000000, INSN_PLAIN},	   /* literal */
	{0xfffffe00, 0xd50b7400, INSN_ZERO},
};

enum insn_class insn_classify(uint32_t word)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if ((word & rows[i].mask) == rows[i].value)
			return rows[i].is;
	return INSN_OTHER;
}

const char *insn_words(enum insn_class c)
{
	static const char *const words[] = {
		[INSN_OTHER] = "no load or store",
		[INSN_PLAIN] = "a load or store of one register",
		[INSN_WRITE_BACK] = "a load or store with write-back",
		[INSN_PAIR] = "a load or store of a pair",
		[INSN_VECTOR] = "a load or store of a vector",
		[INSN_UNPRIVILEGED] = "an unprivileged load or store",
		[INSN_EXCLUSIVE] = "an exclusive or ordered load or store",
		[INSN_ATOMIC] = "an atomic operation",
		[INSN_ZERO] = "a DC ZVA",
	};

	return words[c];
}
