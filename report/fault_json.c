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

/* One alone, or an array of all, ranked. */
static json_t *one_or_all(const struct cause_list *l, const char *(*of)(enum cause_id id))
{
	json_t *a;

	if (l->n == 1)
		return json_string(of(l->of[0].id));
	a = json_array();
	for (unsigned i = 0; i < l->n; i++)
		json_array_append_new(a, json_string(of(l->of[i].id)));
	return a;
}

static json_t *evidence_of(const struct cause_list *l)
{
	json_t *a = json_array();

	for (unsigned i = 0; i < l->n; i++) {
		const struct cause *c = &l->of[i];
		json_t *level = c->has_descriptor ? json_integer(c->level) : json_null();
		json_t *stage = c->has_descriptor ? json_integer(c->stage) : json_null();
		json_t *raw = c->has_descriptor ? jsonline_raw(c->raw) : json_null();
		json_t *field = c->field[0] ? json_string(c->field) : json_null();

		json_array_append_new(a, json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:s}", "id",
						   cause_name(c->id), "why", c->why, "field", field,
						   "stage", stage, "level", level, "raw", raw,
						   "section", cause_section(c->id)));
	}
	return a;
}

static json_t *access_of(const struct esr *e)
{
	if (!e->abort || !e->has_access)
		return json_null();
	return json_string(e->instruction ? "execute" : e->write ? "write" : "read");
}

static json_t *ipa_of(const struct fault_answer *a)
{
	uint64_t ipa;

	if (a->f->has_ipa)
		return jsonline_hex(a->f->ipa.in.v);
	return fault_reported_ipa(a->r, &ipa) ? jsonline_hex(ipa) : json_null();
}

static json_t *string_or_null(const char *s)
{
	return s && s[0] ? json_string(s) : json_null();
}

bool fault_json(FILE *f, const struct fault_answer *a)
{
	const struct esr *e = &a->r->esr;
	const struct fault_report *r = a->r;
	json_t *o = json_pack(
		"{s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:i, s:o, s:b, s:o}", "regime",
		e->abort ? json_string(fault_site_regime(a->site, r)) : json_null(), "inferred",
		string_or_null(e->abort ? a->site->guess : NULL), "esr",
		hex(e->form != ESR_FORM_WORDS, e->raw), "far", hex(fault_has_address(r), r->far),
		"address", hex(fault_has_address(r), r->far), "ipa", ipa_of(a), "exception",
		e->exception, "status", string_or_null(e->status), "fault",
		string_or_null(esr_kind_name(e->kind)), "stage", r->stage2 ? 2 : 1, "level",
		e->has_level ? json_integer(e->level) : json_null(), "on_walk",
		(int)(r->stage2 && e->s1ptw), "access", access_of(e));

	json_object_set_new(o, "verdict", json_string(fault_verdict_name(a->f->verdict)));
	json_object_set_new(o, "tables", result_of(a->f));
	json_object_set_new(o, "cause", one_or_all(a->causes, cause_name));
	json_object_set_new(o, "cause_words", one_or_all(a->causes, cause_words));
	json_object_set_new(o, "evidence", evidence_of(a->causes));
	json_object_set_new(o, "fields", fields_of(e));
	return jsonline_put(f, o);
}
