/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers as people type and paste them. Xen, Linux and gdb print addresses, descriptors and
 * registers in hexadecimal, often without 0x; counts and sizes are decimal. Each is one function
 * here, so that the same digits mean the same wherever they are read. Text need not end with a NUL:
 * len bytes of it are the number, all of them.
 */
#ifndef PTVIEW_NUMBER_H
#define PTVIEW_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/err.h"

/*
 * An address, a descriptor or a register's value, of at most 64 bits. Hexadecimal where it begins
 * with 0x or with another 0, has a letter, or has 8 or 16 digits; a single digit is itself. Any
 * other could be decimal as well: ERR_USAGE, with words that quote it and say both readings, as for
 * what does not fit 64 bits. ERR_MALFORMED, with words: not a number at all.
 */
enum err_code number_address(const char *s, size_t len, uint64_t *v, struct err *err);

/*
 * A descriptor of up to 128 bits. *wide is true for more than 64: hexadecimal of 17 to 32 digits
 * (with 0x, or 32 of them, or with a letter or a 0 in front), or bits 127:64 and 63:0 with a colon
 * between, each as number_address() takes them. Else it is that, in *lo, and *hi is 0. Errors as
 * there.
 */
enum err_code number_descriptor(const char *s, size_t len, uint64_t *hi, uint64_t *lo, bool *wide,
				struct err *err);

/* A count: decimal, or hexadecimal with 0x; a leading 0 is no octal. False where it is none. */
bool number_count(const char *s, size_t len, uint64_t *v);

/* A size in bytes: a count, behind which one of K, M, G and T may stand (1024 and its powers). */
bool number_size(const char *s, size_t len, uint64_t *v);

/* Exactly, in the largest unit that divides it (or half terabytes): "4K", "2M", "127.5T". Returns
 * buf. */
const char *number_size_text(uint64_t bytes, char buf[24]);

/* A sum of sizes is seldom a round number: "2.0G" is enough of it; "nothing" for 0. Returns buf. */
const char *number_about(uint64_t bytes, char buf[24]);

/* Of a unit, K, M, G or T: the power of two that it stands for; 0 for another character. */
unsigned number_unit_shift(char c);

/* The word for n of something: number_word(n, "entry", "entries"). */
static inline const char *number_word(uint64_t n, const char *one, const char *many)
{
	return n == 1 ? one : many;
}

/* An address, or one in units as number_size() takes them: "1G". */
enum err_code number_place(const char *s, size_t len, uint64_t *v, struct err *err);

#endif
