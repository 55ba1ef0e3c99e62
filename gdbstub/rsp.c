/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gdbstub/rsp.h"

#include <string.h>

/* Value + 1 of each hex digit; 0 for all other bytes. */
static const uint8_t digits[256] = {
	['0'] = 1,  ['1'] = 2,	['2'] = 3,  ['3'] = 4,	['4'] = 5,  ['5'] = 6,
	['6'] = 7,  ['7'] = 8,	['8'] = 9,  ['9'] = 10, ['a'] = 11, ['b'] = 12,
	['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16, ['A'] = 11, ['B'] = 12,
	['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
};

static const char hex_out[] = "0123456789abcdef";

uint8_t rsp_digit(uint8_t c)
{
	return (uint8_t)(digits[c] - 1);
}

/*
 * Loops over a reply go in blocks of a fixed size, which compilers turn into vector instructions:
 * they are the larger part of what reading memory costs us.
 */
#define BLOCK 64

static uint8_t checksum(const uint8_t *p, size_t len)
{
	uint8_t sum = 0;

	for (; len >= BLOCK; len -= BLOCK, p += BLOCK)
		for (size_t i = 0; i < BLOCK; i++)
			sum = (uint8_t)(sum + p[i]);
	while (len--)
		sum = (uint8_t)(sum + *p++);
	return sum;
}

/* A packet or a notification starts at in[0]. */
static struct rsp_item framed(const uint8_t *in, size_t len)
{
	const uint8_t *end = memchr(in + 1, '#', len - 1);
	struct rsp_item item = {.kind = RSP_MORE};
	uint8_t hi, lo;

	if (!end || len - (size_t)(end - in) < 3)
		return item;
	item.data = in + 1;
	item.len = (size_t)(end - item.data);
	item.used = item.len + RSP_FRAME;
	hi = rsp_digit(end[1]);
	lo = rsp_digit(end[2]);
	if (hi > 15 || lo > 15 || checksum(item.data, item.len) != (hi << 4 | lo))
		item.kind = RSP_BAD;
	else
		item.kind = in[0] == '$' ? RSP_PACKET : RSP_NOTE;
	return item;
}

struct rsp_item rsp_next(const uint8_t *in, size_t len)
{
	struct rsp_item item = {.kind = RSP_MORE};

	if (!len)
		return item;
	if (in[0] == '$' || in[0] == '%')
		return framed(in, len);
	item.used = 1;
	item.kind = in[0] == '+' ? RSP_ACK : in[0] == '-' ? RSP_NAK : RSP_JUNK;
	return item;
}

size_t rsp_frame(uint8_t *out, size_t cap, const void *body, size_t len)
{
	const uint8_t *p = body;
	uint8_t sum, *to = out;

	if (cap < RSP_FRAME || len > (cap - RSP_FRAME) / 2)
		return 0;
	*to++ = '$';
	for (size_t i = 0; i < len; i++) {
		uint8_t c = p[i];

		if (c == '$' || c == '#' || c == '}' || c == '*') {
			*to++ = '}';
			c ^= 0x20;
		}
		*to++ = c;
	}
	sum = checksum(out + 1, (size_t)(to - out) - 1);
	*to++ = '#';
	*to++ = (uint8_t)hex_out[sum >> 4];
	*to++ = (uint8_t)hex_out[sum & 15];
	return (size_t)(to - out);
}

/*
 * The byte after '*' is a count: printable, 29 more than the repeats. 0 where it is no count.
 */
static size_t repeats(uint8_t c)
{
	return c >= ' ' && c <= '~' ? (size_t)c - 29 : 0;
}

bool rsp_decode(const uint8_t *data, size_t len, uint8_t *out, size_t cap, size_t *n)
{
	size_t done = 0;

	*n = 0;
	for (size_t i = 0; i < len; i++) {
		size_t count = 1;
		uint8_t c = data[i];

		if (c == '}' || c == '*') {
			if (++i == len)
				return false;
			count = c == '*' ? repeats(data[i]) : 1;
			if (!count || (c == '*' && !done))
				return false;
			c = c == '*' ? out[done - 1] : data[i] ^ 0x20;
		}
		if (count > cap - done)
			return false;
		memset(out + done, c, count);
		done += count;
		*n = done;
	}
	return true;
}

/* The same as rsp_hex(), for a payload with run lengths: one digit at a time. */
static bool hex_with_runs(const uint8_t *data, size_t len, uint8_t *out, size_t n)
{
	size_t done = 0; /* digits */
	uint8_t digit = 255;

	for (size_t i = 0; i < len; i++) {
		size_t count = 1;

		if (data[i] == '*')
			count = ++i < len ? repeats(data[i]) : 0;
		else
			digit = rsp_digit(data[i]);
		if (digit > 15 || !count || count > 2 * n - done)
			return false;
		for (; count; count--, done++) {
			uint8_t high = done & 1 ? out[done / 2] : 0;

			out[done / 2] = (uint8_t)(high << 4 | digit);
		}
	}
	return done == 2 * n;
}

/* Not 0 where c is no hex digit. */
static inline uint8_t not_hex(uint8_t c)
{
	uint8_t letter = (uint8_t)((c | 0x20) - 'a');

	return (uint8_t)((uint8_t)(c - '0') > 9 && letter > 5);
}

/* Two hex digits: digits are 0x30 and up, letters 0x41 or 0x61 and up. */
static inline uint8_t byte(const uint8_t *p)
{
	uint8_t hi = (uint8_t)((p[0] & 15) + (p[0] >> 6) * 9);
	uint8_t lo = (uint8_t)((p[1] & 15) + (p[1] >> 6) * 9);

	return (uint8_t)(hi << 4 | lo);
}

bool rsp_hex(const uint8_t *data, size_t len, uint8_t *out, size_t n)
{
	uint8_t bad = 0, block[BLOCK];

	if (len != 2 * n || memchr(data, '*', len))
		return hex_with_runs(data, len, out, n);
	for (; n >= BLOCK; n -= BLOCK, data += 2 * BLOCK, out += BLOCK) {
		for (size_t i = 0; i < 2 * BLOCK; i++)
			bad |= not_hex(data[i]);
		for (size_t i = 0; i < BLOCK; i++)
			block[i] = byte(data + 2 * i);
		memcpy(out, block, BLOCK);
	}
	for (; n; n--, data += 2, out++) {
		bad |= not_hex(data[0]) | not_hex(data[1]);
		*out = byte(data);
	}
	return !bad;
}

void rsp_to_hex(const void *bytes, size_t n, char *out)
{
	const uint8_t *p = bytes;

	for (size_t i = 0; i < n; i++) {
		out[2 * i] = hex_out[p[i] >> 4];
		out[2 * i + 1] = hex_out[p[i] & 15];
	}
}

static bool two_digits(const uint8_t *p)
{
	return rsp_digit(p[0]) <= 15 && rsp_digit(p[1]) <= 15;
}

bool rsp_is_stop(const uint8_t *data, size_t len)
{
	if (len < 3 || !two_digits(data + 1))
		return false;
	return data[0] == 'T' || (data[0] == 'S' && len == 3);
}

bool rsp_is_console(const uint8_t *data, size_t len)
{
	return len >= 3 && data[0] == 'O' && two_digits(data + 1);
}

bool rsp_is(const uint8_t *data, size_t len, const char *text)
{
	return len == strlen(text) && !memcmp(data, text, len);
}
