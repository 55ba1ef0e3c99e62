/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Field extraction. Bit numbers are the Arm ARM's: 0 is the least significant, ranges inclusive. */
#ifndef PTVIEW_BITS_H
#define PTVIEW_BITS_H

#include <stdbool.h>
#include <stdint.h>

/* A mask of bits hi..lo, 0 <= lo <= hi <= 63. */
static inline uint64_t bits_mask(unsigned hi, unsigned lo)
{
	return (~UINT64_C(0) >> (63 - (hi - lo))) << lo;
}

/* Bits hi..lo of v, moved down to bit 0. */
static inline uint64_t bits_get(uint64_t v, unsigned hi, unsigned lo)
{
	return (v >> lo) & (~UINT64_C(0) >> (63 - (hi - lo)));
}

static inline bool bits_test(uint64_t v, unsigned bit)
{
	return (v >> bit) & 1;
}

/* 2^n for n in 0..63, and 0 for 64: the size of an n-bit address space, modulo 2^64. */
static inline uint64_t bits_size(unsigned n)
{
	return n < 64 ? UINT64_C(1) << n : 0;
}

/* A 64-bit little-endian value as memory holds it. */
static inline uint64_t bits_le64(uint64_t v)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	return __builtin_bswap64(v);
#else
	return v;
#endif
}

#endif
