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

/* What stands for one plain character: of which texts, and whether only at the end of a line. */
enum encoding { ANY_TEXT = 0, OF_MAIL = 1 << 0, OF_HTML = 1 << 1 };

static const struct written {
	const char *as;
	char is;
	unsigned in;
	bool at_end;
} written[] = {
	{"=3D", '=', OF_MAIL, false}, /* RFC 2045, 6.7; blanks matter before the end of a line */
	{"=20", ' ', OF_MAIL, true},
	{"=C2=A0", ' ', OF_MAIL, false},
	{"&lt;", '<', OF_HTML, false},
	{"&gt;", '>', OF_HTML, false},
	{"&quot;", '"', OF_HTML, false},
	{"&#39;", '\'', OF_HTML, false},
	{"&amp;", '&', OF_HTML, false},
	{"\xc2\xa0", ' ', ANY_TEXT,
	 false}, /* UTF-8: what word processors and web pages make of it */
	{"\xe2\x80\x98", '\'', ANY_TEXT, false},
	{"\xe2\x80\x99", '\'', ANY_TEXT, false},
	{"\xe2\x80\x9c", '"', ANY_TEXT, false},
	{"\xe2\x80\x9d", '"', ANY_TEXT, false},
};

static const struct written *written_at(const char *s, size_t len, unsigned in)
{
	for (size_t i = 0; i < sizeof(written) / sizeof(written[0]); i++) {
		const struct written *w = &written[i];
		size_t n = strlen(w->as);

		if ((w->in & ~in) || n > len || (w->at_end && n != len))
			continue;
		if (!memcmp(s, w->as, n))
			return w;
	}
	return NULL;
}

static size_t unquote(char *s, size_t len, unsigned in)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		const struct written *w = written_at(s + i, len - i, in);

		s[n++] = w ? w->is : s[i];
		i += w ? strlen(w->as) - 1 : 0;
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
	       !memchr(s, '=', len) && !memchr(s, 'x', len) && !memchr(s, '[', len);
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
	if (len >= 5 && memchr("EIDF", s[0], 4) && !strncmp(s + 1, "/TC:", 4)) { /* OP-TEE */
		end = memchr(s, ' ', len < 16 ? len : 16);
		return end ? (size_t)(end - s) : 0;
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
	unsigned in;	    /* enum encoding: with OF_MAIL it has soft line breaks */
	size_t width;	    /* a terminal broke lines that are as long as this; 0: none did */
	bool soft, broken;  /* the line so far ended with one, or was broken so */
	struct line before; /* the last one that was kept */
	size_t before_len;  /* of it, with its prefix */
};

/* A terminal is at least so wide, and most often this. */
enum { WRAPPED_WIDTH_LEAST = 72, USUAL_WIDTH = 80 };

/*
 * A line without a prefix goes on from the one before where that was long enough to be wrapped by
 * mail or a terminal; otherwise somebody else printed it. Words are up to 21 characters long
 * ("pud=1000000d3fffe003,"), and where they go on for a third line the second has no prefix.
 */
enum { WRAPPED_LEAST = 50, WRAPPED_AGAIN_LEAST = 40 };

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
	return r->before_len >= (r->before.prefixed ? WRAPPED_LEAST : WRAPPED_AGAIN_LEAST) &&
	       blanks <= (blanks < skip ? 1 : 0);
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

	return memchr("([EIDF", *s, 6) && prefix_part(s, len, &unused) && !unused.tag;
}

/* The line that was put together; several where another one begins inside of it. */
static bool finish(struct reader *r)
{
	size_t len = unquote(r->work, r->len, r->in), from = 0;
	struct line unused;
	size_t proper = prefix(r->work, len, &unused); /* where the prefix ends */
	bool ok = true;

	for (size_t i = 0; i < len && ok; i++) {
		if (i < proper || !begins_line(r->work + i, len - i))
			continue;
		ok = keep(r, r->work + from, i - from);
		from = i;
		proper = i + prefix(r->work + i, len - i, &unused);
	}
	if (ok)
		ok = keep(r, r->work + from, len - from);
	r->len = 0;
	return ok;
}

/* "=" at the end of a line of mail, and blanks that were added behind it, are none of the text. */
static bool ends_softly(struct reader *r)
{
	size_t n = r->len;

	while (n && is_blank(r->work[n - 1]))
		n--;
	if (!n || r->work[n - 1] != '=')
		return false;
	r->len = n - 1;
	return true;
}

static size_t without_return(const char *s, size_t len)
{
	while (len && s[len - 1] == '\r')
		len--;
	return len;
}

/* One line as it stands in the text, without its newline. */
static bool read_line(struct reader *r, const char *s, size_t len, unsigned number)
{
	size_t skip = r->soft ? quoting(s, len) : 0;

	if (!r->soft && !r->broken)
		r->number = number;
	r->len += plain(s + skip, len - skip, r->work + r->len);
	r->broken = r->width && without_return(s, len) == r->width;
	r->soft = r->in & OF_MAIL && ends_softly(r);
	return r->soft || r->broken || finish(r);
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
	return (!r->soft && !r->broken) || finish(r);
}

/* What tells that a terminal broke the lines of a text. */
struct wraps {
	size_t before, longest; /* lengths of lines: the one before, the longest */
	size_t width, n;	/* of those that something without a prefix follows; how many */
	bool differ;		/* these are not all as long as each other */
	bool whole;		/* one of the longest is followed by a line of its own */
	bool prefixed;		/* some line has a prefix */
	bool begun, bare;	/* the one before has, or goes on; one that goes on has none */
};

static void look_at(struct wraps *w, const char *s, size_t len)
{
	struct line l = {.number = 0};

	prefix(s, len, &l);
	w->prefixed = w->prefixed || l.prefixed;
	w->whole = w->whole || (l.prefixed && w->before && w->before == w->longest);
	if (len && !l.prefixed && w->before >= WRAPPED_WIDTH_LEAST) {
		w->bare = w->bare || !w->begun;
		w->differ = w->differ || (w->n && w->before != w->width);
		w->width = w->before;
		w->n++;
	}
	w->begun = l.prefixed || (w->begun && w->before >= WRAPPED_WIDTH_LEAST);
	if (len > w->longest) {
		w->longest = len;
		w->whole = false;
	}
	w->before = len;
}

/*
 * The width that a terminal broke lines at, in the middle of words and numbers: none is longer, and
 * all that go on without a prefix are as long as that. 0 where nothing tells that one did.
 */
static size_t wrap_width(const char *text, size_t len)
{
	struct wraps w = {0};

	for (size_t i = 0; i < len;) {
		const char *end = memchr(text + i, '\n', len - i);
		size_t n = end ? (size_t)(end - text) - i : len - i;

		look_at(&w, text + i, without_return(text + i, n));
		i += n + 1;
	}
	/* Two of: more than one such line, prefixes that the rest has not, the usual width. */
	if (w.differ || w.whole || (w.prefixed && w.bare) || w.width != w.longest ||
	    (w.n > 1) + w.prefixed + (w.width == USUAL_WIDTH) < 2)
		return 0;
	return w.width;
}

/* UTF-16 behind a byte order mark, as some systems save text: a byte each, '?' for what has none.
 */
static size_t from_utf16(const char *s, size_t len, char *to)
{
	bool big = (unsigned char)s[0] == 0xfe;
	size_t n = 0;

	for (size_t i = 2; i + 1 < len; i += 2) {
		unsigned char lo = (unsigned char)s[i + big], hi = (unsigned char)s[i + !big];

		to[n++] = hi || lo > 0x7f ? '?' : (char)lo;
	}
	return n;
}

static bool is_utf16(const char *s, size_t len)
{
	return len >= 2 && (!memcmp(s, "\xff\xfe", 2) || !memcmp(s, "\xfe\xff", 2));
}

static unsigned encoding_of(const char *text, size_t len)
{
	return (has(text, len, "=3D") ? OF_MAIL : 0u) |
	       (has(text, len, "&gt;") || has(text, len, "&lt;") ? OF_HTML : 0u);
}

/* More lines than this without a prefix are no wrapped line, unless each goes on from the last. */
enum { WRAPPED_LINES_MAX = 3 };

/* What was taken for a wrapped line, and is where somebody begins to print who has no prefix. */
static void part_from_others(struct line *l, size_t n)
{
	bool all = n <= WRAPPED_LINES_MAX;

	if (!all) {
		all = true;
		for (size_t i = 0; i < n; i++)
			all = all && l[i].stamped;
	}
	for (size_t i = 0; i < n && !all; i++) {
		l[i].stamped = l[i].xen = false;
		l[i].tag = 0;
	}
}

static void part_runs(struct lines *out)
{
	size_t from = 0;

	for (size_t i = 0; i <= out->n; i++) {
		if (i < out->n && !out->line[i].prefixed && *out->line[i].s)
			continue;
		if (i > from)
			part_from_others(out->line + from, i - from);
		from = i + 1;
	}
}

enum err_code lines_read(const char *text, size_t len, struct lines *out, struct err *err)
{
	struct reader r = {.out = out};
	char *bytes = NULL;
	bool ok;

	*out = (struct lines){0};
	if (len > LINES_BYTES_MAX)
		return err_set(err, ERR_UNSUPPORTED,
			       "more than %u MiB of text: cut out the part with the fault",
			       LINES_BYTES_MAX >> 20);
	if (is_utf16(text, len)) {
		bytes = malloc(len);
		len = bytes ? from_utf16(text, len, bytes) : 0;
		text = bytes;
	}
	/* A line takes a NUL for its newline, or for at least five bytes of "(XEN)" inside of it.
	 */
	out->bytes = malloc(2 * len + 2);
	r.work = malloc(len + 1);
	r.to = out->bytes;
	ok = text && out->bytes && r.work;
	if (ok) {
		r.in = encoding_of(text, len);
		r.width = wrap_width(text, len);
		ok = read_all(&r, text, len);
		part_runs(out);
	}
	free(r.work);
	free(bytes);
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
