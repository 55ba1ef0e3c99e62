/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/kit/utf8.h"

#include <string.h>

#include "src/printable.h"

enum { REPLACEMENT = 0xfffd };

struct range {
	uint32_t lo, hi;
};

static const struct range zero_width[] = {
	{0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05bd}, {0x064b, 0x065f},
	{0x200b, 0x200f}, {0x202a, 0x202e}, {0x2060, 0x2064}, {0x20d0, 0x20ff},
	{0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}, {0xfeff, 0xfeff}, {0xe0100, 0xe01ef},
};

/* East Asian wide and fullwidth (UAX #11), and the emoji that terminals draw in two columns. */
static const struct range two_wide[] = {
	{0x1100, 0x115f},   {0x2e80, 0x303e},	{0x3041, 0x33ff}, {0x3400, 0x4dbf},
	{0x4e00, 0x9fff},   {0xa000, 0xa4cf},	{0xac00, 0xd7a3}, {0xf900, 0xfaff},
	{0xfe30, 0xfe6f},   {0xff00, 0xff60},	{0xffe0, 0xffe6}, {0x1f300, 0x1f64f},
	{0x1f900, 0x1f9ff}, {0x20000, 0x3fffd},
};

/* The glyphs of the screens, and what stands for them where there is only ASCII. */
static const struct {
	uint32_t code;
	char ascii;
} look_alikes[] = {
	{0x25b8, '+'},	/* ▸ folded */
	{0x25be, '-'},	/* ▾ unfolded */
	{0x2502, '|'},	/* │ */
	{0x251c, '|'},	/* ├ */
	{0x2514, '`'},	/* └ */
	{0x250c, '.'},	/* ┌ */
	{0x2510, '.'},	/* ┐ */
	{0x2518, '\''}, /* ┘ */
	{0x2500, '-'},	/* ─ */
	{0x203a, '>'},	/* › */
	{0x2192, '>'},	/* → */
	{0x2026, '~'},	/* … */
	{0x2013, '-'},	/* – */
	{0x2022, '*'},	/* • */
	{0x00b7, '.'},	/* · */
	{0x00d7, 'x'},	/* × */
	{0x2191, '^'},	/* ↑ */
	{0x2193, 'v'},	/* ↓ */
	{0x2588, '#'},	/* █ */
	{0x2589, '#'},	/* ▉ and so on: parts of it, from the left */
	{0x258a, '#'},	{0x258b, '#'}, {0x258c, '#'}, {0x258d, '-'}, {0x258e, '-'}, {0x258f, '-'},
};

static bool in_ranges(const struct range *r, size_t n, uint32_t code)
{
	for (size_t i = 0; i < n; i++) {
		if (code >= r[i].lo && code <= r[i].hi)
			return true;
	}
	return false;
}

static unsigned code_width(uint32_t code)
{
	if (in_ranges(zero_width, sizeof(zero_width) / sizeof(zero_width[0]), code))
		return 0;
	return in_ranges(two_wide, sizeof(two_wide) / sizeof(two_wide[0]), code) ? 2 : 1;
}

static char ascii_for(uint32_t code)
{
	if (code < 0x7f)
		return (char)code;
	for (size_t i = 0; i < sizeof(look_alikes) / sizeof(look_alikes[0]); i++) {
		if (look_alikes[i].code == code)
			return look_alikes[i].ascii;
	}
	return '?';
}

size_t utf8_next(const char *s, size_t len, bool ascii, struct utf8_char *out)
{
	uint32_t code = REPLACEMENT;
	size_t used = printable_decode(s, len, &code);

	if (!used || !printable_is(code))
		code = REPLACEMENT;
	*out = (struct utf8_char){.code = code, .width = code_width(code)};
	if (ascii) {
		out->bytes[0] = ascii_for(code);
		out->width = out->width ? 1 : 0;
	} else {
		utf8_encode(code, out->bytes);
	}
	return used ? used : 1;
}

size_t utf8_encode(uint32_t code, char out[5])
{
	size_t n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};

	memset(out, 0, 5);
	if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return utf8_encode(REPLACEMENT, out);
	for (size_t i = n; i-- > 1; code >>= 6)
		out[i] = (char)(0x80 | (code & 0x3f));
	out[0] = (char)(lead[n] | code);
	return n;
}

size_t utf8_last(const char *s, size_t len)
{
	size_t n = 1;

	if (!len)
		return 0;
	while (n < len && n < 4 && ((unsigned char)s[len - n] & 0xc0) == 0x80)
		n++;
	return n;
}
