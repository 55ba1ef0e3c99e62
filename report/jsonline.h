/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON Lines: one object a line, addresses and raw values as strings in hexadecimal. */
#ifndef PTVIEW_JSONLINE_H
#define PTVIEW_JSONLINE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "src/walk/walk.h"

/*
 * Once, before all else: from then on output_missing() knows of each allocation of jansson's that
 * failed, so that who puts an object together need not look at every key.
 */
void jsonline_begin(void);

/*
 * Write an object on a line of its own, in ASCII, and let it go. False where it is NULL or cannot
 * be written, which output_missing() will say.
 */
bool jsonline_put(FILE *f, json_t *o);

/* "0x4032b000"; NULL out of memory, as with all of jansson's constructors. */
json_t *jsonline_hex(uint64_t v);

/* What others wrote: a name, a path, a line. What must not reach a terminal as '?' (printable.h).
 */
json_t *jsonline_text(const char *s);

/* The end of a range, exclusive; the top of the address space has 65 bits. */
json_t *jsonline_end(uint64_t start, uint64_t size);

/* A descriptor: all 16 digits. */
json_t *jsonline_raw(uint64_t v);

/*
 * Permissions: "RW-/R--", or null where none of them can be told. Then, and where those of EL0
 * cannot, jsonline_add_untold() gives o the reason and the indices that the descriptor has.
 */
json_t *jsonline_perms(const struct walker *w, const struct attr *a);
void jsonline_add_untold(json_t *o, const struct walker *w, const struct attr *a);

/* What keeps a descriptor that is not valid: whose it is, and whether that is inferred. */
json_t *jsonline_kept(const struct walker *w, const struct kept *k);

#endif
