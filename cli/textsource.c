/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/textsource.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/wholefile.h"
#include "dump/file.h"
#include "report/output.h"
#include "text/lines.h"

bool textsource_is(const char *source)
{
	struct stat st;

	/* A pipe, as <(command) of a shell gives one, can be read once: no dump could be. */
	return !strcmp(source, "-") || file_is_text(source) ||
	       (!stat(source, &st) && S_ISFIFO(st.st_mode));
}

enum err_code textsource_open(const char *source, struct console **out, struct err *err)
{
	const char *name = strcmp(source, "-") ? source : "standard input";
	char *text;
	size_t len;
	enum err_code st = wholefile_read(source, LINES_BYTES_MAX, &text, &len, err);

	if (st)
		return st;
	st = console_parse(text, len, out, err);
	free(text);
	if (st)
		err_wrap(err, "%s", name);
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
		output_say("ptview: line %u: %s\n", note->line, note->words);
	else
		output_say("ptview: %s\n", note->words);
}

void textsource_say(const struct console *c, unsigned report)
{
	const struct console_report *r = console_report(c, report);

	for (unsigned i = 0; i < r->nnotes; i++)
		say(&r->notes[i]);
}

void textsource_say_lost(const struct console *c)
{
	for (unsigned i = 0; console_lost(c, i); i++)
		say(console_lost(c, i));
}
