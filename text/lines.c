/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text/lines.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "src/array.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/*
 * Colours and cursor movements of a terminal (ECMA-48: ESC [ ... letter) and other control
 * characters go; *to is where the rest is written, never behind what is read.
 */
static size_t plain(const char *s, size_t len, char *to)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c == 0x1b && i + 1 < len && s[i + 1] == '[') {
			for (i += 2; i < len && !isalpha((unsigned char)s[i]);)
				i++;
			continue;
		}
		if (c == '\t' || c >= 0x20)
			to[n++] = c == 0x7f ? ' ' : (char)c;
	}
	return n;
}

/* "> " of mail, any depth; blanks around it. */
static size_t quoting(const char *s, size_t len)
{
	size_t i = 0;

	while (i < len && (is_blank(s[i]) || s[i] == '>'))
		i++;
	return i;
}

/* RFC 2045, 6.7: "=3D" is "=". Of other codes only blanks before the end of a line matter here. */
static size_t unquote(char *s, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		bool blank = i + 3 == len && !strncmp(s + i, "=20", 3);

		if (i + 2 < len && (blank || !strncmp(s + i, "=3D", 3))) {
			s[n++] = blank ? ' ' : '=';
			i += 2;
		} else {
			s[n++] = s[i];
		}
	}
	return n;
}

/* What stands in brackets before a line: "12.345678", "Sun Nov 29 16:32:05 2026", "00:00:01.234".
 */
static bool is_time(const char *s, size_t len)
{
	size_t digits = 0, marks = 0;

	for (size_t i = 0; i < len; i++) {
		digits += is_digit(s[i]);
		marks += s[i] == '.' || s[i] == ':';
	}
	return digits >= 3 && marks && (is_digit(s[len - 1]) || s[len - 1] == ']') &&
	       memchr(s, '=', len) == NULL && memchr(s, 'x', len) == NULL;
}

/* "   T12", "  C3": a task or a CPU (CONFIG_PRINTK_CALLER). 0 for anything else. */
static unsigned caller(const char *s, size_t len)
{
	unsigned v = 0;
	size_t i = 0;
	char who;

	while (i < len && is_blank(s[i]))
		i++;
	if (i + 1 >= len || (s[i] != 'T' && s[i] != 'C'))
		return 0;
	for (who = s[i++]; i < len; i++) {
		if (!is_digit(s[i]) || v > 99999999)
			return 0;
		v = v * 10 + (unsigned)(s[i] - '0');
	}
	return v * 2 + (who == 'C') + 1;
}

/* A part of a prefix at s: how long it is, and what it tells; 0 where there is none. */
static size_t prefix_part(const char *s, size_t len, struct line *l)
{
	const char *end;
	size_t n;

	if (len >= 5 && !strncmp(s, "(XEN)", 5)) {
		l->xen = true;
		return 5;
	}
	if (len >= 3 && s[0] == '<' && is_digit(s[1])) { /* a log level of printk() */
		n = is_digit(s[2]) ? 3 : 2;
		return n < len && s[n] == '>' ? n + 1 : 0;
	}
	end = len > 3 && is_digit(s[0]) ? memchr(s, ']', len < 16 ? len : 16) : NULL;
	if (end && is_time(s, (size_t)(end - s))) /* what is left of a wrapped timestamp */
		return (size_t)(end - s) + 1;
	if (len < 3 || s[0] != '[')
		return 0;
	end = memchr(s, ']', len < 48 ? len : 48);
	if (!end || end == s + 1)
		return 0;
	n = (size_t)(end - s) - 1;
	if (caller(s + 1, n))
		l->tag = caller(s + 1, n);
	else if (!is_time(s + 1, n))
		return 0;
	return n + 2;
}

/* Where the line proper begins. */
static size_t prefix(const char *s, size_t len, struct line *l)
{
	size_t i = quoting(s, len), n;

	while ((n = prefix_part(s + i, len - i, l))) {
		l->prefixed = true;
		for (i += n; i < len && is_blank(s[i]);)
			i++;
	}
	return i;
}

struct reader {
	struct lines *out;
	size_t cap;
	char *to;	    /* where the next line is kept */
	char *work;	    /* the line that is being put together */
	size_t len;	    /* of it */
	unsigned number;    /* its first line in the text */
	bool mail;	    /* "=3D" is in the text: it has soft line breaks */
	bool soft;	    /* the line so far ended with one */
	struct line before; /* the last one that was kept */
	size_t before_len;  /* of it, with its prefix */
};

/*
 * A line without a prefix goes on from the one before where that was long enough to be wrapped by
 * mail or a terminal; otherwise somebody else printed it.
 */
enum { WRAPPED_LEAST = 56 };

static bool grow(struct reader *r)
{
	struct line *more = array_grow(r->out->line, r->out->n, &r->cap, sizeof(*more));

	if (!more)
		return false;
	r->out->line = more;
	return true;
}

/* A wrapped line goes on without blanks, but for the one behind "> ". */
static bool goes_on(const struct reader *r, const char *s, size_t skip)
{
	size_t blanks = 0;

	while (blanks < skip && is_blank(s[skip - 1 - blanks]))
		blanks++;
	return r->before_len >= WRAPPED_LEAST && blanks <= (blanks < skip ? 1 : 0);
}

/* Keep one line. */
static bool keep(struct reader *r, const char *s, size_t len)
{
	struct line l = {.number = r->number};
	size_t skip = prefix(s, len, &l);

	if (!grow(r))
		return false;
	if (!l.prefixed && goes_on(r, s, skip)) {
		l.xen = r->before.xen;
		l.tag = r->before.tag;
		l.stamped = r->before.stamped;
	}
	l.stamped = l.stamped || l.prefixed;
	r->before_len = len;
	while (len > skip && is_blank(s[len - 1]))
		len--;
	len -= skip;
	l.cut = len > LINES_LINE_MAX;
	if (l.cut)
		len = LINES_LINE_MAX;
	l.s = r->to;
	memcpy(r->to, s + skip, len);
	r->to[len] = '\0';
	r->to += len + 1;
	r->before = l;
	r->out->line[r->out->n++] = l;
	return true;
}

/* Another line begins at s: "(XEN)", or a timestamp in brackets. */
static bool begins_line(const char *s, size_t len)
{
	struct line unused = {.number = 0};

	return (*s == '(' || *s == '[') && prefix_part(s, len, &unused) && !unused.tag;
}

/* The line that was put together; several where another one begins inside of it. */
static bool finish(struct reader *r)
{
	size_t len = r->mail ? unquote(r->work, r->len) : r->len, from = 0;
	struct line unused;
	bool ok = true;

	for (size_t i = 0; i < len && ok; i++) {
		if (!begins_line(r->work + i, len - i) ||
		    prefix(r->work + from, i - from, &unused) == i - from)
			continue;
		ok = keep(r, r->work + from, i - from);
		from = i;
	}
	if (ok)
		ok = keep(r, r->work + from, len - from);
	r->len = 0;
	return ok;
}

/* One line as it stands in the text, without its newline. */
static bool read_line(struct reader *r, const char *s, size_t len, unsigned number)
{
	size_t skip = r->soft ? quoting(s, len) : 0;

	if (!r->soft)
		r->number = number;
	r->len += plain(s + skip, len - skip, r->work + r->len);
	r->soft = r->mail && r->len && r->work[r->len - 1] == '=';
	if (r->soft) {
		r->len--;
		return true;
	}
	return finish(r);
}

static bool has(const char *text, size_t len, const char *what)
{
	size_t n = strlen(what);

	for (size_t i = 0; i + n <= len; i++)
		if (text[i] == what[0] && !memcmp(text + i, what, n))
			return true;
	return false;
}

static bool read_all(struct reader *r, const char *text, size_t len)
{
	unsigned number = 1;

	for (size_t i = 0; i < len; number++) {
		const char *end = memchr(text + i, '\n', len - i);
		size_t n = end ? (size_t)(end - text) - i : len - i;

		if (!read_line(r, text + i, n, number))
			return false;
		i += n + 1;
	}
	return !r->soft || finish(r);
}

enum err_code lines_read(const char *text, size_t len, struct lines *out, struct err *err)
{
	struct reader r = {.out = out, .mail = has(text, len, "=3D")};
	bool ok;

	*out = (struct lines){0};
	if (len > LINES_BYTES_MAX)
		return err_set(err, ERR_UNSUPPORTED,
			       "more than %u MiB of text: cut out the part with the fault",
			       LINES_BYTES_MAX >> 20);
	/* A line takes a NUL for its newline, or for at least five bytes of "(XEN)" inside of it.
	 */
	out->bytes = malloc(2 * len + 2);
	r.work = malloc(len + 1);
	r.to = out->bytes;
	ok = out->bytes && r.work && read_all(&r, text, len);
	free(r.work);
	if (ok)
		return ERR_NONE;
	lines_free(out);
	return err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
}

void lines_free(struct lines *l)
{
	free(l->line);
	free(l->bytes);
	*l = (struct lines){0};
}
