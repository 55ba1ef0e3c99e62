/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines of an outcome. They are compared as text, so only the one spelling that the format allows
 * is let in: what is well-formed and differs then differs in what it says.
 */
#include "src/xen/replay_int.h"

#include <string.h>

/*
 * Patterns. A character stands for itself, but for:
 *
 *   %d  decimal number		%x  hex number, no superfluous zeros
 *   %i  0x and 3 hex digits	%v  0x and 16 hex digits
 *   %m  as %x, or "none"	%r  0, a negative decimal number, or "assert"
 *   %n  nothing, or " x" and a decimal number of at least 2; its value is 1 for nothing
 *   %t  text up to the end, at least one character
 *   %w  a word of lower-case letters, digits and '_'
 *   %s  decimal number, perhaps negative
 *   %c  nothing, or " clean"
 */
/* A try to match one pattern. */
struct match {
	const char *s;
	size_t len, pos;
	uint64_t *v; /* where the next value goes */
};

static char peek(const struct match *m)
{
	return m->pos < m->len ? m->s[m->pos] : '\0';
}

static bool word(struct match *m, const char *w)
{
	size_t n = strlen(w);

	if (m->len - m->pos < n || memcmp(m->s + m->pos, w, n))
		return false;
	m->pos += n;
	return true;
}

static unsigned digit(char ch)
{
	if (ch >= '0' && ch <= '9')
		return (unsigned)(ch - '0');
	return ch >= 'a' && ch <= 'f' ? (unsigned)(ch - 'a') + 10 : 99;
}

/* Digits of a base. width 0: as many as needed, no leading zero; else exactly so many. */
static bool digits(struct match *m, unsigned base, unsigned width, uint64_t *v)
{
	size_t first = m->pos, n;

	for (*v = 0; digit(peek(m)) < base; m->pos++) {
		if (*v > (UINT64_MAX - digit(peek(m))) / base)
			return false;
		*v = *v * base + digit(peek(m));
	}
	n = m->pos - first;
	return width ? n == width : n == 1 || (n > 1 && m->s[first] != '0');
}

static bool hex(struct match *m, unsigned width, uint64_t *v)
{
	return word(m, "0x") && digits(m, 16, width, v);
}

static bool result(struct match *m, uint64_t *v)
{
	return word(m, "assert") || (word(m, "-") && peek(m) != '0' && digits(m, 10, 0, v)) ||
	       word(m, "0");
}

static bool times(struct match *m, uint64_t *v)
{
	*v = 1;
	return m->pos == m->len || (word(m, " x") && digits(m, 10, 0, v) && *v >= 2);
}

static bool name(struct match *m)
{
	size_t first = m->pos;

	while ((peek(m) >= 'a' && peek(m) <= 'z') || digit(peek(m)) < 10 || peek(m) == '_')
		m->pos++;
	return m->pos > first;
}

static bool field(struct match *m, char code)
{
	uint64_t *v = m->v++;

	switch (code) {
	case 'd': return digits(m, 10, 0, v);
	case 'x': return hex(m, 0, v);
	case 'i': return hex(m, 3, v);
	case 'v': return hex(m, 16, v);
	case 'm': return word(m, "none") || hex(m, 0, v);
	case 'r': return result(m, v);
	case 'n': return times(m, v);
	case 'w': return name(m);
	case 's': return (!word(m, "-") || peek(m) != '0') && digits(m, 10, 0, v);
	case 'c': return word(m, " clean") || true;
	default: break;
	}
	m->v--;
	if (m->pos == m->len)
		return false;
	m->pos = m->len;
	return true;
}

/* True where the whole line matches; m->pos is how far it went. */
static bool matches(struct match *m, const char *pattern)
{
	for (; *pattern; pattern++) {
		if (*pattern == '%') {
			if (!field(m, *++pattern))
				return false;
		} else if (peek(m) != *pattern) {
			return false;
		} else {
			m->pos++;
		}
	}
	return m->pos == m->len;
}

enum err_code replay_shape_of(struct replay_scan *c, const struct replay_shape_row *rows,
			      enum replay_shape *shape, uint64_t v[REPLAY_SHAPE_VALUES])
{
	size_t furthest = 0;

	for (; rows->pattern; rows++) {
		struct match m = {.s = c->s, .len = c->len, .v = v};

		if (matches(&m, rows->pattern)) {
			*shape = rows->shape;
			return ERR_NONE;
		}
		furthest = m.pos > furthest ? m.pos : furthest;
	}
	return replay_scan_fail(c, furthest,
				furthest >= c->len ? "the line ends too early"
						   : "no line of an outcome goes on like this");
}
