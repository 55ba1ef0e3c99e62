/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Candidates by structure alone. */
#include <stdlib.h>
#include <string.h>

#include "src/array.h"
#include "src/bits.h"
#include "src/desc/desc.h"
#include "src/roots/roots_int.h"

enum { PAGE = 4096 };

/* A root that was tried, and holds. */
struct held {
	uint64_t root, pa;
	const struct roots_form *form;
	struct roots_shape shape;
};

/* Those of one round; at most so many, beyond which there are only made-up ones. */
enum { TREES_MAX = 1 << 16 };
struct trees {
	struct held *v;
	size_t n, cap;
};

/* What a round looks for: trees of so many levels, behind a stage 2 or not. */
struct round {
	int levels;
	const struct roots_inverse *behind; /* NULL: none */
	uint64_t stage2;		    /* its root */
	struct trees trees;
};

static const struct geometry *geometry_of(const struct roots_form *f)
{
	return regime_geometry_by_name(f->geometry);
}

/* Bytes of a root: a table, a part of one (which is taken to be at its start), or several. */
static uint64_t root_bytes(const struct roots_form *f)
{
	const struct geometry *g = geometry_of(f);
	unsigned shift =
		g->granule_shift + g->stride * (unsigned)(REGIME_MAX_LEVEL - f->start_level);
	uint64_t entries = UINT64_C(1) << (f->ia_bits - shift), table = UINT64_C(1)
									<< g->granule_shift;

	return entries * 8 > table ? entries * 8 : table;
}

/* The root that a page is of, in this form; false where another page of it had its turn. */
static bool root_of(const struct roots_work *k, size_t i, const struct roots_form *f,
		    uint64_t *root)
{
	const struct roots_pages *p = &k->scan.tables;
	uint64_t size = root_bytes(f);

	*root = p->v[i] & ~(size - 1);
	return !i || (p->v[i - 1] & ~(size - 1)) != *root;
}

/*
 * A root of four descriptors is one of AArch64, too, with nothing beyond 4 GiB: where a CPU is in
 * AArch32, it is that.
 */
static bool prefers(const struct roots_work *k, const struct roots_candidate *c,
		    const struct held *last)
{
	return k->machine.a32_seen && geometry_of(c->form)->format == REGIME_FORMAT_A32 &&
	       last->pa == c->pa && last->shape.ntables == c->shape.ntables &&
	       last->shape.nleaves == c->shape.nleaves;
}

static enum err_code keep(struct roots_work *k, struct trees *t, const struct roots_candidate *c)
{
	struct held *v;

	if (t->n && prefers(k, c, &t->v[t->n - 1]))
		t->n--;
	if (t->n == TREES_MAX) {
		k->out->cut = true;
		return ERR_NONE;
	}
	v = array_grow(t->v, t->n, &t->cap, sizeof(*v));
	if (!v)
		return ERR_NOMEM;
	t->v = v;
	v[t->n++] = (struct held){c->root, c->pa, c->form, c->shape};
	return ERR_NONE;
}

/*
 * A smaller granule fits on the tables of a larger one too, since it sees the first part of each:
 * where all addresses are multiples of the larger one, that is meant.
 */
static bool too_fine(const struct roots_shape *s, const struct geometry *g)
{
	enum { ENOUGH = 8 };
	uint64_t next = g->granule_shift == 12 ? 3 << 12 : g->granule_shift == 14 ? 3 << 14 : 0;

	return next && s->ntables + s->runs >= ENOUGH && s->leaves[regime_slot(3)] &&
	       !(s->outputs & next);
}

/* The largest first: a tree is larger than any that hangs under one of its tables. */
static int by_size(const void *va, const void *vb)
{
	const struct held *a = va, *b = vb;

	if (a->shape.ntables != b->shape.ntables)
		return a->shape.ntables > b->shape.ntables ? -1 : 1;
	if (a->shape.nleaves != b->shape.nleaves)
		return a->shape.nleaves > b->shape.nleaves ? -1 : 1;
	if (a->form != b->form)
		return a->form < b->form ? -1 : 1;
	return (a->root > b->root) - (a->root < b->root);
}

static void claim(void *arg, const struct walk_table *t)
{
	struct roots_work *k = arg;

	for (uint64_t at = 0; at < (uint64_t)t->entries * 8; at += PAGE) {
		size_t i =
			roots_pages_find(&k->scan.tables, (t->pa.v + at) & ~(uint64_t)(PAGE - 1));

		if (i < k->scan.tables.n)
			k->claimed[i] = true;
	}
}

static bool is_claimed(const struct roots_work *k, uint64_t root)
{
	size_t i = roots_pages_find(&k->scan.tables, root);

	return i < k->scan.tables.n && k->claimed[i];
}

/* A stage 2 whose root goes on in the next tables. */
static enum err_code widen(struct roots_work *k, struct roots_candidate *c)
{
	const struct roots_form *f;
	enum err_code st = ERR_NONE;

	for (unsigned n = 0; !st && (f = roots_form(n)) != NULL; n++) {
		struct roots_candidate wide = *c;
		bool a32 = geometry_of(f)->format == REGIME_FORMAT_A32;

		if (!f->special || f->start_level != c->form->start_level ||
		    strcmp(f->geometry, c->form->geometry) != 0 || c->root % root_bytes(f))
			continue;
		wide.form = f;
		st = roots_try(k, &wide);
		/* Of AArch32 it is what Xen always has, 40 bits, whether they are in use or not. */
		if (!st && !wide.shape.wrong && (a32 || wide.shape.nleaves > c->shape.nleaves))
			*c = wide;
	}
	return st;
}

static enum err_code add(struct roots_work *k, const struct roots_candidate *c)
{
	struct roots_candidate *v = array_grow(k->out->v, k->out->n, &k->cap, sizeof(*v));

	if (!v)
		return ERR_NOMEM;
	k->out->v = v;
	v[k->out->n++] = *c;
	return ERR_NONE;
}

/*
 * Linux for arm32 has the four tables of level 2 behind its root. With RAM below its addresses
 * TTBR1 is the last of them, and T1SZ 2 (arch/arm/mm/proc-v7-3level.S, v7_ttb_setup): then the root
 * is TTBR0's.
 */
static enum err_code split(struct roots_work *k, struct roots_candidate *c)
{
	enum { TABLES = 4, LAST = TABLES * PAGE };
	struct roots_candidate last = *c;
	uint64_t raw;
	enum err_code st;

	if (c->regime != REGIME_PL1_1 || c->label != ROOTS_KERNEL)
		return ERR_NONE;
	c->regime = REGIME_PL1_0;
	if (mem_read(k->m, addr_pa(c->root + (TABLES - 1) * 8), &raw, sizeof(raw)) ||
	    desc_table_oa(geometry_of(c->form), bits_le64(raw)).v != c->root + LAST)
		return ERR_NONE;
	last.form = roots_form_special("4K-A32", 2, 30);
	last.root = last.pa = c->root + LAST;
	st = roots_try(k, &last);
	if (st || last.shape.wrong)
		return st;
	c->t1sz = last.t1sz = 2;
	return add(k, &last);
}

enum err_code roots_accept(struct roots_work *k, struct roots_candidate *c)
{
	enum err_code st = ERR_NONE;
	struct walker w;

	if (k->out->n == ROOTS_MAX) {
		k->out->cut = true;
		return ERR_NONE;
	}
	roots_kind_set(c, &k->machine);
	if (c->nested && !regime_may_nest(c->regime))
		return ERR_NONE;
	if (c->nested)
		roots_speak(c, ROOTS_BY_STAGE2, "its tables are where the stage 2 at 0x%llx leads",
			    (unsigned long long)c->stage2);
	if (c->regime == REGIME_S2)
		st = widen(k, c);
	if (!st)
		st = split(k, c);
	if (!st)
		st = add(k, c);
	if (st)
		return st;
	roots_walker(k, c, &w);
	w.tick = roots_go_on;
	w.tick_arg = k;
	return roots_shape(&w, &k->ram, claim, k, &c->shape);
}

static enum err_code accept_all(struct roots_work *k, const struct round *r)
{
	const struct trees *t = &r->trees;
	enum err_code st = ERR_NONE, cancelled = ERR_NONE;

	for (size_t i = 0; !st && i < t->n; i++) {
		const struct held *h = &t->v[i];
		struct roots_candidate c = {.root = h->root,
					    .pa = h->pa,
					    .form = h->form,
					    .shape = h->shape,
					    .nested = r->behind != NULL,
					    .stage2 = r->stage2};

		if (!is_claimed(k, h->pa))
			st = roots_accept(k, &c);
		if (st == ERR_CANCELLED) { /* what is left was found all the same */
			cancelled = st;
			st = ERR_NONE;
		}
	}
	return st ? st : cancelled;
}

/* Levels that a tree of a form has. */
static int levels_of(const struct roots_form *f)
{
	return REGIME_MAX_LEVEL - f->start_level + 1;
}

/* Set root and the rest of a candidate of a form on page i; false: there is none to try. */
static bool place(const struct roots_work *k, const struct round *r, size_t i,
		  struct roots_candidate *c)
{
	if (!root_of(k, i, c->form, &c->pa))
		return false;
	c->root = c->pa;
	c->nested = r->behind != NULL;
	c->stage2 = r->stage2;
	return !c->nested || (roots_inverse_find(r->behind, c->pa, &c->root) &&
			      c->root % root_bytes(c->form) == 0);
}

static enum err_code try_page(struct roots_work *k, struct round *r, size_t i)
{
	const struct roots_form *f;
	enum err_code st = ERR_NONE;

	for (unsigned n = 0; !st && (f = roots_form(n)) != NULL; n++) {
		struct roots_candidate c = {.form = f};

		if (f->special || levels_of(f) != r->levels || !roots_machine_has(&k->machine, f) ||
		    !place(k, r, i, &c))
			continue;
		st = roots_try(k, &c);
		if (!st && !c.shape.wrong && !too_fine(&c.shape, geometry_of(f)))
			st = keep(k, &r->trees, &c);
	}
	return st;
}

/* All pages that are no table of a tree with more levels. */
static enum err_code one_round(struct roots_work *k, struct round r)
{
	enum err_code st = ERR_NONE;

	for (size_t i = 0; !st && i < k->scan.tables.n; i++) {
		if (!k->claimed[i])
			st = try_page(k, &r, i);
		if (!st && k->o->tick && !k->o->tick(k->o->arg, k->ram.bytes, k->ram.bytes))
			st = ERR_CANCELLED;
	}
	if (r.trees.n)
		qsort(r.trees.v, r.trees.n, sizeof(*r.trees.v), by_size);
	if (!st)
		st = accept_all(k, &r);
	else if (st == ERR_CANCELLED && accept_all(k, &r) == ERR_NOMEM)
		st = ERR_NOMEM;
	free(r.trees.v);
	return st;
}

enum err_code roots_by_structure(struct roots_work *k)
{
	enum err_code st = ERR_NONE;

	k->claimed = calloc(k->scan.tables.n + 1, sizeof(*k->claimed));
	if (!k->claimed)
		return ERR_NOMEM;
	for (int levels = REGIME_LEVELS; !st && levels > 1; levels--)
		st = one_round(k, (struct round){.levels = levels});
	return st;
}

enum err_code roots_behind(struct roots_work *k, const struct roots_inverse *inv, uint64_t stage2)
{
	enum err_code st = ERR_NONE;

	for (int levels = REGIME_LEVELS; !st && levels > 1; levels--)
		st = one_round(k,
			       (struct round){.levels = levels, .behind = inv, .stage2 = stage2});
	return st;
}
