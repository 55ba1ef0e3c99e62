/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One character at a time out of bytes that may be anything.
 */
#ifndef PTVIEW_UI_UTF8_H
#define PTVIEW_UI_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct utf8_char {
	uint32_t code;	/* U+FFFD for what must not reach a terminal: printable.h */
	unsigned width; /* columns: 0 (combining, joiners), 1 or 2 */
	char bytes[5];	/* what to show: UTF-8 with a NUL */
};

/*
 * Take the character at s, of which len > 0 bytes are there. Returns how many bytes it took, at
 * least
 * 1. Malformed bytes are taken one by one (Unicode 15, 3.9: each yields one replacement). ascii:
 * bytes gets one ASCII character, a look-alike for the glyphs that ptview itself uses and '?' for
 * the rest.
 */
size_t utf8_next(const char *s, size_t len, bool ascii, struct utf8_char *out);

/* Encode a code point (a surrogate or beyond U+10FFFF as U+FFFD). Returns the bytes without the
 * NUL. */
size_t utf8_encode(uint32_t code, char out[5]);

/* Bytes of the last character of s[0..len), so that a line editor can delete it; 0 for len 0. */
size_t utf8_last(const char *s, size_t len);

#endif
