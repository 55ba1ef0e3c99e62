/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How sure a candidate is, and which is shown first. */
#include <stdio.h>
#include <stdlib.h>

#include "src/number.h"
#include "src/roots/roots_int.h"
#include "src/roots/roots_regs.h"

/* Fewer tables than these can follow the format by chance, or be what is left of a tree. */
enum { ENOUGH_TABLES = 4 };

static unsigned log2_of(uint64_t v)
{
	return v ? 63 - (unsigned)__builtin_clzll(v) : 0;
}

/* What each evidence is worth; structure up to 40 by the number of tables and leaves. */
static unsigned score_of(const struct roots_candidate *c)
{
	static const uint8_t worth[ROOTS_EVIDENCES] = {
		[ROOTS_BY_VMCOREINFO] = 25, [ROOTS_BY_PC] = 20,	       [ROOTS_BY_STAGE2] = 5,
		[ROOTS_BY_REFERENCE] = 5,   [ROOTS_BY_ATTRIBUTES] = 5, [ROOTS_BY_CONTEXT] = 15,
		[ROOTS_BY_REGISTER] = 30,   [ROOTS_BY_IMAGE] = 12,     [ROOTS_BY_CODE] = 3,
		[ROOTS_BY_SYMBOL] = 25,
	};
	unsigned score = 2 * log2_of(c->shape.ntables) + log2_of(c->shape.nleaves);

	if (score > 40)
		score = 40;
	for (unsigned i = 0; i < c->nevidence; i++)
		score += worth[c->evidence[i].id];
	return score;
}

/* True where another candidate of the regime maps a PC as well, and is not left from a start. */
static bool has_rival(const struct roots *r, const struct roots_candidate *c)
{
	for (size_t i = 0; i < r->n; i++) {
		const struct roots_candidate *o = &r->v[i];

		if (o != c && o->regime == c->regime && roots_has_evidence(o, ROOTS_BY_PC) &&
		    !roots_is_lesser(o))
			return true;
	}
	return false;
}

/* EL1&0 and EL2&0 look alike: only the exception level of a CPU, or a stage 2, tells them apart. */
static bool may_be_el2(const struct roots_work *k, const struct roots_candidate *c)
{
	return !k->machine.el && !c->nested && !roots_has_evidence(c, ROOTS_BY_REGISTER) &&
	       (c->regime == REGIME_EL1_0 || c->regime == REGIME_EL1_1);
}

static bool is_named(const struct roots_candidate *c)
{
	return roots_has_evidence(c, ROOTS_BY_REFERENCE) ||
	       roots_has_evidence(c, ROOTS_BY_REGISTER);
}

/* Firmware makes do with few tables; data does not map itself as it is, nor has it a word that
 * leads there. */
static bool is_small_but_told(const struct roots_candidate *c)
{
	return c->label == ROOTS_FLAT && is_named(c) && c->shape.ntables > 2;
}

/*
 * Where RAM is missing, the root may be among it, and this be a table below: it maps the same. Then
 * something has to name the root.
 */
static bool may_be_below(const struct roots_work *k, const struct roots_candidate *c)
{
	return k->gaps && !is_named(c);
}

/*
 * Certain is what two that do not know of each other say: the tables themselves, and the kernel
 * (VMCOREINFO) or a CPU (its PC). What is missing or odd in a tree leaves it likely.
 */
static enum roots_sure sure_of(const struct roots_work *k, const struct roots_candidate *c)
{
	const struct roots *r = k->out;

	if (c->shape.ntables < ENOUGH_TABLES && !is_small_but_told(c))
		return ROOTS_POSSIBLE;
	if (c->shape.missing || c->shape.odd)
		return ROOTS_LIKELY;
	if (may_be_el2(k, c) || roots_is_lesser(c))
		return ROOTS_LIKELY;
	/* What maps all of RAM as it is maps any PC there is. */
	if (c->label == ROOTS_FLAT && !roots_has_evidence(c, ROOTS_BY_REGISTER))
		return ROOTS_LIKELY;
	if (c->symbol_sure || roots_has_evidence(c, ROOTS_BY_VMCOREINFO) ||
	    roots_has_evidence(c, ROOTS_BY_REGISTER))
		return ROOTS_CERTAIN;
	if (roots_has_evidence(c, ROOTS_BY_PC) && !has_rival(r, c) && !may_be_below(k, c))
		return ROOTS_CERTAIN;
	return ROOTS_LIKELY;
}

/*
 * A stage 2 through which a kernel that is certain goes is so too. A table below its root leads
 * there as well, and not every format tells of a page that is left out: then it has to be named.
 */
static void trust_stage2(struct roots *r)
{
	for (size_t i = 0; i < r->n; i++)
		for (size_t j = 0; r->v[i].regime == REGIME_S2 && j < r->n; j++)
			if (r->v[j].nested && r->v[j].stage2 == r->v[i].root &&
			    r->v[j].sure == ROOTS_CERTAIN && r->v[j].label == ROOTS_KERNEL &&
			    r->v[i].sure == ROOTS_LIKELY && is_named(&r->v[i]))
				r->v[i].sure = ROOTS_CERTAIN;
}

/* The hypervisor first, then what it runs. */
static unsigned order_of(enum regime_id id)
{
	static const uint8_t order[REGIME_COUNT] = {
		[REGIME_EL3] = 0,   [REGIME_EL2] = 1,	[REGIME_PL2] = 1,   [REGIME_EL2_1] = 2,
		[REGIME_EL2_0] = 2, [REGIME_S2] = 3,	[REGIME_S2S] = 3,   [REGIME_EL1_1] = 4,
		[REGIME_PL1_1] = 4, [REGIME_PL1_0] = 5, [REGIME_EL1_0] = 5,
	};

	return order[id];
}

static int by_rank(const void *va, const void *vb)
{
	const struct roots_candidate *a = va, *b = vb;

	if (a->sure != b->sure)
		return a->sure > b->sure ? -1 : 1;
	if (roots_is_lesser(a) != roots_is_lesser(b))
		return roots_is_lesser(a) ? 1 : -1;
	if (order_of(a->regime) != order_of(b->regime))
		return order_of(a->regime) < order_of(b->regime) ? -1 : 1;
	if (a->score != b->score)
		return a->score > b->score ? -1 : 1;
	return (a->root > b->root) - (a->root < b->root);
}

/* What another of its regime has far more tables than, or more and a word that equals its root. */
static bool is_left_from_start(const struct roots_candidate *c, const struct roots_candidate *o)
{
	if (o->regime != c->regime || o->shape.ntables <= c->shape.ntables)
		return false;
	return c->shape.ntables * 2 <= o->shape.ntables ||
	       (roots_has_evidence(o, ROOTS_BY_REFERENCE) &&
		!roots_has_evidence(c, ROOTS_BY_REFERENCE));
}

static void label(struct roots *r, size_t i)
{
	struct roots_candidate *c = &r->v[i];

	if (c->symbol || (c->label != ROOTS_KERNEL && c->label != ROOTS_HYPERVISOR))
		return;
	for (size_t j = 0; j < r->n; j++)
		if (is_left_from_start(c, &r->v[j]))
			c->label = ROOTS_BOOT;
}

static void describe(const struct roots_work *k, struct roots_candidate *c)
{
	const struct roots_shape *s = &c->shape;
	char what[80];

	snprintf(what, sizeof(what), "%llu %s with %llu %s", (unsigned long long)s->ntables,
		 number_word(s->ntables, "table", "tables"), (unsigned long long)s->nleaves,
		 number_word(s->nleaves, "leaf", "leaves"));
	if (s->missing)
		roots_speak(c, ROOTS_BY_STRUCTURE, "%s follow the format, %llu %s not there", what,
			    (unsigned long long)s->missing, number_word(s->missing, "is", "are"));
	else
		roots_speak(c, ROOTS_BY_STRUCTURE, "%s, all by the format%s", what,
			    may_be_el2(k, c) ? "; of EL2 with E2H, if that is what runs" : "");
}

void roots_rank(struct roots_work *k)
{
	struct roots *r = k->out;

	for (size_t i = 0; i < r->n; i++) {
		describe(k, &r->v[i]);
		r->v[i].score = score_of(&r->v[i]);
		/* A few pages mapped to themselves beside a kernel are its own. */
		if (k->machine.kernel && r->v[i].label == ROOTS_FLAT)
			r->v[i].label = ROOTS_IDMAP;
	}
	for (size_t i = 0; i < r->n; i++) {
		label(r, i);
		roots_regs_set(&r->v[i]);
	}
	for (size_t i = 0; i < r->n; i++)
		r->v[i].sure = sure_of(k, &r->v[i]);
	trust_stage2(r);
	if (r->n)
		qsort(r->v, r->n, sizeof(*r->v), by_rank);
}
