/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dump/bytes.h"

#include <stdlib.h>
#include <string.h>

/* Room for len more bytes, or NULL. */
static unsigned char *extend(struct bytes *b, size_t len)
{
	size_t want = b->cap ? b->cap : 256;
	unsigned char *p;

	if (b->failed || len > SIZE_MAX / 4 - b->len) {
		b->failed = true;
		return NULL;
	}
	while (want < b->len + len)
		want *= 2;
	p = want == b->cap ? b->data : realloc(b->data, want);
	if (!p) {
		b->failed = true;
		return NULL;
	}
	b->data = p;
	b->cap = want;
	p += b->len;
	b->len += len;
	return p;
}

static void store(unsigned char *p, uint64_t v, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		p[i] = (unsigned char)(v >> 8 * i);
}

static bool printable(unsigned char c)
{
	return c >= 0x20 && c <= 0x7e;
}

void bytes_put(struct bytes *b, uint64_t v, unsigned n)
{
	unsigned char *p = extend(b, n);

	if (p)
		store(p, v, n);
}

void bytes_copy(struct bytes *b, const void *src, size_t len)
{
	unsigned char *p = extend(b, len);

	if (!p || !len)
		return;
	if (src)
		memcpy(p, src, len);
	else
		memset(p, 0, len);
}

void bytes_align(struct bytes *b, size_t align)
{
	if (b->len % align)
		bytes_copy(b, NULL, align - b->len % align);
}

void bytes_text(struct bytes *b, const char *s, unsigned n, size_t max)
{
	size_t len = strnlen(s, max);

	bytes_put(b, len, n);
	for (size_t i = 0; i < len; i++)
		bytes_put(b, printable((unsigned char)s[i]) ? (unsigned char)s[i] : '?', 1);
}

void bytes_patch(struct bytes *b, size_t at, uint64_t v, unsigned n)
{
	if (!b->failed)
		store(b->data + at, v, n);
}

void bytes_free(struct bytes *b)
{
	free(b->data);
	*b = (struct bytes){0};
}

/* The next len bytes, or NULL where there are not as many. */
static const unsigned char *take(struct bytes_in *in, size_t len)
{
	const unsigned char *p = in->p;

	if (in->bad || len > in->left) {
		in->bad = true;
		return NULL;
	}
	in->p += len;
	in->left -= len;
	in->off += len;
	return p;
}

uint64_t bytes_get(struct bytes_in *in, unsigned n)
{
	const unsigned char *p = take(in, n);
	uint64_t v = 0;

	for (unsigned i = 0; p && i < n; i++)
		v |= (uint64_t)p[i] << 8 * i;
	return v;
}

void bytes_get_text(struct bytes_in *in, unsigned n, char *buf, size_t size)
{
	size_t len = (size_t)bytes_get(in, n);
	const unsigned char *p = len < size ? take(in, len) : NULL;

	for (size_t i = 0; p && i < len; i++) {
		if (!printable(p[i]))
			p = NULL;
		else
			buf[i] = (char)p[i];
	}
	buf[p ? len : 0] = 0;
	if (!p)
		in->bad = true;
}
