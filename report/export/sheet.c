/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/export/sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/array.h"
#include "src/number.h"
#include "src/printable.h"

void sheet_free(struct sheet *s)
{
	for (size_t i = 0; i < s->n; i++) {
		free(s->rows[i].before);
		free(s->rows[i].after);
		free(s->rows[i].note);
		free(s->rows[i].place);
	}
	for (unsigned i = 0; i < s->nsays; i++)
		free(s->says[i].text);
	free(s->rows);
	free(s->title);
	*s = (struct sheet){.of = s->of};
}

static char *text_of(struct sheet *s, const char *fmt, va_list ap)
{
	char buf[4096];
	char *p;

	vsnprintf(buf, sizeof(buf), fmt, ap);
	printable_fix(buf, strlen(buf));
	p = strdup(buf);
	s->failed |= !p;
	return p;
}

char *sheet_text(struct sheet *s, const char *fmt, ...)
{
	va_list ap;
	char *p;

	va_start(ap, fmt);
	p = text_of(s, fmt, ap);
	va_end(ap);
	return p;
}

void sheet_tell(struct sheet *s, enum sheet_about about, const char *fmt, ...)
{
	va_list ap;
	char *p;

	if (s->nsays == SHEET_SAYS)
		return;
	va_start(ap, fmt);
	p = text_of(s, fmt, ap);
	va_end(ap);
	if (p)
		s->says[s->nsays++] = (struct sheet_say){about, p};
}

const char *sheet_about_name(enum sheet_about a)
{
	static const char *const names[] = {"from", "inferred", "not known", "cut"};

	return names[a];
}

const char *sheet_said(const struct sheet_say *say, char buf[SHEET_SAID_MAX])
{
	snprintf(buf, SHEET_SAID_MAX, "%s: %s", sheet_about_name(say->about), say->text);
	return buf;
}

const char *sheet_line(const char *s, size_t most, char *line)
{
	size_t n = strnlen(s, most), cut = n;

	/* Before a whole character, if no blank is in the second half. */
	while (s[cut] && cut > n / 2 && s[cut] != ' ')
		cut--;
	if (s[cut] && s[cut] != ' ')
		for (cut = n; cut > 1 && ((unsigned char)s[cut] & 0xc0) == 0x80; cut--)
			;
	memcpy(line, s, cut);
	line[cut] = '\0';
	return s + cut + strspn(s + cut, " ");
}

struct sheet_row *sheet_add(struct sheet *s)
{
	struct sheet_row *more;

	s->all++;
	if (s->n >= s->most || s->failed)
		return NULL;
	more = array_grow(s->rows, s->n, &s->cap, sizeof(*more));
	if (!more) {
		s->failed = true;
		return NULL;
	}
	s->rows = more;
	s->rows[s->n] = (struct sheet_row){.depth = 0};
	return &s->rows[s->n++];
}

void sheet_end(struct sheet *s)
{
	if (s->all > s->n)
		sheet_tell(s, SHEET_CUT, "%zu of %s%llu rows are here: --limit N", s->n,
			   s->w && s->w->left_out ? "at least " : "", (unsigned long long)s->all);
	if (s->w && s->w->left_out)
		sheet_tell(s, SHEET_CUT,
			   "the same tables are used again and again: %llu times one is left out",
			   (unsigned long long)s->w->left_out);
	if (s->unread)
		sheet_tell(s, SHEET_UNKNOWN, "%llu %s could not be read",
			   (unsigned long long)s->unread,
			   number_word(s->unread, "table", "tables"));
}

/* ---- Columns ---- */

const enum sheet_column *sheet_columns(const struct sheet *s)
{
#define WHAT SHEET_PERMS, SHEET_MEMORY, SHEET_SHARED, SHEET_FLAGS
	static const enum sheet_column entries[] = {
		SHEET_KIND, SHEET_LEVEL, SHEET_AT, SHEET_INDEX, SHEET_COUNT, SHEET_IN,
		SHEET_SIZE, SHEET_OUT,	 WHAT,	   SHEET_RAW,	SHEET_NOTE,  SHEET_COLUMNS};
	static const enum sheet_column walk[] = {
		SHEET_KIND, SHEET_STAGE, SHEET_LEVEL, SHEET_AT,	 SHEET_INDEX, SHEET_IN,
		SHEET_SIZE, SHEET_OUT,	 WHAT,	      SHEET_RAW, SHEET_NOTE,  SHEET_COLUMNS};
	static const enum sheet_column map[] = {SHEET_KIND, SHEET_IN, SHEET_LAST, SHEET_SIZE,
						SHEET_OUT,  WHAT,     SHEET_NOTE, SHEET_COLUMNS};
	static const enum sheet_column diff[] = {
		SHEET_KIND, SHEET_LEVEL,  SHEET_INDEX, SHEET_COUNT, SHEET_IN,
		SHEET_SIZE, SHEET_BEFORE, SHEET_AFTER, SHEET_NOTE,  SHEET_COLUMNS};
	static const enum sheet_column lines[] = {SHEET_KIND, SHEET_NOTE, SHEET_COLUMNS};
	static const enum sheet_column *const all[] = {
		[SHEET_TREE] = entries, [SHEET_TABLE] = entries, [SHEET_WALK] = walk,
		[SHEET_MAP] = map,	[SHEET_DIFF] = diff,	 [SHEET_REPLAY] = lines};
#undef WHAT

	return all[s->of];
}

const char *sheet_head(enum sheet_column c)
{
	static const char *const heads[SHEET_COLUMNS] = {
		[SHEET_KIND] = "kind",
		[SHEET_STAGE] = "stage",
		[SHEET_LEVEL] = "level",
		[SHEET_AT] = "table",
		[SHEET_INDEX] = "index",
		[SHEET_COUNT] = "count",
		[SHEET_IN] = "in",
		[SHEET_LAST] = "last",
		[SHEET_SIZE] = "size",
		[SHEET_OUT] = "out",
		[SHEET_PERMS] = "permissions",
		[SHEET_MEMORY] = "memory",
		[SHEET_SHARED] = "shareability",
		[SHEET_FLAGS] = "flags",
		[SHEET_RAW] = "raw",
		[SHEET_BEFORE] = "before",
		[SHEET_AFTER] = "after",
		[SHEET_NOTE] = "note",
	};

	return heads[c];
}

static void put_hex(char *buf, bool there, int digits, uint64_t v)
{
	if (there)
		snprintf(buf, SHEET_CELL_MAX, "0x%0*llx", digits, (unsigned long long)v);
}

static void put_number(char *buf, bool there, long long v)
{
	if (there)
		snprintf(buf, SHEET_CELL_MAX, "%lld", v);
}

/* As the Arm ARM's and all views' in hexadecimal; a program's in decimal. */
static void put_index(char *buf, const struct sheet_row *r, bool exact)
{
	if (r->count)
		snprintf(buf, SHEET_CELL_MAX, exact ? "%u" : "%03x", r->index);
}

static void put_size(char *buf, const struct sheet_row *r, bool exact)
{
	char size[24];

	if (!r->size)
		return;
	snprintf(buf, SHEET_CELL_MAX, "%s", number_size_text(r->size, size));
	if (exact)
		snprintf(buf, SHEET_CELL_MAX, "%llu", (unsigned long long)r->size);
}

static void put_attr(const struct sheet *s, char *buf, const struct sheet_row *r,
		     enum sheet_column c)
{
	if (!r->has_attr)
		return;
	if (c == SHEET_PERMS)
		attr_perms_text(s->w->r.perms, &r->attr, buf);
	else if (c == SHEET_MEMORY)
		attr_type_text(&r->attr, buf);
	else if (c == SHEET_SHARED)
		snprintf(buf, SHEET_CELL_MAX, "%s", attr_sh_text(r->attr.sh));
	else
		attr_flags_text(&r->attr, buf);
}

static void put_words(char *buf, const char *words)
{
	snprintf(buf, SHEET_CELL_MAX, "%s", words ? words : "");
}

const char *sheet_cell(const struct sheet *s, const struct sheet_row *r, enum sheet_column c,
		       bool exact, char buf[SHEET_CELL_MAX])
{
	buf[0] = '\0';
	switch (c) {
	case SHEET_KIND: put_words(buf, r->kind); break;
	case SHEET_STAGE: put_number(buf, r->stage, r->stage); break;
	case SHEET_LEVEL: put_number(buf, r->stage, r->level); break;
	case SHEET_AT:
		if (r->has_table)
			mem_address(s->w->mem, r->table, buf);
		break;
	case SHEET_INDEX: put_index(buf, r, exact); break;
	case SHEET_COUNT: put_number(buf, r->count, r->count); break;
	case SHEET_IN: put_hex(buf, r->has_in, 1, r->in); break;
	case SHEET_LAST: put_hex(buf, r->has_in, 1, r->in + (r->size - 1)); break;
	case SHEET_SIZE: put_size(buf, r, exact); break;
	case SHEET_OUT: put_hex(buf, r->has_out, 1, r->out); break;
	case SHEET_RAW: put_hex(buf, r->has_raw, 16, r->raw); break;
	case SHEET_BEFORE: put_words(buf, r->before); break;
	case SHEET_AFTER: put_words(buf, r->after); break;
	case SHEET_NOTE: put_words(buf, r->note); break;
	default: put_attr(s, buf, r, c);
	}
	return buf;
}
