/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Symbols from a file: an ELF file that was not stripped (xen-syms, vmlinux), or text with an
 * address, a type and a name a line, as nm, System.map, xen-syms.map and /proc/kallsyms have it.
 */
#ifndef PTVIEW_DUMP_SYMFILE_H
#define PTVIEW_DUMP_SYMFILE_H

#include "src/err.h"
#include "src/symbols.h"

struct symfile;

/* Of a text; of an ELF file as many symbols as elfsym.h takes. */
enum { SYMFILE_BYTES_MOST = 64 << 20, SYMFILE_MOST = 1 << 22, SYMFILE_NAME_MOST = 511 };

/*
 * Read path. Symbols that are no addresses (absolute ones, undefined ones) are left out, and so are
 * those of Linux' modules, which do not lie where the kernel's image does. ERR_SOURCE, with the
 * path and the line: it cannot be read, is no such file, or has no symbols; ERR_NOMEM.
 */
enum err_code symfile_open(const char *path, struct symfile **out, struct err *err);

/* NULL is allowed. */
void symfile_close(struct symfile *f);

/* The file's, until it is closed. */
const struct symbols *symfile_symbols(const struct symfile *f);

#endif
