/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/text.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "report/output.h"
#include "src/array.h"
#include "src/printable.h"

/* SGR parameters of each style; the eight colours that every terminal has. */
static const char *const sgr[TEXT_STYLES] = {
	[TEXT_PLAIN] = NULL,   [TEXT_DIM] = "2",    [TEXT_HEAD] = "1",	  [TEXT_TABLE] = "36",
	[TEXT_BLOCK] = "32",   [TEXT_PAGE] = "34",  [TEXT_INVALID] = "2", [TEXT_RESERVED] = "35",
	[TEXT_ADDRESS] = NULL, [TEXT_VALUE] = "33", [TEXT_WARN] = "33;1", [TEXT_ERROR] = "31;1",
};

static bool reserve(struct text *t, size_t more)
{
	size_t want = t->len + more + 1, cap = t->cap ? t->cap : 256;
	char *p;

	if (want <= t->cap)
		return true;
	while (cap < want)
		cap *= 2;
	p = realloc(t->buf, cap);
	if (!p) {
		t->failed = true;
		return false;
	}
	t->buf = p;
	t->cap = cap;
	return true;
}

/* Bytes [at, at + len) have this style; joins the last span where it can. */
static void add_span(struct text *t, size_t at, size_t len, enum text_style style)
{
	struct text_span *last = t->nspans ? &t->spans[t->nspans - 1] : NULL;
	struct text_span *more;

	if (last && last->style == style && last->at + last->len == at) {
		last->len += len;
		return;
	}
	more = array_grow(t->spans, t->nspans, &t->cap_spans, sizeof(*more));
	if (!more) {
		t->failed = true;
		return;
	}
	t->spans = more;
	t->spans[t->nspans++] = (struct text_span){at, len, style};
}

void text_put(struct text *t, enum text_style style, const char *fmt, ...)
{
	va_list ap;
	int n;

	if (!reserve(t, 128))
		return;
	va_start(ap, fmt);
	n = vsnprintf(t->buf + t->len, t->cap - t->len, fmt, ap);
	va_end(ap);
	if (n <= 0)
		return;
	if ((size_t)n >= t->cap - t->len) {
		if (!reserve(t, (size_t)n))
			return;
		va_start(ap, fmt);
		vsnprintf(t->buf + t->len, t->cap - t->len, fmt, ap);
		va_end(ap);
	}
	printable_fix(t->buf + t->len, (size_t)n);
	add_span(t, t->len, (size_t)n, style);
	t->len += (size_t)n;
}

unsigned text_column(const struct text *t)
{
	unsigned col = 0;

	for (size_t i = t->len; i > 0 && t->buf[i - 1] != '\n'; i--)
		col += ((unsigned char)t->buf[i - 1] & 0xc0) != 0x80;
	return col;
}

static unsigned width_of(const char *s, size_t len)
{
	unsigned width = 0;

	for (size_t i = 0; i < len; i++)
		width += ((unsigned char)s[i] & 0xc0) != 0x80;
	return width;
}

void text_wrap(struct text *t, enum text_style style, unsigned cols, unsigned indent, const char *s)
{
	bool first = true;

	while (*s) {
		size_t len = strcspn(s, " ");
		bool fits = text_column(t) + !first + width_of(s, len) <= cols;

		if (!first && fits)
			text_put(t, style, " ");
		else if (!fits && text_column(t) > indent)
			text_put(t, style, "\n%*s", (int)indent, "");
		text_put(t, style, "%.*s", (int)len, s);
		s += len + (s[len] == ' ');
		first = false;
	}
}

void text_pad(struct text *t, unsigned col)
{
	unsigned now = text_column(t);

	if (now < col)
		text_put(t, TEXT_PLAIN, "%*s", (int)(col - now), "");
}

void text_clear(struct text *t)
{
	t->len = 0;
	t->nspans = 0;
	t->failed = false;
}

void text_free(struct text *t)
{
	free(t->buf);
	free(t->spans);
	*t = (struct text){0};
}

bool text_write(const struct text *t, FILE *f, bool color)
{
	for (size_t i = 0; i < t->nspans; i++) {
		const struct text_span *s = &t->spans[i];
		const char *on = color ? sgr[s->style] : NULL;

		if (on)
			fprintf(f, "\033[%sm", on);
		fwrite(t->buf + s->at, 1, s->len, f);
		if (on)
			fputs("\033[0m", f);
	}
	if (t->failed)
		output_lost();
	return !ferror(f) && !t->failed;
}
