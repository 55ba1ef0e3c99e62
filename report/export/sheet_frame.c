/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Below an operation of a replay: its tables, before and after, a row an entry. */
#include <inttypes.h>

#include "report/export/sheet.h"
#include "src/number.h"

/* Rows of one operation. */
enum { ROWS_MAX = 64, SIDE_MAX = 64 };

/* One side of an entry, in words: "block 0x80200000  0x0000000080200741". */
static const char *side(const struct frame *f, const struct frame_entry *e, uint64_t raw,
			enum look *look, char buf[SIDE_MAX])
{
	bool kept;
	enum desc_kind kind = frame_kind(f, e->level, raw, &kept);
	uint64_t out = kind == DESC_TABLE ? desc_table_oa(f->r.geo, raw).v
					  : desc_leaf_oa(f->r.geo, (int)e->level, raw).v;

	*look = kept ? LOOK_KEPT : look_of_kind(kind);
	if (kind == DESC_INVALID || kind == DESC_RESERVED)
		snprintf(buf, SIDE_MAX, raw ? "%s  0x%016" PRIx64 : "%s", desc_kind_name(kind),
			 raw);
	else
		snprintf(buf, SIDE_MAX, "%s%s 0x%" PRIx64 "  0x%016" PRIx64, kept ? "kept " : "",
			 desc_kind_name(kind), out, raw);
	return buf;
}

/* What became of it: what was nothing came, what is nothing went. */
static enum look became(const struct frame_entry *e, enum look before, enum look after)
{
	if (!e->changed || e->before == e->after)
		return after;
	if (before == LOOK_INVALID && after != LOOK_INVALID)
		return LOOK_NEW;
	return after == LOOK_INVALID ? LOOK_GONE : LOOK_CHANGED;
}

static void add_entry(struct sheet *s, const struct frame *f, const struct frame_entry *e,
		      unsigned root_level)
{
	struct sheet_row *r = sheet_add(s);
	char before[SIDE_MAX], after[SIDE_MAX], count[24] = "";

	if (!r)
		return;
	side(f, e, e->before, &r->look_before, before);
	side(f, e, e->after, &r->look_after, after);
	r->depth = (uint8_t)(2 + e->level - root_level);
	r->look = became(e, r->look_before, r->look_after);
	r->kind = r->look == LOOK_NEW	    ? "came"
		  : r->look == LOOK_GONE    ? "went"
		  : r->look == LOOK_CHANGED ? "changed"
					    : look_row(r->look)->words;
	if (e->count > 1)
		snprintf(count, sizeof(count), " x%u", e->count);
	r->place =
		sheet_text(s, "L%u 0x%" PRIx64 "[%03x]%s", e->level, e->table.v, e->index, count);
	r->before = sheet_text(s, "%s", before);
	r->after = sheet_text(s, "%s", after);
	if (r->look == LOOK_NEW || r->look == LOOK_GONE || r->look == LOOK_CHANGED)
		r->note = sheet_text(s, "%s: %s → %s", r->place ? r->place : "", before, after);
	else
		r->note = sheet_text(s, "%s: %s", r->place ? r->place : "", after);
}

/* "3 entries changed: before → after". */
static void add_head(struct sheet *s, const struct frame *f)
{
	struct sheet_row *r = sheet_add(s);
	uint64_t changed = f->more;

	for (size_t i = 0; i < f->n; i++)
		changed += f->entry[i].changed ? f->entry[i].count : 0;
	if (!r)
		return;
	r->depth = 1;
	r->look = LOOK_TABLE;
	r->kind = "tables";
	r->note =
		changed ? sheet_text(s,
				     "%" PRIu64 " %s changed, before → after, and what leads there",
				     changed, number_word(changed, "entry", "entries"))
			: sheet_text(s, "no entry changed; those of the address");
}

void sheet_frame(struct sheet *s, const struct frame *f)
{
	unsigned root_level = replay_roots(f->run).level;
	size_t n = f->n < ROWS_MAX ? f->n : ROWS_MAX;
	struct sheet_row *r;

	if (!f->n && !f->more)
		return;
	add_head(s, f);
	for (size_t i = 0; i < n; i++)
		add_entry(s, f, &f->entry[i], root_level);
	if (n == f->n && !f->more)
		return;
	r = sheet_add(s);
	if (!r)
		return;
	r->depth = 2;
	r->look = LOOK_TABLE;
	r->kind = "more";
	r->note = sheet_text(s, "%" PRIu64 " more, which are not shown", f->n - n + f->more);
}
