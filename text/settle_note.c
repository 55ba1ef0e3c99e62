/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdarg.h>
#include <stdio.h>

#include "text/settle.h"

void settle_note(struct settled *s, unsigned line, const char *fmt, ...)
{
	struct console_note *note;
	va_list ap;

	if (s->said.nnotes == CONSOLE_NOTES_MAX)
		return;
	note = &s->said.notes[s->said.nnotes++];
	note->line = line;
	va_start(ap, fmt);
	vsnprintf(note->words, sizeof(note->words), fmt, ap);
	va_end(ap);
}
