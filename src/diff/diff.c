/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Both trees in step, entry by entry. */
#include "src/array.h"
#include "src/diff/diff.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/diff/diff_met.h"
#include "src/diff/diff_rows.h"
#include "src/walk/stats.h"
#include "src/walk/walk_run.h"

/*
 * What both sides have for one table's worth of input addresses, as runs. A side without a table
 * of its own has the block above as its only run, `flat`, made as if it were entries of this level.
 */
struct level {
	struct walk_table t[2];
	struct walk_run *runs[2];
	size_t n[2], cap[2];
	bool flat[2];
	struct diff_side block[2]; /* flat: the block */
};

struct diff {
	struct walker *w[2];
	const struct diff_visitor *v;
	void *arg;
	struct level at[REGIME_LEVELS]; /* by slot */
	struct diff_rows rows;
	struct diff_content content[2]; /* in tables so far */
	struct diff_met met;
	bool repeated[REGIME_LEVELS]; /* by slot: what is compared was compared before */
	struct stats_memo *below[2];  /* what was counted of each side */
	uint64_t differences;	      /* rows, and tables that could not be read */
	uint64_t tables;
	enum err_code st;
};

static struct level *level_of(struct diff *d, int level)
{
	return &d->at[regime_slot(level)];
}

bool diff_comparable(const struct walker *before, const struct walker *after, char *buf)
{
	const struct regime *a = &before->r, *b = &after->r;

	if (a->geo == b->geo && a->ia_bits == b->ia_bits && a->start_level == b->start_level &&
	    a->root_entries == b->root_entries && a->base.v == b->base.v && a->lo.v == b->lo.v &&
	    a->hi.v == b->hi.v)
		return true;
	snprintf(buf, DIFF_WHY_MAX,
		 "%s granule, %u-bit input, start level %d, and %s, %u-bit, start level %d",
		 a->geo->name, a->ia_bits, a->start_level, b->geo->name, b->ia_bits,
		 b->start_level);
	return false;
}

/* ---- Loading ---- */

struct collect {
	struct level *l;
	int side;
	bool failed;
};

static void collect_run(void *arg, const struct walk_run *run)
{
	struct collect *c = arg;
	struct level *l = c->l;
	int k = c->side;
	struct walk_run *more = array_grow(l->runs[k], l->n[k], &l->cap[k], sizeof(*more));

	if (!more) {
		c->failed = true;
		return;
	}
	l->runs[k] = more;
	l->runs[k][l->n[k]] = *run;
	l->runs[k][l->n[k]++].table = &l->t[k];
}

static bool is_ancestor(struct diff *d, int k, const struct walk_table *t)
{
	for (int i = d->w[k]->r.start_level; i < t->level; i++) {
		const struct level *l = level_of(d, i);

		if (!l->flat[k] && t->pa.v - l->t[k].pa.v < walk_table_bytes(&l->t[k]))
			return true;
	}
	return false;
}

static void say_unreadable(struct diff *d, int k, const struct walk_table *t)
{
	d->differences++;
	if (d->v->unreadable)
		d->v->unreadable(d->arg, k, t);
}

/* The runs of a table. Why it cannot be read, which has been said then, or ERR_NONE. */
static enum err_code load(struct diff *d, int k, const struct walk_table *t)
{
	static const struct walk_visitor visitor = {.run = collect_run};
	struct level *l = level_of(d, t->level);
	struct collect c = {.l = l, .side = k};

	l->t[k] = *t;
	l->n[k] = 0;
	l->flat[k] = false;
	if (!l->t[k].st && is_ancestor(d, k, t))
		l->t[k].st = ERR_LOOP;
	if (!l->t[k].st)
		l->t[k].st = walk_list(d->w[k], &l->t[k], &visitor, &c);
	if (c.failed || l->t[k].st == ERR_NOMEM)
		d->st = ERR_NOMEM;
	else if (l->t[k].st)
		say_unreadable(d, k, &l->t[k]);
	return c.failed ? ERR_NOMEM : l->t[k].st;
}

/* The block that covers `row` on one side, in place of a table of the level below it. */
static void load_flat(struct diff *d, int k, const struct walk_run *block,
		      const struct diff_row *row)
{
	int level = row->level + 1;
	struct level *l = level_of(d, level);
	struct collect c = {.l = l, .side = k};
	struct walk_run run = *block;

	l->n[k] = 0;
	l->flat[k] = true;
	l->block[k] = row->side[k];
	l->t[k] = (struct walk_table){.level = level, .ia = row->ia};
	l->t[k].entries = 1u << d->w[k]->r.geo->stride;
	run.index = 0;
	run.ia = row->ia;
	run.count = l->t[k].entries;
	run.entry_size = regime_entry_size(&d->w[k]->r, level);
	run.oa = addr_oa(row->side[k].out);
	collect_run(&c, &run);
	if (c.failed)
		d->st = ERR_NOMEM;
}

/* ---- Rows ---- */

static enum desc_kind says(const struct walk_run *run)
{
	return run->kept ? run->keeps : run->kind;
}

static bool is_leaf(const struct walk_run *run)
{
	return says(run) == DESC_BLOCK || says(run) == DESC_PAGE;
}

static bool mapped(const struct walk_run *run)
{
	return !run->kept && is_leaf(run) && !run->oa_too_big;
}

/* A leaf that means something: mapped, or kept. */
static bool means(const struct walk_run *run)
{
	return is_leaf(run) && !run->oa_too_big;
}

/* Entry `index` of a run. */
static struct diff_side side_of(const struct level *l, int k, const struct walk_run *run,
				unsigned index)
{
	uint64_t into = (index - run->index) * run->entry_size;
	struct diff_side s = {.kind = run->kind, .mapped = mapped(run), .follow = true};

	s.kept = run->kept;
	s.keeps = run->keeps;
	if (l->flat[k])
		s = l->block[k];
	s.out = run->oa.v;
	s.attr = run->attr;
	if (is_leaf(run))
		s.out += into;
	if (l->flat[k])
		return s;
	s.level = run->table->level;
	s.table = run->table->pa;
	s.raw = is_leaf(run) ? run->raw + into : run->raw;
	return s;
}

/* `count` entries from `index` on, not classed yet. */
static struct diff_row row_of(struct diff *d, int level, const struct walk_run *a,
			      const struct walk_run *b, unsigned index, uint64_t count)
{
	const struct level *l = level_of(d, level);
	struct diff_row row = {.level = level, .index = index, .count = count};

	row.entry_size = regime_entry_size(&d->w[0]->r, level);
	row.ia = addr_ia(l->t[0].ia.v + index * row.entry_size);
	row.side[0] = side_of(l, 0, a, index);
	row.side[1] = side_of(l, 1, b, index);
	return row;
}

static void compare_level(struct diff *d, int level);

/* One row, and in it what differs below. */
static void compare_below(struct diff *d, const struct diff_row *row, bool in_a_row)
{
	struct diff_content before[2] = {d->content[0], d->content[1]};

	if (d->st)
		return;
	if (in_a_row)
		diff_rows_open(&d->rows, row);
	compare_level(d, row->level + 1);
	for (int k = 0; k < 2; k++) {
		before[k].leaves = d->content[k].leaves - before[k].leaves;
		before[k].bytes = d->content[k].bytes - before[k].bytes;
	}
	if (in_a_row && !d->st)
		diff_rows_close(&d->rows, before);
}

static void put(struct diff *d, const struct diff_row *row)
{
	d->differences++;
	diff_rows_add(&d->rows, row);
}

static void put_unknown(struct diff *d, struct diff_row *row)
{
	row->class = DIFF_UNKNOWN;
	put(d, row);
}

/*
 * Two descriptors of tables, as long as nothing is known of what is in these. Where one is valid
 * and the other one kept this is so of all in it, unless that says more.
 */
static void moved(struct diff_row *row)
{
	const struct diff_side *a = &row->side[0], *b = &row->side[1];

	row->changes = a->out != b->out ? DIFF_BY_TABLE : DIFF_BY_BITS;
	row->class = !a->kept == !b->kept ? DIFF_SAME : b->kept ? DIFF_KEPT : DIFF_VALID;
	if (row->class != DIFF_SAME)
		row->changes &= ~(unsigned)DIFF_BY_BITS;
}

/* Nothing in the tables differs. */
static void put_moved(struct diff *d, struct diff_row *row, bool changed)
{
	static const struct diff_content none[2];

	if (!changed)
		return;
	moved(row);
	diff_rows_open(&d->rows, row);
	diff_rows_close(&d->rows, none);
	d->differences++;
}

/* What is known of two tables, of which one may be NULL; at most one way leads on: DIFF_MET_NEW. */
static enum diff_met_answer meet(struct diff *d, struct walk_table *a, struct walk_table *b,
				 uint64_t *key)
{
	enum diff_met_answer met = diff_met(&d->met, a, b, key);

	d->repeated[regime_slot(a ? a->level : b->level)] = met != DIFF_MET_NEW;
	if (met == DIFF_MET_TOO_OFTEN) {
		if (a && !a->st)
			a->st = ERR_AGAIN;
		if (b && !b->st)
			b->st = ERR_AGAIN;
	}
	return met;
}

static void compare_tables(struct diff *d, const struct walk_run *a, const struct walk_run *b,
			   struct diff_row *row)
{
	struct walk_table ta = walk_child(d->w[0], a), tb = walk_child(d->w[1], b);
	bool changed = a->raw != b->raw;
	uint64_t key, before;
	enum diff_met_answer met = meet(d, &ta, &tb, &key);
	enum err_code sa, sb;

	if (met == DIFF_MET_EQUAL) {
		put_moved(d, row, changed);
		return;
	}
	before = d->differences;
	sa = load(d, 0, &ta);
	sb = load(d, 1, &tb);
	if (met == DIFF_MET_AGAIN)
		diff_met_charge(&d->met, level_of(d, ta.level)->n[0] + level_of(d, ta.level)->n[1]);
	if (sa || sb) {
		/* Neither is known and both are the same: as far as can be told, no change. */
		if (changed || !sa != !sb)
			put_unknown(d, row);
		return;
	}
	moved(row);
	compare_below(d, row, changed);
	if (d->differences == before)
		diff_met_equal(&d->met, key);
	d->differences += changed;
}

/* Side k has a table where the other one has a block. */
static void compare_with_block(struct diff *d, const struct walk_run *table,
			       const struct walk_run *block, int k, struct diff_row *row)
{
	struct walk_table t = walk_child(d->w[k], table);
	uint64_t key;

	meet(d, k ? NULL : &t, k ? &t : NULL, &key);
	load_flat(d, !k, block, row);
	row->changes = DIFF_BY_SIZE;
	if (load(d, k, &t)) {
		put_unknown(d, row);
		return;
	}
	/* Below a table that has a row already, the block has no entry of its own. */
	if (level_of(d, row->level)->flat[!k]) {
		compare_below(d, row, false);
		return;
	}
	row->class = k ? DIFF_SPLIT : DIFF_MERGED;
	/* D8.16.2; a block without access flag is in no TLB. */
	if (d->v->bbm_level < 2 && !row->side[0].kept && !row->side[1].kept &&
	    !(k && row->side[0].attr.flags & ATTR_NO_ACCESS_FLAG))
		row->bbm = DIFF_BY_SIZE;
	compare_below(d, row, true);
}

/* ---- All that came or went ---- */

struct subtree {
	struct diff *d;
	int side;
};

static void count_unreadable(void *arg, const struct walk_table *t)
{
	struct subtree *s = arg;

	say_unreadable(s->d, s->side, t);
}

/* The comparison can be stopped here, too. */
static bool tick_outer(void *arg, uint64_t tables)
{
	struct diff *d = arg;

	(void)tables;
	return d->w[0]->tick(d->w[0]->tick_arg, d->tables);
}

/* Side k has, with `run`, a table where the other one maps nothing. */
static void count_subtree(struct diff *d, int k, const struct walk_run *run, struct diff_row *row)
{
	struct subtree s = {.d = d, .side = k};
	struct diff_side *side = &row->side[k];
	struct walker w = *d->w[k];
	struct walk_table t = walk_child(&w, run);
	struct stats sum;

	w.tick = d->w[0]->tick ? tick_outer : NULL;
	w.tick_arg = d;
	d->st = stats_count_table(&w, d->below[k], &t, &sum, count_unreadable, &s);
	for (int i = 0; i < REGIME_LEVELS; i++) {
		side->leaves += sum.leaves[i];
		side->tables += sum.tables[i];
	}
	side->mapped_bytes += sum.mapped_bytes;
	side->kept_bytes += sum.kept_bytes;
	if (side->leaves && row->side[!k].kept)
		row->class = k ? DIFF_VALID : DIFF_KEPT;
	else if (side->leaves)
		row->class = k ? DIFF_MAPPED : DIFF_UNMAPPED;
	else if (sum.kept_by || row->side[!k].kept)
		row->class = DIFF_KEPT_OTHER;
	else
		row->class = sum.unreadable ? DIFF_UNKNOWN : DIFF_SAME;
	if (row->class == DIFF_SAME)
		row->changes = DIFF_BY_TABLE; /* an empty one */
	if (!d->st)
		put(d, row);
}

/* ---- In step ---- */

static void compare_entries(struct diff *d, int level, const struct walk_run *a,
			    const struct walk_run *b, unsigned index, unsigned count)
{
	const struct level *l = level_of(d, level);
	struct diff_row row = row_of(d, level, a, b, index, count);
	const struct walk_run *run[2] = {a, b};

	for (int k = 0; k < 2; k++) {
		if (!mapped(run[k]) || l->flat[k])
			continue;
		d->content[k].leaves += count;
		d->content[k].bytes += count * row.entry_size;
	}
	if (says(a) == DESC_TABLE && says(b) == DESC_TABLE) {
		compare_tables(d, a, b, &row);
	} else if (says(a) == DESC_TABLE || says(b) == DESC_TABLE) {
		int k = says(b) == DESC_TABLE;

		if (means(run[!k]))
			compare_with_block(d, run[k], run[!k], k, &row);
		else
			count_subtree(d, k, run[k], &row);
	} else {
		diff_classify(&row, d->v->bbm_level);
		if (l->flat[0] || l->flat[1]) /* a hint is not worth a row here */
			row.changes &= ~(unsigned)DIFF_BY_CONTIGUOUS;
		if (row.class != DIFF_SAME || row.changes)
			put(d, &row);
	}
}

/* The part of a table that the regime translates: what a table holds beyond it is never read. */
static void clip(struct diff *d, const struct walk_table *t, unsigned *first, unsigned *end)
{
	const struct regime *r = &d->w[0]->r;
	uint64_t lo = regime_first(r).v, hi = regime_last(r).v;
	uint64_t size = regime_entry_size(r, t->level);
	uint64_t last = t->ia.v + (t->entries - 1) * size;

	*first = lo > t->ia.v ? (unsigned)((lo - t->ia.v) / size) : 0;
	*end = hi < last ? (unsigned)((hi - t->ia.v) / size) + 1 : t->entries;
}

static bool tick(struct diff *d)
{
	const struct walker *w = d->w[0];

	d->tables++;
	if (!w->tick || w->tick(w->tick_arg, d->tables))
		return true;
	d->st = ERR_CANCELLED;
	return false;
}

/* The pieces in which the runs of both sides overlap. */
static void compare_level(struct diff *d, int level)
{
	struct level *l = level_of(d, level);
	size_t i[2] = {0, 0};
	unsigned at, to, end;

	clip(d, &l->t[0], &at, &end);
	for (tick(d); at < end && !d->st; at = to) {
		if (d->repeated[regime_slot(level)])
			diff_met_charge(&d->met, 1);
		to = end;
		for (int k = 0; k < 2; k++) {
			const struct walk_run *r = &l->runs[k][i[k]];

			while (r->index + r->count <= at)
				r = &l->runs[k][++i[k]];
			if (r->index + r->count < to)
				to = r->index + r->count;
		}
		compare_entries(d, level, &l->runs[0][i[0]], &l->runs[1][i[1]], at, to - at);
	}
}

static void compare_roots(struct diff *d)
{
	struct walk_table root[2] = {walk_root(d->w[0]), walk_root(d->w[1])};
	enum err_code a = load(d, 0, &root[0]), b = load(d, 1, &root[1]);

	if (!a && !b && !d->st)
		compare_level(d, root[0].level);
}

enum err_code diff_entries(struct walker *before, struct walker *after,
			   const struct diff_visitor *v, void *arg)
{
	struct diff d = {.w = {before, after}, .v = v, .arg = arg};

	d.rows.emit = v->row;
	d.rows.arg = arg;
	d.met.left = before->again_most ? before->again_most : WALK_AGAIN_MOST;
	for (int k = 0; k < 2 && !d.st; k++) {
		d.below[k] = stats_memo();
		d.st = d.below[k] ? walk_read_ahead(d.w[k], regime_first(&d.w[k]->r),
						    regime_last(&d.w[k]->r))
				  : ERR_NOMEM;
	}
	mem_visit(before->mem, true);
	mem_visit(after->mem, true);
	if (!d.st)
		compare_roots(&d);
	mem_visit(after->mem, false);
	mem_visit(before->mem, false);
	if (d.rows.failed || d.met.failed)
		d.st = ERR_NOMEM;
	if (!d.st)
		diff_rows_end(&d.rows);
	diff_rows_free(&d.rows);
	before->left_out = d.met.left_out;
	after->left_out = 0; /* of both together */
	diff_met_free(&d.met);
	for (int k = 0; k < 2; k++)
		stats_memo_free(d.below[k]);
	for (int i = 0; i < REGIME_LEVELS; i++)
		for (int k = 0; k < 2; k++)
			free(d.at[i].runs[k]);
	return d.st;
}
