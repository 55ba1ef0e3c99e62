/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/printable.h"

#include <string.h>

/* Length of the sequence that a first byte announces, and its bits; 0 for what cannot begin one. */
static size_t first_byte(unsigned char b, uint32_t *code)
{
	if (b < 0x80) {
		*code = b;
		return 1;
	}
	if (b >= 0xc2 && b <= 0xdf) {
		*code = b & 0x1fU;
		return 2;
	}
	if (b >= 0xe0 && b <= 0xef) {
		*code = b & 0x0fU;
		return 3;
	}
	if (b >= 0xf0 && b <= 0xf4) {
		*code = b & 0x07U;
		return 4;
	}
	return 0;
}

size_t printable_decode(const char *s, size_t len, uint32_t *code)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t n = first_byte((unsigned char)s[0], code);

	if (!n || n > len)
		return 0;
	for (size_t i = 1; i < n; i++) {
		if (((unsigned char)s[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | ((unsigned char)s[i] & 0x3fU);
	}
	if (*code < least[n] || *code > 0x10ffff || (*code >= 0xd800 && *code <= 0xdfff))
		return 0;
	return n;
}

bool printable_is(uint32_t code)
{
	static const struct {
		uint32_t first, last;
	} none[] = {
		{0x00, 0x1f},	  {0x7f, 0x9f},	    {0x61c, 0x61c},
		{0x200e, 0x200f}, {0x2028, 0x202e}, {0x2066, 0x2069},
	};

	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		if (code >= none[i].first && code <= none[i].last)
			return false;
	return true;
}

void printable_fix(char *s, size_t len)
{
	size_t i = 0;

	while (i < len) {
		uint32_t code = 0;
		size_t n;

		if ((s[i] >= ' ' && s[i] <= '~') || s[i] == '\n') {
			i++;
			continue;
		}
		n = printable_decode(s + i, len - i, &code);
		if (!n || !printable_is(code))
			memset(s + i, '?', n ? n : 1);
		i += n ? n : 1;
	}
}
