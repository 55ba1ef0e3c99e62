/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/walk/stats.h"

struct count {
	const struct regime *r;
	struct stats *s;
	void (*on_unreadable)(void *arg, const struct walk_table *t);
	void *arg;
};

static bool enter(void *arg, const struct walk_table *t)
{
	struct count *c = arg;

	c->s->tables[regime_slot(t->level)]++;
	c->s->table_bytes += walk_table_bytes(t);
	return true;
}

static void run(void *arg, const struct walk_run *r)
{
	struct count *c = arg;

	if (r->kind == DESC_RESERVED)
		c->s->reserved += r->count;
	if ((r->kind != DESC_BLOCK && r->kind != DESC_PAGE) || r->oa_too_big)
		return;
	c->s->leaves[regime_slot(r->table->level)] += r->count;
	c->s->mapped_bytes += walk_span(c->r, r).size;
	if (r->attr.flags & ATTR_CONTIGUOUS)
		c->s->contiguous += r->count;
}

static void unreadable(void *arg, const struct walk_table *t)
{
	struct count *c = arg;

	c->s->unreadable++;
	if (c->on_unreadable)
		c->on_unreadable(c->arg, t);
}

enum err_code stats_count(struct walker *w, struct stats *out,
			  void (*on_unreadable)(void *arg, const struct walk_table *t), void *arg)
{
	static const struct walk_visitor v = {.enter = enter, .run = run, .unreadable = unreadable};
	struct count c = {.r = &w->r, .s = out, .on_unreadable = on_unreadable, .arg = arg};

	*out = (struct stats){0};
	return walk_visit_all(w, &v, &c);
}
