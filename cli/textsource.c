/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/textsource.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dump/file.h"
#include "text/lines.h"

bool textsource_is(const char *source)
{
	return !strcmp(source, "-") || file_is_text(source);
}

/* All of it, up to one byte more than is taken. */
static enum err_code read_all(FILE *f, char **bytes, size_t *len)
{
	size_t cap = 0;

	*bytes = NULL;
	*len = 0;
	for (;;) {
		char *more;

		if (*len == cap) {
			cap = cap ? 2 * cap : 64 * 1024;
			more = realloc(*bytes, cap);
			if (!more)
				return ERR_NOMEM;
			*bytes = more;
		}
		*len += fread(*bytes + *len, 1, cap - *len, f);
		if (*len < cap || *len > LINES_BYTES_MAX)
			return ferror(f) ? ERR_SOURCE : ERR_NONE;
	}
}

static enum err_code parse(FILE *f, const char *source, struct console **out, struct err *err)
{
	char *bytes;
	size_t len;
	enum err_code st = read_all(f, &bytes, &len);

	if (st)
		err_set(err, st, "%s cannot be read", source);
	else if ((st = console_parse(bytes, len, out, err)))
		err_wrap(err, "%s", source);
	free(bytes);
	return st;
}

enum err_code textsource_open(const char *source, struct console **out, struct err *err)
{
	bool in = !strcmp(source, "-");
	const char *name = in ? "standard input" : source;
	FILE *f = in ? stdin : fopen(source, "rb");
	enum err_code st;

	if (!f)
		return err_set(err, ERR_SOURCE, "%s cannot be opened", source);
	st = parse(f, name, out, err);
	if (!in)
		fclose(f);
	if (st || console_is_known(*out))
		return st;
	console_free(*out);
	*out = NULL;
	return err_set(
		err, ERR_SOURCE,
		"%s is text, not a memory dump, and holds no fault in a form that is known: a "
		"panic of Xen, an oops of Linux, an exception of firmware",
		name);
}

unsigned textsource_best(const struct console *c)
{
	for (unsigned i = 0; i < console_count(c); i++)
		if (console_report(c, i)->walk)
			return i;
	return 0;
}

static void say(const struct console_note *note)
{
	if (note->line)
		fprintf(stderr, "ptview: line %u: %s\n", note->line, note->words);
	else
		fprintf(stderr, "ptview: %s\n", note->words);
}

void textsource_say(const struct console *c, unsigned report)
{
	const struct console_report *r = console_report(c, report);

	for (unsigned i = 0; i < r->nnotes; i++)
		say(&r->notes[i]);
	for (unsigned i = 0; console_lost(c, i); i++)
		say(console_lost(c, i));
}
