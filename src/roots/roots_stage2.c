/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Trees of EL1&0 whose addresses are those of a stage 2. */
#include "src/roots/roots_int.h"
#include "src/walk/walk_run.h"

/* The same tree with its addresses taken for IPAs of a stage 2. */
static enum err_code through(struct roots_work *k, struct roots_candidate *c,
			     const struct roots_candidate *s2)
{
	struct roots_candidate nested = *c;
	struct walker w;
	enum err_code st;

	nested.nested = true;
	nested.stage2 = s2->root;
	roots_walker(k, &nested, &w);
	/* Its root must lie where it was found. */
	if (walk_root(&w).pa.v != c->pa)
		return ERR_NONE;
	st = roots_try(k, &nested);
	if (st || nested.shape.wrong || nested.shape.ntables < c->shape.ntables)
		return st;
	*c = nested;
	roots_speak(c, ROOTS_BY_STAGE2, "its tables are where the stage 2 at 0x%llx leads",
		    (unsigned long long)s2->root);
	return ERR_NONE;
}

/* Trees with other PAs than IPAs: none of these could be walked yet. */
static enum err_code guests(struct roots_work *k, const struct roots_candidate *s2)
{
	struct roots_inverse inv;
	struct walker w;
	enum err_code st;

	roots_walker(k, s2, &w);
	st = roots_inverse_make(&w, &inv);
	if (!st && !inv.identity)
		st = roots_behind(k, &inv, s2->root);
	k->out->cut = k->out->cut || inv.cut;
	roots_inverse_free(&inv);
	return st;
}

enum err_code roots_by_stage2(struct roots_work *k)
{
	struct roots *r = k->out;
	size_t n = r->n;
	enum err_code st = ERR_NONE;

	for (size_t i = 0; !st && i < n; i++) {
		struct roots_candidate s2 = r->v[i];

		if (s2.regime != REGIME_S2)
			continue;
		for (size_t j = 0; !st && j < n; j++)
			if (regime_may_nest(r->v[j].regime) && !r->v[j].nested)
				st = through(k, &r->v[j], &s2);
		if (!st)
			st = guests(k, &s2);
	}
	return st;
}
