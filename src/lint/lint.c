/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The visit that all rules look on. */
#include "src/lint/lint.h"

#include <stdlib.h>

#include "src/lint/lint_extent.h"

static const struct lint_pass *const passes[] = {
	&lint_pass_tables, &lint_pass_entry, &lint_pass_contig,
	&lint_pass_blocks, &lint_pass_alias, &lint_pass_shattered,
};

enum { PASSES = sizeof(passes) / sizeof(passes[0]) };

/* ---- The visit ---- */

static bool enter(void *arg, const struct walk_table *t)
{
	struct lint *l = arg;

	if (l->st || !lint_tables_enter(l, t))
		return false;
	for (unsigned i = 0; i < PASSES; i++)
		if (passes[i]->enter)
			passes[i]->enter(l, t);
	return true;
}

static void run(void *arg, const struct walk_run *r)
{
	struct lint *l = arg;

	for (unsigned i = 0; i < PASSES && !l->st; i++)
		if (passes[i]->run)
			passes[i]->run(l, r);
}

static void leave(void *arg, const struct walk_table *t)
{
	struct lint *l = arg;

	for (unsigned i = 0; i < PASSES && !l->st; i++)
		if (passes[i]->leave)
			passes[i]->leave(l, t);
}

/* What is wrong with the tables is a finding; what ptview could not read is not. */
static bool is_finding(enum err_code st)
{
	return st == ERR_LOOP || st == ERR_MALFORMED || st == ERR_HOLE || st == ERR_DEVICE ||
	       st == ERR_STAGE2;
}

static void unreadable(void *arg, const struct walk_table *t)
{
	struct lint *l = arg;

	for (unsigned i = 0; i < PASSES && !l->st; i++)
		if (passes[i]->unreadable)
			passes[i]->unreadable(l, t);
	if (!is_finding(t->st) && l->on_unreadable)
		l->on_unreadable(l->unreadable_arg, t);
}

static void visit(struct lint *l)
{
	static const struct walk_visitor v = {
		.enter = enter,
		.enters_once = true,
		.run = run,
		.leave = leave,
		.unreadable = unreadable,
	};
	enum err_code st;

	for (unsigned i = 0; i < PASSES && !l->st; i++)
		if (passes[i]->begin)
			passes[i]->begin(l);
	st = walk_visit_all(l->w, &v, l);
	if (!l->st)
		l->st = st;
	for (unsigned i = 0; i < PASSES && !l->st; i++)
		if (passes[i]->end)
			passes[i]->end(l);
}

enum err_code lint_run(struct walker *w, const struct lint_options *o, struct lint_result *out,
		       void (*on_unreadable)(void *arg, const struct walk_table *t), void *arg)
{
	struct lint *l = calloc(1, sizeof(*l));
	enum err_code st;

	*out = (struct lint_result){0};
	if (!l)
		return ERR_NOMEM;
	l->w = w;
	l->r = &w->r;
	l->o = o;
	l->out = out;
	l->on_unreadable = on_unreadable;
	l->unreadable_arg = arg;
	visit(l);
	lint_found_end(l);
	st = l->st;
	lint_tables_free(&l->tables);
	lint_extent_free(&l->extents);
	free(l);
	return st;
}

void lint_free(struct lint_result *r)
{
	free(r->f);
	*r = (struct lint_result){0};
}

bool lint_worst(const struct lint_result *r, enum lint_severity *worst)
{
	bool any = false;

	*worst = LINT_NOTE;
	for (int i = 0; i < LINT_COUNT; i++) {
		enum lint_severity s = lint_rule((enum lint_id)i)->severity;

		if (!r->found[i])
			continue;
		any = true;
		if (s > *worst)
			*worst = s;
	}
	return any;
}
