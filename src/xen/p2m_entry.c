/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One stage 2 entry: the values that Xen writes, reading and storing it; and telling. */
#include "src/xen/p2m_int.h"

#include <inttypes.h>
#include <string.h>

#include "src/overlay.h"

/* What a type gives: fields of the entry (DDI 0487, D8.3.1.2; MemAttr as in D8.6.5). */
static const struct {
	const char *name;
	unsigned attr, sh; /* bits 5:2 and 9:8 */
	bool write, xn;
} types[P2M_TYPES] = {
	[P2M_INVALID] = {"invalid", 0xf, 3, false, true},
	[P2M_RAM_RW] = {"ram_rw", 0xf, 3, true, false},
	[P2M_RAM_RO] = {"ram_ro", 0xf, 3, false, false},
	[P2M_MMIO_DEV] = {"mmio_dev", 0x1, 2, true, true},
	[P2M_MMIO_NC] = {"mmio_nc", 0x5, 2, true, true},
	[P2M_MMIO_C] = {"mmio_c", 0xf, 2, true, true},
	[P2M_FOREIGN_RW] = {"foreign_rw", 0xf, 3, true, true},
	[P2M_FOREIGN_RO] = {"foreign_ro", 0xf, 3, false, true},
	[P2M_GRANT_RW] = {"grant_rw", 0xf, 3, true, true},
	[P2M_GRANT_RO] = {"grant_ro", 0xf, 3, false, true},
	[P2M_IOMMU_RW] = {"iommu_rw", 0xf, 3, true, true},
	[P2M_IOMMU_RO] = {"iommu_ro", 0xf, 3, false, true},
};

/* What an access takes away. */
static const struct {
	const char *name;
	bool read, write, execute;
} accesses[P2M_ACCESSES] = {
	[P2M_ACCESS_RWX] = {"rwx", false, false, false},
	[P2M_ACCESS_WX] = {"wx", true, false, false},
	[P2M_ACCESS_RW] = {"rw", false, false, true},
	[P2M_ACCESS_W] = {"w", true, false, true},
	[P2M_ACCESS_RX] = {"rx", false, true, false},
	[P2M_ACCESS_RX2RW] = {"rx2rw", false, true, false},
	[P2M_ACCESS_X] = {"x", true, true, false},
	[P2M_ACCESS_R] = {"r", false, true, true},
	[P2M_ACCESS_R_PW] = {"r_pw", false, true, true},
	[P2M_ACCESS_N] = {"n", true, true, true},
	[P2M_ACCESS_N2RWX] = {"n2rwx", true, true, true},
};

enum { TYPE_SHIFT = 55, ATTR_SHIFT = 2, SH_SHIFT = 8 };

static const uint64_t access_flag = UINT64_C(1) << 10;
static const uint64_t table_bits = UINT64_C(0x00800000000007ff); /* type ram_rw, rwx */

static bool same(const char *name, const char *s, size_t len)
{
	return strlen(name) == len && !memcmp(name, s, len);
}

const char *p2m_type_name(enum p2m_type t)
{
	return t < P2M_TYPES ? types[t].name : "reserved";
}

enum p2m_type p2m_type_of(const char *name, size_t len)
{
	unsigned t = 0;

	while (t < P2M_TYPES && !same(types[t].name, name, len))
		t++;
	return (enum p2m_type)t;
}

const char *p2m_access_name(enum p2m_access a)
{
	return a < P2M_ACCESSES ? accesses[a].name : "default";
}

enum p2m_access p2m_access_of(const char *name, size_t len)
{
	unsigned a = 0;

	while (a < P2M_ACCESSES && !same(accesses[a].name, name, len))
		a++;
	return (enum p2m_access)a;
}

/* ---- Fields ---- */

enum p2m_type p2m_entry_type(uint64_t entry)
{
	return (enum p2m_type)(entry >> TYPE_SHIFT & 0xf);
}

bool p2m_entry_present(uint64_t entry)
{
	return p2m_entry_type(entry) != P2M_INVALID;
}

bool p2m_entry_is_table(uint64_t entry, unsigned level)
{
	return level < P2M_LEVELS - 1 && entry & P2M_TABLE;
}

uint64_t p2m_entry_frame(uint64_t entry)
{
	return (entry & bits_mask(47, P2M_FRAME_SHIFT)) >> P2M_FRAME_SHIFT;
}

uint64_t p2m_entry_leaf(uint64_t mfn, enum p2m_type type, enum p2m_access access, unsigned level)
{
	/* Xen has no types 12 to 15: one of an entry that is not Xen's gives no right. */
	unsigned row = type < P2M_TYPES ? type : P2M_INVALID;
	uint64_t e = P2M_VALID | access_flag | mfn << P2M_FRAME_SHIFT |
		     (uint64_t)type << TYPE_SHIFT | (uint64_t)types[row].attr << ATTR_SHIFT |
		     (uint64_t)types[row].sh << SH_SHIFT;

	if (level == P2M_LEVELS - 1)
		e |= P2M_TABLE;
	if (!accesses[access].read)
		e |= P2M_READ;
	if (types[row].write && !accesses[access].write)
		e |= P2M_WRITE;
	if (types[row].xn || accesses[access].execute)
		e |= P2M_XN;
	return e;
}

uint64_t p2m_entry_table(struct pa table)
{
	return table_bits | table.v;
}

/* ---- Slots ---- */

struct p2m_slot p2m_entry_slot(struct pa table, unsigned level, uint64_t gfn)
{
	return (struct p2m_slot){table, level, (unsigned)(gfn >> p2m_order(level)) % P2M_ENTRIES};
}

bool p2m_entry_root(const struct p2m *p, uint64_t gfn, struct p2m_slot *out)
{
	uint64_t page = gfn >> (p2m_order(p->root_level) + 9);

	if (page >= p->roots)
		return false;
	*out = p2m_entry_slot(addr_pa(p->root.v + (page << P2M_FRAME_SHIFT)), p->root_level, gfn);
	return true;
}

static enum err_code trouble(const struct p2m_call *c, enum err_code st, const struct p2m_slot *s,
			     const char *what)
{
	return err_set(c->err, st, "the level %u table at 0x%" PRIx64 " cannot be %s: %s", s->level,
		       s->table.v, what, err_words(st));
}

enum err_code p2m_entry_read(const struct p2m_call *c, const struct p2m_slot *s, uint64_t *entry)
{
	const uint64_t *e = mem_peek(c->p->mem, s->table, P2M_ENTRIES * sizeof(*e));
	uint64_t raw = 0;
	enum err_code st = ERR_NONE;

	if (e)
		raw = e[s->index];
	else
		st = mem_read(c->p->mem, addr_pa(s->table.v + s->index * sizeof(raw)), &raw,
			      sizeof(raw));
	*entry = bits_le64(raw);
	return st ? trouble(c, st, s, "read") : ERR_NONE;
}

enum err_code p2m_entry_write(const struct p2m_call *c, const struct p2m_slot *s, uint64_t before,
			      uint64_t after)
{
	uint64_t raw = bits_le64(after);
	enum err_code st = overlay_write(c->p->mem, addr_pa(s->table.v + s->index * sizeof(raw)),
					 &raw, sizeof(raw));

	if (st)
		return trouble(c, st, s, "written");
	p2m_tell(c, (struct p2m_event){.kind = P2M_EV_WRITE,
				       .table = s->table,
				       .level = s->level,
				       .index = s->index,
				       .before = before,
				       .after = after});
	return ERR_NONE;
}

/* ---- Telling ---- */

void p2m_tell(const struct p2m_call *c, struct p2m_event ev)
{
	ev.step = c->step;
	if (c->p->event)
		c->p->event(c->p->event_arg, &ev);
}

enum err_code p2m_tell_assert(struct p2m_call *c, const char *text)
{
	c->rc = P2M_RC_ASSERT;
	p2m_tell(c, (struct p2m_event){.kind = P2M_EV_ASSERT, .text = text});
	return ERR_NONE;
}

void p2m_flush_now(const struct p2m_call *c)
{
	c->p->now.pending = false;
	p2m_tell(c, (struct p2m_event){.kind = P2M_EV_FLUSH});
}

void p2m_flush_due(const struct p2m_call *c)
{
	if (!c->p->now.pending)
		return;
	c->p->now.pending = false;
	p2m_tell(c, (struct p2m_event){.kind = P2M_EV_FLUSH, .due = true});
}

enum err_code p2m_spend(const struct p2m_call *c, uint64_t steps)
{
	return c->p->spend ? c->p->spend(c->p->spend_arg, steps, c->err) : ERR_NONE;
}
