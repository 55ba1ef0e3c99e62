/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The visit that all rules look on. Where memory can be read by two threads, each visits all of it,
 * and they share out the rules: passes know nothing of each other, and a finding belongs to one.
 */
#include "src/lint/lint.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "src/beside.h"
#include "src/lint/lint_extent.h"

/* In two halves that take about as long: aliases need the list of tables, the others do not. */
static const struct lint_pass *const passes[] = {
	&lint_pass_tables, &lint_pass_alias,  &lint_pass_entry,
	&lint_pass_contig, &lint_pass_blocks, &lint_pass_shattered,
};

enum { PASSES = sizeof(passes) / sizeof(passes[0]), HALF = 2 };

/* ---- The visit ---- */

static bool enter(void *arg, const struct walk_table *t)
{
	struct lint *l = arg;

	if (l->st || !lint_tables_enter(l, t))
		return false;
	for (unsigned i = 0; i < l->npasses; i++)
		if (l->passes[i]->enter)
			l->passes[i]->enter(l, t);
	return true;
}

static void run(void *arg, const struct walk_run *r)
{
	struct lint *l = arg;

	for (unsigned i = 0; i < l->npasses && !l->st; i++)
		if (l->passes[i]->run)
			l->passes[i]->run(l, r);
}

static void leave(void *arg, const struct walk_table *t)
{
	struct lint *l = arg;

	for (unsigned i = 0; i < l->npasses && !l->st; i++)
		if (l->passes[i]->leave)
			l->passes[i]->leave(l, t);
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

	for (unsigned i = 0; i < l->npasses && !l->st; i++)
		if (l->passes[i]->unreadable)
			l->passes[i]->unreadable(l, t);
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

	for (unsigned i = 0; i < l->npasses && !l->st; i++)
		if (l->passes[i]->begin)
			l->passes[i]->begin(l);
	st = walk_visit_all(l->w, &v, l);
	if (!l->st)
		l->st = st;
	for (unsigned i = 0; i < l->npasses && !l->st; i++)
		if (l->passes[i]->end)
			l->passes[i]->end(l);
}

static struct lint *begin(struct walker *w, const struct lint_options *o, struct lint_result *out)
{
	struct lint *l = calloc(1, sizeof(*l));

	*out = (struct lint_result){0};
	if (!l)
		return NULL;
	l->w = w;
	l->r = &w->r;
	l->o = o;
	l->out = out;
	l->passes = passes;
	l->npasses = PASSES;
	return l;
}

static enum err_code end(struct lint *l)
{
	enum err_code st;

	lint_found_flush(l);
	st = l->st;
	lint_tables_free(&l->tables);
	lint_extent_free(&l->extents);
	free(l);
	return st;
}

/* ---- The other half, in a thread of its own ---- */

struct other {
	struct beside beside;
	struct walker w;
	struct lint_options o;
	struct lint_result out;
	struct lint *l;
	atomic_bool stop, waited_for;
	walk_tick tick; /* the caller's, who is not to be called while he works himself */
	void *tick_arg;
};

static bool other_tick(void *arg, uint64_t tables)
{
	struct other *t = arg;

	if (atomic_load(&t->waited_for) && t->tick && !t->tick(t->tick_arg, tables))
		return false;
	return !atomic_load(&t->stop);
}

static void other_work(void *arg)
{
	visit(((struct other *)arg)->l);
}

/* Give the other half away; NULL: no thread, and l keeps all. */
static struct other *other_begin(struct lint *l, struct mem *twin)
{
	struct other *t = calloc(1, sizeof(*t));

	if (!t)
		return NULL;
	t->w = *l->w;
	t->w.mem = twin;
	t->w.tick = other_tick;
	t->w.tick_arg = t;
	t->tick = l->w->tick;
	t->tick_arg = l->w->tick_arg;
	t->o = *l->o;
	t->o.skip[LINT_TABLE_SHARED] = true; /* both see that, one says it */
	t->l = begin(&t->w, &t->o, &t->out);
	if (t->l) {
		t->l->passes += HALF;
		t->l->npasses -= HALF;
	}
	if (!t->l || !beside_begin(&t->beside, other_work, t)) {
		free(t->l);
		free(t);
		return NULL;
	}
	l->npasses = HALF;
	return t;
}

static void other_end(struct lint *l, struct other *t)
{
	enum err_code st;

	atomic_store(&t->stop, l->st != ERR_NONE);
	atomic_store(&t->waited_for, true);
	beside_end(&t->beside);
	st = end(t->l);
	l->st = l->st ? l->st : st;
	if (!l->st && !lint_found_join(l->out, &t->out))
		l->st = ERR_NOMEM;
	lint_free(&t->out);
	free(t);
}

enum err_code lint_run(struct walker *w, const struct lint_options *o, struct lint_result *out,
		       void (*on_unreadable)(void *arg, const struct walk_table *t), void *arg)
{
	struct lint *l = begin(w, o, out);
	struct mem *twin = mem_twin(w->mem);
	struct other *t = l && twin ? other_begin(l, twin) : NULL;
	enum err_code st = ERR_NOMEM;

	if (l) {
		l->on_unreadable = on_unreadable;
		l->unreadable_arg = arg;
		visit(l);
		if (t)
			other_end(l, t);
		st = end(l);
		lint_found_order(out);
	}
	mem_close(twin);
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
