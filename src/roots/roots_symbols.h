/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Symbols of a kernel or hypervisor that tell of roots: virtual addresses, as it was linked. */
#ifndef PTVIEW_ROOTS_SYMBOLS_H
#define PTVIEW_ROOTS_SYMBOLS_H

#include <stdbool.h>
#include <stdint.h>

#include "src/symbols.h"

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

/* Those of them that s has, with their bytes: how many; out has room for ROOTS_SYMBOLS_MAX. */
size_t roots_symbols_take(const struct symbols *s, struct roots_symbol *out);

struct walker;
struct roots_options;

/* Where an image lies: what is added to a symbol, modulo 2^64. */
struct roots_image {
	const char *root; /* the symbol that the regime's root is */
	uint64_t shift;	  /* for the address at which it runs */
	uint64_t move;	  /* for the regime's output address */
	bool sure;	  /* it was not moved, or its banner is the file's */
};

/*
 * The image whose symbols these are, in the regime of a walker: whose own root is one of them, by
 * its tables. A walk where it was not moved; else all of its tables are looked through, which the
 * walker's tick may cancel. False: it is not there, or cannot be told.
 */
bool roots_symbols_image(struct walker *w, const struct roots_options *o, struct roots_image *out);

#endif
