/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/number.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* All of s as digits of a base, 10 or 16. False where something else is in it, or over 64 bits. */
static bool digits(const char *s, size_t len, unsigned base, uint64_t *v)
{
	*v = 0;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];
		unsigned d;

		if (!(base == 16 ? isxdigit(c) : isdigit(c)))
			return false;
		d = (unsigned)(isdigit(c) ? c - '0' : tolower(c) - 'a' + 10);
		if (*v > (UINT64_MAX - d) / base)
			return false;
		*v = *v * base + d;
	}
	return len != 0;
}

static bool has_0x(const char *s, size_t len)
{
	return len > 2 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X');
}

/* Digits that are printed by who prints in hexadecimal. */
static bool looks_hex(const char *s, size_t len)
{
	if (len == 8 || len == 16 || s[0] == '0')
		return true;
	for (size_t i = 0; i < len; i++)
		if (!isdigit((unsigned char)s[i]))
			return true;
	return false;
}

/* Digits that nothing tells the base of; dec: they fit 64 bits as decimal ones, hex: as others. */
static enum err_code either(const char *s, int len, bool dec, uint64_t d, bool hex, uint64_t h,
			    struct err *err)
{
	if (dec && hex)
		return err_set(err, ERR_USAGE,
			       "'%.*s' may be hexadecimal or decimal: write 0x%" PRIx64
			       " or 0x%" PRIx64,
			       len, s, h, d);
	if (dec)
		return err_set(err, ERR_USAGE,
			       "'%.*s' fits 64 bits only as decimal: write 0x%" PRIx64, len, s, d);
	return err_set(err, ERR_USAGE, "'%.*s' has more than 64 bits", len, s);
}

enum err_code number_address(const char *s, size_t len, uint64_t *v, struct err *err)
{
	enum { SHOWN = 40 };
	int shown = len < SHOWN ? (int)len : SHOWN;
	bool prefix = has_0x(s, len), hex, dec;
	const char *first = prefix ? s + 2 : s;
	size_t n = len - (size_t)(first - s);
	uint64_t d;

	for (size_t i = 0; i < n; i++)
		if (!isxdigit((unsigned char)first[i]))
			n = 0;
	if (!n)
		return err_set(err, ERR_MALFORMED, "'%.*s' is not a number: write 0x...", shown, s);
	hex = digits(first, n, 16, v);
	if (hex && (prefix || n == 1 || looks_hex(first, n)))
		return ERR_NONE;
	dec = !prefix && first[0] != '0' && digits(first, n, 10, &d);
	return either(s, shown, dec, dec ? d : 0, hex, *v, err);
}

/* More than 64 bits, without a colon: hexadecimal for sure, and not a decimal number. */
static bool is_wide(const char *s, size_t len)
{
	size_t skip = has_0x(s, len) ? 2 : 0, n = len - skip;

	for (size_t i = skip; i < len; i++)
		if (!isxdigit((unsigned char)s[i]))
			return false;
	return n > 16 && (skip || n == 32 || looks_hex(s, len));
}

enum err_code number_descriptor(const char *s, size_t len, uint64_t *hi, uint64_t *lo, bool *wide,
				struct err *err)
{
	enum { SHOWN = 40, LOW = 16, MOST = 32 };
	const char *colon = memchr(s, ':', len);
	size_t skip = has_0x(s, len) ? 2 : 0;
	enum err_code st;

	*wide = colon || is_wide(s, len);
	*hi = 0;
	if (!*wide)
		return number_address(s, len, lo, err);
	if (colon) {
		st = number_address(s, (size_t)(colon - s), hi, err);
		return st ? st : number_address(colon + 1, len - (size_t)(colon + 1 - s), lo, err);
	}
	if (len - skip > MOST)
		return err_set(err, ERR_USAGE, "'%.*s%s' has more than 128 bits", SHOWN, s,
			       len > SHOWN ? "..." : "");
	digits(s + skip, len - skip - LOW, 16, hi);
	digits(s + len - LOW, LOW, 16, lo);
	return ERR_NONE;
}

bool number_count(const char *s, size_t len, uint64_t *v)
{
	return has_0x(s, len) ? digits(s + 2, len - 2, 16, v) : digits(s, len, 10, v);
}

unsigned number_unit_shift(char c)
{
	static const char units[] = "KMGT";
	const char *unit = c ? strchr(units, c) : NULL;

	return unit ? 10 * ((unsigned)(unit - units) + 1) : 0;
}

/* Of the last letter of a size; 0 where there is no unit. */
static unsigned unit_shift(const char *s, size_t len)
{
	return len > 1 ? number_unit_shift(s[len - 1]) : 0;
}

bool number_size(const char *s, size_t len, uint64_t *v)
{
	unsigned shift = unit_shift(s, len);

	if (!number_count(s, len - (shift ? 1 : 0), v) || *v > UINT64_MAX >> shift)
		return false;
	*v <<= shift;
	return true;
}

enum err_code number_place(const char *s, size_t len, uint64_t *v, struct err *err)
{
	if (!unit_shift(s, len))
		return number_address(s, len, v, err);
	if (number_size(s, len, v))
		return ERR_NONE;
	return err_set(err, ERR_MALFORMED, "'%.*s' is not a size", len < 40 ? (int)len : 40, s);
}

const char *number_size_text(uint64_t bytes, char buf[24])
{
	static const char units[] = "BKMGTPE";
	const uint64_t half = UINT64_C(1)
			      << 39; /* of a terabyte: entries of 512G come in odd numbers */
	int u = 0;

	if (bytes % half == 0 && bytes >= 2 * half) {
		snprintf(buf, 24, "%llu%sT", (unsigned long long)(bytes / half / 2),
			 bytes / half % 2 ? ".5" : "");
		return buf;
	}
	while (bytes && !(bytes & 1023) && units[u + 1]) {
		bytes >>= 10;
		u++;
	}
	snprintf(buf, 24, "%llu%c", (unsigned long long)bytes, units[u]);
	return buf;
}

const char *number_about(uint64_t bytes, char buf[24])
{
	static const char units[] = "KMGTPE";
	unsigned unit = 0;

	if (!bytes)
		return "nothing";
	while (unit < 5 && bytes >> (10 * (unit + 2)))
		unit++;
	snprintf(buf, 24, "%.*f%c", bytes % (UINT64_C(1) << (10 * (unit + 1))) ? 1 : 0,
		 (double)bytes / (double)(UINT64_C(1) << (10 * (unit + 1))), units[unit]);
	return buf;
}
