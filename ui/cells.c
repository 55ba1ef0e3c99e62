/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/cells.h"

#include <string.h>

#include "src/bits.h"

unsigned cells_index(const struct cells *c, uint64_t ia)
{
	return (unsigned)((ia - c->base) >> c->cell_bits);
}

uint64_t cells_start(const struct cells *c, unsigned i)
{
	return c->base + ((uint64_t)i << c->cell_bits);
}

uint64_t cells_end(const struct cells *c, unsigned i)
{
	return cells_start(c, i) + bits_mask(c->cell_bits - 1, 0);
}

enum cells_sign cells_most(const struct cell *cell)
{
	unsigned s = CELLS_SIGNS - 1;

	while (s && !(cell->in >> s & 1))
		s--;
	return (enum cells_sign)s;
}

/* Device is what MAIR's high nibble 0 says (DDI 0487, MAIR_ELx); W and X as filters ask for them:
 * of any Exception level. */
static enum cells_sign sign_of(const struct attr *a)
{
	unsigned all = a->perms | a->perms_user;

	if (a->flags & ATTR_UNTOLD)
		return CELLS_UNTOLD;
	if (all & ATTR_X)
		return all & ATTR_W ? CELLS_WRITE_EXEC : CELLS_EXEC;
	if (a->type_known && a->type < 0x10)
		return CELLS_DEVICE;
	if (all & ATTR_W)
		return CELLS_WRITE;
	return all & ATTR_R ? CELLS_READ : CELLS_NO_ACCESS;
}

enum cells_sign cells_sign_of(const struct walk_run *run)
{
	if (run->kept)
		return CELLS_KEPT;
	if (run->kind == DESC_RESERVED || run->oa_too_big)
		return CELLS_WRONG;
	return run->kind == DESC_TABLE ? CELLS_TABLE : sign_of(&run->attr);
}

/* Put a sign into every cell that something from `from` to `last`, inclusive, reaches. */
static void paint(struct cells *c, uint64_t from, uint64_t last, enum cells_sign s,
		  enum desc_kind kind)
{
	bool leaf =
		s != CELLS_WRONG && s != CELLS_KEPT && (kind == DESC_BLOCK || kind == DESC_PAGE);

	from = from < c->first.v ? c->first.v : from;
	last = last > c->last.v ? c->last.v : last;
	for (unsigned i = cells_index(c, from); from <= last; i++) {
		struct cell *cell = &c->cell[i];
		uint64_t end = last < cells_end(c, i) ? last : cells_end(c, i);

		if (!(cell->in >> s))
			cell->first = from;
		cell->in |= (uint16_t)(1u << s);
		if (kind == DESC_BLOCK)
			cell->blocks |= (uint16_t)(1u << s);
		if (leaf)
			cell->mapped += end - from + 1;
		if (end == last)
			break;
		from = end + 1;
	}
}

struct look {
	struct cells *c;
	const struct regime *r;
};

static void add_run(void *arg, const struct walk_run *run)
{
	const struct look *l = arg;
	uint64_t last = run->ia.v + (run->count * run->entry_size - 1);

	l->c->next = run->ia.v < l->c->first.v ? l->c->first.v : run->ia.v;
	if (run->kept ? run->keeps == DESC_TABLE : run->kind == DESC_INVALID)
		return; /* a table that is kept is what is below it */
	paint(l->c, run->ia.v, last, cells_sign_of(run),
	      run->table->level < REGIME_MAX_LEVEL && run->kind != DESC_TABLE ? DESC_BLOCK
									      : run->kind);
}

static void add_unread(void *arg, const struct walk_table *t)
{
	const struct look *l = arg;
	uint64_t bytes = t->entries * regime_entry_size(l->r, t->level);

	l->c->unread++;
	paint(l->c, t->ia.v, t->ia.v + (bytes - 1), CELLS_UNREAD, DESC_TABLE);
}

void cells_look(struct cells *c, struct walker *w, uint64_t base, unsigned cell_bits, unsigned n)
{
	static const struct walk_visitor v = {
		.run = add_run, .kept = add_run, .unreadable = add_unread};
	struct ia first = regime_first(&w->r), last = regime_last(&w->r);
	struct look l = {c, &w->r};

	memset(c->cell, 0, n * sizeof(c->cell[0]));
	c->base = base;
	c->cell_bits = cell_bits;
	c->n = n;
	c->unread = 0;
	c->first = base < first.v ? first : addr_ia(base);
	c->last = cells_end(c, n - 1) > last.v ? last : addr_ia(cells_end(c, n - 1));
	c->next = c->first.v;
	c->st = walk_visit(w, c->first, c->last, &v, &l);
	if (c->st)
		paint(c, c->next, c->last.v, CELLS_UNREAD, DESC_TABLE);
}

uint64_t cells_mapped(const struct cells *c)
{
	uint64_t bytes = 0;

	for (unsigned i = 0; i < c->n; i++)
		bytes += c->cell[i].mapped;
	return bytes;
}
