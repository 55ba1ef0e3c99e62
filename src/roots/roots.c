/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The finder from end to end. */
#include "src/roots/roots.h"

#include <stdlib.h>

#include "src/roots/roots_int.h"
#include "src/roots/roots_regs.h"

static enum err_code find(struct roots_work *k)
{
	enum err_code st = roots_scan(&k->ram, k->o->tick, k->o->arg, &k->scan);

	k->out->looked_at = k->scan.bytes;
	k->out->left_out = k->ram.left_out;
	k->out->cut = k->scan.tables.full;
	if (!st)
		st = roots_by_structure(k);
	if (!st)
		st = roots_by_stage2(k);
	if (!st)
		st = roots_by_vmcoreinfo(k);
	if (!st)
		st = roots_by_pc(k);
	if (!st)
		st = roots_by_part(k);
	if (!st)
		st = roots_by_reference(k);
	if (!st)
		st = roots_by_context(k);
	if (!st)
		st = roots_by_code(k);
	if (!st)
		roots_by_symbols(k);
	if (!st)
		roots_by_register(k);
	if (!st)
		roots_rank(k);
	return st;
}

/*
 * What was found by then, with what costs little to ask. Not the PC: what else maps it is not
 * known.
 */
static enum err_code stopped(struct roots_work *k)
{
	enum err_code st;

	k->out->stopped = true;
	st = roots_by_vmcoreinfo(k);
	roots_by_symbols(k);
	roots_by_register(k);
	roots_rank(k);
	return st;
}

enum err_code roots_find(struct mem *m, const struct roots_options *o, struct roots **out,
			 struct err *err)
{
	struct roots_work k = {.m = m, .o = o};
	struct mem_count count = {0};
	enum err_code st = ERR_NOMEM;

	mem_count(m, &count);
	k.gaps = count.left_out || count.damaged;
	roots_machine_of(m, &k.machine);
	roots_ram_init(&k.ram, m);
	k.out = calloc(1, sizeof(*k.out));
	if (k.out)
		st = find(&k);
	if (st == ERR_CANCELLED)
		st = stopped(&k);
	roots_scan_free(&k.scan);
	free(k.claimed);
	roots_ram_free(&k.ram);
	if (st) {
		roots_free(k.out);
		return err_set(err, st, "looking for roots: %s", err_words(st));
	}
	k.out->damaged = count.damaged;
	*out = k.out;
	return ERR_NONE;
}

void roots_free(struct roots *r)
{
	if (r)
		free(r->v);
	free(r);
}

/*
 * Firmware keeps a copy of its tables to run on while it changes them (U-Boot's tlb_emerg): which
 * of them is shown makes no difference to what is mapped.
 */
static bool is_copy(const struct roots_candidate *a, const struct roots_candidate *b)
{
	return a->label == ROOTS_FLAT && b->label == ROOTS_FLAT &&
	       a->shape.ntables == b->shape.ntables && a->shape.nleaves == b->shape.nleaves &&
	       a->shape.lo == b->shape.lo && a->shape.hi == b->shape.hi;
}

/* The next one of a regime is as good: then it is the user's choice. */
static bool is_ahead(const struct roots *r, size_t i)
{
	const struct roots_candidate *c = &r->v[i];

	for (size_t j = i + 1; j < r->n; j++)
		if (r->v[j].regime == c->regime && !is_copy(c, &r->v[j]))
			return r->v[j].sure < c->sure || r->v[j].label != c->label ||
			       r->v[j].score + 5 <= c->score;
	return true;
}

const struct roots_candidate *roots_best(const struct roots *r, enum regime_id id)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->v[i].regime == id && !roots_is_lesser(&r->v[i]))
			return r->v[i].sure >= ROOTS_LIKELY && is_ahead(r, i) ? &r->v[i] : NULL;
	return NULL;
}

/*
 * KVM sets up EL2 beside a kernel that it does not translate; whether it is on cannot be told. A
 * hypervisor has a stage 2, or a CPU is in it, or there is nothing else.
 */
static bool is_in_use(const struct roots *r, const struct roots_candidate *c)
{
	if (c->label != ROOTS_HYPERVISOR || roots_has_evidence(c, ROOTS_BY_PC))
		return true;
	return roots_best(r, REGIME_S2) || !roots_best(r, REGIME_EL1_1);
}

/*
 * Tables below a root map the same at other addresses; where the root is lost, only what is named
 * itself is none of these.
 */
static bool is_rest_of_lost(const struct roots *r, const struct roots_candidate *c)
{
	if (c->symbol || roots_has_evidence(c, ROOTS_BY_VMCOREINFO) ||
	    roots_has_evidence(c, ROOTS_BY_REGISTER))
		return false;
	for (unsigned i = 0; i < r->nlost; i++)
		if (r->lost[i].label == c->label)
			return true;
	return false;
}

const struct roots_candidate *roots_taken(const struct roots *r, enum regime_id id, bool asked)
{
	const struct roots_candidate *c = roots_best(r, id);

	return c && (asked || (is_in_use(r, c) && !is_rest_of_lost(r, c))) ? c : NULL;
}

/* EL1&0 after stage 2, since it goes through that. */
static const enum regime_id apply_order[] = {
	REGIME_EL3, REGIME_EL2,	  REGIME_PL2,	REGIME_EL2_1, REGIME_EL2_0,
	REGIME_S2,  REGIME_EL1_1, REGIME_PL1_1, REGIME_EL1_0, REGIME_PL1_0,
};

unsigned roots_apply(const struct roots *r, struct mem *m, unsigned asked)
{
	unsigned n = 0;

	for (size_t i = 0; i < sizeof(apply_order) / sizeof(apply_order[0]); i++) {
		enum regime_id id = apply_order[i];
		const struct roots_candidate *c = roots_taken(r, id, asked >> id & 1);

		if (!c)
			continue;
		n++;
		for (unsigned cpu = 0; cpu < m->ncpus; cpu++)
			roots_regs_merge(&m->cpus[cpu], c);
	}
	return n;
}
