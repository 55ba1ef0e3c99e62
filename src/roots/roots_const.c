/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Encodings are of the Arm ARM, C4.1: masks are what is fixed in each. */
#include "src/roots/roots_const.h"

#include "src/bits.h"

enum { ZR = 31, PARTS = 8 };

struct back {
	const uint32_t *code;
	size_t n, at; /* at: the instruction under way */
	roots_const_load load;
	void *arg;
	unsigned reg;
	uint64_t need; /* bits that are not told yet */
	uint64_t v, unknown;
	size_t parts[PARTS]; /* instructions that told something */
	unsigned nparts;
};

static bool is(uint32_t insn, uint32_t mask, uint32_t value)
{
	return (insn & mask) == value;
}

static void settle(struct back *b, uint64_t v, uint64_t bits)
{
	b->v |= v & bits & b->need;
	b->need &= ~bits;
}

/* Of a W register the upper half is 0. */
static void narrow(struct back *b, uint32_t insn)
{
	if (!bits_test(insn, 31))
		settle(b, 0, bits_mask(63, 32));
}

/* MOVZ, MOVN, MOVK. */
static bool move_wide(struct back *b, uint32_t insn)
{
	unsigned opc = (unsigned)bits_get(insn, 30, 29),
		 shift = 16 * (unsigned)bits_get(insn, 22, 21);
	uint64_t imm = bits_get(insn, 20, 5) << shift;

	narrow(b, insn);
	settle(b, opc ? imm : ~imm, opc == 3 ? bits_mask(15, 0) << shift : UINT64_MAX);
	return opc != 1;
}

/* DecodeBitMasks(): a run of ones, turned, over and over. False: reserved. */
static bool bitmask(uint32_t insn, uint64_t *out)
{
	unsigned n_imms =
		(unsigned)(bits_get(insn, 22, 22) << 6 | (~bits_get(insn, 15, 10) & 0x3f));
	unsigned size = n_imms ? 1u << (31 - (unsigned)__builtin_clz(n_imms)) : 0, ones, turn;
	uint64_t all, v;

	if (size < 2)
		return false;
	all = size == 64 ? UINT64_MAX : (UINT64_C(1) << size) - 1;
	ones = ((unsigned)bits_get(insn, 15, 10) & (size - 1)) + 1;
	turn = (unsigned)bits_get(insn, 21, 16) & (size - 1);
	if (ones == size)
		return false;
	v = (UINT64_C(1) << ones) - 1;
	v = turn ? (v >> turn | v << (size - turn)) & all : v;
	for (unsigned i = size; i < 64; i *= 2)
		v |= v << i;
	*out = v;
	return true;
}

/* ORR and AND with an immediate; MOV is ORR of the zero register. */
static bool logical(struct back *b, uint32_t insn)
{
	unsigned opc = (unsigned)bits_get(insn, 30, 29), rn = (unsigned)bits_get(insn, 9, 5);
	uint64_t imm;

	if (opc > 1 || !bitmask(insn, &imm))
		return false;
	narrow(b, insn);
	settle(b, opc ? imm : 0, opc ? imm : ~imm);
	if (rn == ZR)
		settle(b, 0, UINT64_MAX);
	b->reg = rn;
	return true;
}

/* BFM: a field of the register is from elsewhere (BFI, BFXIL). */
static bool field(struct back *b, uint32_t insn)
{
	unsigned r = (unsigned)bits_get(insn, 21, 16), s = (unsigned)bits_get(insn, 15, 10);
	unsigned lo = s < r ? 64 - r : 0, width = s < r ? s + 1 : s - r + 1;
	uint64_t bits = bits_mask(lo + width - 1, lo);

	b->unknown |= bits & b->need;
	b->need &= ~bits;
	return true;
}

static bool move_register(struct back *b, uint32_t insn)
{
	narrow(b, insn);
	b->reg = (unsigned)bits_get(insn, 20, 16);
	if (b->reg == ZR)
		settle(b, 0, UINT64_MAX);
	return true;
}

/* LDR from beside the code: 19 bits, of words, from the instruction on. */
static bool literal(struct back *b, uint32_t insn)
{
	int64_t words = (int64_t)(bits_get(insn, 23, 5) << 45) >> 45;
	uint64_t v;

	if (!b->load(b->arg, (int64_t)b->at * 4 + words * 4, bits_test(insn, 30) ? 8 : 4, &v))
		return false;
	settle(b, v, UINT64_MAX);
	return true;
}

static const struct {
	uint32_t mask, value;
	bool (*tell)(struct back *b, uint32_t insn);
} rows[] = {
	{0x1f800000, 0x12800000, move_wide}, {0x1f800000, 0x12000000, logical},
	{0xffc00000, 0xb3400000, field},     {0x7fe0ffe0, 0x2a0003e0, move_register},
	{0xbf000000, 0x18000000, literal},
};

/* What goes elsewhere or may change anything: B, BL, BR, BLR, RET, UDF. */
static bool ends(uint32_t insn)
{
	return is(insn, 0x7c000000, 0x14000000) || is(insn, 0xfe000000, 0xd6000000) ||
	       !(insn >> 16);
}

/* Bits 4:0 are a register that is written in most; not in stores, branches, MSR and hints. */
static bool writes(uint32_t insn, unsigned reg)
{
	bool memory = is(insn, 0x0a000000, 0x08000000),
	     literal_load = is(insn, 0x3b000000, 0x18000000);
	bool branch = is(insn, 0x7c000000, 0x34000000) || is(insn, 0xff000000, 0x54000000);

	if (branch || is(insn, 0xffe00000, 0xd5000000))
		return false;
	if (memory && !literal_load && bits_get(insn, 9, 5) == reg)
		return true; /* it may be written back */
	if (is(insn, 0x3a000000, 0x28000000) && bits_test(insn, 22) &&
	    bits_get(insn, 14, 10) == reg)
		return true; /* the second of a pair */
	if (memory && !literal_load && !bits_get(insn, 23, 22))
		return false;
	return bits_get(insn, 4, 0) == reg;
}

/* The instruction that a branch forward at `at` leads to, or `at`. */
static size_t target(uint32_t insn, size_t at)
{
	int64_t words = 0;

	if (is(insn, 0x7e000000, 0x34000000) || is(insn, 0xff000000, 0x54000000))
		words = (int64_t)(bits_get(insn, 23, 5) << 45) >> 45;
	else if (is(insn, 0x7e000000, 0x36000000))
		words = (int64_t)(bits_get(insn, 18, 5) << 50) >> 50;
	else if (is(insn, 0x7c000000, 0x14000000))
		words = (int64_t)(bits_get(insn, 25, 0) << 38) >> 38;
	return words > 0 ? at + (size_t)words : at;
}

/* True where a branch leads around an instruction that matters. */
static bool is_skipped(const struct back *b)
{
	for (size_t at = 0; at < b->n; at++) {
		size_t to = target(b->code[at], at);

		for (unsigned i = 0; to <= b->n && i < b->nparts; i++)
			if (at < b->parts[i] && b->parts[i] < to)
				return true;
	}
	return false;
}

static bool tell(struct back *b, uint32_t insn)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (!is(insn, rows[i].mask, rows[i].value))
			continue;
		if (b->nparts == PARTS)
			return false;
		b->parts[b->nparts++] = b->at;
		return rows[i].tell(b, insn);
	}
	return false;
}

bool roots_const_of(const uint32_t *code, size_t n, unsigned reg, roots_const_load load, void *arg,
		    struct roots_const *out)
{
	struct back b = {.code = code,
			 .n = n,
			 .at = n,
			 .load = load,
			 .arg = arg,
			 .reg = reg,
			 .need = UINT64_MAX};

	if (reg == ZR)
		return false;
	while (b.need) {
		if (!b.at-- || ends(code[b.at]))
			return false;
		if (writes(code[b.at], b.reg) && !tell(&b, code[b.at]))
			return false;
	}
	*out = (struct roots_const){b.v, ~b.unknown};
	return !is_skipped(&b);
}
