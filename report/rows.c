/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/rows.h"

#include <string.h>

#include "src/bits.h"
#include "src/number.h"

enum text_style rows_kind_style(enum desc_kind kind)
{
	static const enum text_style styles[] = {
		[DESC_INVALID] = TEXT_INVALID,	 [DESC_TABLE] = TEXT_TABLE,
		[DESC_BLOCK] = TEXT_BLOCK,	 [DESC_PAGE] = TEXT_PAGE,
		[DESC_RESERVED] = TEXT_RESERVED,
	};

	return styles[kind];
}

static bool is_leaf(const struct walk_run *run)
{
	return run->kind == DESC_BLOCK || run->kind == DESC_PAGE;
}

/* "003" or "003-1ff", in a column of its own. */
static void put_index(struct text *t, const struct walk_run *run)
{
	unsigned col = text_column(t);

	text_put(t, TEXT_DIM, "%03x", run->index);
	if (run->count > 1)
		text_put(t, TEXT_DIM, "-%03x", run->index + run->count - 1);
	text_pad(t, col + 8);
}

static void put_size(struct text *t, const struct walk_run *run)
{
	char size[24], text[40];

	number_size_text(run->entry_size, size);
	if (run->count > 1)
		snprintf(text, sizeof(text), "%ux%s", run->count, size);
	else
		snprintf(text, sizeof(text), "%s", size);
	text_put(t, TEXT_PLAIN, " %8s", text);
}

void rows_attr(struct text *t, enum regime_perms scheme, const struct attr *a)
{
	char perms[ATTR_PERMS_MAX], type[ATTR_TYPE_MAX], flags[ATTR_FLAGS_MAX];

	text_put(t, a->flags & ATTR_UNTOLD ? TEXT_ERROR : TEXT_PLAIN, "%s ",
		 attr_perms_text(scheme, a, perms));
	text_put(t, a->type_known ? TEXT_PLAIN : TEXT_ERROR, " %s", attr_type_text(a, type));
	text_put(t, TEXT_DIM, " %s", attr_sh_text(a->sh));
	if (*attr_flags_text(a, flags))
		text_put(t, TEXT_PLAIN, " %s", flags);
	if (a->software)
		text_put(t, TEXT_DIM, " sw=%x", a->software);
	if (a->flags & ATTR_UNTOLD)
		text_put(t, TEXT_DIM, " PIIndex=%u POIndex=%u", a->perm_index & 15,
			 a->overlay_index & 15);
}

void rows_kept(struct text *t, const struct kept *k, bool owner_given)
{
	text_put(t, TEXT_WARN, "%s", k->name);
	text_put(t, TEXT_DIM, "%s", owner_given ? "" : " (inferred)");
}

void rows_note(struct text *t, const struct kept *k, uint64_t raw, bool owner_given)
{
	char buf[KEPT_FIELDS_MAX];

	rows_kept(t, k, owner_given);
	if (*kept_fields_text(k, raw, buf))
		text_put(t, TEXT_PLAIN, ", %s", buf);
}

/* Behind the size, of an invalid run whose content is known: what it keeps. */
static void put_keeps(struct text *t, const struct walker *w, const struct walk_run *run,
		      const char *arrow)
{
	if (run->keeps == DESC_INVALID) {
		text_put(t, TEXT_VALUE, "  raw 0x%016llx ", (unsigned long long)run->raw);
		rows_note(t, run->kept, run->raw, w->r.owner_given);
		return;
	}
	text_put(t, TEXT_DIM, " %s ", arrow);
	text_put(t, run->oa_too_big ? TEXT_ERROR : TEXT_ADDRESS, "0x%012llx ",
		 (unsigned long long)run->oa.v);
	text_put(t, rows_kind_style(run->keeps), "%s ", desc_kind_name(run->keeps));
	rows_kept(t, run->kept, w->r.owner_given);
	if (walk_keeps_leaf(run)) {
		text_put(t, TEXT_PLAIN, "  ");
		rows_attr(t, w->r.perms, &run->attr);
	}
}

void rows_run(struct text *t, const struct walker *w, const struct walk_run *run,
	      const struct rows_options *o)
{
	const char *arrow = o->ascii ? "->" : "→";
	char restricts[ATTR_INHERITED_MAX];

	put_index(t, run);
	text_put(t, rows_kind_style(run->kind), "%-8s ", desc_kind_name(run->kind));
	text_put(t, TEXT_ADDRESS, "0x%016llx", (unsigned long long)run->ia.v);
	put_size(t, run);
	if (is_leaf(run) || run->kind == DESC_TABLE) {
		text_put(t, TEXT_DIM, " %s ", arrow);
		text_put(t, run->oa_too_big ? TEXT_ERROR : TEXT_ADDRESS, "0x%012llx",
			 (unsigned long long)run->oa.v);
	} else if (run->kept) {
		put_keeps(t, w, run, arrow);
		return;
	} else if (run->raw) {
		text_put(t, TEXT_VALUE, "  raw 0x%016llx", (unsigned long long)run->raw);
	}
	if (is_leaf(run)) {
		text_put(t, TEXT_PLAIN, " ");
		rows_attr(t, w->r.perms, &run->attr);
	} else if (run->kind == DESC_TABLE) {
		attr_inherited_text(&w->r, attr_inherit(&w->r, 0, run->raw), restricts);
		text_put(t, TEXT_PLAIN, "%s%s", *restricts ? " " : "", restricts);
	}
	if (run->oa_too_big)
		text_put(t, TEXT_ERROR, " beyond the %u-bit output size", w->r.oa_bits);
	if (run->kept)
		text_put(t, TEXT_DIM, " (below a kept table)");
	if (run->kind == DESC_TABLE)
		rows_name_output(t, o->names, run->oa);
}

void rows_name_input(struct text *t, const struct names *n, struct ia ia)
{
	char buf[NAMES_MAX];
	const char *name = n ? names_input(n, ia, buf) : NULL;

	if (name)
		text_put(t, TEXT_VALUE, "  %s", name);
}

void rows_name_output(struct text *t, const struct names *n, struct oa oa)
{
	char buf[NAMES_MAX];
	const char *name = n ? names_output(n, oa, buf) : NULL;

	if (name)
		text_put(t, TEXT_VALUE, "  %s", name);
}

void rows_pc(struct text *t, const struct sysregs *regs, const struct names *n)
{
	if (!sysreg_known(regs, SYSREG_PC))
		return;
	text_put(t, TEXT_DIM, "  PC 0x%llx", (unsigned long long)regs->r[SYSREG_PC].v);
	if (n && n->w->r.id == names_regime_of_pc(regs))
		rows_name_input(t, n, addr_ia(regs->r[SYSREG_PC].v));
}

void rows_names_within(struct text *t, const struct names *n, struct ia ia, uint64_t size)
{
	const char *first = NULL;
	size_t count = n ? names_within(n, ia, size, &first) : 0;

	if (count)
		text_put(t, TEXT_VALUE, "  %.100s, %zu %s", first, count,
			 number_word(count, "symbol", "symbols"));
}

bool rows_owner_given(const struct walker *w, const struct kept *k)
{
	return k->stage == w->r.stage ? w->r.owner_given : w->s2.owner_given;
}

void rows_piece(struct text *t, const struct walker *w, const struct walk_piece *p,
		const struct rows_options *o)
{
	char size[24];

	text_put(t, TEXT_DIM, "stage 2: ");
	text_put(t, TEXT_ADDRESS, "0x%016llx", (unsigned long long)p->ia.v);
	text_put(t, TEXT_PLAIN, " %8s", number_size_text(p->size, size));
	text_put(t, TEXT_DIM, " %s ", o->ascii ? "->" : "→");
	if (!p->mapped && !p->kept) {
		text_put(t, TEXT_WARN, "%s", err_words(p->st));
		return;
	}
	if (p->kept)
		rows_kept(t, p->kept, rows_owner_given(w, p->kept));
	text_put(t, TEXT_PLAIN, p->kept ? ", keeps " : "");
	text_put(t, TEXT_ADDRESS, "PA 0x%012llx ", (unsigned long long)p->pa.v);
	rows_attr(t, w->r.perms, &p->attr);
}

void rows_hit(struct text *t, const struct walker *w, const struct find_hit *h,
	      const struct rows_options *o)
{
	bool one = h->want->first == h->want->last;
	char size[24];

	text_put(t, TEXT_ADDRESS, "  0x%016llx", (unsigned long long)h->ia.v);
	if (!one)
		text_put(t, TEXT_ADDRESS, "-0x%016llx",
			 (unsigned long long)(h->ia.v + (h->length - 1)));
	text_put(t, TEXT_DIM, " %s %s", o->ascii ? "->" : "→",
		 w->has_s2 && h->level2 < 0 ? "IPA " : "");
	text_put(t, TEXT_ADDRESS, "0x%012llx", (unsigned long long)h->out);
	text_put(t, h->level == REGIME_MAX_LEVEL ? TEXT_PAGE : TEXT_BLOCK, "  L%d", h->level);
	if (h->level2 >= 0)
		text_put(t, TEXT_DIM, "+S2 L%d", h->level2);
	text_put(t, TEXT_PLAIN, " %4s  ", number_size_text(h->size, size));
	rows_attr(t, w->r.perms, &h->attr);
	if (h->kept) {
		text_put(t, TEXT_WARN, " not valid, ");
		rows_kept(t, h->kept, rows_owner_given(w, h->kept));
	}
	rows_name_input(t, o->names, h->ia);
}

void rows_unreadable(struct text *t, const struct mem *m, const struct walk_table *table)
{
	char at[MEM_ADDRESS_MAX];

	mem_address(m, table->pa.v ? table->pa : addr_pa(table->at.v), at);
	if (table->st == ERR_NOT_IN_TEXT) {
		text_put(t, TEXT_WARN, "table %s: the rest of it is not in the text", at);
		return;
	}
	text_put(t, TEXT_ERROR, "table %s cannot be shown: %s", at,
		 table->st == ERR_MALFORMED ? "beyond the output size (address size fault)"
					    : err_words(table->st));
}

void rows_regime(struct text *t, const struct walker *w, const char *name)
{
	const struct regime *r = &w->r;
	char at[MEM_ADDRESS_MAX];

	text_put(t, TEXT_HEAD, "%s", name);
	text_put(t, TEXT_PLAIN, "  %s, CPU %u: root %s%s, %s granule, %u-bit input, ", r->title,
		 r->cpu, r->nested ? "IPA " : "", mem_address(w->mem, addr_pa(r->root.v), at),
		 r->geo->name, r->ia_bits);
	text_put(t, TEXT_PLAIN, "%u-bit output, start level %d", r->oa_bits, r->start_level);
	if (r->start_level && r->root_entries > 1u << r->geo->stride)
		text_put(t, TEXT_PLAIN, " (%u tables concatenated)",
			 r->root_entries >> r->geo->stride);
	text_put(t, TEXT_PLAIN, "\n");
}

static void put_levels(struct text *t, const struct walker *w, unsigned levels)
{
	char size[24];
	const char *sep = "  ";

	for (int l = 0; l <= REGIME_MAX_LEVEL; l++) { /* there are no leaves at level -1 */
		if (!(levels >> l & 1))
			continue;
		text_put(t, l == REGIME_MAX_LEVEL ? TEXT_PAGE : TEXT_BLOCK, "%s%s", sep,
			 number_size_text(regime_entry_size(&w->r, l), size));
		sep = "+";
	}
}

void rows_region(struct text *t, const struct regions *g, const struct range *r)
{
	struct region_name name;

	if (g && region_of(g, r, &name))
		text_put(t, name.inferred ? TEXT_DIM : TEXT_VALUE, "  %s%s",
			 name.inferred ? "~" : "", name.name);
}

void rows_range(struct text *t, const struct walker *w, const struct range *r,
		const struct rows_options *o)
{
	char size[24];

	text_put(t, TEXT_ADDRESS, "  0x%016llx-0x%016llx", (unsigned long long)r->start.v,
		 (unsigned long long)(r->start.v + (r->size - 1)));
	text_put(t, TEXT_PLAIN, " %8s", number_size_text(r->size, size));
	text_put(t, TEXT_DIM, " %s ", o->ascii ? "->" : "→");
	text_put(t, TEXT_ADDRESS, "0x%012llx  ", (unsigned long long)r->out);
	if (r->kept) {
		text_put(t, TEXT_WARN, "not valid, ");
		rows_kept(t, r->kept, rows_owner_given(w, r->kept));
		text_put(t, TEXT_PLAIN, "  ");
	}
	rows_attr(t, w->r.perms, &r->attr);
	put_levels(t, w, r->levels);
	if (r->contiguous)
		text_put(t, TEXT_DIM, " (%llu contiguous)", (unsigned long long)r->contiguous);
	rows_region(t, o->regions, r);
	rows_names_within(t, o->names, r->start, r->size);
}

void rows_alias(struct text *t, const struct walker *w, const struct alias *a,
		const struct rows_options *o)
{
	char size[24];

	text_put(t, TEXT_ADDRESS, "  0x%012llx-0x%012llx", (unsigned long long)a->out,
		 (unsigned long long)(a->out + (a->size - 1)));
	text_put(t, TEXT_PLAIN, " %8s  mapped %zu times\n", number_size_text(a->size, size), a->n);
	for (size_t i = 0; i < a->n; i++) {
		text_put(t, TEXT_DIM, "    %s ", o->ascii ? "<-" : "←");
		text_put(t, TEXT_ADDRESS, "0x%016llx  ",
			 (unsigned long long)alias_in(a->by[i], a->out).v);
		rows_attr(t, w->r.perms, &a->by[i]->attr);
		put_levels(t, w, a->by[i]->levels);
		text_put(t, TEXT_PLAIN, "\n");
	}
}

/* The bits in groups of four, most significant first, 64 on a line. */
static void put_bits(struct text *t, const struct desc_part *parts, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (unsigned b = parts[i].hi + 1; b > parts[i].lo; b--) {
			text_put(t, i % 2 ? TEXT_VALUE : TEXT_PLAIN, "%u",
				 (unsigned)(parts[i].value >> (b - 1 - parts[i].lo)) & 1);
			if (b - 1 && (b - 1) % 4 == 0)
				text_put(t, TEXT_PLAIN, "%s",
					 (b - 1) % 16	? "_"
					 : (b - 1) % 64 ? " "
							: "\n");
		}
	}
	text_put(t, TEXT_PLAIN, "\n");
}

/* `width` is that of the widest range of bits, "63:59" or "126:125". */
static void put_part(struct text *t, const struct desc_part *p, int width)
{
	char range[16];
	bool odd = !strcmp(p->field->name, "RES0");
	enum text_style style = odd && p->value ? TEXT_WARN : odd ? TEXT_DIM : TEXT_PLAIN;

	if (p->hi == p->lo)
		snprintf(range, sizeof(range), "%u", p->hi);
	else
		snprintf(range, sizeof(range), "%u:%u", p->hi, p->lo);
	text_put(t, TEXT_DIM, "%*s  ", width, range);
	text_put(t, style, "%-19s ", p->field->name);
	text_put(t, TEXT_VALUE, "%-4llx", (unsigned long long)p->value);
	text_put(t, style, " %s", p->words);
	text_pad(t, 66);
	/* The number is enough here; docs/decoding.md has the titles. */
	text_put(t, TEXT_DIM, " %.*s\n", (int)strcspn(p->section, " "), p->section);
}

static void put_descriptor(struct text *t, const struct regime *r, int level, enum desc_kind kind,
			   const struct desc_part *parts, size_t n)
{
	char size[24];

	text_put(t, rows_kind_style(kind), "  level %d %s", level, desc_kind_name(kind));
	text_put(t, TEXT_DIM, ", covers %s, %s\n",
		 number_size_text(regime_entry_size(r, level), size), r->title);
	put_bits(t, parts, n);
	for (size_t i = 0; i < n; i++)
		put_part(t, &parts[i], parts[0].hi > 99 ? 8 : 6);
}

void rows_descriptor(struct text *t, const struct regime *r, int level, uint64_t raw,
		     const struct rows_options *o)
{
	struct desc_part parts[DESC_PARTS_MAX];
	size_t n = desc_parts(r, level, raw, parts);

	(void)o;
	text_put(t, TEXT_VALUE, "0x%016llx", (unsigned long long)raw);
	put_descriptor(t, r, level, desc_classify(r->geo, level, raw), parts, n);
}

void rows_descriptor_wide(struct text *t, const struct regime *r, int level, struct desc_wide raw)
{
	struct desc_part parts[DESC_PARTS_MAX];
	size_t n = desc_parts_wide(r, level, raw, parts);

	text_put(t, TEXT_VALUE, "0x%016llx%016llx", (unsigned long long)raw.hi,
		 (unsigned long long)raw.lo);
	put_descriptor(t, r, level, desc_classify_wide(r->geo, level, raw), parts, n);
}

static void put_step(struct text *t, const struct walker *w, const struct walk_step *s,
		     const struct rows_options *o)
{
	text_put(t, s->stage == 2 && w->r.stage == 1 ? TEXT_DIM : TEXT_PLAIN, "  %s L%d ",
		 s->stage == 2 && w->r.stage == 1 ? "  S2"
		 : w->has_s2			  ? "S1"
						  : "",
		 s->level);
	if (mem_is_placed(w->mem, s->table_pa))
		text_put(t, TEXT_WARN, "(not in text) ");
	else
		text_put(t, TEXT_ADDRESS, "0x%012llx", (unsigned long long)s->table_pa.v);
	text_put(t, TEXT_DIM, "[%03x] ", s->index);
	if (s->st)
		text_put(t, TEXT_ERROR, "%s", err_words(s->st));
	else
		text_put(t, TEXT_VALUE, "0x%016llx ", (unsigned long long)s->raw);
	if (!s->st)
		text_put(t, rows_kind_style(s->kind), "%s", desc_kind_name(s->kind));
	if (s->stage == 2 && w->r.stage == 1)
		text_put(t, TEXT_DIM, "  for IPA 0x%llx", (unsigned long long)s->ia.v);
	else
		rows_name_output(t, o->names, s->table);
	text_put(t, TEXT_PLAIN, "\n");
}

static void put_fault(struct text *t, const struct walk_result *res)
{
	static const char *const names[] = {
		[WALK_FAULT_TRANSLATION] = "translation fault",
		[WALK_FAULT_ADDRESS_SIZE] = "address size fault",
		[WALK_FAULT_ACCESS_FLAG] = "access flag fault",
		[WALK_FAULT_PERMISSION] = "permission fault",
		[WALK_FAULT_UNREADABLE] = "not known",
	};

	text_put(t, TEXT_ERROR, "  %s, stage %d, level %d", names[res->fault], res->fault_stage,
		 res->level);
	if (res->fault == WALK_FAULT_UNREADABLE)
		text_put(t, TEXT_ERROR, ": %s", res->err.text);
	else if (res->update_refused)
		text_put(
			t, TEXT_ERROR,
			", on the walk of stage 1: its table is read-only, and the hardware has to "
			"set the access flag");
	else if (res->fault_on_walk)
		text_put(t, TEXT_ERROR, ", on the walk of stage 1");
	text_put(t, TEXT_PLAIN, "\n");
}

/* Of a walk that ended at a descriptor that is kept. */
static void put_walk_kept(struct text *t, const struct walk_result *res, const struct walk_kept *k)
{
	char size[24];

	text_put(t, TEXT_PLAIN, "  not valid, ");
	rows_note(t, k->row, res->steps[res->nsteps - 1].raw, k->owner_given);
	if (k->has_out) {
		text_put(t, TEXT_PLAIN, ": keeps %s ", res->fault_stage == 2 ? "PA" : "output");
		text_put(t, TEXT_ADDRESS, "0x%llx", (unsigned long long)k->out);
		text_put(t, TEXT_PLAIN, ", level %d, %s", k->level,
			 number_size_text(k->size, size));
	}
	text_put(t, TEXT_DIM, "; %s\n", k->row->then);
}

void rows_walk(struct text *t, const struct walker *w, const struct walk_result *res,
	       const struct rows_options *o)
{
	char size[24];
	struct rows_options own = {.ascii = o->ascii, .names = o->names};

	if (own.names && own.names->w->r.id != w->r.id) /* an IPA is no address of that kernel */
		own.names = NULL;
	o = &own;
	text_put(t, TEXT_HEAD, "0x%016llx", (unsigned long long)res->in.v);
	rows_name_input(t, o->names, res->in);
	text_put(t, TEXT_DIM, "  %s, CPU %u\n", w->r.title, w->r.cpu);
	for (unsigned i = 0; i < res->nsteps; i++)
		put_step(t, w, &res->steps[i], o);
	if (res->fault) {
		put_fault(t, res);
		if (res->kept.row)
			put_walk_kept(t, res, &res->kept);
		return;
	}
	text_put(t, TEXT_DIM, "  %s ", o->ascii ? "=" : "→");
	text_put(t, TEXT_HEAD, "%s 0x%llx", res->has_pa ? "PA" : "IPA",
		 (unsigned long long)(res->has_pa ? res->pa.v : res->oa.v));
	if (res->has_pa && w->has_s2)
		text_put(t, TEXT_DIM, " (IPA 0x%llx)", (unsigned long long)res->oa.v);
	text_put(t, TEXT_PLAIN, "  %s ", number_size_text(res->size, size));
	if (res->size < regime_entry_size(&w->r, res->level)) /* stage 2 has smaller leaves */
		text_put(t, TEXT_WARN, "of %s ",
			 number_size_text(regime_entry_size(&w->r, res->level), size));
	rows_attr(t, w->r.perms, &res->attr);
	text_put(t, TEXT_PLAIN, "\n");
	if (res->update_refused)
		text_put(t, TEXT_WARN,
			 "  a write faults: the hardware has to make it dirty, and stage 2 holds "
			 "the "
			 "table read-only\n");
}

/* A field's value; an address in place, not moved down to bit 0. */
static uint64_t shown_value(const struct sysreg_field *f, uint64_t v)
{
	bool address = f->hi - f->lo > 32;

	return address ? v & bits_mask(f->hi, f->lo) : bits_get(v, f->hi, f->lo);
}

/* A line of a field; what is not set stands back. */
static void put_field(struct text *t, const struct sysreg_field *f, uint64_t v,
		      unsigned long long value)
{
	char words[SYSREG_WORDS_MAX], range[8];

	snprintf(range, sizeof(range), f->hi == f->lo ? "%2u" : "%2u:%u", f->hi, f->lo);
	text_put(t, TEXT_DIM, "        %-5s ", range);
	text_put(t, TEXT_PLAIN, "%-6s ", f->name);
	text_put(t, TEXT_VALUE, "%s%llx", value > 9 ? "0x" : "", value);
	sysreg_field_words(f, bits_get(v, f->hi, f->lo), words);
	text_put(t, strncmp(words, "no (", 4) ? TEXT_PLAIN : TEXT_DIM, "  %s\n", words);
}

static void put_fields(struct text *t, enum sysreg id, uint64_t v, bool verbose)
{
	const struct sysreg_field *f = NULL;

	while ((f = sysreg_next_field(id, f)) != NULL) {
		unsigned long long value = shown_value(f, v);

		const char *hex = value > 9 ? "0x" : "";

		if (verbose)
			put_field(t, f, v, value);
		else if (value)
			text_put(t, TEXT_DIM, " %s=%s%llx", f->name, hex, value);
	}
}

/* The registers of memory types, and the first AttrIndx of each: a byte a type. */
static const struct {
	enum sysreg reg;
	unsigned first;
} mairs[] = {
	{SYSREG_MAIR_EL1, 0},  {SYSREG_MAIR_EL2, 0},  {SYSREG_MAIR_EL3, 0}, {SYSREG_MAIR2_EL1, 8},
	{SYSREG_MAIR2_EL2, 8}, {SYSREG_MAIR2_EL3, 8}, {SYSREG_MAIR0, 0},    {SYSREG_MAIR1, 4},
	{SYSREG_HMAIR0, 0},    {SYSREG_HMAIR1, 4},
};

static void put_types(struct text *t, enum sysreg id, uint64_t v)
{
	size_t row = 0;
	char type[ATTR_TYPE_MAX];

	while (row < sizeof(mairs) / sizeof(mairs[0]) && mairs[row].reg != id)
		row++;
	if (row == sizeof(mairs) / sizeof(mairs[0]))
		return;
	for (unsigned i = sysreg_bits(id) / 8; i-- > 0;) {
		uint8_t byte = (uint8_t)(v >> (8 * i));

		text_put(t, TEXT_DIM, "        %2u:%-2u ", 8 * i + 7, 8 * i);
		text_put(t, TEXT_PLAIN, "Attr%-2u ", mairs[row].first + i);
		text_put(t, TEXT_VALUE, "0x%02x", byte);
		text_put(t, TEXT_PLAIN, "  %s\n", attr_mair_text(byte, type));
	}
}

/* Of a register that is not shown; one whose value only stands for an address is as good as
 * unknown. */
static enum sysreg_origin unknown_origin(const struct sysreg_value *v)
{
	return v->origin == SYSREG_ABSENT ? SYSREG_ABSENT : SYSREG_UNKNOWN;
}

void rows_regime_regs(struct text *t, const struct mem *m, enum regime_id id, unsigned cpu,
		      bool verbose)
{
	enum sysreg reg;

	for (unsigned i = 0; (reg = regime_reg(id, &m->cpus[cpu], i)) != SYSREG_COUNT; i++) {
		const struct sysreg_value *v = &m->cpus[cpu].r[reg];
		bool known = sysreg_known(&m->cpus[cpu], reg) && !mem_is_placed(m, addr_pa(v->v));

		text_put(t, TEXT_PLAIN, "    %-10s ", sysreg_name(reg));
		if (known)
			text_put(t, TEXT_VALUE, "0x%016llx ", (unsigned long long)v->v);
		text_put(t, known ? TEXT_DIM : TEXT_WARN, "%s",
			 sysreg_origin_name(known ? v->origin : unknown_origin(v)));
		if (known && !verbose)
			put_fields(t, regime_fields_of(id, &m->cpus[cpu], reg), v->v, false);
		text_put(t, TEXT_PLAIN, "\n");
		if (known && verbose) {
			put_fields(t, regime_fields_of(id, &m->cpus[cpu], reg), v->v, true);
			put_types(t, reg, v->v);
		}
	}
}
