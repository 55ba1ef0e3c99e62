/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "gdbstub/rsp.h"

static struct rsp_item item(const char *text)
{
	return rsp_next((const uint8_t *)text, strlen(text));
}

static void items_are_told_apart(void **state)
{
	struct rsp_item it = item("$OK#9arest");

	(void)state;
	assert_int_equal(it.kind, RSP_PACKET);
	assert_int_equal(it.used, 6);
	assert_int_equal(it.len, 2);
	assert_memory_equal(it.data, "OK", 2);
	assert_int_equal(item("+$OK#9a").kind, RSP_ACK);
	assert_int_equal(item("-").kind, RSP_NAK);
	assert_int_equal(item("").kind, RSP_MORE);
	assert_int_equal(item("%Stop:T05#99").kind, RSP_NOTE);
	assert_int_equal(item("HTTP").kind, RSP_JUNK);
	assert_int_equal(item("#00").kind, RSP_JUNK);
	assert_int_equal(item("$#00").kind, RSP_PACKET);
	assert_int_equal(item("$#00").len, 0);
}

static void truncated_packets_wait(void **state)
{
	const char *text = "$T02thread:p01.01;#03";

	(void)state;
	for (size_t n = 0; n < strlen(text); n++) {
		char *copy = malloc(n ? n : 1); /* exactly n bytes: a read past them is caught */

		memcpy(copy, text, n);
		assert_int_equal(rsp_next((uint8_t *)copy, n).kind, RSP_MORE);
		free(copy);
	}
	assert_int_equal(item(text).kind, RSP_PACKET);
}

static void wrong_checksums_are_seen(void **state)
{
	(void)state;
	assert_int_equal(item("$OK#9b").kind, RSP_BAD);
	assert_int_equal(item("$OK#xx").kind, RSP_BAD);
	assert_int_equal(item("$OK#9A").kind, RSP_PACKET);
	assert_int_equal(item("$OL#9a").kind, RSP_BAD);
	assert_int_equal(item("$OK#9b").used, 6);
}

/* Longer than the blocks in which sums are made, each byte once wrong. */
static void every_byte_counts_in_a_checksum(void **state)
{
	uint8_t body[300], frame[700];
	size_t n;

	(void)state;
	for (size_t i = 0; i < sizeof(body); i++)
		body[i] = (uint8_t)('a' + i % 26);
	n = rsp_frame(frame, sizeof(frame), body, sizeof(body));
	assert_int_equal(n, sizeof(body) + RSP_FRAME);
	assert_int_equal(rsp_next(frame, n).kind, RSP_PACKET);
	for (size_t i = 1; i <= sizeof(body); i++) {
		frame[i] ^= 1;
		assert_int_equal(rsp_next(frame, n).kind, RSP_BAD);
		frame[i] ^= 1;
	}
}

static void any_byte_survives_framing(void **state)
{
	uint8_t body[256], frame[2 * 256 + RSP_FRAME], back[256];
	struct rsp_item it;
	size_t n;

	(void)state;
	for (size_t i = 0; i < 256; i++)
		body[i] = (uint8_t)i;
	n = rsp_frame(frame, sizeof(frame), body, sizeof(body));
	it = rsp_next(frame, n);
	assert_int_equal(it.kind, RSP_PACKET);
	assert_int_equal(it.used, n);
	assert_int_equal(it.len, 256 + 4); /* $ # } * are escaped */
	assert_true(rsp_decode(it.data, it.len, back, sizeof(back), &n));
	assert_int_equal(n, 256);
	assert_memory_equal(body, back, 256);
	assert_int_equal(rsp_frame(frame, 8, body, 3), 0);
	assert_int_equal(rsp_frame(frame, 3, body, 0), 0);
	assert_int_equal(rsp_frame(frame, 4, body, 0), 4);
}

static bool decode(const char *text, char *out, size_t cap)
{
	size_t n = 0;
	bool good = rsp_decode((const uint8_t *)text, strlen(text), (uint8_t *)out, cap, &n);

	out[n] = '\0';
	return good;
}

static void run_lengths_expand(void **state)
{
	char out[128];

	(void)state;
	assert_true(decode("0* ", out, 100)); /* the protocol's own example */
	assert_string_equal(out, "0000");
	assert_true(decode("a}\x03"
			   "b*!",
			   out, 100));
	assert_string_equal(out, "a#bbbbb");
	assert_true(decode("x*~", out, 100));
	assert_int_equal(strlen(out), 98);
}

static void malformed_payloads_are_refused(void **state)
{
	char out[16];

	(void)state;
	assert_false(decode("*!", out, 8));	/* nothing to repeat */
	assert_false(decode("0*", out, 8));	/* no count */
	assert_false(decode("0*\x1f", out, 8)); /* not a count */
	assert_false(decode("0*\x7f", out, 8));
	assert_false(decode("a}", out, 8));  /* nothing escaped */
	assert_false(decode("0*!", out, 4)); /* five do not fit */
	assert_true(decode("0*!", out, 5));
	assert_false(decode("abc", out, 2));
}

static bool hex(const char *text, uint8_t *out, size_t n)
{
	return rsp_hex((const uint8_t *)text, strlen(text), out, n);
}

static void hex_becomes_bytes(void **state)
{
	uint8_t out[8] = {0};

	(void)state;
	assert_true(hex("00ff1aA9", out, 4));
	assert_memory_equal(out, "\x00\xff\x1a\xa9", 4);
	assert_true(hex("0*\"1", out, 4) == false); /* 0 and five more, 1: seven digits */
	assert_true(hex("0*#1", out, 4) == true);
	assert_memory_equal(out, "\0\0\0\x01", 4);
	assert_true(hex("1230* ", out, 3) == false); /* seven digits */
	assert_true(hex("120* ", out, 3));
	assert_memory_equal(out, "\x12\0\0", 3);
	assert_true(hex("", out, 0));
}

static void what_is_no_hex_is_refused(void **state)
{
	uint8_t out[300];
	char text[513];

	(void)state;
	assert_false(hex("0", out, 1));
	assert_false(hex("000", out, 1));
	assert_false(hex("E01", out, 1));
	assert_false(hex("0g", out, 1));
	assert_false(hex("xx", out, 1));
	assert_false(hex("*!", out, 1));
	assert_false(hex("0*~", out, 1));
	for (int c = 1; c < 256; c++) {
		bool digit = strchr("0123456789abcdefABCDEF", c) != NULL;

		for (size_t at = 0; at < 512; at += 73) {
			memset(text, '5', 512);
			text[512] = '\0';
			text[at] = (char)c;
			assert_int_equal(hex(text, out, 256), digit);
		}
	}
}

/* All byte values, through the fast loop, the one for the rest, and the one for runs. */
static void hex_agrees_with_itself(void **state)
{
	uint8_t bytes[256], back[256];
	char text[2 * 256];

	(void)state;
	for (size_t i = 0; i < 256; i++)
		bytes[i] = (uint8_t)(i * 7);
	rsp_to_hex(bytes, 256, text);
	for (size_t n = 0; n <= 256; n++) {
		memset(back, 0x55, sizeof(back));
		assert_true(rsp_hex((uint8_t *)text, 2 * n, back, n));
		assert_memory_equal(back, bytes, n);
		if (n < 256)
			assert_int_equal(back[n], 0x55);
	}
}

static bool is(bool (*f)(const uint8_t *, size_t), const char *text)
{
	return f((const uint8_t *)text, strlen(text));
}

static void shapes_are_recognised(void **state)
{
	(void)state;
	assert_true(is(rsp_is_stop, "T02thread:01;"));
	assert_true(is(rsp_is_stop, "S05"));
	assert_false(is(rsp_is_stop, "S05x"));
	assert_false(is(rsp_is_stop, "T0"));
	assert_false(is(rsp_is_stop, "Txx"));
	assert_false(is(rsp_is_stop, "QC1"));
	assert_true(is(rsp_is_console, "O41"));
	assert_false(is(rsp_is_console, "OK"));
	assert_false(is(rsp_is_console, "O"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(items_are_told_apart),
		cmocka_unit_test(truncated_packets_wait),
		cmocka_unit_test(wrong_checksums_are_seen),
		cmocka_unit_test(every_byte_counts_in_a_checksum),
		cmocka_unit_test(any_byte_survives_framing),
		cmocka_unit_test(run_lengths_expand),
		cmocka_unit_test(malformed_payloads_are_refused),
		cmocka_unit_test(hex_becomes_bytes),
		cmocka_unit_test(what_is_no_hex_is_refused),
		cmocka_unit_test(hex_agrees_with_itself),
		cmocka_unit_test(shapes_are_recognised),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
