/* SPDX-License-Identifier: GPL-2.0-or-later */
/* VMCOREINFO: what Linux says of itself to who reads its dump, lines of KEY=VALUE. Not trusted. */
#ifndef PTVIEW_VMCOREINFO_H
#define PTVIEW_VMCOREINFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The value behind KEY= at the start of a line, *n bytes of it; NULL: there is no such line. */
const char *vmcoreinfo_value(const char *text, size_t len, const char *key, size_t *n);

/*
 * A number as Linux prints it: NUMBER() in decimal or with 0x, SYMBOL() in hexadecimal without
 * (base 10 or 16 is what it is without). False: there is no such line, or it is not a number.
 */
bool vmcoreinfo_number(const char *text, size_t len, const char *key, int base, uint64_t *out);

#endif
