/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/fault.h"
#include "report/jsonline.h"

static json_t *hex(bool known, uint64_t v)
{
	return known ? jsonline_hex(v) : json_null();
}

static json_t *name_of(enum walk_fault f)
{
	const char *name = walk_fault_name(f);

	return name ? json_string(name) : json_null();
}

static json_t *fields_of(const struct esr *e)
{
	struct esr_part parts[ESR_PARTS_MAX];
	size_t n = esr_parts(e, parts);
	json_t *a = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(a, json_pack("{s:s, s:i, s:i, s:o, s:s, s:s}", "name",
						   parts[i].name, "hi", (int)parts[i].hi, "lo",
						   (int)parts[i].lo, "value",
						   hex(true, parts[i].value), "meaning",
						   parts[i].words, "section", parts[i].section));
	return a;
}

static json_t *result_of(const struct fault *f)
{
	const struct fault_result *g = &f->tables;

	if (f->verdict != FAULT_AGREE && f->verdict != FAULT_DIFFERS)
		return json_null();
	return json_pack("{s:o, s:i, s:i, s:b}", "fault", name_of(g->fault), "stage", g->stage,
			 "level", g->level, "on_walk", (int)g->on_walk);
}

bool fault_json(FILE *f, const struct fault_report *r, const struct fault *fault)
{
	const struct esr *e = &r->esr;
	json_t *o = json_pack(
		"{s:o, s:o, s:o, s:s, s:s, s:o, s:i, s:o, s:b, s:s, s:s, s:o, s:o}", "esr",
		hex(true, e->raw), "far", hex(r->has_far && e->far_valid, r->far), "ipa",
		hex(fault->has_ipa, fault->ipa.in.v), "exception", e->exception, "status",
		e->status, "fault", name_of(e->fault), "stage", r->stage2 ? 2 : 1, "level",
		e->has_level ? json_integer(e->level) : json_null(), "on_walk",
		(int)(r->stage2 && e->s1ptw), "access",
		e->instruction ? "execute"
		: e->write     ? "write"
			       : "read",
		"verdict", fault_verdict_name(fault->verdict), "tables", result_of(fault), "fields",
		fields_of(e));

	return jsonline_put(f, o);
}
