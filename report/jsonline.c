/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/jsonline.h"

#include <stdlib.h>
#include <string.h>

#include "report/output.h"
#include "src/printable.h"

static void *allocate(size_t size)
{
	void *p = malloc(size ? size : 1);

	if (!p)
		output_lost();
	return p;
}

void jsonline_begin(void)
{
	json_set_alloc_funcs(allocate, free);
}

bool jsonline_put(FILE *f, json_t *o)
{
	bool ok = o && !json_dumpf(o, f, JSON_COMPACT | JSON_ENSURE_ASCII) && fputc('\n', f) != EOF;

	if (!ok)
		output_lost();
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

json_t *jsonline_perms(const struct walker *w, const struct attr *a)
{
	char perms[ATTR_PERMS_MAX];

	if (a->flags & ATTR_PERMS_UNKNOWN &&
	    (w->r.perms == REGIME_PERMS_ONE || a->flags & ATTR_USER_UNKNOWN))
		return json_null();
	return json_string(attr_perms_text(w->r.perms, a, perms));
}

json_t *jsonline_kept(const struct walker *w, const struct kept *k)
{
	const struct regime *r = k->stage == w->r.stage ? &w->r : &w->s2;

	return json_pack("{s:s, s:s, s:b}", "owner", kept_owner_name(k->owner), "name", k->name,
			 "inferred", !r->owner_given);
}

void jsonline_add_untold(json_t *o, const struct walker *w, const struct attr *a)
{
	if (!(a->flags & ATTR_UNTOLD))
		return;
	json_object_set_new(o, "perms_unknown",
			    json_string(w->r.perms_why[0] ? w->r.perms_why : w->s2.perms_why));
	json_object_set_new(o, "perm_index", json_integer(a->perm_index));
	json_object_set_new(o, "overlay_index", json_integer(a->overlay_index));
}

json_t *jsonline_text(const char *s)
{
	char *copy = strdup(s);
	json_t *o;

	if (!copy) {
		output_lost();
		return NULL;
	}
	printable_fix(copy, strlen(copy));
	o = json_string(copy);
	free(copy);
	return o;
}
