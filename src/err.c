/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const words[] = {
	[ERR_NONE] = "ok",
	[ERR_USAGE] = "wrong usage",
	[ERR_SOURCE] = "the target is gone",
	[ERR_NOT_PRESENT] = "not in the dump",
	[ERR_HOLE] = "a hole in the memory map",
	[ERR_DEVICE] = "a device, not memory",
	[ERR_IO] = "the target refused the read",
	[ERR_STAGE2] = "not mapped by stage 2",
	[ERR_UNKNOWN_REG] = "a register is unknown",
	[ERR_UNSUPPORTED] = "not decoded by this version",
	[ERR_LOOP] = "points back to a table above it",
	[ERR_AGAIN] = "listed before, and left out here",
	[ERR_DISABLED] = "switched off",
	[ERR_MALFORMED] = "malformed",
	[ERR_CANCELLED] = "cancelled",
	[ERR_NOMEM] = "out of memory",
	[ERR_NOT_IN_TEXT] = "not in the text",
	[ERR_NOT_RAM] = "not RAM, by the dump",
	[ERR_DAMAGED] = "the dump is cut or broken there",
	[ERR_RUNNING] = "not read while the guest runs",
};

enum err_code err_set(struct err *e, enum err_code code, const char *fmt, ...)
{
	va_list ap;

	if (!e)
		return code;
	e->code = code;
	e->advice = 0;
	va_start(ap, fmt);
	vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	return code;
}

enum err_code err_advise(struct err *e, const char *fmt, ...)
{
	va_list ap;

	if (!e)
		return ERR_NONE;
	if (!e->advice)
		e->advice = strlen(e->text);
	if (e->advice + 2 < sizeof(e->text)) {
		strcpy(e->text + e->advice, ": ");
		va_start(ap, fmt);
		vsnprintf(e->text + e->advice + 2, sizeof(e->text) - e->advice - 2, fmt, ap);
		va_end(ap);
	}
	return e->code;
}

enum err_code err_wrap(struct err *e, const char *fmt, ...)
{
	char old[ERR_TEXT_MAX];
	va_list ap;
	int n;

	if (!e)
		return ERR_NONE;
	memcpy(old, e->text, sizeof(old));
	va_start(ap, fmt);
	n = vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	if (n >= 0 && (size_t)n < sizeof(e->text))
		snprintf(e->text + n, sizeof(e->text) - (size_t)n, ": %s", old);
	if (e->advice)
		e->advice += (size_t)n + 2; /* beyond the end where it was cut */
	return e->code;
}

const char *err_words(enum err_code code)
{
	if ((size_t)code >= sizeof(words) / sizeof(words[0]) || !words[code])
		return "unknown error";
	return words[code];
}
