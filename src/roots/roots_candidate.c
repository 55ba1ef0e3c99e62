/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One candidate: what speaks for it, and its tables taken for what it says they are. */
#include <stdarg.h>
#include <stdio.h>

#include "src/roots/roots_int.h"
#include "src/roots/roots_regs.h"

bool roots_has_evidence(const struct roots_candidate *c, enum roots_evidence_id id)
{
	for (unsigned i = 0; i < c->nevidence; i++)
		if (c->evidence[i].id == id)
			return true;
	return false;
}

void roots_speak(struct roots_candidate *c, enum roots_evidence_id id, const char *fmt, ...)
{
	struct roots_evidence *e = &c->evidence[c->nevidence];
	va_list ap;

	if (roots_has_evidence(c, id))
		return;
	c->nevidence++;
	e->id = id;
	va_start(ap, fmt);
	vsnprintf(e->words, sizeof(e->words), fmt, ap);
	va_end(ap);
}

static const struct roots_candidate *stage2_at(const struct roots *r, uint64_t root)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->v[i].regime == REGIME_S2 && r->v[i].root == root)
			return &r->v[i];
	return NULL;
}

void roots_walker_of(struct mem *m, const struct roots *r, const struct roots_candidate *c,
		     struct walker *w)
{
	const struct roots_candidate *s2 = c->nested ? stage2_at(r, c->stage2) : NULL;

	*w = (struct walker){.mem = m};
	roots_regime(c->form, c->regime, c->root, &w->r);
	if (!s2)
		return;
	roots_regime(s2->form, REGIME_S2, s2->root, &w->s2);
	w->r.nested = w->has_s2 = true;
}

void roots_walker(const struct roots_work *k, const struct roots_candidate *c, struct walker *w)
{
	roots_walker_of(k->m, k->out, c, w);
	w->again_most = k->o->again_most;
}

bool roots_go_on(void *work, uint64_t tables)
{
	const struct roots_work *k = work;

	(void)tables;
	return !k->o->tick || k->o->tick(k->o->arg, k->ram.bytes, k->ram.bytes);
}

enum err_code roots_try(struct roots_work *k, struct roots_candidate *c)
{
	struct walker w;
	enum err_code st;

	if (k->walked > ROOTS_WALKED_MAX) {
		k->out->cut = true;
		c->shape = (struct roots_shape){.wrong = "not looked at"};
		return ERR_NONE;
	}
	roots_walker(k, c, &w);
	w.tick = roots_go_on;
	w.tick_arg = k;
	st = roots_shape(&w, &k->ram, NULL, NULL, &c->shape);
	k->walked += c->shape.ntables;
	return st;
}

bool roots_is_lesser(const struct roots_candidate *c)
{
	return c->label == ROOTS_IDMAP || c->label == ROOTS_TRAMPOLINE || c->label == ROOTS_BOOT;
}
