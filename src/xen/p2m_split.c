/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A block shattered into a table, and what goes when a value leaves the tables. */
#include "src/xen/p2m_int.h"

#include <inttypes.h>

#include "src/overlay.h"

static enum err_code fill(const struct p2m_call *c, const struct p2m_slot *first, uint64_t value)
{
	uint64_t raw[P2M_ENTRIES], each = UINT64_C(1)
					  << (P2M_FRAME_SHIFT + p2m_order(first->level));
	enum err_code st;

	p2m_tell(c, (struct p2m_event){.kind = P2M_EV_FILL,
				       .table = first->table,
				       .level = first->level,
				       .after = value});
	for (unsigned i = 0; i < P2M_ENTRIES; i++)
		raw[i] = bits_le64(value + i * each);
	st = overlay_zero_page(c->p->mem, first->table);
	if (!st)
		st = overlay_write(c->p->mem, first->table, raw, sizeof(raw));
	return st ? err_set(c->err, st, "no room for one more table: %s", err_words(st)) : ERR_NONE;
}

/* The part that holds the entry of the step, where that is smaller still. */
static enum err_code split_part(const struct p2m_call *c, const struct p2m_slot *part, bool *done)
{
	uint64_t before, value;
	enum err_code st = p2m_entry_read(c, part, &before);

	value = before;
	if (!st)
		st = p2m_split(c, part->level, &value, done);
	return st || !*done ? st : p2m_entry_write(c, part, before, value);
}

enum err_code p2m_split(const struct p2m_call *c, unsigned level, uint64_t *value, bool *done)
{
	struct p2m *p = c->p;
	struct p2m_slot part;
	enum err_code st;
	struct pa page;

	p2m_tell(c, (struct p2m_event){.kind = P2M_EV_SPLIT, .level = level, .before = *value});
	*done = p2m_pool_take(p->pool, &page);
	if (!*done) {
		p2m_tell(c, (struct p2m_event){.kind = P2M_EV_NO_ALLOC, .level = level + 1});
		return ERR_NONE;
	}
	p->now.allocated++;
	p2m_tell(c, (struct p2m_event){.kind = P2M_EV_ALLOC, .table = page, .level = level + 1});
	part = p2m_entry_slot(page, level + 1, c->step->gfn);
	st = fill(c, &part, level + 1 == P2M_LEVELS - 1 ? *value | P2M_TABLE : *value);
	p->now.splits[level]++;
	p->now.mappings[level]--;
	p->now.mappings[level + 1] += P2M_ENTRIES;
	if (!st && level + 1 < c->step->level)
		st = split_part(c, &part, done);
	if (!st && p->clean_pte)
		p2m_tell(c, (struct p2m_event){.kind = P2M_EV_CLEAN, .table = page});
	*value = p2m_entry_table(page);
	return st;
}

/* ---- Release ---- */

/*
 * References are dropped for each frame of a foreign page, for those of a 2M block in some
 * versions, and never for a 1G block.
 */
static enum err_code put(struct p2m_call *c, unsigned level, uint64_t value)
{
	const struct p2m *p = c->p;
	enum p2m_type type = p2m_entry_type(value);
	uint64_t mfn = p2m_entry_frame(value);
	uint64_t nr = UINT64_C(1) << p2m_order(level);

	if (type != P2M_FOREIGN_RW && type != P2M_FOREIGN_RO)
		return ERR_NONE;
	if (level < P2M_LEVELS - (p->dialect->puts_2m ? 2 : 1))
		return ERR_NONE;
	if (mfn < p->ram_first || mfn >= p->ram_end)
		return p2m_tell_assert(c, "foreign-frame");
	p2m_tell(c, (struct p2m_event){.kind = P2M_EV_PUT, .mfn = mfn, .nr = nr});
	return ERR_NONE;
}

/* A table and all below it: what it holds goes first, and no flush is pending when its page goes.
 */
static enum err_code release_table(struct p2m_call *c, unsigned level, uint64_t value)
{
	struct pa table = addr_pa(p2m_entry_frame(value) << P2M_FRAME_SHIFT);
	enum err_code st = p2m_spend(c, 8);

	for (unsigned i = 0; i < P2M_ENTRIES && !st && !c->rc; i++) {
		struct p2m_slot s = {table, level + 1, i};
		uint64_t entry;

		st = p2m_entry_read(c, &s, &entry);
		if (!st)
			st = p2m_release(c, level + 1, entry);
	}
	if (st || c->rc)
		return st;
	p2m_flush_due(c);
	c->p->now.freed++;
	p2m_tell(c, (struct p2m_event){.kind = P2M_EV_FREE, .table = table, .level = level + 1});
	return p2m_pool_give(c->p->pool, table);
}

enum err_code p2m_release(struct p2m_call *c, unsigned level, uint64_t value)
{
	if (!p2m_entry_present(value))
		return ERR_NONE;
	if (p2m_entry_is_table(value, level))
		return release_table(c, level, value);
	c->p->now.mappings[level]--;
	return put(c, level, value);
}
