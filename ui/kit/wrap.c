/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/kit/wrap.h"

#include <string.h>

/* UTF-8 sequences count one column each. */
static unsigned width(const char *s, size_t len)
{
	unsigned n = 0;

	for (size_t i = 0; i < len; i++)
		n += ((unsigned char)s[i] & 0xc0) != 0x80;
	return n;
}

/* Bytes of s that fit into cols columns, up to a blank; at least one word, at most len. */
static size_t fitting(const char *s, size_t len, unsigned cols)
{
	size_t best = 0, i = 0;

	while (i < len && s[i] == ' ')
		i++;
	for (; i < len && (!best || width(s, i) <= cols); i++)
		if (s[i] == ' ' && width(s, i) <= cols)
			best = i;
	if (width(s, len) <= cols || !best)
		return len;
	return best;
}

/* Copy bytes at..end-1 in their styles. */
static void copy_styled(struct text *to, const struct text *from, size_t at, size_t end)
{
	for (size_t i = 0; i < from->nspans && at < end; i++) {
		const struct text_span *s = &from->spans[i];
		size_t stop = s->at + s->len < end ? s->at + s->len : end;

		if (stop <= at || s->at >= end)
			continue;
		if (s->at > at)
			text_put(to, TEXT_PLAIN, "%.*s", (int)(s->at - at), from->buf + at);
		at = s->at > at ? s->at : at;
		text_put(to, s->style, "%.*s", (int)(stop - at), from->buf + at);
		at = stop;
	}
	if (at < end)
		text_put(to, TEXT_PLAIN, "%.*s", (int)(end - at), from->buf + at);
}

static void wrap_line(struct text *to, const struct text *from, size_t at, size_t end,
		      unsigned cols)
{
	unsigned indent = (unsigned)strspn(from->buf + at, " ") + 2;
	size_t n = fitting(from->buf + at, end - at, cols);

	copy_styled(to, from, at, at + n);
	while ((at += n) < end && cols > indent) {
		at += strspn(from->buf + at, " ");
		if (at >= end)
			break;
		text_put(to, TEXT_PLAIN, "\n%*s", (int)indent, "");
		n = fitting(from->buf + at, end - at, cols - indent);
		copy_styled(to, from, at, at + n);
	}
	text_put(to, TEXT_PLAIN, "\n");
}

void wrap_text(struct text *to, const struct text *from, unsigned cols)
{
	for (size_t at = 0, end; at < from->len; at = end + 1) {
		const char *newline = memchr(from->buf + at, '\n', from->len - at);

		end = newline ? (size_t)(newline - from->buf) : from->len;
		wrap_line(to, from, at, end, cols);
	}
}
