/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The symbols of an ELF file with a symbol table, such as xen-syms or vmlinux.
 */
#ifndef PTVIEW_DUMP_ELFSYM_H
#define PTVIEW_DUMP_ELFSYM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/err.h"

struct elfsym {
	uint64_t value, size;
	const char *name;
	bool code;     /* a function */
	bool absolute; /* a number, no address */
};

struct elfsyms;

/*
 * Read the symbols of path. ERR_SOURCE: no such file, no ELF file, or one without symbols; err
 * names the path.
 */
enum err_code elfsym_open(const char *path, struct elfsyms **out, struct err *err);

/* NULL is allowed. */
void elfsym_close(struct elfsyms *s);

/* 32 or 64: of an address. */
unsigned elfsym_bits(const struct elfsyms *s);

/* The i-th symbol of the file, or NULL. */
const struct elfsym *elfsym_row(const struct elfsyms *s, size_t i);

/* The first symbol of that name, or NULL. Local ones count. */
const struct elfsym *elfsym_find(const struct elfsyms *s, const char *name);

/* The first symbol whose name begins so, or NULL. */
const struct elfsym *elfsym_find_prefix(const struct elfsyms *s, const char *prefix);

/* The len bytes that the file has for an address. False: it has none, or not so many. */
bool elfsym_bytes(const struct elfsyms *s, uint64_t address, void *buf, size_t len);

/*
 * "vm_alloc+0x5c" for an address in code, or the address in hex where no symbol is at or below it.
 * Returns buf.
 */
const char *elfsym_text(const struct elfsyms *s, uint64_t address, char *buf, size_t len);

#endif
