/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/content.h"

#include <string.h>

static bool is_text(uint8_t b)
{
	return b >= ' ' && b < 0x7f;
}

static void put_hex(struct text *t, const uint8_t *b, size_t n)
{
	for (size_t i = 0; i < CONTENT_LINE; i++) {
		text_put(t, TEXT_PLAIN, i == CONTENT_LINE / 2 ? " " : "");
		if (i < n)
			text_put(t, b[i] ? TEXT_VALUE : TEXT_DIM, " %02x", b[i]);
		else
			text_put(t, TEXT_PLAIN, "   ");
	}
	text_put(t, TEXT_DIM, "  |");
	for (size_t i = 0; i < n; i++)
		text_put(t, TEXT_PLAIN, "%c", is_text(b[i]) ? b[i] : '.');
	text_put(t, TEXT_DIM, "|");
}

/* Little-endian, as the tables are. What is left of a word at an end is not one. */
static void put_words(struct text *t, const uint8_t *b, size_t n, size_t width)
{
	for (size_t i = 0; i + width <= n; i += width) {
		uint64_t v = 0;

		for (size_t k = width; k-- > 0;)
			v = v << 8 | b[i + k];
		text_put(t, v ? TEXT_VALUE : TEXT_DIM, " 0x%0*llx", (int)(2 * width),
			 (unsigned long long)v);
	}
	for (size_t i = n - n % width; i < n; i++)
		text_put(t, TEXT_VALUE, " %02x", b[i]);
}

void content_end(struct content_text *c, struct text *t)
{
	size_t n = c->n;

	c->n = 0;
	if (!n || (c->format == CONTENT_STRINGS && n < CONTENT_STRING_LEAST))
		return;
	text_put(t, TEXT_ADDRESS, "  0x%016llx ", (unsigned long long)c->ia.v);
	switch (c->format) {
	case CONTENT_HEX: put_hex(t, c->line, n); break;
	case CONTENT_WORDS: put_words(t, c->line, n, 8); break;
	case CONTENT_WORDS32: put_words(t, c->line, n, 4); break;
	case CONTENT_WORDS16: put_words(t, c->line, n, 2); break;
	case CONTENT_STRINGS:
		text_put(t, TEXT_PLAIN, " %.*s", (int)n, (const char *)c->line);
		break;
	}
	text_put(t, TEXT_PLAIN, "\n");
}

void content_put(struct content_text *c, struct text *t, struct ia ia, const uint8_t *b, size_t n)
{
	bool strings = c->format == CONTENT_STRINGS;
	size_t most = strings ? CONTENT_STRING_MOST : CONTENT_LINE;

	if (c->n && c->ia.v + c->n != ia.v)
		content_end(c, t);
	for (size_t i = 0; i < n; i++) {
		if (strings && !is_text(b[i])) {
			content_end(c, t);
			continue;
		}
		if (!c->n)
			c->ia = addr_ia(ia.v + i);
		c->line[c->n++] = b[i];
		if (c->n == most)
			content_end(c, t);
	}
}
