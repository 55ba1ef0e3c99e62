/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Roots of a few descriptors somewhere in a page, as firmware has them: TF-A's is as long as its
 * address space has GiB. Such are like any data; but firmware maps all as it is. A table of level 2
 * that does so tells which GiB it is of, and so where in the root the word is that leads to it.
 */
#include "src/bits.h"
#include "src/roots/roots_int.h"

enum {
	PAGE = 4096,
	GIB = 30, /* bits of an address in it */
	LEAST = 2,
	MOST = 256,   /* descriptors in a root; of 512 it is a page, found as such */
	LONGEST = 38, /* bits of an address, of the longest of them */
	TABLES_MAX = 16,
	ROOTS = 64,
};

/* What is looked for: tables of level 2, each with its GiB, and where roots with them would be. */
struct parts {
	const struct roots_work *k;
	struct {
		uint64_t pa;
		unsigned gib;
	} table[TABLES_MAX];
	uint64_t root[ROOTS];
	unsigned tables, roots;
};

/* A CPU runs in AArch64 what no candidate maps: there are tables that were not found, or its MMU is
 * off. */
static bool is_lost(const struct roots_work *k)
{
	bool lost = false;

	for (unsigned cpu = 0; cpu < k->m->ncpus; cpu++) {
		bool a32 = false;

		lost = lost || (roots_machine_el(&k->m->cpus[cpu], &a32) > 0 && !a32);
	}
	for (size_t i = 0; i < k->out->n; i++)
		lost = lost && !roots_has_evidence(&k->out->v[i], ROOTS_BY_PC);
	return lost;
}

/* Keep a page that is a table of level 2 whose first leaf maps a part of a GiB as it is. */
static enum err_code look_at(struct roots_work *k, struct parts *p, uint64_t page)
{
	struct roots_candidate c = {
		.form = roots_form_special("4K", 2, GIB), .root = page, .pa = page};
	enum err_code st = roots_try(k, &c);
	struct walk_result res;
	struct walker w;

	if (st || c.shape.wrong || p->tables == TABLES_MAX)
		return st;
	roots_walker(k, &c, &w);
	walk_addr(&w, addr_ia(c.shape.lo), false, &res);
	if (res.fault || (res.oa.v & (bits_size(GIB) - 1)) != c.shape.lo || res.oa.v >> GIB >= MOST)
		return st;
	p->table[p->tables].pa = page;
	p->table[p->tables++].gib = (unsigned)(res.oa.v >> GIB);
	return st;
}

static void leads(struct parts *p, uint64_t word, uint64_t at)
{
	enum { TABLE = 3 };

	for (unsigned i = 0; i < p->tables && p->roots < ROOTS; i++)
		if ((word & (bits_mask(47, 12) | TABLE)) == (p->table[i].pa | TABLE) &&
		    at % PAGE >= p->table[i].gib * 8)
			p->root[p->roots++] = at - p->table[i].gib * 8;
}

static bool stretch(void *arg, uint64_t pa, const uint64_t *words, size_t size)
{
	struct parts *p = arg;
	const struct roots_options *o = p->k->o;

	for (size_t i = 0; i < size / 8; i++)
		if ((words[i] & bits_le64(3)) == bits_le64(3))
			leads(p, bits_le64(words[i]), pa + i * 8);
	return !o->tick || o->tick(o->arg, p->k->ram.bytes, p->k->ram.bytes);
}

/*
 * The longest that lies within its page, as aligned as it is long (D8.2.5), follows the format and
 * maps all as it is.
 */
static enum err_code try_root(struct roots_work *k, uint64_t root)
{
	enum err_code st = ERR_NONE;
	unsigned bits = LONGEST;

	for (unsigned n = MOST; !st && n >= LEAST; n /= 2, bits--) {
		struct roots_candidate c = {
			.form = roots_form_special("4K", 1, bits), .root = root, .pa = root};

		if (root % (n * 8))
			continue;
		st = roots_try(k, &c);
		if (!st && !c.shape.wrong && roots_shape_most(&c.shape, ROOTS_IDENTITY, 80))
			return roots_accept(k, &c);
	}
	return st;
}

/*
 * AP[1] is RES1 at EL2 and EL3 (D8.4). What is like EL2's, and does not map what a CPU in EL2 runs,
 * is EL3's, and EL2 has its MMU off.
 */
static void raise_el(struct roots_work *k, struct roots_candidate *c)
{
	if (c->regime == REGIME_EL2 && k->machine.el == 2 && !roots_has_evidence(c, ROOTS_BY_PC) &&
	    roots_shape_most(&c->shape, ROOTS_AP1, 99)) {
		c->regime = REGIME_EL3;
		c->label = ROOTS_FLAT;
		roots_speak(c, ROOTS_BY_ATTRIBUTES,
			    "like EL2's, but does not map what a CPU in EL2 runs");
	}
}

enum err_code roots_by_part(struct roots_work *k)
{
	struct parts p = {.k = k};
	size_t first = k->out->n;
	enum err_code st = ERR_NONE;

	if (!is_lost(k))
		return ERR_NONE;
	for (size_t i = 0; !st && i < k->scan.tables.n; i++)
		if (!k->claimed[i])
			st = look_at(k, &p, k->scan.tables.v[i]);
	if (!st && p.tables)
		st = roots_ram_each(&k->ram, stretch, &p);
	for (unsigned i = 0; !st && i < p.roots; i++)
		st = try_root(k, p.root[i]);
	if (!st)
		st = roots_by_pc(k);
	for (size_t i = first; !st && i < k->out->n; i++)
		raise_el(k, &k->out->v[i]);
	return st;
}
