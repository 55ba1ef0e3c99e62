/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The constant that AArch64 code has in a register, told by walking back from where it is used. */
#ifndef PTVIEW_ROOTS_CONST_H
#define PTVIEW_ROOTS_CONST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Instructions that are looked at before the one that uses the register. */
enum { ROOTS_CONST_BACK = 128 };

struct roots_const {
	uint64_t v;
	uint64_t known; /* bits of v that are constant; others are 0 there */
};

/* The literal of `size` bytes (4 or 8) at code + off bytes; false: it cannot be read. */
typedef bool (*roots_const_load)(void *arg, int64_t off, unsigned size, uint64_t *v);

/*
 * What X<reg> holds behind code[n - 1]. False where that is not told by constants alone: a call, a
 * jump or another instruction comes before, or a branch leads around one that matters. Bits that
 * BFI takes from elsewhere are not known, and no reason to give up.
 */
bool roots_const_of(const uint32_t *code, size_t n, unsigned reg, roots_const_load load, void *arg,
		    struct roots_const *out);

#endif
