/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Little-endian bytes: a buffer that grows as it is written, and a cursor that never reads past the
 * end. */
#ifndef PTVIEW_DUMP_BYTES_H
#define PTVIEW_DUMP_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A zeroed struct is empty. After a failure writes do nothing: check `failed` once, at the end. */
struct bytes {
	unsigned char *data;
	size_t len, cap;
	bool failed; /* out of memory */
};

/* Append an n-byte value, n = 1..8. */
void bytes_put(struct bytes *b, uint64_t v, unsigned n);

/* Append len bytes; NULL appends zeros. */
void bytes_copy(struct bytes *b, const void *p, size_t len);

/* Append zeros up to a multiple of align. */
void bytes_align(struct bytes *b, size_t align);

/*
 * Append text as its length, an n-byte value, and that many bytes without a terminator. It is cut
 * to max bytes; what is not printable ASCII becomes '?'.
 */
void bytes_text(struct bytes *b, const char *s, unsigned n, size_t max);

/* Replace the n-byte value at offset `at`, which has been written before. */
void bytes_patch(struct bytes *b, size_t at, uint64_t v, unsigned n);

void bytes_free(struct bytes *b);

/* Bytes being read. After a failure reads give 0: check `bad` once a record. */
struct bytes_in {
	const unsigned char *p;
	size_t left;
	uint64_t off; /* of p in the file, for error lines */
	bool bad;     /* something ran past the end, or was no text */
};

/* Take an n-byte value, n = 1..8. */
uint64_t bytes_get(struct bytes_in *in, unsigned n);

/*
 * Take a text as bytes_text() writes it into buf, terminated. Bad: longer than fits, or with a byte
 * that is not printable ASCII (a dump must not reach the terminal's control sequences).
 */
void bytes_get_text(struct bytes_in *in, unsigned n, char *buf, size_t size);

#endif
