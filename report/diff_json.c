/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "report/diff.h"
#include "report/jsonline.h"

static json_t *words(unsigned bits)
{
	json_t *a = json_array();

	for (unsigned i = 0; i < DIFF_BITS; i++)
		if (bits >> i & 1)
			json_array_append_new(a, json_string(diff_change_name(i)));
	return a;
}

/* Where one side leads, or would if it were valid. */
static json_t *leads(const struct walker *w, const struct diff_side *s)
{
	char type[ATTR_TYPE_MAX], flags[ATTR_FLAGS_MAX];
	json_t *o;

	o = json_pack("{s:o, s:o, s:s, s:s, s:s, s:i}", "out", jsonline_hex(s->out), "perms",
		      jsonline_perms(w, &s->attr), "type", attr_type_text(&s->attr, type),
		      "shareability", attr_sh_text(s->attr.sh), "flags",
		      attr_flags_text(&s->attr, flags), "software", (int)s->attr.software);
	if (o)
		jsonline_add_untold(o, w, &s->attr);
	return o;
}

/* "was", "is": what one side maps, null where it maps nothing. "was_kept", "is_kept". */
static void add_side(json_t *o, const struct walker *w, const struct diff_row *row, int k)
{
	const struct diff_side *s = &row->side[k];
	json_t *kept = s->kept ? jsonline_kept(w, s->kept) : NULL;

	json_object_set_new(o, k ? "is" : "was", s->mapped ? leads(w, s) : json_null());
	if (!kept)
		return;
	if (!row->by_range)
		json_object_set_new(kept, "kind", json_string(desc_kind_name(s->keeps)));
	if (s->keeps == DESC_BLOCK || s->keeps == DESC_PAGE)
		json_object_set_new(kept, "keeps", leads(w, s));
	else if (row->by_range)
		json_object_set_new(kept, "raw", jsonline_raw(s->raw));
	json_object_set_new(o, k ? "is_kept" : "was_kept", kept);
}

/* The table that holds the entry: the later one, unless there is only the earlier one. */
static json_t *table_of(const struct diff_row *row)
{
	const struct diff_side *b = &row->side[1];

	if (row->by_range)
		return json_null();
	return jsonline_hex((b->level == row->level ? b : &row->side[0])->table.v);
}

static void add_entry(json_t *o, const struct diff_row *row)
{
	const struct diff_side *a = &row->side[0], *b = &row->side[1];

	if (row->by_range)
		return;
	json_object_set_new(o, "before_kind", json_string(desc_kind_name(a->kind)));
	json_object_set_new(o, "after_kind", json_string(desc_kind_name(b->kind)));
	if (a->level != row->level)
		json_object_set_new(o, "before_level", json_integer(a->level));
	if (b->level != row->level)
		json_object_set_new(o, "after_level", json_integer(b->level));
	if (a->leaves || b->leaves || a->tables || b->tables) {
		json_object_set_new(o, "leaves", json_integer((json_int_t)(a->leaves + b->leaves)));
		json_object_set_new(o, "mapped_bytes",
				    json_integer((json_int_t)(a->mapped_bytes + b->mapped_bytes)));
	}
	if (row->below)
		json_object_set_new(o, "below", json_integer((json_int_t)row->below));
}

json_t *diff_json_object(const char *regime, const struct walker *before,
			 const struct walker *after, const struct diff_row *row)
{
	bool r = row->by_range;
	json_t *o = json_pack("{s:s, s:o, s:o, s:o, s:o, s:I, s:I, s:o, s:o, s:s, s:o, s:o}",
			      "regime", regime, "table", table_of(row), "level",
			      r ? json_null() : json_integer(row->level), "index",
			      r ? json_null() : json_integer((json_int_t)row->index), "in",
			      jsonline_hex(row->ia.v), "count", (json_int_t)row->count, "size",
			      (json_int_t)row->entry_size, "before",
			      r ? json_null() : jsonline_raw(row->side[0].raw), "after",
			      r ? json_null() : jsonline_raw(row->side[1].raw), "class",
			      diff_class_name(row->class), "changes", words(row->changes),
			      "break_before_make", words(row->bbm));

	if (!o)
		return NULL;
	if (row->bbm_content)
		json_object_set_new(o, "only_if_content_differs", json_true());
	add_side(o, before, row, 0);
	add_side(o, after, row, 1);
	add_entry(o, row);
	return o;
}

bool diff_json_row(FILE *f, const char *regime, const struct walker *before,
		   const struct walker *after, const struct diff_row *row)
{
	return jsonline_put(f, diff_json_object(regime, before, after, row));
}

bool diff_json_registers(FILE *f, const char *regime, const struct walker *before,
			 const struct walker *after)
{
	const struct sysregs *regs = &after->mem->cpus[after->r.cpu];
	enum sysreg reg;
	bool ok = true;

	for (unsigned i = 0; (reg = regime_reg(before->r.id, regs, i)) != SYSREG_COUNT; i++) {
		const struct sysreg_value *a = &before->mem->cpus[before->r.cpu].r[reg];
		const struct sysreg_value *b = &regs->r[reg];

		if (a->v != b->v)
			ok = jsonline_put(f, json_pack("{s:s, s:s, s:o, s:o}", "regime", regime,
						       "register", sysreg_name(reg), "before",
						       jsonline_hex(a->v), "after",
						       jsonline_hex(b->v))) &&
			     ok;
	}
	return ok;
}
