/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the rules found: where it is, merged with its neighbours, in order of weight. */
#include <stdlib.h>
#include <string.h>

#include "src/lint/lint_int.h"
#include "src/array.h"

static void keep(struct lint *l, const struct lint_finding *f)
{
	struct lint_result *out = l->out;
	struct lint_finding *p = array_grow(out->f, out->n, &out->cap, sizeof(*out->f));

	if (!p) {
		l->st = ERR_NOMEM;
		return;
	}
	out->f = p;
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

void lint_compose_unreadable(void *lint, const struct walk_table *t)
{
	struct lint *l = lint;

	l->on_unreadable(l->unreadable_arg, t);
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
	if (x->level != y->level)
		return x->level - y->level;
	return x->size != y->size ? (x->size > y->size ? 1 : -1) : strcmp(x->why, y->why);
}

void lint_found_flush(struct lint *l)
{
	for (int i = 0; i < LINT_COUNT; i++)
		flush(l, &l->now[i]);
}

bool lint_found_join(struct lint_result *to, const struct lint_result *from)
{
	struct lint_finding *f = realloc(to->f, (to->n + from->n + 1) * sizeof(*f));

	if (!f)
		return false;
	if (from->n)
		memcpy(f + to->n, from->f, from->n * sizeof(*f));
	to->f = f;
	to->n += from->n;
	to->cap = to->n + 1;
	for (int i = 0; i < LINT_COUNT; i++) {
		to->found[i] += from->found[i];
		to->entries[i] += from->entries[i];
	}
	return true;
}

void lint_found_order(struct lint_result *r)
{
	if (r->n)
		qsort(r->f, r->n, sizeof(*r->f), by_weight);
}
