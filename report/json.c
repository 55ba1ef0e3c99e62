/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/json.h"
#include "report/jsonline.h"

#include <string.h>

static json_t *by_level(const uint64_t *counts, int start)
{
	json_t *o = json_object();
	char key[12];

	for (int l = start; l <= REGIME_MAX_LEVEL; l++) {
		snprintf(key, sizeof(key), "%d", l);
		json_object_set_new(o, key, json_integer((json_int_t)counts[regime_slot(l)]));
	}
	return o;
}

/* The address of a table; null for one that only stands for a table of unknown address. */
static json_t *table_hex(const struct mem *m, uint64_t pa)
{
	return mem_is_placed(m, addr_pa(pa)) ? json_null() : jsonline_hex(pa);
}

static json_t *levels_array(unsigned levels)
{
	json_t *a = json_array();

	for (int l = 0; l <= REGIME_MAX_LEVEL; l++) /* there are no leaves at level -1 */
		if (levels >> l & 1)
			json_array_append_new(a, json_integer(l));
	return a;
}

static void add_attr(json_t *o, const struct walker *w, const struct attr *a)
{
	char type[ATTR_TYPE_MAX], flags[ATTR_FLAGS_MAX];

	json_object_set_new(o, "perms", jsonline_perms(w, a));
	jsonline_add_untold(o, w, a);
	json_object_set_new(o, "type", json_string(attr_type_text(a, type)));
	json_object_set_new(o, "shareability", json_string(attr_sh_text(a->sh)));
	json_object_set_new(o, "flags", json_string(attr_flags_text(a, flags)));
	json_object_set_new(o, "software", json_integer(a->software));
}

/* "kept": by whom, and whether that is inferred. Nothing where it is not kept. */
static void add_kept(json_t *o, const struct walker *w, const struct kept *k)
{
	if (k)
		json_object_set_new(o, "kept", jsonline_kept(w, k));
}

/* What is not valid, and not 0 either. */
static void add_not_valid(json_t *o, const struct walker *w, const struct stats *s)
{
	if (s->kept_by) {
		json_object_set_new(o, "kept_leaves", by_level(s->kept, w->r.start_level));
		json_object_set_new(o, "kept_tables", json_integer((json_int_t)s->kept_tables));
		json_object_set_new(o, "kept_bytes", json_integer((json_int_t)s->kept_bytes));
		json_object_set_new(o, "kept_notes", json_integer((json_int_t)s->noted));
		add_kept(o, w, s->kept_by);
	}
	if (!s->valid_only)
		json_object_set_new(o, "nonzero", json_integer((json_int_t)s->nonzero));
}

bool json_stats(FILE *f, const char *regime, const struct walker *w, const struct stats *s)
{
	json_t *o = json_pack(
		"{s:s, s:o, s:I, s:s, s:i, s:i, s:i, s:o, s:o, s:I, s:I, s:I, s:I}", "regime",
		regime, "root", table_hex(w->mem, w->r.root.v), "granule",
		(json_int_t)1 << w->r.geo->granule_shift, "geometry", w->r.geo->name, "input_bits",
		(int)w->r.ia_bits, "output_bits", (int)w->r.oa_bits, "start_level",
		w->r.start_level, "tables", by_level(s->tables, w->r.start_level), "leaves",
		by_level(s->leaves, w->r.start_level), "contiguous", (json_int_t)s->contiguous,
		"mapped_bytes", (json_int_t)s->mapped_bytes, "table_bytes",
		(json_int_t)s->table_bytes, "unreadable", (json_int_t)s->unreadable);

	if (!o)
		return jsonline_put(f, NULL);
	add_not_valid(o, w, s);
	return jsonline_put(f, o);
}

bool json_range(FILE *f, const char *regime, const struct walker *w, const struct range *r,
		const struct regions *g)
{
	json_t *o = json_pack("{s:s, s:o, s:o, s:o, s:I, s:o}", "regime", regime, "start",
			      jsonline_hex(r->start.v), "end", jsonline_end(r->start.v, r->size),
			      "out", r->kept ? json_null() : jsonline_hex(r->out), "size",
			      (json_int_t)r->size, "levels", levels_array(r->levels));
	struct region_name name;

	if (!o)
		return jsonline_put(f, NULL);
	add_attr(o, w, &r->attr);
	add_kept(o, w, r->kept);
	if (r->kept)
		json_object_set_new(o, "keeps", jsonline_hex(r->out));
	if (g && region_of(g, r, &name))
		json_object_set_new(
			o, "region",
			json_pack("{s:s, s:b}", "name", name.name, "inferred", name.inferred));
	json_object_set_new(o, "contiguous", json_integer((json_int_t)r->contiguous));
	return jsonline_put(f, o);
}

static void add_symbol(json_t *o, const char *name)
{
	if (name)
		json_object_set_new(o, "symbol", jsonline_text(name));
}

static json_t *steps_array(const struct walker *w, const struct walk_result *res,
			   const struct names *n)
{
	json_t *a = json_array();
	char name[NAMES_MAX];

	for (unsigned i = 0; i < res->nsteps; i++) {
		const struct walk_step *s = &res->steps[i];
		json_t *o = json_pack("{s:i, s:i, s:o, s:i}", "stage", s->stage, "level", s->level,
				      "table", table_hex(w->mem, s->table_pa.v), "index",
				      (int)s->index);

		if (s->st)
			json_object_set_new(o, "error", json_string(err_words(s->st)));
		else
			json_object_set_new(o, "raw", jsonline_raw(s->raw));
		json_object_set_new(o, "kind",
				    s->st ? json_null() : json_string(desc_kind_name(s->kind)));
		if (w->has_s2)
			json_object_set_new(o, "in", jsonline_hex(s->ia.v));
		if (n && s->stage == w->r.stage)
			add_symbol(o, names_output(n, s->table, name));
		json_array_append_new(a, o);
	}
	return a;
}

bool json_walk(FILE *f, const char *regime, const struct walker *w, const struct walk_result *res,
	       const struct names *n)
{
	char name[NAMES_MAX];
	const char *fault = walk_fault_name(res->fault);
	json_t *o = json_pack(
		"{s:s, s:o, s:o, s:o, s:i, s:I}", "regime", regime, "in", jsonline_hex(res->in.v),
		"out", res->fault ? json_null() : jsonline_hex(res->has_pa ? res->pa.v : res->oa.v),
		"fault", fault ? json_string(fault) : json_null(), "level", res->level, "size",
		(json_int_t)res->size);

	if (!o)
		return jsonline_put(f, NULL);
	if (res->fault) {
		json_object_set_new(o, "fault_stage", json_integer(res->fault_stage));
		if (res->fault_on_walk)
			json_object_set_new(o, "fault_on_walk", json_true());
		if (res->fault == WALK_FAULT_UNREADABLE)
			json_object_set_new(o, "error", json_string(res->err.text));
		add_kept(o, w, res->kept.row);
		if (res->kept.has_out)
			json_object_set_new(o, "keeps", jsonline_hex(res->kept.out));
	} else {
		json_object_set_new(o, "out_is", json_string(res->has_pa ? "PA" : "IPA"));
		if (res->level2 >= 0)
			json_object_set_new(o, "level2", json_integer(res->level2));
		add_attr(o, w, &res->attr);
	}
	if (n)
		add_symbol(o, names_input(n, res->in, name));
	if (res->update_refused)
		json_object_set_new(o, "update_refused", json_true());
	json_object_set_new(o, "steps", steps_array(w, res, n));
	return jsonline_put(f, o);
}

bool json_run(FILE *f, const char *regime, const struct walker *w, const struct walk_run *run)
{
	bool leaf = run->kind == DESC_BLOCK || run->kind == DESC_PAGE;
	json_t *o =
		json_pack("{s:s, s:i, s:o, s:i, s:i, s:s, s:o, s:o, s:I}", "regime", regime,
			  "level", run->table->level, "table", table_hex(w->mem, run->table->pa.v),
			  "index", (int)run->index, "count", (int)run->count, "kind",
			  desc_kind_name(run->kind), "raw", jsonline_raw(run->raw), "in",
			  jsonline_hex(run->ia.v), "size", (json_int_t)run->entry_size);

	if (!o)
		return jsonline_put(f, NULL);
	add_kept(o, w, run->kept);
	if (run->keeps != DESC_INVALID)
		json_object_set_new(o, "keeps_kind", json_string(desc_kind_name(run->keeps)));
	if (leaf || run->kind == DESC_TABLE || run->keeps != DESC_INVALID)
		json_object_set_new(o, run->kept ? "keeps" : "out", jsonline_hex(run->oa.v));
	if (run->oa_too_big)
		json_object_set_new(o, "fault", json_string("address_size"));
	if (leaf || walk_keeps_leaf(run))
		add_attr(o, w, &run->attr);
	return jsonline_put(f, o);
}

bool json_piece(FILE *f, const char *regime, const struct walker *w, const struct walk_piece *p)
{
	json_t *o =
		json_pack("{s:s, s:s, s:i, s:o, s:I}", "regime", regime, "kind", "stage2", "level",
			  p->level, "in", jsonline_hex(p->ia.v), "size", (json_int_t)p->size);

	if (!o)
		return jsonline_put(f, NULL);
	json_object_set_new(o, "out", p->mapped ? jsonline_hex(p->pa.v) : json_null());
	add_kept(o, w, p->kept);
	if (p->kept)
		json_object_set_new(o, "keeps", jsonline_hex(p->pa.v));
	if (p->mapped) {
		json_object_set_new(o, "level2", json_integer(p->level2));
		add_attr(o, w, &p->attr);
	} else {
		json_object_set_new(o, "error", json_string(err_words(p->st)));
	}
	return jsonline_put(f, o);
}

bool json_hit(FILE *f, const char *regime, const struct walker *w, const struct find_hit *h,
	      const struct names *n)
{
	char name[NAMES_MAX];
	json_t *o = json_pack("{s:s, s:o, s:o, s:i, s:I, s:I}", "regime", regime, "in",
			      jsonline_hex(h->ia.v), "pa",
			      h->kept ? json_null() : jsonline_hex(h->out), "level", h->level,
			      "size", (json_int_t)h->size, "length", (json_int_t)h->length);

	if (!o)
		return jsonline_put(f, NULL);
	json_object_set_new(o, "pa_is", json_string(w->r.nested && h->level2 < 0 ? "IPA" : "PA"));
	if (h->level2 >= 0)
		json_object_set_new(o, "level2", json_integer(h->level2));
	add_attr(o, w, &h->attr);
	add_kept(o, w, h->kept);
	if (h->kept)
		json_object_set_new(o, "keeps", jsonline_hex(h->out));
	if (n)
		add_symbol(o, names_input(n, h->ia, name));
	return jsonline_put(f, o);
}

bool json_alias(FILE *f, const char *regime, const struct walker *w, const struct alias *a)
{
	json_t *by = json_array();

	for (size_t i = 0; i < a->n; i++) {
		json_t *o = json_object();

		json_object_set_new(o, "in", jsonline_hex(alias_in(a->by[i], a->out).v));
		json_object_set_new(o, "levels", levels_array(a->by[i]->levels));
		add_attr(o, w, &a->by[i]->attr);
		json_array_append_new(by, o);
	}
	return jsonline_put(f, json_pack("{s:s, s:o, s:o, s:I, s:o}", "regime", regime, "out",
					 jsonline_hex(a->out), "end", jsonline_end(a->out, a->size),
					 "size", (json_int_t)a->size, "mapped_by", by));
}

bool json_bytes(FILE *f, const char *regime, struct ia ia, const uint8_t *b, size_t n)
{
	enum { LINE = 4096 }; /* bytes of an object */
	bool ok = true;

	for (size_t done = 0, part; done < n; done += part) {
		char hex[2 * LINE + 1];

		part = n - done < LINE ? n - done : LINE;
		for (size_t i = 0; i < part; i++)
			snprintf(hex + 2 * i, 3, "%02x", b[done + i]);
		ok = jsonline_put(f, json_pack("{s:s, s:o, s:s}", "regime", regime, "in",
					       jsonline_hex(ia.v + done), "bytes", hex)) &&
		     ok;
	}
	return ok;
}

bool json_hole(FILE *f, const char *regime, uint64_t ia, uint64_t size, const char *why)
{
	return jsonline_put(f, json_pack("{s:s, s:o, s:I, s:s}", "regime", regime, "in",
					 jsonline_hex(ia), "size", (json_int_t)size, "error", why));
}

bool json_found(FILE *f, const char *regime, const struct walker *w, uint64_t ia, uint64_t pa,
		const struct attr *a)
{
	json_t *o = json_pack("{s:s, s:o, s:o}", "regime", regime, "in", jsonline_hex(ia), "pa",
			      jsonline_hex(pa));

	if (!o)
		return jsonline_put(f, NULL);
	add_attr(o, w, a);
	return jsonline_put(f, o);
}

bool json_unreadable(FILE *f, const char *regime, const struct mem *m, const struct walk_table *t)
{
	return jsonline_put(f,
			    json_pack("{s:s, s:i, s:o, s:o, s:s}", "regime", regime, "level",
				      t->level, "table", table_hex(m, t->pa.v ? t->pa.v : t->at.v),
				      "in", jsonline_hex(t->ia.v), "error", err_words(t->st)));
}

bool json_where(FILE *f, const char *regime, const char *where, uint64_t matches, uint64_t of,
		uint64_t unreadable)
{
	return jsonline_put(f, json_pack("{s:s, s:o, s:I, s:I, s:I}", "regime", regime, "where",
					 jsonline_text(where), "matches", (json_int_t)matches, "of",
					 (json_int_t)of, "unreadable", (json_int_t)unreadable));
}

bool json_left_out(FILE *f, const char *regime, uint64_t times, uint64_t limit, uint64_t leaves)
{
	return jsonline_put(f, json_pack("{s:s, s:I, s:I, s:I}", "regime", regime, "left_out",
					 (json_int_t)times, "limit", (json_int_t)limit, "leaves",
					 (json_int_t)leaves));
}

static bool put_descriptor(FILE *f, const struct regime *r, int level, json_t *raw,
			   enum desc_kind kind, const struct desc_part *parts, size_t n)
{
	json_t *fields = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(
			fields, json_pack("{s:s, s:i, s:i, s:o, s:s, s:s}", "name",
					  parts[i].field->name, "hi", (int)parts[i].hi, "lo",
					  (int)parts[i].lo, "value", jsonline_hex(parts[i].value),
					  "meaning", parts[i].words, "section", parts[i].section));
	return jsonline_put(f, json_pack("{s:s, s:i, s:o, s:s, s:o}", "regime", r->name, "level",
					 level, "raw", raw, "kind", desc_kind_name(kind), "fields",
					 fields));
}

bool json_descriptor(FILE *f, const struct regime *r, int level, uint64_t raw)
{
	struct desc_part parts[DESC_PARTS_MAX];
	size_t n = desc_parts(r, level, raw, parts);

	return put_descriptor(f, r, level, jsonline_raw(raw), desc_classify(r->geo, level, raw),
			      parts, n);
}

bool json_descriptor_wide(FILE *f, const struct regime *r, int level, struct desc_wide raw)
{
	struct desc_part parts[DESC_PARTS_MAX];
	size_t n = desc_parts_wide(r, level, raw, parts);
	json_t *hex = json_sprintf("0x%016llx%016llx", (unsigned long long)raw.hi,
				   (unsigned long long)raw.lo);

	return put_descriptor(f, r, level, hex, desc_classify_wide(r->geo, level, raw), parts, n);
}

/* What became of the RAM of a dump; nothing where the source does not tell. */
static void add_count(json_t *o, struct mem *m)
{
	struct mem_count c;

	if (!mem_count(m, &c))
		return;
	json_object_set_new(o, "present_bytes", json_integer((json_int_t)c.present));
	json_object_set_new(o, "zero_bytes",
			    c.zero_known ? json_integer((json_int_t)c.zero) : json_null());
	json_object_set_new(o, "left_out_bytes", json_integer((json_int_t)c.left_out));
	json_object_set_new(o, "damaged_bytes", json_integer((json_int_t)c.damaged));
}

bool json_source(FILE *f, const char *name, struct mem *m)
{
	json_t *ranges = json_array(), *o;

	for (size_t i = 0; i < m->nranges; i++) {
		const struct mem_range *r = &m->ranges[i];

		json_array_append_new(
			ranges, json_pack("{s:o, s:o, s:s, s:o}", "start", jsonline_hex(r->start.v),
					  "end", jsonline_end(r->start.v, r->size), "kind",
					  mem_kind_name(r->kind), "name", jsonline_text(r->name)));
	}
	o = json_pack("{s:o, s:s, s:o, s:i, s:b, s:o}", "source", jsonline_text(name), "kind",
		      m->kind, "detail", jsonline_text(m->detail), "cpus", (int)m->ncpus,
		      "map_known", (int)m->map_known, "memory", ranges);
	add_count(o, m);
	return jsonline_put(f, o);
}

static json_t *registers(const struct mem *m, enum regime_id id, unsigned cpu)
{
	json_t *o = json_object();
	enum sysreg reg;

	for (unsigned i = 0; (reg = regime_reg(id, &m->cpus[cpu], i)) != SYSREG_COUNT; i++) {
		const struct sysreg_value *v = &m->cpus[cpu].r[reg];
		bool placed = mem_is_placed(m, addr_pa(v->v));
		bool known = sysreg_known(&m->cpus[cpu], reg) && !placed;

		json_object_set_new(
			o, sysreg_name(reg),
			json_pack("{s:o, s:s}", "value", known ? jsonline_hex(v->v) : json_null(),
				  "origin",
				  sysreg_origin_name(placed ? SYSREG_UNKNOWN : v->origin)));
	}
	return o;
}

bool json_survey(FILE *f, const struct mem *m, enum regime_id id, unsigned cpu,
		 const struct survey *s)
{
	json_t *o = json_pack("{s:s, s:i, s:s, s:s, s:o}", "regime", regime_name(id), "cpu",
			      (int)cpu, "state", survey_state_name(s->state), "why", s->why.text,
			      "registers", registers(m, id, cpu));

	if (!o)
		return jsonline_put(f, NULL);
	if (s->state < SURVEY_DISABLED) {
		const struct regime *r = &s->w.r;

		json_object_set_new(o, "root", table_hex(m, r->root.v));
		json_object_set_new(o, "granule", json_integer(1 << r->geo->granule_shift));
		json_object_set_new(o, "geometry", json_string(r->geo->name));
		json_object_set_new(o, "input_bits", json_integer((json_int_t)r->ia_bits));
		json_object_set_new(o, "output_bits", json_integer((json_int_t)r->oa_bits));
		json_object_set_new(o, "start_level", json_integer(r->start_level));
		json_object_set_new(o, "root_entries", json_integer((json_int_t)r->root_entries));
		json_object_set_new(o, "through_stage2", json_boolean(s->w.has_s2));
		json_object_set_new(o, "assumed", json_string(r->assumed));
	}
	return jsonline_put(f, o);
}
