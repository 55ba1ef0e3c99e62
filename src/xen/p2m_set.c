/* SPDX-License-Identifier: GPL-2.0-or-later */
/* p2m_set_entry: a range is cut into steps, each from the root to the one entry that it changes. */
#include "src/xen/p2m_int.h"

#include "src/overlay.h"

static bool removes(const struct p2m_step *step)
{
	return step->mfn == P2M_NONE;
}

/* A table for an entry that is not present; c->rc where no page is left. */
static enum err_code add_table(struct p2m_call *c, const struct p2m_slot *s, uint64_t *entry)
{
	struct p2m *p = c->p;
	uint64_t before = *entry;
	enum err_code st;
	struct pa page;

	if (!p2m_pool_take(p->pool, &page)) {
		p2m_tell(c, (struct p2m_event){.kind = P2M_EV_NO_ALLOC, .level = s->level + 1});
		c->rc = P2M_RC_NOENT;
		return ERR_NONE;
	}
	p->now.allocated++;
	st = overlay_zero_page(p->mem, page);
	if (st)
		return err_set(c->err, st, "no room for one more table: %s", err_words(st));
	p2m_tell(c, (struct p2m_event){.kind = P2M_EV_ALLOC, .table = page, .level = s->level + 1});
	if (p->clean_pte)
		p2m_tell(c, (struct p2m_event){.kind = P2M_EV_CLEAN, .table = page});
	*entry = p2m_entry_table(page);
	return p2m_entry_write(c, s, before, *entry);
}

/* The block *entry at s becomes a table: a copy is split, then zero, flush, descriptor. */
static enum err_code split_block(struct p2m_call *c, const struct p2m_slot *s, uint64_t *entry)
{
	uint64_t before = *entry;
	enum err_code st;
	bool done;

	st = p2m_split(c, s->level, entry, &done);
	if (st)
		return st;
	if (!done) {
		/* Xen undoes the count, and releases a block that stays in place. */
		c->p->now.mappings[s->level]++;
		st = p2m_release(c, s->level, *entry);
		c->rc = c->rc ? c->rc : P2M_RC_NOMEM;
		return st;
	}
	st = p2m_entry_write(c, s, before, 0);
	if (st)
		return st;
	p2m_flush_now(c);
	return p2m_entry_write(c, s, 0, *entry);
}

/* From the root to the target level. *there is false where a removal finds nothing on the way. */
static enum err_code descend(struct p2m_call *c, struct p2m_slot *s, bool *there)
{
	*there = true;
	while (s->level < c->step->level && !c->rc) {
		uint64_t entry;
		enum err_code st = p2m_entry_read(c, s, &entry);
		bool present = p2m_entry_present(entry);

		if (!st && !present && removes(c->step)) {
			*there = false;
			return ERR_NONE;
		}
		if (!st && !present)
			st = add_table(c, s, &entry);
		else if (!st && !p2m_entry_is_table(entry, s->level))
			st = split_block(c, s, &entry);
		if (st)
			return st;
		*s = p2m_entry_slot(addr_pa(p2m_entry_frame(entry) << P2M_FRAME_SHIFT),
				    s->level + 1, c->step->gfn);
	}
	return ERR_NONE;
}

static enum err_code keep_access(const struct p2m_call *c)
{
	const struct p2m_step *step = c->step;
	enum err_code st;

	if (!c->p->now.mem_access)
		return ERR_NONE;
	st = p2m_accesses_set(c->p->accesses, step->gfn,
			      step->access == P2M_ACCESS_RWX ? P2M_ACCESSES : step->access);
	return st ? err_set(c->err, st, "no room for one more access: %s", err_words(st)) : st;
}

/* Only rights differ: with mem-access on, the flush can wait. */
static bool only_rights(const struct p2m *p, uint64_t before, uint64_t after)
{
	return p->now.mem_access && !((before ^ after) & ~(P2M_READ | P2M_WRITE | P2M_XN));
}

/* The new entry in the place of the old one, which is zero by now if it was valid. */
static enum err_code put_mapping(struct p2m_call *c, const struct p2m_slot *s, uint64_t before,
				 uint64_t *now)
{
	const struct p2m_step *step = c->step;
	struct p2m *p = c->p;
	uint64_t last = step->gfn + (UINT64_C(1) << step->order) - 1;

	if (step->mfn >> P2M_FRAME_BITS)
		return p2m_tell_assert(c, "pa-range");
	*now = p2m_entry_leaf(step->mfn, step->type, step->access, s->level);
	if (before & P2M_VALID && only_rights(p, before, *now))
		p->now.pending = true;
	else if (before & P2M_VALID)
		p2m_flush_now(c);
	else if (!p2m_entry_present(before))
		p->now.mappings[s->level]++;
	if (last > p->now.max)
		p->now.max = last;
	if (step->gfn < p->now.lowest)
		p->now.lowest = step->gfn;
	return p2m_entry_write(c, s, before & P2M_VALID ? 0 : before, *now);
}

static void tell_iommu(const struct p2m_call *c, uint64_t before, uint64_t now)
{
	unsigned flags = (before & P2M_VALID ? P2M_IOMMU_MODIFIED : 0) |
			 (now & P2M_VALID ? P2M_IOMMU_ADDED : 0);

	if (c->p->iommu && flags)
		p2m_tell(c, (struct p2m_event){.kind = P2M_EV_IOMMU,
					       .gfn = c->step->gfn,
					       .nr = UINT64_C(1) << c->step->order,
					       .flags = flags});
}

/* The entry of the step itself. */
static enum err_code update(struct p2m_call *c, const struct p2m_slot *s)
{
	bool remove = removes(c->step);
	uint64_t before, now = 0;
	enum err_code st;

	if (remove && c->step->access != P2M_ACCESS_RWX)
		return p2m_tell_assert(c, "removal-access");
	st = keep_access(c);
	if (!st)
		st = p2m_entry_read(c, s, &before);
	if (!st && (remove || before & P2M_VALID))
		st = p2m_entry_write(c, s, before, 0);
	if (st)
		return st;
	if (!remove)
		st = put_mapping(c, s, before, &now);
	else if (before & P2M_VALID)
		c->p->now.pending = true;
	if (st || c->rc)
		return st;
	tell_iommu(c, before, now);
	if (p2m_entry_present(before) && p2m_entry_frame(before) != p2m_entry_frame(now))
		return p2m_release(c, s->level, before);
	return ERR_NONE;
}

enum err_code p2m_set_step(struct p2m_call *c, struct p2m_step *step)
{
	struct p2m_slot s;
	enum err_code st = p2m_spend(c, 1);
	bool there;

	if (st)
		return st;
	step->level = P2M_LEVELS - 1 - step->order / 9;
	c->step = step;
	p2m_tell(c, (struct p2m_event){.kind = P2M_EV_STEP});
	if (!p2m_entry_root(c->p, step->gfn, &s)) {
		c->rc = P2M_RC_INVAL;
	} else {
		st = descend(c, &s, &there);
		if (!st && !c->rc && there)
			st = update(c, &s);
	}
	if (st)
		return st;
	step->rc = c->rc;
	c->p->now.steps++;
	p2m_tell(c, (struct p2m_event){.kind = P2M_EV_STEP_END});
	c->step = NULL;
	return ERR_NONE;
}

enum err_code p2m_set_some(struct p2m_call *c, struct p2m_op *left)
{
	bool mem_access = c->p->now.mem_access;
	struct p2m_step step = {
		.order = p2m_choose_order(left->gfn, left->mfn, left->nr, mem_access),
		.gfn = left->gfn,
		.mfn = left->mfn,
		.left = left->nr,
		.type = left->type,
		.access = left->access,
		.mem_access = mem_access};
	uint64_t n = UINT64_C(1) << step.order;

	left->gfn += n;
	left->nr -= n;
	left->mfn += left->mfn == P2M_NONE ? 0 : n;
	return p2m_set_step(c, &step);
}

/* ---- Which order, and why ---- */

void p2m_why_step(const struct p2m_step *step, struct p2m_why *out)
{
	uint64_t mfn = removes(step) ? 0 : step->mfn;

	*out = (struct p2m_why){.chosen = P2M_ORDERS};
	for (unsigned i = 0; i < P2M_ORDERS; i++) {
		struct p2m_candidate *k = &out->cand[i];
		uint64_t low;

		k->order = 9 * (P2M_ORDERS - 1 - i);
		low = bits_size(k->order) - 1;
		k->gfn_bits = step->gfn & low;
		k->nr_bits = step->left & low;
		k->mfn_bits = mfn & low;
		k->stops = (k->gfn_bits ? P2M_STOP_GFN : 0u) | (k->nr_bits ? P2M_STOP_NR : 0u) |
			   (k->mfn_bits ? P2M_STOP_MFN : 0u) |
			   (step->mem_access && k->order ? P2M_STOP_MEM_ACCESS : 0u);
		if (!k->stops && out->chosen == P2M_ORDERS)
			out->chosen = i;
	}
}

unsigned p2m_choose_order(uint64_t gfn, uint64_t mfn, uint64_t left, bool mem_access)
{
	struct p2m_step step = {.gfn = gfn, .mfn = mfn, .left = left, .mem_access = mem_access};
	struct p2m_why why;

	p2m_why_step(&step, &why);
	return why.cand[why.chosen].order;
}
