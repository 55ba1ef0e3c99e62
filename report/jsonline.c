/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/jsonline.h"

bool jsonline_put(FILE *f, json_t *o)
{
	bool ok = o && !json_dumpf(o, f, JSON_COMPACT) && fputc('\n', f) != EOF;

	json_decref(o);
	return ok;
}

json_t *jsonline_hex(uint64_t v)
{
	return json_sprintf("0x%llx", (unsigned long long)v);
}

json_t *jsonline_end(uint64_t start, uint64_t size)
{
	uint64_t end = start + size;

	return end || !size ? jsonline_hex(end) : json_string("0x10000000000000000");
}

json_t *jsonline_raw(uint64_t v)
{
	return json_sprintf("0x%016llx", (unsigned long long)v);
}
