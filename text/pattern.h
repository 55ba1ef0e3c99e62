/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Patterns of console lines, and numbers as such lines have them.
 *
 * In a pattern a blank stands for one or more blanks, '*' for as few characters as will do,
 * {name} for a number in hexadecimal with or without 0x, {~name} for one that has '_' before every
 * eighth digit or "_NS" behind it, {#name} for one in decimal, {%name} for
 * MAJOR.MINOR of a version, and {} for a word. Anything else stands for itself.
 */
#ifndef PTVIEW_TEXT_PATTERN_H
#define PTVIEW_TEXT_PATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct number {
	uint64_t v;
	unsigned digits; /* as written, without 0x */
	bool prefixed;	 /* with 0x */
};

/*
 * A number at s that ends where a word ends: in hexadecimal with or without 0x, of at most 16
 * digits. What follows it, or NULL where there is none.
 */
const char *pattern_hex(const char *s, struct number *out);

struct capture {
	const char *name; /* in the pattern; `len` bytes */
	size_t len;
	struct number n; /* of a version: MAJOR << 16 | MINOR */
};

enum { PATTERN_CAPTURES_MAX = 6 };

enum pattern_result {
	PATTERN_NO,
	PATTERN_PART, /* the line ends inside of the pattern: it may have been wrapped */
	PATTERN_YES,
};

/*
 * Look for the pattern anywhere in s, at the beginning of a word. *n of caps are filled in; of
 * PATTERN_PART none is, and *n is how much of the line the pattern may have.
 */
enum pattern_result pattern_find(const char *pattern, const char *s, struct capture *caps,
				 unsigned *n);

#endif
