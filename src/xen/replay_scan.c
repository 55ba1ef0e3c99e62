/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The characters of a line: words, numbers, sizes, flags; and where it went wrong. */
#include "src/xen/replay_int.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "src/number.h"

enum err_code replay_scan_fail(const struct replay_scan *c, size_t pos, const char *fmt, ...)
{
	char text[ERR_TEXT_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (!c->column)
		return err_set(c->err, ERR_MALFORMED, "%zu:%zu: %s", c->no, pos + 1, text);
	*c->column = pos + 1;
	return err_set(c->err, ERR_MALFORMED, "%s", text);
}

static bool at_end(const struct replay_scan *c)
{
	return c->pos >= c->len;
}

static bool is_blank(char ch)
{
	return ch == ' ' || ch == '\t';
}

void replay_scan_blanks(struct replay_scan *c)
{
	while (!at_end(c) && is_blank(c->s[c->pos]))
		c->pos++;
}

struct replay_text replay_scan_word(struct replay_scan *c)
{
	size_t start;

	replay_scan_blanks(c);
	start = c->pos;
	while (!at_end(c) && !is_blank(c->s[c->pos]))
		c->pos++;
	return (struct replay_text){.s = c->s + start, .len = c->pos - start};
}

bool replay_scan_is(struct replay_text t, const char *word)
{
	return t.len == strlen(word) && !memcmp(t.s, word, t.len);
}

enum err_code replay_scan_end(struct replay_scan *c)
{
	replay_scan_blanks(c);
	if (at_end(c) || c->s[c->pos] == '#')
		return ERR_NONE;
	return replay_scan_fail(c, c->pos, "nothing is expected here");
}

/* The value of a digit in a base up to 16, or 99. */
static unsigned digit(char ch)
{
	if (ch >= '0' && ch <= '9')
		return (unsigned)(ch - '0');
	if (ch >= 'a' && ch <= 'f')
		return (unsigned)(ch - 'a') + 10;
	if (ch >= 'A' && ch <= 'F')
		return (unsigned)(ch - 'A') + 10;
	return 99;
}

static bool take(struct replay_scan *c, const char *word)
{
	size_t n = strlen(word);

	if (c->len - c->pos < n || memcmp(c->s + c->pos, word, n))
		return false;
	c->pos += n;
	return true;
}

/* A number that starts at pos, whatever follows it. */
static enum err_code number(struct replay_scan *c, uint64_t *v)
{
	size_t start = c->pos, first;
	unsigned base = take(c, "0x") ? 16 : 10;

	*v = 0;
	for (first = c->pos; !at_end(c) && digit(c->s[c->pos]) < base; c->pos++) {
		unsigned d = digit(c->s[c->pos]);

		if (*v > (UINT64_MAX - d) / base)
			return replay_scan_fail(c, start, "the number does not fit 64 bits");
		*v = *v * base + d;
	}
	if (c->pos == first)
		return replay_scan_fail(c, c->pos, "expected a number");
	return ERR_NONE;
}

/* After a value: a blank or the end. */
static enum err_code value_done(struct replay_scan *c, size_t start, uint64_t v, uint64_t max)
{
	if (!at_end(c) && !is_blank(c->s[c->pos]))
		return replay_scan_fail(c, c->pos, "the number should end here");
	if (v > max)
		return replay_scan_fail(c, start, "the number is larger than 0x%llx",
					(unsigned long long)max);
	return ERR_NONE;
}

enum err_code replay_scan_number(struct replay_scan *c, uint64_t max, uint64_t *v)
{
	enum err_code st;
	size_t start;

	replay_scan_blanks(c);
	start = c->pos;
	st = number(c, v);
	return st == ERR_NONE ? value_done(c, start, *v, max) : st;
}

enum err_code replay_scan_named(struct replay_scan *c, const char *word, uint64_t max, uint64_t *v)
{
	replay_scan_blanks(c);
	if (!take(c, word))
		return replay_scan_fail(c, c->pos, "expected %s", word);
	return replay_scan_number(c, max, v);
}

/* Shift of a unit that stands at pos, which is passed over; 0 for none. */
static unsigned unit(struct replay_scan *c)
{
	unsigned shift = at_end(c) ? 0 : number_unit_shift(c->s[c->pos]);

	c->pos += shift != 0;
	return shift;
}

enum err_code replay_scan_size(struct replay_scan *c, uint64_t max, uint64_t *v, bool *bytes)
{
	size_t start;

	replay_scan_blanks(c);
	start = c->pos;
	*v = 0;
	do {
		size_t term = c->pos;
		uint64_t n;
		enum err_code st = number(c, &n);
		unsigned shift = st == ERR_NONE ? unit(c) : 0;

		if (st != ERR_NONE)
			return st;
		*bytes = shift != 0;
		if (!shift && (term != start || (!at_end(c) && c->s[c->pos] == '+')))
			return replay_scan_fail(c, c->pos,
						"a term of a sum needs a unit: K, M, G or T");
		if (n > UINT64_MAX >> shift || *v + (n << shift) < *v)
			return replay_scan_fail(c, start, "the size does not fit 64 bits");
		*v += n << shift;
	} while (take(c, "+"));
	return value_done(c, start, *v, max);
}

/* Xen's names, public since 4.12 (xen/include/asm-arm/page.h). */
static const struct {
	const char *name;
	uint32_t flags;
} flag_names[] = {
	{"_PAGE_XN", XENPT_XN},
	{"_PAGE_RO", XENPT_RO},
	{"_PAGE_PRESENT", XENPT_PRESENT},
	{"_PAGE_POPULATE", XENPT_POPULATE},
	{"_PAGE_BLOCK", XENPT_BLOCK},
	{"_PAGE_CONTIG", XENPT_CONTIG},
	{"MT_DEVICE_nGnRnE", 0},
	{"MT_NORMAL_NC", 1},
	{"MT_NORMAL_WT", 2},
	{"MT_NORMAL_WB", 3},
	{"MT_DEVICE_nGnRE", 4},
	{"MT_NORMAL", 7},
	{"PAGE_HYPERVISOR_RO", 7 | XENPT_PRESENT | XENPT_RO | XENPT_XN},
	{"PAGE_HYPERVISOR_RX", 7 | XENPT_PRESENT | XENPT_RO},
	{"PAGE_HYPERVISOR_RW", 7 | XENPT_PRESENT | XENPT_XN},
	{"PAGE_HYPERVISOR", 7 | XENPT_PRESENT | XENPT_XN},
	{"PAGE_HYPERVISOR_NOCACHE", 4 | XENPT_PRESENT | XENPT_XN},
	{"PAGE_HYPERVISOR_WC", 1 | XENPT_PRESENT | XENPT_XN},
};

const char *replay_flag_name(size_t i)
{
	return i < sizeof(flag_names) / sizeof(flag_names[0]) ? flag_names[i].name : NULL;
}

/* A name up to the next '|', blank or the end. */
static enum err_code flag_name(struct replay_scan *c, uint32_t *flags)
{
	struct replay_text t = {.s = c->s + c->pos};
	size_t start = c->pos;

	while (!at_end(c) && !is_blank(c->s[c->pos]) && c->s[c->pos] != '|')
		c->pos++;
	t.len = c->pos - start;
	for (size_t i = 0; i < sizeof(flag_names) / sizeof(flag_names[0]); i++) {
		if (replay_scan_is(t, flag_names[i].name)) {
			*flags |= flag_names[i].flags;
			return ERR_NONE;
		}
	}
	return replay_scan_fail(
		c, start, "expected a number or one of Xen's names, such as PAGE_HYPERVISOR_RW");
}

enum err_code replay_scan_flags(struct replay_scan *c, uint32_t *flags)
{
	*flags = 0;
	replay_scan_blanks(c);
	do {
		size_t start = c->pos;
		uint64_t v = 0;
		bool is_number = !at_end(c) && digit(c->s[c->pos]) < 10;
		enum err_code st = is_number ? number(c, &v) : flag_name(c, flags);

		if (st != ERR_NONE)
			return st;
		if (v > UINT32_MAX)
			return replay_scan_fail(c, start, "flags are a word of 32 bits");
		*flags |= (uint32_t)v;
	} while (take(c, "|"));
	return value_done(c, c->pos, 0, 0);
}
