/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stage 1 leaves carried on through stage 2. */
#include <stdlib.h>

#include "src/bits.h"
#include "src/walk/walk_run.h"

struct compose {
	const struct walker *s2;
	const struct walk_run *run;
	struct walk_span span; /* what of it is translated */
	uint64_t next;	       /* bytes of the span that are done */
	void (*piece)(void *arg, const struct walk_piece *p);
	void (*unreadable)(void *arg, const struct walk_table *t);
	void *arg;
};

/* What stage 2 passed over, up to byte `to` of the span, is not mapped. */
static void emit_gap(struct compose *c, uint64_t to, enum err_code st)
{
	struct walk_piece p = {.level = c->run->table->level, .level2 = -1, .st = st};

	if (to <= c->next)
		return;
	p.ia = addr_ia(c->span.ia.v + c->next);
	p.size = to - c->next;
	c->piece(c->arg, &p);
	c->next = to;
}

static void stage2_run(void *arg, const struct walk_run *s2)
{
	struct compose *c = arg;
	uint64_t total = c->span.size;
	uint64_t start = s2->ia.v, end = s2->ia.v + s2->count * s2->entry_size;
	struct walk_piece p = {.level = c->run->table->level};
	bool leaf = s2->kind == DESC_BLOCK || s2->kind == DESC_PAGE;

	if ((!leaf && !walk_keeps_leaf(s2)) || s2->oa_too_big)
		return;
	if (start < c->span.oa.v)
		start = c->span.oa.v;
	if (end - c->span.oa.v > total)
		end = c->span.oa.v + total;
	emit_gap(c, start - c->span.oa.v, ERR_STAGE2);
	p.ia = addr_ia(c->span.ia.v + (start - c->span.oa.v));
	p.own = addr_oa(start);
	p.size = end - start;
	p.pa = addr_pa(s2->oa.v + (start - s2->ia.v));
	p.level2 = s2->table->level;
	p.kept = c->run->kept ? c->run->kept : s2->kept;
	p.mapped = !p.kept;
	p.st = p.kept ? ERR_STAGE2 : ERR_NONE;
	p.attr = attr_combine(&c->run->attr, &s2->attr);
	c->piece(c->arg, &p);
	c->next = end - c->span.oa.v;
}

static void stage2_unreadable(void *arg, const struct walk_table *t)
{
	struct compose *c = arg;
	uint64_t total = c->span.size;
	uint64_t end = t->ia.v + t->entries * regime_entry_size(&c->s2->r, t->level);

	if (t->ia.v > c->span.oa.v)
		emit_gap(c, t->ia.v - c->span.oa.v, ERR_STAGE2);
	emit_gap(c, end - c->span.oa.v < total ? end - c->span.oa.v : total, t->st);
	if (c->unreadable)
		c->unreadable(c->arg, t);
}

/* The visit that the run comes from can be stopped here, too; its count is the one that goes on. */
static bool tick_outer(void *arg, uint64_t tables)
{
	struct walker *w = arg;

	(void)tables;
	return w->tick(w->tick_arg, w->ticked);
}

enum err_code walk_compose(struct walker *w, const struct walk_run *run,
			   void (*piece)(void *arg, const struct walk_piece *p),
			   void (*unreadable)(void *arg, const struct walk_table *t), void *arg)
{
	static const struct walk_visitor visitor = {
		.run = stage2_run, .kept = stage2_run, .unreadable = stage2_unreadable};
	struct walk_span span = walk_span(&w->r, run);
	struct walker s2 = {.mem = w->mem, .r = w->s2, .tick_arg = w};
	struct compose c = {.s2 = &s2, .run = run, .span = span, .arg = arg};
	struct ia to = addr_ia(span.oa.v + (span.size - 1));
	enum err_code st = ERR_NONE;

	s2.tick = w->tick ? tick_outer : NULL;
	s2.again = w->again;
	c.piece = piece;
	c.unreadable = unreadable;
	if (span.size)
		st = walk_visit_cached(&s2, addr_ia(span.oa.v), to, &visitor, &c);
	if (!st)
		emit_gap(&c, span.size, ERR_STAGE2);
	return st;
}
