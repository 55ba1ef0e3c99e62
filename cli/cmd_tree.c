/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "cli/color.h"
#include "cli/commands.h"
#include "cli/export/cmd_export.h"
#include "cli/job_regime.h"
#include "cli/matching.h"
#include "cli/naming.h"
#include "report/json.h"
#include "report/rows.h"

struct tree {
	struct job *s;
	struct walker *w;
	char name[JOB_NAME_MAX];
	struct text t;
	bool color;
	bool all; /* invalid descriptors too */
	enum err_code st;
	bool through;		  /* leaves are carried on through stage 2 */
	uint64_t looked, matches; /* descriptors */
	/* With --where, the descriptor of each level that leads here, where it is not written. */
	struct walk_run above[REGIME_LEVELS];
	struct walk_table in[REGIME_LEVELS]; /* the tables of these */
	bool waits[REGIME_LEVELS];
};

static void flush(struct tree *tr)
{
	text_put(&tr->t, TEXT_PLAIN, "\n");
	text_write(&tr->t, stdout, tr->color);
	text_clear(&tr->t);
}

static void indent(struct tree *tr, int level)
{
	text_put(&tr->t, TEXT_PLAIN, "%*s", 2 * (level - tr->w->r.start_level) + 2, "");
}

/* Where stage 2 takes a leaf, or a part of it. */
static void put_piece(void *arg, const struct walk_piece *p)
{
	struct tree *tr = arg;

	if (tr->s->args->json) {
		json_piece(stdout, tr->name, tr->w, p);
		return;
	}
	indent(tr, p->level + 1);
	rows_piece(&tr->t, tr->w, p, &(struct rows_options){.ascii = tr->s->args->ascii});
	flush(tr);
}

static void put_unreadable(void *arg, const struct walk_table *t)
{
	struct tree *tr = arg;

	if (tr->s->args->json) {
		json_unreadable(stdout, tr->name, tr->w->mem, t);
	} else {
		indent(tr, t->level);
		rows_unreadable(&tr->t, tr->w->mem, t);
		flush(tr);
	}
	job_unreadable(tr->s, t);
}

static void put_row(struct tree *tr, const struct walk_run *run)
{
	indent(tr, run->table->level);
	rows_run(&tr->t, tr->w, run,
		 &(struct rows_options){.ascii = tr->s->args->ascii, .names = naming_names(tr->s)});
	flush(tr);
}

/* What leads to a row that matches is written before it, once. */
static void put_above(struct tree *tr, int level)
{
	for (int l = tr->w->r.start_level; l < level; l++) {
		unsigned slot = regime_slot(l);

		if (tr->waits[slot])
			put_row(tr, &tr->above[slot]);
		tr->waits[slot] = false;
	}
}

/* A table that does not match may lead to what does. */
static void wait_for_match(struct tree *tr, const struct walk_run *run)
{
	unsigned slot = regime_slot(run->table->level);

	tr->in[slot] = *run->table;
	tr->above[slot] = *run;
	tr->above[slot].table = &tr->in[slot];
	tr->waits[slot] = true;
}

/* Whether a run is to be written, by --where. */
static bool is_wanted(struct tree *tr, const struct walk_run *run)
{
	struct where_item i = where_run(run);
	bool matches = where_match(&tr->s->args->where, &i);

	tr->looked += run->count;
	if (run->kind == DESC_TABLE)
		for (int l = run->table->level; l <= REGIME_MAX_LEVEL; l++)
			tr->waits[regime_slot(l)] = false;
	if (run->kind == DESC_TABLE && !matches)
		wait_for_match(tr, run);
	if (matches) {
		tr->matches += run->count;
		if (!tr->s->args->json)
			put_above(tr, run->table->level);
	}
	return matches;
}

static void put_run(void *arg, const struct walk_run *run)
{
	struct tree *tr = arg;

	if (run->kind == DESC_INVALID && !run->raw && !tr->all)
		return;
	if (!is_wanted(tr, run))
		return;
	if (tr->s->args->json)
		json_run(stdout, tr->name, tr->w, run);
	else
		put_row(tr, run);
	if (tr->through &&
	    (run->kind == DESC_BLOCK || run->kind == DESC_PAGE || walk_keeps_leaf(run)))
		tr->st = walk_compose(tr->w, run, put_piece, put_unreadable, tr);
}

static const struct walk_visitor visitor = {
	.run = put_run, .kept = put_run, .unreadable = put_unreadable};

/* `ptview export --table` in JSON: its descriptors, and none of those below it. */
static enum err_code visit_one_table(struct tree *tr)
{
	const struct args *a = tr->s->args;
	struct walk_table t;
	enum err_code st = walk_seek(tr->w, addr_pa(a->table), &t);

	if (st)
		return st;
	t.st = walk_list(tr->w, &t, &visitor, tr);
	if (t.st)
		put_unreadable(tr, &t);
	return ERR_NONE;
}

static int tree_one(struct job *s, struct survey *v, bool through)
{
	struct tree tr = {.s = s,
			  .w = &v->w,
			  .color = color_wanted(s->args),
			  .all = s->args->verbose || s->args->table_given ||
				 where_names(&s->args->where, DESC_INVALID),
			  .through = through};
	uint64_t unreadable = s->unreadable;
	enum err_code st;

	job_regime_name(&v->w, through, tr.name);
	if (!s->args->json) {
		rows_regime(&tr.t, &v->w, tr.name);
		text_write(&tr.t, stdout, tr.color);
		text_clear(&tr.t);
	}
	st = s->args->table_given ? visit_one_table(&tr) : walk_visit_all(&v->w, &visitor, &tr);
	if (!st)
		st = tr.st;
	text_free(&tr.t);
	if (st == ERR_SOURCE && s->args->table_given)
		return export_no_table(s->args, tr.name);
	if (!st)
		matching_say(s, tr.name,
			     &(struct matching){tr.matches, tr.looked, "descriptor", "descriptors"},
			     unreadable);
	return job_status(s, st);
}

int cmd_tree(const struct args *a)
{
	return job_each_regime(a, true, tree_one);
}
