/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/export/escape.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "src/printable.h"

/* The next character of *s, which is moved on; what is malformed or not printable is U+FFFD. */
static uint32_t next(const char **s, size_t *bytes)
{
	uint32_t code;
	size_t n = printable_decode(*s, strnlen(*s, 4), &code);

	*bytes = n ? n : 1;
	*s += *bytes;
	return !n || !printable_is(code) || code == 0xfffe || code == 0xffff ? 0xfffd : code;
}

static const char *entity(uint32_t c)
{
	switch (c) {
	case '&': return "&amp;";
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '"': return "&quot;";
	case '\'': return "&#39;";
	case 0xfffd: return "\xef\xbf\xbd";
	default: return NULL;
	}
}

void escape_xml(FILE *f, const char *s)
{
	while (*s) {
		const char *at = s, *e;
		size_t n;

		e = entity(next(&s, &n));
		if (e)
			fputs(e, f);
		else
			fwrite(at, 1, n, f);
	}
}

void escape_json(FILE *f, const char *s)
{
	fputc('"', f);
	while (*s) {
		size_t n;
		uint32_t c;

		if (*s == '\t') {
			fputs("\\t", f);
			s++;
			continue;
		}
		c = next(&s, &n);
		if (c == '"' || c == '\\')
			fprintf(f, "\\%c", (int)c);
		else if (c >= 0x10000)
			fprintf(f, "\\u%04x\\u%04x", 0xd7c0 + (unsigned)(c >> 10),
				0xdc00 + (unsigned)(c & 0x3ff));
		else if (c > 0x7e || c == '<' || c == '>' || c == '&')
			fprintf(f, "\\u%04x", (unsigned)c);
		else
			fputc((int)c, f);
	}
	fputc('"', f);
}

void escape_csv(FILE *f, const char *s, int text)
{
	bool formula = text && *s && strchr("=+-@\t\r", *s);

	if (!formula && !strpbrk(s, ",\"\r\n")) {
		fputs(s, f);
		return;
	}
	fputs(formula ? "\"'" : "\"", f);
	for (; *s; s++) {
		if (*s == '"')
			fputc('"', f);
		fputc(*s, f);
	}
	fputc('"', f);
}
