/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tree, and one table of it, as rows: a visitor of the one walker. */
#include <string.h>

#include "report/export/sheet.h"

struct fill {
	struct sheet *s;
	struct walker *w;
	const struct where *where;
	enum err_code st;
	/* With a filter, the descriptor of each level that leads here, where it has no row yet. */
	struct walk_run above[REGIME_LEVELS];
	struct walk_table in[REGIME_LEVELS];
	bool waits[REGIME_LEVELS];
};

static uint8_t depth_of(const struct fill *f, int level)
{
	return f->s->of == SHEET_TABLE ? 0 : (uint8_t)(level - f->w->r.start_level);
}

static void note_run(struct fill *f, const struct walk_run *run, struct sheet_row *r)
{
	char restricts[ATTR_INHERITED_MAX];

	if (run->oa_too_big)
		r->note = sheet_text(f->s, "output beyond %u bits", f->w->r.oa_bits);
	else if (run->kept)
		r->note = sheet_text(f->s, "%s%s", run->kept->name,
				     f->w->r.owner_given ? "" : " (inferred)");
	else if (run->kind == DESC_TABLE &&
		 *attr_inherited_text(&f->w->r, attr_inherit(&f->w->r, 0, run->raw), restricts))
		r->note = sheet_text(f->s, "%s", restricts);
}

static void add_run(struct fill *f, const struct walk_run *run)
{
	struct sheet_row *r = sheet_add(f->s);
	bool leaf = run->kind == DESC_BLOCK || run->kind == DESC_PAGE;

	if (!r)
		return;
	*r = (struct sheet_row){
		.depth = depth_of(f, run->table->level),
		.look = run->kept	  ? LOOK_KEPT
			: run->oa_too_big ? LOOK_RESERVED
					  : look_of_kind(run->kind),
		.kind = desc_kind_name(run->kind),
		.stage = f->w->r.stage,
		.level = run->table->level,
		.has_table = true,
		.table = run->table->pa,
		.index = run->index,
		.count = run->count,
		.has_in = true,
		.in = run->ia.v,
		.size = run->count * run->entry_size,
		.has_out = leaf || run->kind == DESC_TABLE || run->keeps != DESC_INVALID,
		.out = run->oa.v,
		.has_raw = true,
		.raw = run->raw,
		.has_attr = leaf || walk_keeps_leaf(run),
		.attr = run->attr,
		.leads = f->s->of == SHEET_TREE && run->kind == DESC_TABLE,
	};
	note_run(f, run, r);
}

/* Where stage 2 takes a leaf, or a part of it. */
static void add_piece(void *arg, const struct walk_piece *p)
{
	struct fill *f = arg;
	struct sheet_row *r = sheet_add(f->s);

	if (!r)
		return;
	*r = (struct sheet_row){
		.depth = (uint8_t)(depth_of(f, p->level) + 1),
		.look = p->mapped ? look_of_attr(&p->attr)
			: p->kept ? LOOK_KEPT
				  : LOOK_INVALID,
		.kind = "stage 2",
		.has_in = true,
		.in = p->ia.v,
		.size = p->size,
		.has_out = p->mapped || p->kept,
		.out = p->pa.v,
		.has_attr = p->mapped || p->kept,
		.attr = p->attr,
	};
	if (p->kept)
		r->note = sheet_text(f->s, "%s", p->kept->name);
	else if (!p->mapped)
		r->note = sheet_text(f->s, "%s", err_words(p->st));
}

static void add_unreadable(void *arg, const struct walk_table *t)
{
	struct fill *f = arg;
	struct sheet_row *r;

	if (t->st == ERR_AGAIN) /* left out: the walker has counted it */
		return;
	f->s->unread++;
	if (f->s->of == SHEET_TABLE)
		return;
	r = sheet_add(f->s);
	if (!r)
		return;
	*r = (struct sheet_row){.depth = depth_of(f, t->level),
				.look = LOOK_UNREAD,
				.kind = "unreadable",
				.stage = f->w->r.stage,
				.level = t->level,
				.has_table = true,
				.table = t->pa.v ? t->pa : addr_pa(t->at.v),
				.has_in = true,
				.in = t->ia.v};
	r->note = sheet_text(f->s, "%s",
			     t->st == ERR_MALFORMED ? "beyond the output size (address size fault)"
						    : err_words(t->st));
}

/* What leads to a row that matches stands before it, once. */
static void add_above(struct fill *f, int level)
{
	for (int l = f->w->r.start_level; l < level; l++) {
		unsigned slot = regime_slot(l);

		if (f->waits[slot])
			add_run(f, &f->above[slot]);
		f->waits[slot] = false;
	}
}

/* A table that does not match may lead to what does. */
static void wait_for_match(struct fill *f, const struct walk_run *run)
{
	unsigned slot = regime_slot(run->table->level);

	f->in[slot] = *run->table;
	f->above[slot] = *run;
	f->above[slot].table = &f->in[slot];
	f->waits[slot] = true;
}

static bool is_wanted(struct fill *f, const struct walk_run *run)
{
	struct where_item i = where_run(run);
	bool matches = where_match(f->where, &i);

	if (run->kind == DESC_TABLE)
		for (int l = run->table->level; l <= REGIME_MAX_LEVEL; l++)
			f->waits[regime_slot(l)] = false;
	if (matches)
		add_above(f, run->table->level);
	else if (run->kind == DESC_TABLE)
		wait_for_match(f, run);
	return matches;
}

/* Nothing but zeros in the table that the last row leads to. */
static void note_empty(struct fill *f, const struct walk_run *run)
{
	struct sheet_row *r = f->s->n == f->s->all && f->s->n ? &f->s->rows[f->s->n - 1] : NULL;

	if (r && r->leads && r->out == run->table->at.v && run->kind == DESC_INVALID && !run->raw)
		r->empty = run->count == run->table->entries;
}

static void take_run(void *arg, const struct walk_run *run)
{
	struct fill *f = arg;

	note_empty(f, run);
	if (run->kind == DESC_INVALID && !run->raw && !where_names(f->where, DESC_INVALID))
		return;
	if (!is_wanted(f, run))
		return;
	add_run(f, run);
	if (f->s->through && !f->st &&
	    (run->kind == DESC_BLOCK || run->kind == DESC_PAGE || walk_keeps_leaf(run)))
		f->st = walk_compose(f->w, run, add_piece, add_unreadable, f);
}

enum err_code sheet_tree(struct sheet *s, struct walker *w, const struct where *where)
{
	static const struct walk_visitor v = {
		.run = take_run, .kept = take_run, .unreadable = add_unreadable};
	struct fill f = {.s = s, .w = w, .where = where};
	enum err_code st = walk_visit_all(w, &v, &f);

	return st ? st : f.st;
}

/* ---- One table ---- */

static void take_any(void *arg, const struct walk_run *run)
{
	add_run(arg, run);
}

enum err_code sheet_table(struct sheet *s, struct walker *w, uint64_t at)
{
	static const struct walk_visitor list = {.run = take_any, .kept = take_any};
	struct fill f = {.s = s, .w = w};
	enum err_code st = walk_seek(w, addr_pa(at), &s->table);

	if (st)
		return st;
	st = walk_list(w, &s->table, &list, &f);
	if (st)
		s->unread++;
	return ERR_NONE;
}
