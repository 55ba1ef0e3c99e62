/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/vmcoreinfo.h"

#include <string.h>

const char *vmcoreinfo_value(const char *text, size_t len, const char *key, size_t *n)
{
	size_t klen = strlen(key);

	for (size_t at = 0; at < len;) {
		const char *end = memchr(text + at, '\n', len - at);
		size_t line = end ? (size_t)(end - text) - at : len - at;

		if (line > klen && !memcmp(text + at, key, klen) && text[at + klen] == '=') {
			*n = line - klen - 1;
			return text + at + klen + 1;
		}
		at += line + 1;
	}
	return NULL;
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 16;
}

bool vmcoreinfo_number(const char *text, size_t len, const char *key, int base, uint64_t *out)
{
	size_t n = 0;
	const char *p = vmcoreinfo_value(text, len, key, &n);
	uint64_t v = 0;

	if (p && n > 2 && p[0] == '0' && p[1] == 'x') {
		base = 16;
		p += 2;
		n -= 2;
	}
	if (!p || !n || n > 20)
		return false;
	for (size_t i = 0; i < n; i++) {
		int d = digit(p[i]);

		if (d >= base)
			return false;
		v = v * (uint64_t)base + (uint64_t)d;
	}
	*out = v;
	return true;
}
