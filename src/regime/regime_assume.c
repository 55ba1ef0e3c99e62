/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is taken for granted of a regime, and why its permissions are not known. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "src/regime/regime_rows.h"

void regime_assume(struct regime *r, const char *what)
{
	size_t n = strlen(r->assumed);

	snprintf(r->assumed + n, sizeof(r->assumed) - n, "%s%s", n ? "; " : "", what);
}

void regime_perms_unknown(struct regime *r, const char *fmt, ...)
{
	va_list ap;

	if (r->perms_why[0])
		return;
	va_start(ap, fmt);
	vsnprintf(r->perms_why, sizeof(r->perms_why), fmt, ap);
	va_end(ap);
	regime_assume(r, r->perms_why);
}
