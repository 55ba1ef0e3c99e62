/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The operations on a guest's tables: what calls p2m_set_entry, and what looks at entries. */
#include "src/xen/p2m_int.h"

#include <string.h>

#include "src/overlay.h"

static const struct p2m_dialect dialects[] = {
	{"4.17", "Xen 4.17", .puts_2m = false, .all_roots = false, .r_pw = false},
	{"4.20", "Xen 4.20", .puts_2m = true, .all_roots = false, .r_pw = true},
	{"master", "Xen's master branch of 2026", .puts_2m = true, .all_roots = true, .r_pw = true},
};

const struct p2m_dialect *p2m_dialects(size_t *n)
{
	*n = sizeof(dialects) / sizeof(dialects[0]);
	return dialects;
}

const struct p2m_dialect *p2m_dialect(const char *name)
{
	for (size_t i = 0; i < sizeof(dialects) / sizeof(dialects[0]); i++)
		if (!strcmp(dialects[i].name, name))
			return &dialects[i];
	return NULL;
}

/* ---- Looking ---- */

/* Behind the frames that an entry covers: the next multiple of 2^order above gfn. */
static uint64_t next_of(uint64_t gfn, unsigned order)
{
	return (gfn | (bits_size(order) - 1)) + 1;
}

/* Above max no table is looked at: the order comes from comparing. */
static unsigned order_above(const struct p2m *p, uint64_t gfn)
{
	for (unsigned level = p->root_level; level < P2M_LEVELS - 1; level++)
		if ((gfn & ~(bits_size(p2m_order(level)) - 1)) > p->now.max)
			return p2m_order(level);
	return 0;
}

static enum p2m_access access_of(const struct p2m *p, uint64_t gfn)
{
	enum p2m_access a;

	if (!p->now.mem_access)
		return p->now.default_access;
	a = p2m_accesses_get(p->accesses, gfn);
	return a == P2M_ACCESSES ? P2M_ACCESS_RWX : a;
}

/* p2m_get_entry */
static enum err_code look(const struct p2m_call *c, uint64_t gfn, struct p2m_got *got)
{
	const struct p2m *p = c->p;
	struct p2m_slot s;
	enum err_code st = p2m_spend(c, 1);
	uint64_t entry;

	*got = (struct p2m_got){.mfn = P2M_NONE};
	if (!st && (gfn > p->now.max || !p2m_entry_root(p, gfn, &s))) {
		got->order = order_above(p, gfn);
		return ERR_NONE;
	}
	while (!st) {
		st = p2m_entry_read(c, &s, &entry);
		if (st || !p2m_entry_present(entry) || !p2m_entry_is_table(entry, s.level))
			break;
		s = p2m_entry_slot(addr_pa(p2m_entry_frame(entry) << P2M_FRAME_SHIFT), s.level + 1,
				   gfn);
	}
	if (st)
		return st;
	got->order = p2m_order(s.level);
	if (!p2m_entry_present(entry))
		return ERR_NONE;
	got->mfn = p2m_entry_frame(entry) + (gfn & (bits_size(got->order) - 1));
	got->type = p2m_entry_type(entry);
	got->access = access_of(p, gfn);
	got->valid = entry & P2M_VALID;
	return ERR_NONE;
}

static enum err_code get(struct p2m_call *c, const struct p2m_op *op)
{
	struct p2m_got got;
	enum err_code st = look(c, op->gfn, &got);

	if (!st)
		p2m_tell(c, (struct p2m_event){.kind = P2M_EV_GOT, .got = &got});
	return st;
}

/* ---- Over p2m_set_entry ---- */

static enum err_code unlock(struct p2m_call *c, const struct p2m_op *op)
{
	(void)op;
	p2m_flush_due(c);
	return ERR_NONE;
}

/* p2m_set_entry: what is left of the operation is all of it. A dying domain gets nothing. */
static enum err_code begin_set(struct p2m_call *c, const struct p2m_op *op)
{
	c->p->doing.left = *op;
	if (c->p->now.dying)
		c->rc = P2M_RC_NOMEM;
	return ERR_NONE;
}

static enum err_code seek_set(struct p2m_call *c, bool *more)
{
	*more = c->p->doing.left.nr != 0;
	return ERR_NONE;
}

static enum err_code step_set(struct p2m_call *c)
{
	return p2m_set_some(c, &c->p->doing.left);
}

static enum err_code begin_insert(struct p2m_call *c, const struct p2m_op *op)
{
	struct p2m_op set = *op;

	set.access = c->p->now.default_access;
	return begin_set(c, &set);
}

/* Types whose frame a removal compares. */
static bool is_checked(enum p2m_type t)
{
	return t == P2M_RAM_RW || t == P2M_RAM_RO || (t >= P2M_FOREIGN_RW && t <= P2M_GRANT_RO);
}

static bool is_ram(const struct p2m *p, uint64_t mfn)
{
	return mfn >= p->ram_first && mfn < p->ram_end;
}

static enum err_code check_frames(struct p2m_call *c, const struct p2m_op *op)
{
	uint64_t i = 0, gfn, step;
	enum err_code st = ERR_NONE;
	struct p2m_got got;

	while (i < op->nr && !st && !c->rc) {
		gfn = op->gfn + i;
		st = look(c, gfn, &got);
		if (st)
			break;
		if (got.mfn != P2M_NONE && is_checked(got.type) &&
		    (!is_ram(c->p, op->mfn) || op->mfn + i != got.mfn))
			c->rc = P2M_RC_MISMATCH;
		step = next_of(gfn, got.order) - gfn;
		i = step > op->nr - i ? op->nr : i + step;
	}
	return st;
}

static enum err_code begin_remove(struct p2m_call *c, const struct p2m_op *op)
{
	struct p2m_op set = {.gfn = op->gfn, .nr = op->nr, .mfn = P2M_NONE};
	enum err_code st = check_frames(c, op);

	return st || c->rc ? st : begin_set(c, &set);
}

static enum err_code begin_access(struct p2m_call *c, const struct p2m_op *op)
{
	struct p2m *p = c->p;

	p->now.mem_access = true;
	p->doing.left = *op;
	if (op->access == P2M_ACCESS_DEFAULT)
		p->doing.left.access = p->now.default_access;
	if (op->gfn == P2M_NONE) {
		p->now.default_access = p->doing.left.access;
		p->doing.left.nr = 0;
	}
	return ERR_NONE;
}

static void skip(struct p2m_op *left, uint64_t next)
{
	uint64_t n = next - left->gfn;

	left->nr -= n < left->nr ? n : left->nr;
	left->gfn = next;
}

/* To the next frame that is mapped: it gets its own frame and type again. */
static enum err_code seek_access(struct p2m_call *c, bool *more)
{
	struct p2m_op *left = &c->p->doing.left;
	struct p2m_got got;
	enum err_code st;

	while (left->nr) {
		st = look(c, left->gfn, &got);
		if (st)
			return st;
		if (got.mfn == P2M_NONE) {
			skip(left, next_of(left->gfn, got.order));
			continue;
		}
		left->mfn = got.mfn;
		left->type = got.type;
		*more = !c->p->now.dying;
		c->rc = *more ? 0 : P2M_RC_NOMEM;
		return ERR_NONE;
	}
	return ERR_NONE;
}

static enum err_code step_access(struct p2m_call *c)
{
	struct p2m_op *left = &c->p->doing.left, one = *left;

	one.nr = 1;
	skip(left, left->gfn + 1);
	return p2m_set_some(c, &one);
}

/* ---- Invalid, but kept ---- */

/* Bit 0 of each entry of a table cleared: the next access of the guest is a fault of Xen's own. */
static enum err_code invalidate_table(struct p2m_call *c, struct pa table, unsigned level)
{
	enum err_code st = p2m_spend(c, 1);

	for (unsigned i = 0; i < P2M_ENTRIES && !st; i++) {
		struct p2m_slot s = {table, level, i};
		uint64_t entry;

		st = p2m_entry_read(c, &s, &entry);
		if (!st && entry & P2M_VALID)
			st = p2m_entry_write(c, &s, entry, entry & ~P2M_VALID);
	}
	c->p->now.pending = true;
	return st;
}

static enum err_code invalidate(struct p2m_call *c, const struct p2m_op *op)
{
	const struct p2m *p = c->p;
	unsigned n = p->dialect->all_roots ? p->roots : p->root_level;
	enum err_code st = ERR_NONE;

	(void)op;
	if (p->iommu)
		return p2m_tell_assert(c, "shared-iommu");
	for (unsigned i = 0; i < n && i < p->roots && !st; i++)
		st = invalidate_table(c, addr_pa(p->root.v + ((uint64_t)i << P2M_FRAME_SHIFT)),
				      p->root_level);
	return st;
}

/* The first entry on the way to gfn that is not a valid table. */
static enum err_code find_invalid(const struct p2m_call *c, uint64_t gfn, struct p2m_slot *s,
				  uint64_t *entry, bool *broken)
{
	enum err_code st;

	*broken = false;
	for (;;) {
		st = p2m_entry_read(c, s, entry);
		if (st || s->level == P2M_LEVELS - 1 || !(*entry & P2M_VALID))
			return st;
		*broken = !p2m_entry_present(*entry);
		if (*broken || !p2m_entry_is_table(*entry, s->level))
			return ERR_NONE;
		*s = p2m_entry_slot(addr_pa(p2m_entry_frame(*entry) << P2M_FRAME_SHIFT),
				    s->level + 1, gfn);
	}
}

static enum err_code resolve_fault(struct p2m_call *c, const struct p2m_op *op)
{
	struct p2m_slot s;
	enum err_code st;
	uint64_t entry;
	bool broken;

	if (op->gfn > c->p->now.max || !p2m_entry_root(c->p, op->gfn, &s))
		return ERR_NONE;
	st = find_invalid(c, op->gfn, &s, &entry, &broken);
	if (st || broken)
		return st;
	if (!(entry & P2M_VALID) && !p2m_entry_present(entry))
		return ERR_NONE;
	if (!(entry & P2M_VALID) && p2m_entry_is_table(entry, s.level))
		st = invalidate_table(c, addr_pa(p2m_entry_frame(entry) << P2M_FRAME_SHIFT),
				      s.level + 1);
	if (!st && !(entry & P2M_VALID))
		st = p2m_entry_write(c, &s, entry, entry | P2M_VALID);
	c->rc = P2M_RC_RESOLVED;
	return st;
}

/* ---- The end of a domain ---- */

static enum err_code die(struct p2m_call *c, const struct p2m_op *op)
{
	(void)op;
	c->p->now.dying = true;
	return ERR_NONE;
}

static enum err_code begin_relinquish(struct p2m_call *c, const struct p2m_op *op)
{
	struct p2m *p = c->p;

	(void)op;
	p->doing.left = (struct p2m_op){.gfn = p->now.lowest};
	return p->now.dying ? ERR_NONE : p2m_tell_assert(c, "not-dying");
}

/* To the next entry that is mapped. Behind the last, all is gone. */
static enum err_code seek_relinquish(struct p2m_call *c, bool *more)
{
	struct p2m *p = c->p;
	uint64_t *gfn = &p->doing.left.gfn;
	struct p2m_got got;
	enum err_code st;

	while (p->now.lowest != P2M_NONE && *gfn <= p->now.max) {
		st = look(c, *gfn, &got);
		if (st)
			return st;
		p->doing.order = got.order;
		*more = got.mfn != P2M_NONE;
		if (*more)
			return ERR_NONE;
		*gfn = next_of(*gfn, got.order);
	}
	p->now.lowest = *gfn;
	return ERR_NONE;
}

static enum err_code step_relinquish(struct p2m_call *c)
{
	struct p2m *p = c->p;
	struct p2m_step step = {.order = p->doing.order,
				.gfn = p->doing.left.gfn,
				.mfn = P2M_NONE,
				.left = UINT64_C(1) << p->doing.order,
				.mem_access = p->now.mem_access,
				.given = true};

	p->doing.left.gfn = next_of(step.gfn, step.order);
	return p2m_set_step(c, &step);
}

static enum err_code resize_pool(struct p2m_call *c, const struct p2m_op *op)
{
	enum err_code st = p2m_pool_resize(c->p->pool, op->nr, &c->rc);

	if (st == ERR_MALFORMED)
		return err_set(c->err, st, "so many pages reach beyond the physical addresses");
	return st ? err_set(c->err, st, "%s", err_words(st)) : ERR_NONE;
}

static enum err_code add_pages(struct p2m_call *c, const struct p2m_op *op)
{
	enum err_code st;

	if (op->mfn >> P2M_FRAME_BITS || op->nr > bits_size(P2M_FRAME_BITS) - op->mfn)
		return err_set(c->err, ERR_MALFORMED,
			       "so many pages reach beyond the physical addresses");
	st = p2m_pool_put(c->p->pool, op->mfn, op->nr);
	return st ? err_set(c->err, st, "%s", err_words(st)) : st;
}

/* ---- All of them ---- */

static const struct row {
	enum err_code (*begin)(struct p2m_call *c, const struct p2m_op *op);
	/* To where the next step is to be; *more stays false where there is none. NULL: no steps.
	 */
	enum err_code (*seek)(struct p2m_call *c, bool *more);
	enum err_code (*step)(struct p2m_call *c);
	bool unlocks; /* when it is done */
} rows[] = {
	[P2M_SET] = {begin_set, seek_set, step_set, false},
	[P2M_UNLOCK] = {unlock, NULL, NULL, false},
	[P2M_INSERT] = {begin_insert, seek_set, step_set, true},
	[P2M_REMOVE] = {begin_remove, seek_set, step_set, true},
	[P2M_MEMACCESS] = {begin_access, seek_access, step_access, true},
	[P2M_INVALIDATE] = {invalidate, NULL, NULL, true},
	[P2M_FAULT] = {resolve_fault, NULL, NULL, true},
	[P2M_GET] = {get, NULL, NULL, false},
	[P2M_DYING] = {die, NULL, NULL, false},
	[P2M_RELINQUISH] = {begin_relinquish, seek_relinquish, step_relinquish, true},
	[P2M_POOL] = {resize_pool, NULL, NULL, false},
	[P2M_PAGES] = {add_pages, NULL, NULL, false},
};

/* Whether it goes on, and where. */
static enum err_code seek(struct p2m_call *c)
{
	struct p2m *p = c->p;
	const struct row *row = &rows[p->doing.kind];
	enum err_code st = ERR_NONE;

	p->doing.more = false;
	if (row->seek && !c->rc)
		st = row->seek(c, &p->doing.more);
	p->doing.rc = c->rc;
	return st;
}

enum err_code p2m_begin(struct p2m *p, const struct p2m_op *op, struct err *err)
{
	struct p2m_call c = {.p = p, .err = err};
	enum err_code st;

	memset(&p->doing, 0, sizeof(p->doing));
	p->doing.kind = op->kind;
	st = rows[op->kind].begin(&c, op);
	return st ? st : seek(&c);
}

bool p2m_more(const struct p2m *p)
{
	return p->doing.more;
}

enum err_code p2m_step(struct p2m *p, struct err *err)
{
	struct p2m_call c = {.p = p, .err = err};
	enum err_code st = rows[p->doing.kind].step(&c);

	return st ? st : seek(&c);
}

int p2m_end(struct p2m *p)
{
	struct p2m_call c = {.p = p};

	if (rows[p->doing.kind].unlocks && p->doing.rc != P2M_RC_ASSERT)
		p2m_flush_due(&c);
	return p->doing.rc;
}

enum err_code p2m_do(struct p2m *p, const struct p2m_op *op, int *rc, struct err *err)
{
	enum err_code st = p2m_begin(p, op, err);

	while (!st && p2m_more(p))
		st = p2m_step(p, err);
	if (!st)
		*rc = p2m_end(p);
	return st;
}

enum err_code p2m_reset(struct p2m *p, uint64_t pages, bool over, struct err *err)
{
	struct p2m_op fill = {.kind = P2M_POOL, .nr = pages};
	enum err_code st = ERR_NONE;
	int rc = 0;

	p2m_free(p);
	memset(&p->now, 0, sizeof(p->now));
	p->now.lowest = P2M_NONE;
	p->pool = p2m_pool_new(p->alloc_base);
	p->accesses = p2m_accesses_new();
	if (!p->pool || !p->accesses)
		return err_set(err, ERR_NOMEM, "%s", err_words(ERR_NOMEM));
	for (unsigned i = 0; i < p->roots && !over && !st; i++)
		st = overlay_zero_page(p->mem,
				       addr_pa(p->root.v + ((uint64_t)i << P2M_FRAME_SHIFT)));
	if (st)
		return err_set(err, st, "no room for the root tables: %s", err_words(st));
	return p2m_do(p, &fill, &rc, err);
}

void p2m_free(struct p2m *p)
{
	p2m_pool_delete(p->pool);
	p2m_accesses_delete(p->accesses);
	p->pool = NULL;
	p->accesses = NULL;
}
