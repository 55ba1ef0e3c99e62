/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/walk/tablepages.h"

#include <stdlib.h>

#include "src/array.h"
#include "src/walk/survey.h"

static void add_page(struct tablepages *p, uint64_t pa)
{
	struct pa *more;

	if (hash_get(&p->has, pa) != HASH_NONE || p->st)
		return;
	if (p->n - p->least >= TABLEPAGES_MOST) {
		p->st = ERR_UNSUPPORTED;
		return;
	}
	more = array_grow(p->pa, p->n, &p->cap, sizeof(*p->pa));
	p->pa = more ? more : p->pa;
	if (!more || !hash_put(&p->has, pa, p->n)) {
		p->st = ERR_NOMEM;
		return;
	}
	p->pa[p->n++] = addr_pa(pa);
}

static void add_table(struct tablepages *p, const struct walk_table *t)
{
	uint64_t first = t->pa.v & ~(uint64_t)(TABLEPAGES_PAGE - 1);

	for (uint64_t at = first; at < t->pa.v + walk_table_bytes(t); at += TABLEPAGES_PAGE)
		add_page(p, at);
}

/* False for a table that was met before at its level: all below it is there. */
static bool enter(void *arg, const struct walk_table *t)
{
	struct tablepages *p = arg;
	uint64_t key = t->at.v | (uint64_t)(t->level + 1);

	if (p->st || hash_get(&p->tables, key) != HASH_NONE)
		return false;
	if (!hash_put(&p->tables, key, 0))
		p->st = ERR_NOMEM;
	add_table(p, t);
	return !p->st;
}

/* Tables that are only kept belong to what is seen, so they are entered, too. */
static void pass_by(void *arg, const struct walk_run *run)
{
	(void)arg;
	(void)run;
}

/* A table that cannot be read is recorded as such, so that the snapshot gives the same answer. */
static void add_unreadable(void *arg, const struct walk_table *t)
{
	struct tablepages *p = arg;

	if (t->st == ERR_STAGE2 || t->st == ERR_LOOP || t->st == ERR_MALFORMED ||
	    t->st == ERR_AGAIN)
		return;
	add_table(p, t);
	if (p->unreadable)
		p->unreadable(p->arg, t);
}

bool tablepages_add(struct mem *m, enum regime_id id, unsigned cpu, struct tablepages *p)
{
	static const struct walk_visitor visitor = {
		.enter = enter, .kept = pass_by, .unreadable = add_unreadable};
	struct walk_table root;
	struct survey v;
	enum err_code st;

	survey_one(m, id, cpu, &v);
	if (v.state >= SURVEY_DISABLED)
		return true;
	v.w.tick = p->tick;
	v.w.tick_arg = p->tick_arg;
	p->least = p->n;
	hash_clear(&p->tables);
	root = walk_root(&v.w);
	if (!root.st)
		add_table(p, &root);
	st = walk_visit_all(&v.w, &visitor, p);
	if (st && !p->st)
		p->st = st;
	if (p->st != ERR_UNSUPPORTED)
		return true;
	p->st = ERR_NONE;
	return false;
}

void tablepages_free(struct tablepages *p)
{
	free(p->pa);
	hash_free(&p->has);
	hash_free(&p->tables);
}
