/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an expression asks depends on the way to a table (its address, what tables above take away),
 * so that nothing can be remembered of a table: it is a visit, as the lists are.
 */
#include "src/walk/stats_where.h"

struct counting {
	const struct walker *w;
	const struct where *where;
	struct stats_where *out;
	void (*on_unreadable)(void *arg, const struct walk_table *t);
	void *arg;
	/* By slot, of the tables on the way: bytes, and whether they are counted already. */
	size_t bytes[REGIME_LEVELS];
	bool counted[REGIME_LEVELS];
};

/* The table of a leaf that matches, and those that lead to it. */
static void count_tables(struct counting *c, int level)
{
	for (int l = c->w->r.start_level; l <= level; l++) {
		unsigned slot = regime_slot(l);

		if (c->counted[slot])
			continue;
		c->counted[slot] = true;
		c->out->of_them.tables[slot]++;
		c->out->of_them.table_bytes += c->bytes[slot];
	}
}

static void count_run(void *arg, const struct walk_run *run)
{
	struct counting *c = arg;
	struct stats *s = &c->out->of_them;
	struct where_item i = where_run(run);
	int level = run->table->level;

	c->bytes[regime_slot(level)] = walk_table_bytes(run->table);
	if (run->kind == DESC_TABLE)
		c->counted[regime_slot(level + 1)] = false;
	if (!i.maps || i.kept || run->oa_too_big)
		return;
	c->out->leaves += run->count;
	if (!where_match(c->where, &i))
		return;
	c->out->matches += run->count;
	s->leaves[regime_slot(level)] += run->count;
	s->mapped_bytes += walk_span(&c->w->r, run).size;
	s->contiguous += i.contiguous ? run->count : 0;
	count_tables(c, level);
}

static void count_unreadable(void *arg, const struct walk_table *t)
{
	struct counting *c = arg;

	c->out->of_them.unreadable++;
	if (c->on_unreadable)
		c->on_unreadable(c->arg, t);
}

enum err_code stats_where_count(struct walker *w, const struct where *where,
				struct stats_where *out,
				void (*on_unreadable)(void *arg, const struct walk_table *t),
				void *arg)
{
	static const struct walk_visitor visitor = {.run = count_run,
						    .unreadable = count_unreadable};
	struct counting c = {.w = w, .where = where, .out = out};

	c.on_unreadable = on_unreadable;
	c.arg = arg;
	*out = (struct stats_where){.of_them.valid_only = true};
	return walk_visit_all(w, &visitor, &c);
}
