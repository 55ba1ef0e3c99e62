/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The walker over whole tables: the root, a child, one table, everything. */
#include "src/walk/walk.h"

#include <stdlib.h>

#include "src/bits.h"
#include "src/walk/walk_run.h"

enum err_code walk_init(struct walker *w, struct mem *m, enum regime_id id, unsigned cpu,
			struct err *err)
{
	enum err_code st;

	*w = (struct walker){.mem = m};
	if (cpu >= m->ncpus)
		return err_set(err, ERR_USAGE, "there is no CPU %u: the source has %u", cpu,
			       m->ncpus);
	st = regime_from_regs(id, &m->cpus[cpu], cpu, &w->r, err);
	if (st)
		return st;
	if (!w->r.nested || w->r.stage2_unknown)
		return ERR_NONE;
	st = regime_from_regs(REGIME_S2, &m->cpus[cpu], cpu, &w->s2, err);
	if (st) {
		err_wrap(err, "%s goes through stage 2", w->r.name);
		return st; /* err may be NULL */
	}
	w->has_s2 = true;
	return ERR_NONE;
}

enum err_code walk_list(struct walker *w, const struct walk_table *t, const struct walk_visitor *v,
			void *arg)
{
	struct walk_table table = *t;
	uint64_t *buf = malloc(walk_table_bytes(t));
	const uint64_t *e;

	if (!buf)
		return ERR_NOMEM;
	e = walk_load(w, &table, buf);
	if (e && v->run)
		walk_cut(w, t, e, 0, t->entries - 1, v->run, arg);
	else if (v->run)
		walk_cut_known(w, &table, buf, 0, t->entries - 1, v->run, arg);
	free(buf);
	return table.st;
}

/* A visit under way: one table a level at a time. */
struct visit {
	struct walker *w;
	const struct walk_visitor *v;
	void *arg;
	struct ia lo, hi;
	struct walk_table path[REGIME_LEVELS]; /* by slot */
	uint64_t *bufs[REGIME_LEVELS];
	bool repeated[REGIME_LEVELS]; /* by slot: that table was listed before */
	uint64_t tables;
	enum err_code st;
};

static void visit_table(struct visit *vi, int level);

static bool is_ancestor(const struct visit *vi, const struct walk_table *t)
{
	for (int l = vi->w->r.start_level; l < t->level; l++)
		if (t->pa.v - vi->path[regime_slot(l)].pa.v <
		    walk_table_bytes(&vi->path[regime_slot(l)]))
			return true;
	return false;
}

static void unreadable(struct visit *vi, const struct walk_table *t)
{
	if (vi->v->unreadable)
		vi->v->unreadable(vi->arg, t);
}

/* Note a table; true where it was met before and may not be listed again. */
static bool met_too_often(struct visit *vi, const struct walk_table *t)
{
	struct walk_again *a = vi->w->again;
	unsigned first, last;
	bool *repeated = &vi->repeated[regime_slot(t->level)];

	*repeated = false;
	/* In part, by many small visits: as often as who asks wants. */
	if ((vi->v->enters_once && !vi->w->mem->sparse) ||
	    !walk_clip(vi->w, t, vi->lo, vi->hi, &first, &last))
		return false;
	if (!hash_add(&a->seen, walk_key(vi->w, t), 0, repeated))
		vi->st = ERR_NOMEM;
	if (!*repeated || a->left)
		return false;
	a->left_out++;
	return true;
}

static void visit_run(void *arg, const struct walk_run *run)
{
	struct visit *vi = arg;
	struct walk_table *child;

	if (vi->st)
		return;
	if (vi->repeated[regime_slot(run->table->level)] && vi->w->again->left)
		vi->w->again->left--;
	if (run->table->kept)
		vi->v->kept(vi->arg, run);
	else if (vi->v->run)
		vi->v->run(vi->arg, run);
	if (run->kind != DESC_TABLE && !(vi->v->kept && run->keeps == DESC_TABLE))
		return;
	child = &vi->path[regime_slot(run->table->level + 1)];
	*child = walk_child(vi->w, run);
	if (!child->st && is_ancestor(vi, child))
		child->st = ERR_LOOP;
	if (!child->st && met_too_often(vi, child))
		child->st = ERR_AGAIN;
	visit_table(vi, child->level);
}

static uint64_t *buffer(struct visit *vi, const struct walk_table *t)
{
	uint64_t **buf = &vi->bufs[regime_slot(t->level)];

	if (!*buf)
		*buf = malloc(walk_table_bytes(t));
	if (!*buf)
		vi->st = ERR_NOMEM;
	return *buf;
}

bool walk_clip(const struct walker *w, const struct walk_table *t, struct ia lo, struct ia hi,
	       unsigned *first, unsigned *last)
{
	uint64_t size = regime_entry_size(&w->r, t->level);
	uint64_t end = t->ia.v + (t->entries - 1) * size; /* the last one's first address */

	*first = lo.v > t->ia.v ? (unsigned)((lo.v - t->ia.v) / size) : 0;
	*last = hi.v < end ? (unsigned)((hi.v - t->ia.v) / size) : t->entries - 1;
	return lo.v <= t->ia.v && hi.v >= end + (size - 1);
}

/* Of a table that cannot be read as a whole, what is known; nothing of most sources. */
static void visit_known(struct visit *vi, struct walk_table *t, uint64_t *buf)
{
	unsigned first, last;

	walk_clip(vi->w, t, vi->lo, vi->hi, &first, &last);
	walk_cut_known(vi->w, t, buf, first, last, visit_run, vi);
}

static void visit_table(struct visit *vi, int level)
{
	struct walk_table *t = &vi->path[regime_slot(level)];
	uint64_t *buf = buffer(vi, t);
	const uint64_t *e;
	unsigned first, last;

	if (!buf)
		return;
	vi->w->ticked = ++vi->tables;
	if (vi->w->tick && !vi->w->tick(vi->w->tick_arg, vi->tables)) {
		vi->st = ERR_CANCELLED;
		return;
	}
	e = walk_load(vi->w, t, buf);
	if (!e) {
		visit_known(vi, t, buf);
		unreadable(vi, t);
		return;
	}
	if (vi->v->enter && !vi->v->enter(vi->arg, t))
		return;
	walk_clip(vi->w, t, vi->lo, vi->hi, &first, &last);
	walk_cut(vi->w, t, e, first, last, visit_run, vi);
	if (vi->v->leave && !vi->st)
		vi->v->leave(vi->arg, t);
}

/* Keep to the regime; false where nothing is left to visit. */
static bool keep_to_regime(const struct walker *w, struct ia *lo, struct ia *hi)
{
	struct ia first = regime_first(&w->r), last = regime_last(&w->r);

	if (lo->v < first.v)
		*lo = first;
	if (hi->v > last.v)
		*hi = last;
	return lo->v <= hi->v;
}

enum err_code walk_visit_cached(struct walker *w, struct ia lo, struct ia hi,
				const struct walk_visitor *v, void *arg)
{
	struct walk_again again = {.left = w->again_most ? w->again_most : WALK_AGAIN_MOST};
	struct visit vi = {.w = w, .v = v, .arg = arg};
	bool outermost = !w->again;

	if (!keep_to_regime(w, &lo, &hi))
		return ERR_NONE;
	vi.lo = lo;
	vi.hi = hi;
	if (outermost)
		w->again = &again;
	mem_visit(w->mem, true);
	vi.path[regime_slot(w->r.start_level)] = walk_root(w);
	visit_table(&vi, w->r.start_level);
	mem_visit(w->mem, false);
	if (outermost) {
		w->left_out = again.left_out;
		w->again = NULL;
	}
	hash_free(&again.seen);
	for (int l = 0; l < REGIME_LEVELS; l++)
		free(vi.bufs[l]);
	return vi.st;
}

enum err_code walk_visit(struct walker *w, struct ia lo, struct ia hi, const struct walk_visitor *v,
			 void *arg)
{
	enum err_code st;

	if (!keep_to_regime(w, &lo, &hi))
		return ERR_NONE;
	st = walk_read_ahead(w, lo, hi);
	return st ? st : walk_visit_cached(w, lo, hi, v, arg);
}

enum err_code walk_visit_all(struct walker *w, const struct walk_visitor *v, void *arg)
{
	return walk_visit(w, regime_first(&w->r), regime_last(&w->r), v, arg);
}

/* ---- One table ---- */

struct seek {
	struct pa at;
	struct walk_table *table;
	bool found;
};

static bool seek_enter(void *arg, const struct walk_table *t)
{
	struct seek *s = arg;

	if (s->found)
		return false;
	if (t->pa.v != s->at.v)
		return true;
	s->found = true;
	*s->table = *t;
	return false;
}

/* One that cannot be read is there, too. */
static void seek_unreadable(void *arg, const struct walk_table *t)
{
	seek_enter(arg, t);
}

/* So that tables which are only kept are come to. */
static void seek_kept(void *arg, const struct walk_run *run)
{
	(void)arg;
	(void)run;
}

enum err_code walk_seek(struct walker *w, struct pa at, struct walk_table *t)
{
	static const struct walk_visitor seek = {
		.enter = seek_enter, .kept = seek_kept, .unreadable = seek_unreadable};
	struct seek s = {.at = at, .table = t};
	enum err_code st = walk_visit_all(w, &seek, &s);

	if (st)
		return st;
	return s.found ? ERR_NONE : ERR_SOURCE;
}
