/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/output.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/err.h"
#include "src/printable.h"

/* One program has one output; what writes to it, row by row, has nobody to tell. */
static bool lost;

void output_lost(void)
{
	lost = true;
}

const char *output_missing(void)
{
	bool failed = fflush(stdout) || ferror(stdout);

	if (failed)
		return "the output could not be written";
	return lost ? "out of memory: the output is not whole" : NULL;
}

/* A message is cut at so many bytes: a path, and two lines of an error. */
enum { MOST = 4096 + 2 * ERR_TEXT_MAX };

static void put(FILE *f, const char *fmt, va_list ap)
{
	char line[MOST];
	int n = vsnprintf(line, sizeof(line), fmt, ap);
	size_t len = n < 0 ? 0 : (size_t)n < sizeof(line) ? (size_t)n : sizeof(line) - 1;
	bool ends = len && fmt[strlen(fmt) - 1] == '\n';

	if ((size_t)n >= sizeof(line) && ends)
		line[len - 1] = '\n';
	for (size_t i = 0; i + ends < len; i++)
		if (line[i] == '\n')
			line[i] = '?';
	printable_fix(line, len);
	fwrite(line, 1, len, f);
}

void output_print(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put(stdout, fmt, ap);
	va_end(ap);
}

void output_say(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put(stderr, fmt, ap);
	va_end(ap);
}

void output_progress(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fputc('\r', stderr);
	put(stderr, fmt, ap);
	va_end(ap);
}

void output_progress_end(void)
{
	fputs("\r\033[K", stderr);
}
