/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers that a snapshot has for things that are an enum here. They are the file's, not the
 * enums': an enum may be reordered, a file may not.
 */
#ifndef PTVIEW_DUMP_SNAPNUM_H
#define PTVIEW_DUMP_SNAPNUM_H

#include <stdbool.h>
#include <stdint.h>

enum snapnum {
	SNAPNUM_REASON, /* enum err_code: why an address could not be read */
	SNAPNUM_ORIGIN, /* enum sysreg_origin */
	SNAPNUM_KIND,	/* enum mem_kind */
};

/* The file's number for a code; 0 where the file has none. */
unsigned snapnum_write(enum snapnum what, unsigned code);

/* Set *code to what a number of the file means. False where it means nothing: *code is then 0. */
bool snapnum_read(enum snapnum what, uint64_t number, unsigned *code);

#endif
