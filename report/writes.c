/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/writes.h"

#include <inttypes.h>

#include "report/diff.h"
#include "report/jsonline.h"
#include "src/number.h"

enum { TABLES_NAMED = 4 };

/* The last that held the entry: a side without a table of its own has none. */
static const struct diff_side *holder(const struct diff_row *row)
{
	return &row->side[row->side[1].table.v ? 1 : 0];
}

void writes_text_who(struct text *t, const struct writes_event *e, const char *name)
{
	if (!e->seen) {
		text_put(t, TEXT_WARN, "no store was seen");
		return;
	}
	text_put(t, TEXT_PLAIN, "CPU %u", e->cpu);
	if (e->pc_known)
		text_put(t, TEXT_ADDRESS, " at 0x%016" PRIx64, e->pc);
	if (name)
		text_put(t, TEXT_PLAIN, " %s", name);
}

static void put_time(struct text *t, uint64_t ms)
{
	text_put(t, TEXT_DIM, "%4" PRIu64 ".%03" PRIu64 " s  ", ms / 1000, ms % 1000);
}

void writes_text_elsewhere(struct text *t, const struct regime *was, const struct regime *is,
			   uint64_t ms)
{
	put_time(t, ms);
	text_put(t, TEXT_WARN, "CPU %u has other registers of %s: root ", is->cpu, is->name);
	text_put(t, TEXT_ADDRESS, "0x%" PRIx64, is->root.v);
	text_put(t, TEXT_WARN, is->root.v == was->root.v ? " as before\n" : ", before ");
	if (is->root.v != was->root.v)
		text_put(t, TEXT_ADDRESS, "0x%" PRIx64 "\n", was->root.v);
}

bool writes_json_elsewhere(FILE *f, const struct regime *was, const struct regime *is, uint64_t ms)
{
	return jsonline_put(f, json_pack("{s:s, s:i, s:I, s:o, s:o}", "regime", is->name, "cpu",
					 (int)is->cpu, "ms", (json_int_t)ms, "root",
					 jsonline_hex(is->root.v), "root_before",
					 jsonline_hex(was->root.v)));
}

static void put_store(struct text *t, const struct writes_event *e, uint64_t ms,
		      const struct names *names, const struct rows_options *o)
{
	const struct diff_row *row = e->row;
	char buf[NAMES_MAX];

	put_time(t, ms);
	writes_text_who(t, e,
			names && e->pc_known ? names_input(names, addr_ia(e->pc), buf) : NULL);
	text_put(t, TEXT_PLAIN, ": L%d ", row->level);
	text_put(t, TEXT_ADDRESS, "0x%" PRIx64, holder(row)->table.v);
	text_put(t, TEXT_PLAIN, "[%u]", row->index);
	text_put(t, TEXT_VALUE, "  0x%016" PRIx64, row->side[0].raw);
	text_put(t, TEXT_DIM, " %s ", o->ascii ? "->" : "→");
	text_put(t, TEXT_VALUE, "0x%016" PRIx64 "\n", row->side[1].raw);
}

void writes_text_bbm(struct text *t, const struct writes_event *e)
{
	static const struct {
		enum text_style style;
		const char *words;
	} rows[] = {
		[WRITES_BBM_UNSEEN] = {TEXT_WARN,
				       "nobody saw whether there was an invalid entry in "
				       "between, which is wanted (D8.16.1)"},
		[WRITES_BBM_CONTENT] = {TEXT_WARN, "valid, then valid: not by break-before-make "
						   "(D8.16.1), which is wanted if the memory "
						   "there does not hold the same"},
		[WRITES_BBM_BROKEN] = {TEXT_ERROR, "valid, then valid: not by break-before-make "
						   "(D8.16.1)"},
	};

	if (e->bbm != WRITES_BBM_NONE)
		text_put(t, rows[e->bbm].style, "%s", rows[e->bbm].words);
}

void writes_text(struct text *t, const struct writes_event *e, uint64_t ms,
		 const struct names *names, const struct rows_options *o)
{
	if (!e->inside)
		put_store(t, e, ms, names, o);
	diff_text_row(t, e->before, e->after, e->row, o);
	text_put(t, TEXT_PLAIN, "\n");
	if (e->bbm == WRITES_BBM_NONE)
		return;
	text_put(t, TEXT_PLAIN, "    ");
	writes_text_bbm(t, e);
	text_put(t, TEXT_PLAIN, "\n");
}

bool writes_json(FILE *f, const char *regime, const struct writes_event *e, uint64_t ms,
		 const struct names *names)
{
	static const char *const words[] = {[WRITES_BBM_NONE] = "not wanted",
					    [WRITES_BBM_UNSEEN] = "not seen",
					    [WRITES_BBM_CONTENT] = "omitted if content differs",
					    [WRITES_BBM_BROKEN] = "omitted"};
	json_t *o = diff_json_object(regime, e->before, e->after, e->row);
	char buf[NAMES_MAX];
	const char *name =
		e->seen && e->pc_known && names ? names_input(names, addr_ia(e->pc), buf) : NULL;

	if (!o)
		return jsonline_put(f, NULL);
	json_object_set_new(o, "store",
			    e->seen ? json_integer((json_int_t)e->number) : json_null());
	json_object_set_new(o, "ms", json_integer((json_int_t)ms));
	json_object_set_new(o, "cpu", e->seen ? json_integer(e->cpu) : json_null());
	json_object_set_new(o, "pc", e->seen && e->pc_known ? jsonline_hex(e->pc) : json_null());
	json_object_set_new(o, "symbol", name ? jsonline_text(name) : json_null());
	json_object_set_new(o, "inside", json_boolean(e->inside));
	json_object_set_new(o, "invalid_between", json_string(words[e->bbm]));
	return jsonline_put(f, o);
}

bool writes_json_tables(FILE *f, const struct writes *w)
{
	bool ok = true;

	for (size_t i = 0; i < w->n; i++) {
		const struct writes_table *t = &w->t[i];

		ok = jsonline_put(f, json_pack("{s:s, s:o, s:i, s:o, s:o, s:s}", "regime",
					       regime_name(w->ask.regime[t->regime].id), "table",
					       jsonline_hex(t->pa.v), "level", t->level, "in",
					       jsonline_hex(t->ia.v), "written_at",
					       t->how == WRITES_STOPPED ? jsonline_hex(t->address)
									: json_null(),
					       "stores", writes_how_words(t->how))) &&
		     ok;
	}
	return ok;
}

void writes_text_tables(struct text *t, const struct writes *w)
{
	for (int how = 0; how < WRITES_HOWS; how++) {
		size_t n = writes_count(w, (enum writes_how)how), named = 0;

		if (!n)
			continue;
		text_put(t, how == WRITES_STOPPED ? TEXT_PLAIN : TEXT_WARN, "%zu %s: ", n,
			 number_word(n, "table", "tables"));
		text_put(t, how == WRITES_STOPPED ? TEXT_PLAIN : TEXT_WARN, "%s",
			 writes_how_words((enum writes_how)how));
		for (size_t i = 0; i < w->n && named < TABLES_NAMED; i++) {
			const struct writes_table *at = &w->t[i];

			if (at->how != (enum writes_how)how)
				continue;
			text_put(t, TEXT_DIM, "%s L%d ", named++ ? "," : ";", at->level);
			text_put(t, TEXT_ADDRESS, "0x%" PRIx64, at->pa.v);
			if (at->how == WRITES_STOPPED)
				text_put(t, TEXT_DIM, " at 0x%" PRIx64, at->address);
		}
		text_put(t, TEXT_DIM, "%s\n", n > named ? ", ..." : "");
	}
}
