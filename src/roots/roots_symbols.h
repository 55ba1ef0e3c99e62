/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Symbols of a kernel or hypervisor that tell of roots: virtual addresses, as it was linked. */
#ifndef PTVIEW_ROOTS_SYMBOLS_H
#define PTVIEW_ROOTS_SYMBOLS_H

#include <stdbool.h>
#include <stdint.h>

/* More than are asked for; bytes of one that are compared. */
enum { ROOTS_SYMBOLS_MAX = 24, ROOTS_SYMBOL_BYTES = 64 };

struct roots_symbol {
	const char *name; /* as roots_symbols_name() has it */
	uint64_t va;
	bool has_bytes; /* the file has what is there */
	unsigned char bytes[ROOTS_SYMBOL_BYTES];
};

/* The i-th name that is of use, or NULL. */
const char *roots_symbols_name(unsigned i);

#endif
