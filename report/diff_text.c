/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/diff.h"
#include "src/number.h"

#include <stdlib.h>
#include <string.h>

enum text_style diff_text_style(enum diff_class c)
{
	static const enum text_style styles[DIFF_CLASSES] = {
		[DIFF_SAME] = TEXT_DIM,	      [DIFF_MAPPED] = TEXT_BLOCK,
		[DIFF_UNMAPPED] = TEXT_VALUE, [DIFF_KEPT] = TEXT_VALUE,
		[DIFF_VALID] = TEXT_BLOCK,    [DIFF_KEPT_OTHER] = TEXT_WARN,
		[DIFF_REMAPPED] = TEXT_WARN,  [DIFF_TYPE] = TEXT_WARN,
		[DIFF_WIDENED] = TEXT_WARN,   [DIFF_NARROWED] = TEXT_TABLE,
		[DIFF_PERMS] = TEXT_WARN,     [DIFF_FLAGS] = TEXT_PLAIN,
		[DIFF_SPLIT] = TEXT_TABLE,    [DIFF_MERGED] = TEXT_TABLE,
		[DIFF_CHANGED] = TEXT_TABLE,  [DIFF_UNKNOWN] = TEXT_ERROR,
	};

	return styles[c];
}

/* What a side says, were it valid: the kind of what it keeps, or its own. */
static enum desc_kind says(const struct diff_side *s)
{
	return s->kept ? s->keeps : s->kind;
}

static bool has_output(const struct diff_side *s)
{
	return s->mapped || (s->kept && (s->keeps == DESC_BLOCK || s->keeps == DESC_PAGE));
}

static const char *arrow(const struct rows_options *o)
{
	return o->ascii ? "->" : "→";
}

static void put_range(struct text *t, const struct diff_row *row)
{
	uint64_t bytes = row->count * row->entry_size;
	char size[24];

	text_put(t, TEXT_ADDRESS, "  0x%016llx-0x%016llx", (unsigned long long)row->ia.v,
		 (unsigned long long)(row->ia.v + (bytes - 1)));
	text_put(t, TEXT_PLAIN, " %8s  ", number_size_text(bytes, size));
	text_put(t, diff_text_style(row->class), "%-11s ", diff_class_name(row->class));
}

/* "page", "16 pages", "2 invalid". */
static void put_kind(struct text *t, enum text_style style, enum desc_kind kind, uint64_t n)
{
	bool noun = kind != DESC_INVALID && kind != DESC_RESERVED;

	if (n > 1)
		text_put(t, style, "%llu ", (unsigned long long)n);
	text_put(t, style, "%s%s ", desc_kind_name(kind), n > 1 && noun ? "s" : "");
}

/* "L3 16 pages", "L2 block" and so on, of the side that says more. */
static void put_entries(struct text *t, const struct diff_row *row)
{
	const struct diff_side *a = &row->side[0], *b = &row->side[1];
	const struct diff_side *s = says(b) == DESC_INVALID || b->level != row->level ? a : b;

	if (row->by_range)
		return;
	text_put(t, TEXT_DIM, "L%d ", row->level);
	if (row->class == DIFF_SPLIT || row->class == DIFF_MERGED || row->class == DIFF_CHANGED ||
	    row->class == DIFF_UNKNOWN)
		put_kind(t, TEXT_PLAIN, says(a), row->count);
	else
		put_kind(t, rows_kind_style(says(s)), says(s), row->count);
}

/* What a subtree holds: "of 27 leaves of 108K in 2 tables". */
static void put_content(struct text *t, const struct diff_side *s)
{
	char size[24];

	text_put(t, TEXT_PLAIN, "of %llu %s, %s", (unsigned long long)s->leaves,
		 number_word(s->leaves, "leaf", "leaves"),
		 s->mapped_bytes ? number_about(s->mapped_bytes, size) : "0");
	if (s->tables)
		text_put(t, TEXT_PLAIN, ", in %llu %s", (unsigned long long)s->tables,
			 number_word(s->tables, "table", "tables"));
}

/* The attributes of a mapping that came or went, and where it leads. */
static void put_mapping(struct text *t, const struct walker *w, const struct diff_side *s,
			const struct rows_options *o)
{
	text_put(t, TEXT_DIM, "%s ", arrow(o));
	text_put(t, TEXT_ADDRESS, "0x%012llx%s  ", (unsigned long long)s->out,
		 s->follow ? "" : "...");
	rows_attr(t, w->r.perms, &s->attr);
}

/* A word, or two with an arrow where they differ. */
static void put_change(struct text *t, const char *a, const char *b, bool changed,
		       const struct rows_options *o)
{
	if (!changed) {
		text_put(t, TEXT_PLAIN, " %s", a);
		return;
	}
	text_put(t, TEXT_VALUE, " %s", *a ? a : "-");
	text_put(t, TEXT_DIM, " %s ", arrow(o));
	text_put(t, TEXT_VALUE, "%s", *b ? b : "-");
}

static void put_flags(struct text *t, const struct diff_row *row, const struct rows_options *o)
{
	const struct attr *a = &row->side[0].attr, *b = &row->side[1].attr;
	char fa[ATTR_FLAGS_MAX + 16], fb[ATTR_FLAGS_MAX + 16];

	attr_flags_text(a, fa);
	attr_flags_text(b, fb);
	if (a->flags != b->flags || *fa)
		put_change(t, fa, fb, a->flags != b->flags, o);
	snprintf(fa, sizeof(fa), "sw=%x", a->software);
	snprintf(fb, sizeof(fb), "sw=%x", b->software);
	if (a->software || b->software)
		put_change(t, fa, fb, a->software != b->software, o);
}

/* Two mappings of the same addresses: everything once, and twice what differs. */
static void put_both(struct text *t, const struct walker *wa, const struct walker *wb,
		     const struct diff_row *row, const struct rows_options *o)
{
	const struct diff_side *a = &row->side[0], *b = &row->side[1];
	char sa[ATTR_TYPE_MAX + 24], sb[ATTR_TYPE_MAX + 24];

	snprintf(sa, sizeof(sa), "0x%012llx%s", (unsigned long long)a->out, a->follow ? "" : "...");
	snprintf(sb, sizeof(sb), "0x%012llx%s", (unsigned long long)b->out, b->follow ? "" : "...");
	put_change(t, sa, sb, a->out != b->out, o);
	text_put(t, TEXT_PLAIN, " ");
	attr_perms_text(wa->r.perms, &a->attr, sa);
	attr_perms_text(wb->r.perms, &b->attr, sb);
	put_change(t, sa, sb, strcmp(sa, sb), o);
	attr_type_text(&a->attr, sa);
	attr_type_text(&b->attr, sb);
	put_change(t, sa, sb, row->changes & DIFF_BY_TYPE, o);
	put_change(t, attr_sh_text(a->attr.sh), attr_sh_text(b->attr.sh),
		   row->changes & DIFF_BY_SHAREABILITY, o);
	put_flags(t, row, o);
}

static void put_raw(struct text *t, const struct diff_row *row, const struct rows_options *o)
{
	char a[24], b[24];

	snprintf(a, sizeof(a), "0x%016llx", (unsigned long long)row->side[0].raw);
	snprintf(b, sizeof(b), "0x%016llx", (unsigned long long)row->side[1].raw);
	put_change(t, a, b, true, o);
}

/* Table or block for table or block, or an empty table that came or went. */
static void put_tables(struct text *t, const struct diff_row *row, const struct rows_options *o)
{
	const struct diff_side *a = &row->side[0], *b = &row->side[1];
	bool both = a->kind == DESC_TABLE && b->kind == DESC_TABLE;

	if (row->class == DIFF_SPLIT || row->class == DIFF_MERGED) {
		text_put(t, TEXT_DIM, "%s ", arrow(o));
		text_put(t, TEXT_PLAIN, "%s ", desc_kind_name(b->kind));
		put_content(t, row->class == DIFF_SPLIT ? b : a);
		text_put(t, TEXT_DIM, ", same meaning");
		return;
	}
	if (!both && row->class == DIFF_SAME) {
		text_put(t, TEXT_PLAIN, "%s, mapping nothing",
			 b->kind == DESC_TABLE ? "new" : "gone");
		return;
	}
	if (a->kind != b->kind)
		text_put(t, TEXT_DIM, "%s %s", arrow(o), desc_kind_name(b->kind));
	put_raw(t, row, o);
	if (row->changes & DIFF_BY_TABLE)
		text_put(t, TEXT_DIM, row->class == DIFF_SAME ? " moved" : " another table");
	if (row->below)
		text_put(t, TEXT_DIM, ", %llu below it without a change of meaning",
			 (unsigned long long)row->below);
}

/* The changes among `bits`, in words. */
static void put_words(struct text *t, enum text_style style, unsigned bits)
{
	const char *sep = "";

	for (unsigned i = 0; i < DIFF_BITS; i++) {
		if (!(bits >> i & 1))
			continue;
		text_put(t, style, "%s%s", sep, diff_change_name(i));
		sep = ", ";
	}
}

static void put_not_valid(struct text *t, const struct walker *w, const struct diff_side *s)
{
	rows_kept(t, s->kept, rows_owner_given(w, s->kept));
	text_put(t, TEXT_DIM, ", not valid");
}

/* "; was kept by Xen, not valid; is ...", or once what both have. */
static void put_kept(struct text *t, const struct walker *wa, const struct walker *wb,
		     const struct diff_row *row)
{
	const struct diff_side *a = &row->side[0], *b = &row->side[1];
	bool both = a->kept && b->kept && !strcmp(a->kept->name, b->kept->name);

	if (a->kept && !both) {
		text_put(t, TEXT_DIM, "; was ");
		put_not_valid(t, wa, a);
	}
	if (b->kept) {
		text_put(t, TEXT_DIM, both ? "; before and after " : "; is ");
		put_not_valid(t, wb, b);
	}
}

/* One side is kept at least: what it leads to, or would. */
static void put_keeping(struct text *t, const struct walker *wa, const struct walker *wb,
			const struct diff_row *row, const struct rows_options *o)
{
	const struct diff_side *a = &row->side[0], *b = &row->side[1];

	if (a->leaves || b->leaves)
		put_content(t, a->leaves ? a : b);
	else if (has_output(a) && has_output(b))
		put_both(t, wa, wb, row, o);
	else if (has_output(a) || has_output(b))
		put_mapping(t, has_output(a) ? wa : wb, has_output(a) ? a : b, o);
	else
		put_raw(t, row, o);
}

static void put_unknown(struct text *t, const struct diff_row *row, const struct rows_options *o)
{
	put_raw(t, row, o);
	text_put(t, TEXT_ERROR, " what is below cannot be read");
}

static void put_details(struct text *t, const struct walker *wa, const struct walker *wb,
			const struct diff_row *row, const struct rows_options *o)
{
	const struct diff_side *a = &row->side[0], *b = &row->side[1];
	const struct diff_side *s = row->class == DIFF_MAPPED ? b : a;

	if (row->class == DIFF_UNKNOWN && row->by_range)
		text_put(t, TEXT_ERROR, "a table that would tell cannot be read");
	else if (row->class == DIFF_UNKNOWN)
		put_unknown(t, row, o);
	else if (row->class == DIFF_KEPT || row->class == DIFF_VALID ||
		 row->class == DIFF_KEPT_OTHER)
		put_keeping(t, wa, wb, row, o);
	else if (a->mapped && b->mapped)
		put_both(t, wa, wb, row, o);
	else if (row->class == DIFF_MAPPED || row->class == DIFF_UNMAPPED)
		s->mapped ? put_mapping(t, row->class == DIFF_MAPPED ? wb : wa, s, o)
			  : put_content(t, s);
	else if (a->kind == DESC_TABLE || b->kind == DESC_TABLE)
		put_tables(t, row, o);
	else
		put_raw(t, row, o);
}

void diff_text_change(struct text *t, const struct walker *before, const struct walker *after,
		      const struct diff_row *row, const struct rows_options *o)
{
	put_entries(t, row);
	put_details(t, before, after, row, o);
	put_kept(t, before, after, row);
	if (row->changes & DIFF_BY_BITS && row->side[0].mapped) {
		text_put(t, TEXT_DIM, " raw");
		put_raw(t, row, o);
	}
	if (!row->bbm)
		return;
	text_put(t, TEXT_WARN, "  break-before-make: ");
	put_words(t, TEXT_WARN, row->bbm);
	if (row->bbm_content)
		text_put(t, TEXT_WARN, " (if the content differs)");
}

void diff_text_side(struct text *t, const struct walker *w, const struct diff_row *row, int side,
		    const struct rows_options *o)
{
	const struct diff_side *s = &row->side[side];

	if (!row->by_range)
		text_put(t, rows_kind_style(s->kind), "L%d %-8s", s->level,
			 desc_kind_name(s->kind));
	if (s->kept)
		put_not_valid(t, w, s);
	if (s->kept && s->keeps != DESC_INVALID)
		text_put(t, TEXT_DIM, ", keeps %s ", desc_kind_name(s->keeps));
	if (has_output(s)) {
		text_put(t, TEXT_DIM, "%s ", arrow(o));
		text_put(t, TEXT_ADDRESS, "0x%012llx  ", (unsigned long long)s->out);
		rows_attr(t, w->r.perms, &s->attr);
	} else if (row->by_range && !s->kept) {
		text_put(t, TEXT_DIM, "not mapped");
	}
	if (!row->by_range || (s->kept && !has_output(s)))
		text_put(t, TEXT_VALUE, "  0x%016llx", (unsigned long long)s->raw);
}

void diff_text_row(struct text *t, const struct walker *before, const struct walker *after,
		   const struct diff_row *row, const struct rows_options *o)
{
	put_range(t, row);
	diff_text_change(t, before, after, row, o);
}

void diff_text_registers(struct text *t, const struct walker *before, const struct walker *after,
			 const struct rows_options *o)
{
	const struct regime *ra = &before->r, *rb = &after->r;
	enum sysreg reg;

	for (unsigned i = 0;
	     (reg = regime_reg(ra->id, &after->mem->cpus[rb->cpu], i)) != SYSREG_COUNT; i++) {
		const struct sysreg_value *a = &before->mem->cpus[ra->cpu].r[reg];
		const struct sysreg_value *b = &after->mem->cpus[rb->cpu].r[reg];

		if (a->v == b->v)
			continue;
		text_put(t, TEXT_PLAIN, "  %-10s ", sysreg_name(reg));
		text_put(t, TEXT_VALUE, "0x%016llx", (unsigned long long)a->v);
		text_put(t, TEXT_DIM, " %s ", arrow(o));
		text_put(t, TEXT_VALUE, "0x%016llx\n", (unsigned long long)b->v);
	}
}

void diff_sum_add(struct diff_sum *s, const struct diff_row *row)
{
	uint64_t bytes = 0;

	s->entries[row->class] += row->count;
	/* Of tables that came or went, what their leaves map, or keep; else all that the entries
	 * cover. */
	if (row->class == DIFF_MAPPED || row->class == DIFF_UNMAPPED || row->class == DIFF_KEPT ||
	    row->class == DIFF_VALID)
		bytes = row->side[0].mapped_bytes + row->side[1].mapped_bytes;
	else if (row->class == DIFF_KEPT_OTHER)
		bytes = row->side[0].kept_bytes + row->side[1].kept_bytes;
	s->bytes[row->class] += bytes ? bytes : row->count * row->entry_size;
	s->bbm += row->bbm ? row->count : 0;
	s->bbm_size |= row->bbm & DIFF_BY_SIZE;
	s->by_range |= row->by_range;
}

void diff_text_sum(struct text *t, const struct diff_sum *s, int bbm_level, bool partly)
{
	const char *sep = "";
	char size[24];

	for (int c = 0; c < DIFF_CLASSES; c++) {
		if (!s->entries[c])
			continue;
		text_put(t, TEXT_PLAIN, "%s", sep);
		text_put(t, diff_text_style((enum diff_class)c), "%llu %s",
			 (unsigned long long)s->entries[c], diff_class_name((enum diff_class)c));
		text_put(t, TEXT_PLAIN, " (%s)", number_size_text(s->bytes[c], size));
		sep = ", ";
	}
	text_put(t, TEXT_PLAIN, "%s%s\n", *sep ? "" : "no difference",
		 *sep || !partly ? "" : " in what can be read");
	if (!s->bbm)
		return;
	text_put(t, TEXT_WARN, "%llu %s break-before-make (D8.16.1)", (unsigned long long)s->bbm,
		 s->by_range   ? s->bbm == 1 ? "range needs" : "ranges need"
		 : s->bbm == 1 ? "entry needs"
			       : "entries need");
	if (s->bbm_size && bbm_level == 1)
		text_put(t, TEXT_PLAIN,
			 "; for the size, FEAT_BBM level 1 has nT instead (D8.16.2)");
	else if (bbm_level == DIFF_BBM_UNKNOWN)
		text_put(t, TEXT_PLAIN, "; ID_AA64MMFR2_EL1.BBM is unknown, level 0 was assumed");
	else
		text_put(t, TEXT_PLAIN, ", FEAT_BBM level %d", bbm_level);
	text_put(t, TEXT_PLAIN, "; whether it was done, two moments cannot tell\n");
}
