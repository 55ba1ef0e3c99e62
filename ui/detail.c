/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/detail.h"

#include <inttypes.h>
#include <string.h>

#include "report/rows.h"
#include "src/number.h"

static bool maps(const struct walk_run *run)
{
	return run->kind == DESC_BLOCK || run->kind == DESC_PAGE;
}

/* "0x40000000 to 0x401fffff" */
static void put_covered(struct text *t, uint64_t start, uint64_t bytes)
{
	text_put(t, TEXT_ADDRESS, "0x%" PRIx64, start);
	text_put(t, TEXT_DIM, " to ");
	text_put(t, TEXT_ADDRESS, "0x%" PRIx64, start + (bytes - 1));
}

/* Of a run the detail shows the first descriptor. */
static void put_count(struct text *t, const struct walk_run *run)
{
	char one[24];

	if (run->count > 1)
		text_put(t, TEXT_DIM, "  (first of %u, %s each)", run->count,
			 number_size_text(run->entry_size, one));
}

/* Stage 2 below a leaf: where it goes, and how much of it is missing. */
static void put_through(struct text *t, const struct tree_through *th)
{
	char size[24];

	if (!th)
		return;
	text_put(t, TEXT_DIM, "final   ");
	if (th->st) {
		text_put(t, TEXT_ERROR, "%s\n", err_words(th->st));
		return;
	}
	if (th->first.mapped)
		put_covered(t, th->first.pa.v, th->first.size);
	else
		text_put(t, TEXT_WARN, "%s", err_words(th->first.st));
	if (th->pieces > 1)
		text_put(t, TEXT_DIM, "  the first of %zu pieces", th->pieces);
	if (th->unmapped && th->pieces > 1)
		text_put(t, TEXT_WARN, "  %s not mapped", number_size_text(th->unmapped, size));
	if (th->mixed)
		text_put(t, TEXT_WARN, "  attributes differ");
	if (th->partial)
		text_put(t, TEXT_DIM, "  of the first 32M");
	text_put(t, TEXT_PLAIN, "\n");
}

/* The first line of each kind says what the hardware makes of it. */
static void put_leaf(const struct detail *d, struct text *t)
{
	const struct walk_run *run = &d->node->run;

	rows_attr(t, d->w->r.perms, &run->attr);
	if (run->oa_too_big)
		text_put(t, TEXT_ERROR, "  beyond the %u-bit output size", d->w->r.oa_bits);
	put_count(t, run);
	text_put(t, TEXT_PLAIN, "\n");
}

static void put_output(const struct detail *d, struct text *t)
{
	text_put(t, TEXT_DIM, "output  ");
	put_covered(t, d->node->run.oa.v, tree_bytes(d->node));
	text_put(t, TEXT_PLAIN, "\n");
	put_through(t, d->through);
}

/* "3 tables, 2 blocks, 507 invalid" of a table that has been read. */
static void put_kinds(struct text *t, const struct tree_node *n)
{
	static const enum desc_kind order[] = {DESC_TABLE, DESC_BLOCK, DESC_PAGE, DESC_RESERVED,
					       DESC_INVALID};
	unsigned count[DESC_RESERVED + 1] = {0};
	const char *sep = ": ";

	for (unsigned i = 0; i < n->nkids; i++) {
		if (n->kids[i].what == TREE_RUN)
			count[n->kids[i].run.kind] += n->kids[i].run.count;
	}
	for (unsigned i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		unsigned c = count[order[i]];
		bool noun = order[i] != DESC_INVALID && order[i] != DESC_RESERVED;

		if (!c)
			continue;
		text_put(t, TEXT_DIM, "%s", sep);
		text_put(t, rows_kind_style(order[i]), "%u %s%s", c, desc_kind_name(order[i]),
			 noun && c > 1 ? "s" : "");
		sep = ", ";
	}
}

static void say_table(const struct detail *d, struct text *t)
{
	const struct tree_node *n = d->node;

	text_put(t, TEXT_TABLE, "level %d table", tree_level(n) + 1);
	text_put(t, TEXT_DIM, " at ");
	text_put(t, TEXT_ADDRESS, "%s0x%" PRIx64, d->w->has_s2 ? "IPA " : "", n->run.oa.v);
	if (!n->loaded)
		text_put(t, TEXT_DIM, ", not read yet");
	else if (n->table->st)
		text_put(t, TEXT_ERROR, ", unreadable: %s", err_words(n->table->st));
	else
		put_kinds(t, n);
	if (tree_is_loop(n))
		text_put(t, TEXT_WARN, "  (the same table as one above it)");
	text_put(t, TEXT_PLAIN, "\n");
}

/* That the hardware does not use what is shown, and what becomes of it. */
static void say_kept(const struct detail *d, struct text *t)
{
	const struct walk_run *run = &d->node->run;

	if (!run->kept)
		return;
	text_put(t, TEXT_WARN,
		 run->kind == DESC_INVALID ? "not valid, " : "below a table that is ");
	rows_note(t, run->kept, run->raw, d->w->r.owner_given);
	if (walk_keeps_leaf(run)) {
		text_put(t, TEXT_DIM, ": ");
		put_covered(t, run->oa.v, tree_bytes(d->node));
	}
	text_put(t, TEXT_DIM, "; %s\n", run->kept->then);
}

static void put_summary(const struct detail *d, struct text *t)
{
	const struct walk_run *run = &d->node->run;

	if (maps(run)) {
		put_leaf(d, t);
	} else if (tree_is_table(d->node)) {
		say_table(d, t);
	} else {
		text_put(t, rows_kind_style(run->kind), "%s",
			 run->kind == DESC_INVALID ? "invalid" : "reserved encoding");
		text_put(t, TEXT_DIM, ": an access is a translation fault, level %d",
			 tree_level(d->node));
		put_count(t, run);
		text_put(t, TEXT_PLAIN, "\n");
	}
	say_kept(d, t);
}

/* Bits without a meaning are worth a word only where they are set. */
static bool is_plain(const struct desc_part *p)
{
	static const char *const names[] = {"ignored", "software",	 "PBHA",
					    "type",    "output address", "next-level table"};

	if (p->field->words == DESC_WORDS_ADDRESS)
		return true;
	if (strstr(p->field->name, "RES0"))
		return !p->value;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!strncmp(p->field->name, names[i], strlen(names[i])))
			return !p->value || !strcmp(names[i], "type");
	}
	return false;
}

/* "XN=1 Contiguous=0 AF=1 ...": the fields in as few lines as they need. */
static void put_fields(const struct detail *d, struct text *t)
{
	struct desc_part parts[DESC_PARTS_MAX];
	size_t n = desc_parts(&d->w->r, tree_level(d->node), d->node->run.raw, parts);
	char value[40];

	for (size_t i = 0; i < n; i++) {
		const char *name = parts[i].field->name;

		if (is_plain(&parts[i]))
			continue;
		snprintf(value, sizeof(value), "=%" PRIx64, parts[i].value);
		if (text_column(t) + strlen(name) + strlen(value) > d->cols)
			text_put(t, TEXT_PLAIN, "\n");
		text_put(t, TEXT_DIM, "%s", name);
		text_put(t, TEXT_VALUE, "%s ", value);
	}
	if (text_column(t))
		text_put(t, TEXT_PLAIN, "\n");
}

/* What the entry is, or has in it, by symbols; and how it is known where these lie. */
static void put_names(const struct detail *d, struct text *t)
{
	const struct walk_run *run = &d->node->run;
	char words[NAMES_WORDS_MAX], name[NAMES_MAX];

	if (!d->names)
		return;
	text_put(t, TEXT_DIM, "names  ");
	if (run->kind == DESC_TABLE)
		rows_name_output(t, d->names, run->oa);
	if (names_input(d->names, run->ia, name))
		rows_name_input(t, d->names, run->ia);
	rows_names_within(t, d->names, run->ia, tree_bytes(d->node));
	text_put(t, TEXT_PLAIN, "\n");
	for (unsigned i = 0; i < d->names->n; i++) {
		text_wrap(t, TEXT_DIM, d->cols, 8, names_words(&d->names->image[i], words));
		text_put(t, TEXT_PLAIN, "\n");
	}
}

/* The ranges in and out, and where the descriptor lies. */
static void put_ranges(const struct detail *d, struct text *t)
{
	const struct walk_run *run = &d->node->run;
	char at[MEM_ADDRESS_MAX];

	text_put(t, TEXT_DIM, "input   ");
	put_covered(t, run->ia.v, tree_bytes(d->node));
	text_put(t, TEXT_PLAIN, "\n");
	if (maps(run))
		put_output(d, t);
	text_put(t, TEXT_DIM, "entry   ");
	text_put(t, TEXT_ADDRESS, "%s",
		 mem_address(d->w->mem, addr_pa(run->table->pa.v + run->index * UINT64_C(8)), at));
	text_put(t, TEXT_DIM, "  table %s + 0x%x\n", mem_address(d->w->mem, run->table->pa, at),
		 run->index * 8);
	put_names(d, t);
}

static void put_run(const struct detail *d, struct text *t)
{
	const struct walk_run *run = &d->node->run;
	struct rows_options o = {.ascii = d->ascii};

	put_summary(d, t);
	findings_text(&d->found, d->node, d->cols, t);
	if (d->low) {
		if (maps(run) || run->kind == DESC_TABLE)
			put_fields(d, t);
	} else {
		put_ranges(d, t);
		text_put(t, TEXT_PLAIN, "\n");
	}
	rows_descriptor(t, &d->w->r, tree_level(d->node), run->raw, &o);
	if (d->low) {
		text_put(t, TEXT_PLAIN, "\n");
		put_ranges(d, t);
	}
}

/* What the memory map knows of an address that could not be read. */
static void put_place(const struct detail *d, struct text *t, struct pa pa)
{
	const struct mem_range *r = mem_find_range(d->w->mem, pa);

	if (r)
		text_put(t, TEXT_PLAIN, "0x%" PRIx64 " is %s%s%s\n", pa.v, mem_kind_name(r->kind),
			 r->name[0] ? ": " : "", r->name);
	else if (d->w->mem->map_known)
		text_put(t, TEXT_PLAIN, "0x%" PRIx64 " is in no range of the memory map\n", pa.v);
}

static void say_unreadable(const struct detail *d, struct text *t)
{
	const struct walk_table *table = tree_broken_table(d->node);
	struct rows_options o = {.ascii = d->ascii};

	rows_unreadable(t, d->w->mem, table);
	text_put(t, TEXT_PLAIN, "\n");
	if (!d->w->has_s2 || table->pa.v)
		put_place(d, t, d->w->has_s2 ? table->pa : addr_physical(table->at));
	if (!table->raw)
		return;
	text_put(t, TEXT_DIM, "\nThe descriptor that points to it:\n");
	rows_descriptor(t, &d->w->r, table->level - 1, table->raw, &o);
}

void detail_text(const struct detail *d, struct text *t)
{
	struct rows_options o = {.ascii = d->ascii, .names = d->names};

	if (d->found.told)
		findings_words(d->found.told, d->cols, t);
	if (d->walk) {
		text_put(t, TEXT_HEAD, "Walk of ");
		rows_walk(t, d->w, d->walk, &o);
		text_put(t, TEXT_PLAIN, "\n");
	}
	if (d->node->what == TREE_UNREADABLE)
		say_unreadable(d, t);
	else
		put_run(d, t);
}
