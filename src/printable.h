/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What may reach a terminal. Names come from files, stubs, device trees and guests, and a terminal
 * obeys what it is sent: control characters (C0, DEL, C1) and what is not UTF-8 are shown as '?',
 * and so is what turns the order of a line around (Unicode 15, UAX #9, 2: bidi marks, embeddings,
 * overrides, isolates) or ends it (U+2028, U+2029).
 */
#ifndef PTVIEW_PRINTABLE_H
#define PTVIEW_PRINTABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Decode the character at s, of which len > 0 bytes are there. Returns its bytes, or 0 where it is
 * malformed: cut, overlong, a surrogate or beyond U+10FFFF (Unicode 15, 3.9).
 */
size_t printable_decode(const char *s, size_t len, uint32_t *code);

/* False for a character that must not reach a terminal. */
bool printable_is(uint32_t code);

/* Put '?' for each byte of what must not reach a terminal; line feeds stay. */
void printable_fix(char *s, size_t len);

#endif
