/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The visit that all rules look on, and the findings that it leaves behind. */
#include "src/lint.h"

#include <stdlib.h>

#include "src/lint_int.h"

static const struct lint_pass *const passes[] = {
	&lint_pass_tables, &lint_pass_entry, &lint_pass_contig, &lint_pass_blocks, &lint_pass_alias,
};

enum { PASSES = sizeof(passes) / sizeof(passes[0]) };

struct lint_site lint_site(const struct walk_run *run, unsigned first, unsigned count)
{
	return (struct lint_site){
		.level = run->table->level,
		.table = run->table->pa,
		.index = run->index + first,
		.raw = lint_is_leaf(run) ? run->raw + first * run->entry_size : run->raw,
		.start = addr_ia(run->ia.v + first * run->entry_size),
		.size = count * run->entry_size,
		.count = count,
	};
}

/* ---- Findings ---- */

static void keep(struct lint *l, const struct lint_finding *f)
{
	struct lint_result *out = l->out;

	if (out->n == out->cap) {
		size_t cap = out->cap ? out->cap * 2 : 64;
		struct lint_finding *p = realloc(out->f, cap * sizeof(*p));

		if (!p) {
			l->st = ERR_NOMEM;
			return;
		}
		out->f = p;
		out->cap = cap;
	}
	out->f[out->n++] = *f;
}

static void flush(struct lint *l, struct lint_pending *p)
{
	if (p->live && p->kept)
		keep(l, &p->f);
	p->live = false;
}

struct lint_finding *lint_add(struct lint *l, enum lint_id id, const struct lint_site *s,
			      uint64_t key)
{
	struct lint_pending *p = &l->now[id];
	struct lint_finding *f = &p->f;

	if (!lint_wants(l, id))
		return NULL;
	l->out->entries[id] += s->count;
	if (p->live && p->key == key && f->start.v + f->size == s->start.v) {
		f->size += s->size;
		f->count += s->count;
		return NULL;
	}
	flush(l, p);
	p->live = true;
	p->kept = l->out->found[id]++ < LINT_KEPT;
	p->key = key;
	*f = (struct lint_finding){
		.id = id, .start = s->start, .size = s->size, .count = s->count, .level = s->level};
	f->table = s->table;
	f->index = s->index;
	f->raw = s->raw;
	return p->kept ? f : NULL;
}

void lint_locate(struct lint *l, struct lint_finding *f)
{
	struct walk_result res;

	walk_addr(l->w, f->start, false, &res);
	for (unsigned i = res.nsteps; i-- > 0;) {
		const struct walk_step *s = &res.steps[i];

		if (s->stage != l->r->stage)
			continue;
		f->level = s->level;
		f->table = s->table_pa;
		f->index = s->index;
		f->raw = s->raw;
		return;
	}
}

static int by_weight(const void *a, const void *b)
{
	const struct lint_finding *x = a, *y = b;
	int sx = (int)lint_rule(x->id)->severity, sy = (int)lint_rule(y->id)->severity;

	if (sx != sy)
		return sy - sx;
	if (x->id != y->id)
		return (int)x->id - (int)y->id;
	if (x->start.v != y->start.v)
		return x->start.v < y->start.v ? -1 : 1;
	return x->level - y->level;
}

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

void lint_compose_unreadable(void *lint, const struct walk_table *t)
{
	struct lint *l = lint;

	l->on_unreadable(l->unreadable_arg, t);
}

static void visit(struct lint *l)
{
	static const struct walk_visitor v = {
		.enter = enter, .run = run, .leave = leave, .unreadable = unreadable};
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
	for (int i = 0; i < LINT_COUNT; i++)
		flush(l, &l->now[i]);
	st = l->st;
	lint_tables_free(&l->tables);
	free(l->extents.e);
	free(l);
	if (out->n)
		qsort(out->f, out->n, sizeof(*out->f), by_weight);
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
