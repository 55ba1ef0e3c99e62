/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text/pattern.h"

#include <ctype.h>
#include <string.h>

/* What of a pattern a line must have before its end counts as a wrap. */
enum { PART_LEAST = 4 };

/* A longer pattern is taken behind a letter, too: lines may be joined without a blank. */
enum { LONG_LEAST = 16 };

static bool in_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

const char *pattern_hex(const char *s, struct number *out)
{
	int d;

	*out = (struct number){.prefixed = s[0] == '0' && (s[1] == 'x' || s[1] == 'X')};
	if (out->prefixed)
		s += 2;
	for (; (d = hex_value(*s)) >= 0; s++, out->digits++)
		out->v = out->v << 4 | (unsigned)d;
	if (!out->prefixed && *s == '/')
		return NULL; /* "E/TC:0" */
	return out->digits && out->digits <= 16 && !in_word(*s) ? s : NULL;
}

static const char *decimal(const char *s, struct number *out)
{
	*out = (struct number){0};
	for (; *s >= '0' && *s <= '9' && out->digits < 9; s++, out->digits++)
		out->v = out->v * 10 + (unsigned)(*s - '0');
	return out->digits ? s : NULL;
}

/* As Tarmac writes: "00000000_00000709", "000088023000_NS". */
static const char *grouped(const char *s, struct number *out)
{
	int d;

	*out = (struct number){0};
	for (; (d = hex_value(*s)) >= 0 || (*s == '_' && hex_value(s[1]) >= 0); s++) {
		if (*s == '_')
			continue;
		out->v = out->v << 4 | (unsigned)d;
		out->digits++;
	}
	if (!strncmp(s, "_NS", 3))
		s += 3;
	return out->digits && out->digits <= 16 && !in_word(*s) ? s : NULL;
}

static const char *version(const char *s, struct number *out)
{
	struct number major, minor;

	s = decimal(s, &major);
	s = s && *s == '.' ? decimal(s + 1, &minor) : NULL;
	if (!s || major.digits > 3 || minor.digits > 3)
		return NULL;
	*out = (struct number){.v = major.v << 16 | minor.v};
	return s;
}

static const char *word(const char *s)
{
	const char *end = s;

	while (*end && !is_blank(*end) && !strchr(",)]", *end))
		end++;
	return end > s ? end : NULL;
}

struct match {
	struct capture *caps;
	unsigned n;
	bool ended; /* the line ended too early in some attempt */
};

/* One {...} of a pattern; *p is moved behind it. */
static const char *take_capture(struct match *m, const char **p, const char *s)
{
	const char *name = *p + 1, *close = strchr(name, '}'), *end;
	size_t marked = strchr("#%~", *name) != NULL;
	struct number n = {0};

	*p = close + 1;
	if (name == close)
		return word(s);
	if (*name == '#')
		end = decimal(s, &n);
	else if (*name == '%')
		end = version(s, &n);
	else if (*name == '~')
		end = grouped(s, &n);
	else
		end = pattern_hex(s, &n);
	if (end && m->n < PATTERN_CAPTURES_MAX)
		m->caps[m->n++] =
			(struct capture){name + marked, (size_t)(close - name) - marked, n};
	return end;
}

static bool here(struct match *m, const char *p, const char *s);

/* The rest of a pattern behind a '*'. */
static bool anywhere(struct match *m, const char *p, const char *s)
{
	unsigned n = m->n;

	for (; *s; s++) {
		m->n = n;
		if (here(m, p, s))
			return true;
	}
	m->ended = true;
	return false;
}

static bool here(struct match *m, const char *p, const char *s)
{
	while (*p) {
		if (*p == '*')
			return anywhere(m, p + 1, s);
		if (!*s) {
			m->ended = true;
			return false;
		}
		if (*p == '{') {
			s = take_capture(m, &p, s);
			if (!s)
				return false;
		} else if (*p == ' ') {
			if (!is_blank(*s))
				return false;
			while (is_blank(*s))
				s++;
			p++;
		} else if (*p++ != *s++) {
			return false;
		}
	}
	return true;
}

/* How much of a pattern is plain text. */
static size_t literal(const char *p)
{
	return strcspn(p, "{* ");
}

enum pattern_result pattern_find(const char *pattern, const char *s, struct capture *caps,
				 unsigned *n)
{
	size_t plain = literal(pattern);
	enum pattern_result best = PATTERN_NO;
	size_t part = 0;
	bool shorter = strlen(pattern) < LONG_LEAST;

	for (const char *at = s; (at = strchr(at, pattern[0])); at++) {
		struct match m = {.caps = caps};
		size_t left;

		if (shorter && at > s && in_word(pattern[0]) && in_word(at[-1]))
			continue;
		left = strlen(at);
		if (strncmp(at, pattern, left < plain ? left : plain) != 0)
			continue;
		if (here(&m, pattern, at)) {
			*n = m.n;
			return PATTERN_YES;
		}
		if (m.ended && left >= PART_LEAST && best == PATTERN_NO) {
			best = PATTERN_PART;
			part = left;
		}
	}
	*n = (unsigned)part;
	return best;
}
