/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Listings by the format strings of the programs that print them: Linux's arch/arm64/mm/ptdump.c
 * (kernel_page_tables of debugfs), U-Boot's arch/arm/cpu/armv8/pgtable_walk (meminfo), QEMU's
 * system/memory.c (info mtree).
 */
#include "text/listing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/pattern.h"

static const struct listing_row {
	enum form_id form;
	const char *before, *between, *behind; /* the two numbers */
	bool prefixed;			       /* they have 0x */
	bool inclusive;			       /* the second one is the last address */
	bool physical;
} rows[] = {
	{FORM_PTDUMP, "", "-", " ", true, false, false},
	{FORM_MEMINFO, "[", " - ", "]", true, false, false},
	{FORM_MTREE, "", "-", " (prio ", false, true, true},
};

static const char *skip(const char *s, const char *what)
{
	size_t n = strlen(what);

	return s && !strncmp(s, what, n) ? s + n : NULL;
}

static const char *address(const char *s, bool prefixed, uint64_t *v)
{
	struct number n;
	const char *end = s ? pattern_hex(s, &n) : NULL;

	if (!end || n.prefixed != prefixed)
		return NULL;
	*v = n.v;
	return end;
}

/* What stands behind the numbers, without blanks and bars around it. */
static void take_words(struct console_range *r, const char *s)
{
	size_t n = 0;

	for (s += strspn(s, " \t|"); *s && n + 1 < sizeof(r->words); s++) {
		bool blank = *s == ' ' || *s == '\t';

		if (!blank || (n && r->words[n - 1] != ' '))
			r->words[n++] = blank ? ' ' : *s;
	}
	while (n && r->words[n - 1] == ' ')
		n--;
	r->words[n] = '\0';
}

/* QEMU: "(prio 0, ram): mach-virt.ram". What is a window only, and has no kind, counts as device.
 */
static void take_kind(struct console_range *r)
{
	const char *name = strstr(r->words, "): ");

	r->kind = strstr(r->words, ", ram)")  ? MEM_RAM
		  : strstr(r->words, ", rom") ? MEM_ROM
					      : MEM_DEVICE;
	if (name)
		memmove(r->words, name + 3, strlen(name + 3) + 1);
}

static bool take_row(const struct listing_row *row, const char *s, struct console_range *r)
{
	uint64_t second = 0;

	s = address(skip(s, row->before), row->prefixed, &r->first);
	s = address(skip(s, row->between), row->prefixed, &second);
	s = skip(s, row->behind);
	if (!s || (!row->inclusive && second == r->first) || second < r->first)
		return false;
	r->last = row->inclusive ? second : second - 1;
	r->physical = row->physical;
	if (row->physical)
		s -= strlen(row->behind);
	take_words(r, s);
	if (row->physical)
		take_kind(r);
	return true;
}

static enum err_code keep(struct listing *l, const struct console_range *r)
{
	if (l->n == LISTING_MAX) {
		l->too_many = true;
		return ERR_NONE;
	}
	if (l->n == l->cap) {
		size_t cap = l->cap ? 2 * l->cap : 64;
		struct console_range *more = realloc(l->range, cap * sizeof(*more));

		if (!more)
			return ERR_NOMEM;
		l->range = more;
		l->cap = cap;
	}
	l->range[l->n++] = *r;
	return ERR_NONE;
}

enum err_code listing_take(struct listing *l, const char *line, unsigned number, enum form_id *form)
{
	*form = FORM_COUNT;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct console_range r = {.line = number};

		if (!take_row(&rows[i], line, &r))
			continue;
		*form = rows[i].form;
		return keep(l, &r);
	}
	return ERR_NONE;
}

void listing_free(struct listing *l)
{
	free(l->range);
	*l = (struct listing){0};
}
