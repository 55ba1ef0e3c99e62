/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The framing of the GDB remote serial protocol, as pure functions over buffers.
 *
 * A packet is "$payload#cc", cc being the payload's bytes added modulo 256, in hex. In a payload
 * '}' announces an escaped byte (the next one, XOR 0x20) and "x*n" stands for x and then n-29 more
 * of it. Between packets a '+' acknowledges one, a '-' asks for it again. Source: "Debugging with
 * GDB", appendix "Remote Protocol", section "Overview".
 */
#ifndef PTVIEW_RSP_H
#define PTVIEW_RSP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes that frame a payload. */
#define RSP_FRAME 4

enum rsp_kind {
	RSP_MORE,   /* nothing whole yet: read on */
	RSP_ACK,    /* '+' */
	RSP_NAK,    /* '-' */
	RSP_PACKET, /* a packet of good checksum */
	RSP_NOTE,   /* "%...#cc", an asynchronous notification */
	RSP_BAD,    /* a packet whose checksum is wrong */
	RSP_JUNK,   /* a byte that starts none of these */
};

/* What stands at the front of a receive buffer. */
struct rsp_item {
	enum rsp_kind kind;
	size_t used;	     /* bytes that it takes; 0 for RSP_MORE */
	const uint8_t *data; /* RSP_PACKET: the payload, still escaped, inside the buffer */
	size_t len;
};

/* The item at the front of in[0..len). */
struct rsp_item rsp_next(const uint8_t *in, size_t len);

/*
 * Frame body, escaping what must be, into out. The number of bytes written, or 0 where cap is too
 * small; 2 * len + RSP_FRAME always suffices.
 */
size_t rsp_frame(uint8_t *out, size_t cap, const void *body, size_t len);

/*
 * Undo escapes and run lengths. Writes at most cap bytes; *n is how many. False where the payload
 * is malformed or needs more than cap. out may not overlap the payload.
 */
bool rsp_decode(const uint8_t *data, size_t len, uint8_t *out, size_t cap, size_t *n);

/*
 * A payload of 2 * n hex digits (run lengths allowed) to n bytes. False where it is anything else;
 * out may then be partly written.
 */
bool rsp_hex(const uint8_t *data, size_t len, uint8_t *out, size_t n);

/* n bytes as 2 * n lower-case hex digits, not terminated. */
void rsp_to_hex(const void *bytes, size_t n, char *out);

/* The value of a hex digit, or 255. */
uint8_t rsp_digit(uint8_t c);

/* "Txx..." or "Sxx": the target reports that it has stopped. */
bool rsp_is_stop(const uint8_t *data, size_t len);

/* "Oxx...": console output, as opposed to "OK". */
bool rsp_is_console(const uint8_t *data, size_t len);

/* Exactly this text. */
bool rsp_is(const uint8_t *data, size_t len, const char *text);

#endif
