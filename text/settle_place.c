/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The descriptors of a text, each at the address where the hardware must have read it. */
#include <stdio.h>

#include "src/bits.h"
#include "src/desc/desc.h"
#include "text/forms.h"
#include "text/settle.h"

/* What stands for a table of unknown address is as far up as its format goes, and 64K long. */
enum { PLACED_BYTES = 0x10000 };

struct placing {
	const struct report *from;
	struct settled *s;
	struct regime r;
	struct ia in;
};

/* The descriptor of this stage and level, or NULL. Two that differ are none. */
static const struct fact *entry_at(const struct placing *p, int level)
{
	const struct fact *found = NULL;

	for (unsigned i = 0; i < p->from->n; i++) {
		const struct fact *f = &p->from->fact[i];

		if (f->kind != FACT_ENTRY || (f->stage == 2) != (p->r.stage == 2) ||
		    settle_level(f, p->r.start_level, p->r.aarch32) != level)
			continue;
		if (found && found->v != f->v) {
			settle_note(p->s, f->line,
				    "0x%llx contradicts line %u, which has 0x%llx: none is taken",
				    (unsigned long long)f->v, found->line,
				    (unsigned long long)found->v);
			return NULL;
		}
		found = f;
	}
	return found;
}

/*
 * A program prints all of its descriptors with 16 digits, or none of them; one with less was cut.
 */
static bool is_cut(const struct placing *p, const struct fact *f)
{
	for (unsigned i = 0; i < p->from->n; i++) {
		const struct fact *other = &p->from->fact[i];

		if (other->kind == FACT_ENTRY && other->digits == 16 && f->digits < 16 &&
		    (other->what < FACT_NAMED) == (f->what < FACT_NAMED) && !p->r.aarch32) {
			settle_note(p->s, f->line, "0x%llx has %u digits of 16: cut, not taken",
				    (unsigned long long)f->v, f->digits);
			return true;
		}
	}
	return false;
}

/* Whether what the text says of index and address of a descriptor goes with the walk. */
static bool belongs(const struct placing *p, const struct fact *f, int level, uint64_t pa)
{
	unsigned index = regime_index(&p->r, level, p->in);
	unsigned within = index & ((1u << p->r.geo->stride) - 1);

	if (f->index >= 0 && (unsigned)f->index != within) {
		settle_note(
			p->s, f->line,
			"index 0x%x is not where 0x%llx is in a level %d table (0x%x): not taken",
			(unsigned)f->index, (unsigned long long)p->in.v, level, within);
		return false;
	}
	if (f->has_at && f->at != pa) {
		settle_note(p->s, f->line,
			    "the level %d entry is at 0x%llx, and not 0x%llx: not taken", level,
			    (unsigned long long)pa, (unsigned long long)f->at);
		return false;
	}
	return true;
}

static void place(struct placing *p, uint64_t table)
{
	for (int level = p->r.start_level; level <= REGIME_MAX_LEVEL; level++) {
		const struct fact *f = entry_at(p, level);
		uint64_t pa = table + regime_index(&p->r, level, p->in) * 8ul;

		if (!f || is_cut(p, f) || !belongs(p, f, level, pa))
			return;
		if (!cells_put(&p->s->cells, pa, f->v)) {
			settle_note(p->s, f->line, "another descriptor is at 0x%llx: not taken",
				    (unsigned long long)pa);
			return;
		}
		p->s->said.walk = true;
		if (desc_classify(p->r.geo, level, f->v) != DESC_TABLE)
			return;
		table = desc_table_oa(p->r.geo, f->v).v;
	}
}

/* A root that nobody knows gets a place of its own, out of the way of everything else. */
static void place_root(const struct report *r, struct settled *s, enum regime_id id)
{
	unsigned bits = s->said.a32 ? 40 : 48;
	enum sysreg reg = regime_root_reg(id, &s->regs);

	for (unsigned i = 0; i < r->n && !s->cells.placed_size; i++)
		if (r->fact[i].kind == FACT_ENTRY)
			s->cells.placed_size = PLACED_BYTES;
	if (!s->cells.placed_size)
		return;
	s->cells.placed = bits_size(bits) - PLACED_BYTES;
	s->regs.r[reg] = (struct sysreg_value){s->cells.placed, SYSREG_INFERRED};
	settle_note(s, 0, "where the root of %s is, the text does not say", regime_name(id));
}

static bool shows(const struct report *r, int stage)
{
	for (unsigned i = 0; i < r->n; i++)
		if (r->fact[i].kind == FACT_ENTRY && (r->fact[i].stage == 2) == (stage == 2))
			return true;
	return false;
}

/* The address that the descriptors are of. */
static bool walked_address(const struct report *r, const struct settled *s, uint64_t *at)
{
	const struct fact *va = fact_find(r, FACT_WALK_VA, 0);
	bool stage2 = s->said.regime == REGIME_S2;

	*at = stage2 ? s->said.ipa : va ? va->v : s->said.far;
	return stage2 ? s->said.has_ipa : va || s->said.has_far;
}

/*
 * Upper addresses of Linux on AArch32 start at level 2 (T1SZ): the root is what pgd points to,
 * which the hardware does not read.
 */
static void root_of_pgd(const struct report *r, struct settled *s)
{
	const struct fact *pgd = fact_find(r, FACT_ENTRY, FACT_NAMED + FACT_PGD);

	if (s->said.regime == REGIME_PL1_1 && pgd && (pgd->v & 3) == 3)
		s->regs.r[SYSREG_TTBR1] =
			(struct sysreg_value){pgd->v & bits_mask(39, 12), SYSREG_INFERRED};
}

/* A trace has each descriptor with its address: that is all there is to know. */
static void place_traced(const struct report *r, struct settled *s)
{
	for (unsigned i = 0; i < r->n; i++) {
		const struct fact *f = &r->fact[i];

		if (f->kind == FACT_ENTRY && f->has_at && !cells_put(&s->cells, f->at, f->v))
			settle_note(s, f->line,
				    "another descriptor is at 0x%llx, or there are too many: not "
				    "taken",
				    (unsigned long long)f->at);
	}
}

void settle_place(const struct report *r, struct settled *s)
{
	struct placing p = {.from = r, .s = s};
	enum regime_id id = s->said.regime;
	struct err err;

	if (r->form == FORM_TARMAC)
		place_traced(r, s);
	if (id == REGIME_COUNT || s->said.short_descriptors ||
	    !walked_address(r, s, &s->said.walk_at) || !shows(r, id == REGIME_S2 ? 2 : 1))
		return;
	if (s->said.a32)
		root_of_pgd(r, s);
	if (!sysreg_known(&s->regs, regime_root_reg(id, &s->regs)))
		place_root(r, s, id);
	if (regime_from_regs(id, &s->regs, 0, &p.r, &err)) {
		settle_note(s, 0, "the descriptors are not used: %.120s", err.text);
		return;
	}
	if (!regime_contains(&p.r, addr_ia(s->said.walk_at), &p.in)) {
		settle_note(s, 0, "the descriptors are not used: 0x%llx is not in %s",
			    (unsigned long long)s->said.walk_at, p.r.name);
		return;
	}
	place(&p, p.r.root.v);
}
