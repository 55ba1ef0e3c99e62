/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One entry: reading and storing it, what may be done to it, and the values that Xen writes. */
#include "src/xen/xenpt_int.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "src/overlay.h"

/* Attribute indices whose mappings are outer shareable (bits 9:8 = 0b10); all others are inner. */
enum { OUTER_SHAREABLE = 1 << 0 | 1 << 1 | 1 << 4 };

/*
 * What every leaf has: valid, NS (bit 5), AP[1] (bit 6), AF (bit 10), nG (bit 11). Recorded values:
 * BEHAVIOUR.md in tests/replay/vectors.tar.xz.
 */
static const uint64_t leaf_bits = 0xc61;

/* A table descriptor: leaf_bits, table, attribute index 7, inner shareable, execute-never. */
static const uint64_t table_bits = UINT64_C(0x0040000000000f7f);

static enum err_code trouble(enum err_code st, const struct xenpt_slot *s, uint64_t vfn,
			     const char *what, struct err *err)
{
	return err_set(err, st,
		       "vfn 0x%" PRIx64 ": the level %u table at 0x%" PRIx64 " cannot be %s: %s",
		       vfn, s->level, s->table.v, what, err_words(st));
}

/* The entries of a table where the memory has them at hand; else NULL. */
static const uint64_t *at_hand(struct xenpt *x, const struct xenpt_slot *s)
{
	if (x->run.seen[s->level].entries && x->run.seen[s->level].table.v == s->table.v)
		return x->run.seen[s->level].entries;
	x->run.seen[s->level].table = s->table;
	x->run.seen[s->level].entries = mem_peek(x->mem, s->table, OVERLAY_PAGE);
	return x->run.seen[s->level].entries;
}

enum err_code xenpt_entry_read(struct xenpt *x, const struct xenpt_slot *s, uint64_t vfn,
			       uint64_t *entry, struct err *err)
{
	struct pa at = addr_pa(s->table.v + s->index * sizeof(*entry));
	const uint64_t *known = at_hand(x, s);
	enum err_code st = ERR_NONE;

	if (known)
		*entry = known[s->index];
	else
		st = mem_read(x->mem, at, entry, sizeof(*entry));
	*entry = st == ERR_NONE ? bits_le64(*entry) : 0;
	return st == ERR_NONE ? st : trouble(st, s, vfn, "read", err);
}

enum err_code xenpt_entry_write(struct xenpt *x, const struct xenpt_step *step,
				const struct xenpt_slot *s, uint64_t before, uint64_t after,
				struct err *err)
{
	struct pa at = addr_pa(s->table.v + s->index * sizeof(after));
	uint64_t raw = bits_le64(after);
	enum err_code st;

	if (before == after)
		return ERR_NONE;
	st = overlay_write(x->mem, at, &raw, sizeof(raw));
	if (st != ERR_NONE)
		return trouble(st, s, step ? step->vfn : 0, "changed", err);
	xenpt_tell(x, &(struct xenpt_event){.kind = XENPT_EV_ENTRY,
					    .step = step,
					    .table = s->table,
					    .level = s->level,
					    .index = s->index,
					    .before = before,
					    .after = after});
	return ERR_NONE;
}

uint64_t xenpt_entry_table(struct pa table)
{
	return table_bits | table.v;
}

static uint64_t permission_bits(uint32_t flags)
{
	return (flags & XENPT_RO ? XENPT_PTE_RO : 0) | (flags & XENPT_XN ? XENPT_PTE_XN : 0);
}

static uint64_t new_leaf(const struct xenpt_step *step, uint64_t maddr)
{
	unsigned attr = step->flags & XENPT_ATTR_MASK;
	uint64_t shareable = OUTER_SHAREABLE >> attr & 1 ? 2 : 3;

	return maddr | leaf_bits | (step->level == 3 ? XENPT_PTE_TABLE : 0) | (uint64_t)attr << 2 |
	       shareable << 8 | permission_bits(step->flags) |
	       (step->contig ? XENPT_PTE_CONTIG : 0);
}

/* Whether Xen takes a valid entry for a mapping. If not, it takes it for a table. */
static bool is_mapping(const struct xenpt_dialect *d, unsigned level, uint64_t entry)
{
	if (level == 3)
		return d->l3_any_valid || entry & XENPT_PTE_TABLE;
	return !(entry & XENPT_PTE_TABLE);
}

static int check_insert(struct xenpt *x, const struct xenpt_step *step, uint64_t entry)
{
	if (!(entry & XENPT_PTE_VALID))
		return 0;
	if (!is_mapping(x->dialect, step->level, entry))
		return xenpt_tell_msg(x, step, XENPT_RC_INVAL,
				      "Trying to replace a table with a mapping.");
	return xenpt_tell_msg(x, step, XENPT_RC_INVAL,
			      "Changing MFN for a valid entry is not allowed (%#05" PRIx64
			      " -> %#05" PRIx64 ").",
			      xenpt_entry_address(entry) >> XENPT_FRAME_SHIFT, step->mfn);
}

static int check_modify(struct xenpt *x, const struct xenpt_step *step, uint64_t entry)
{
	unsigned is = (unsigned)bits_get(entry, 4, 2);
	unsigned wanted = step->flags & XENPT_ATTR_MASK;

	if (!(entry & XENPT_PTE_VALID))
		return xenpt_tell_msg(x, step, XENPT_RC_INVAL,
				      "Modifying invalid entry is not allowed.");
	if (!is_mapping(x->dialect, step->level, entry))
		return xenpt_tell_msg(x, step, XENPT_RC_INVAL,
				      "Modifying a table entry is not allowed.");
	if (is != wanted)
		return xenpt_tell_msg(x, step, XENPT_RC_INVAL,
				      "Modifying memory attributes is not allowed (0x%x -> 0x%x).",
				      is, wanted);
	if (entry & XENPT_PTE_CONTIG)
		return xenpt_tell_msg(x, step, XENPT_RC_INVAL,
				      "Modifying entry with contiguous bit set is not allowed.");
	return 0;
}

/* Looks at the table and the contiguous bit of entries that are not valid, too. */
static int check_remove(struct xenpt *x, const struct xenpt_step *step, uint64_t entry)
{
	if (step->level < 3 && entry & XENPT_PTE_TABLE)
		return xenpt_tell_msg(x, step, XENPT_RC_INVAL, "Removing a table is not allowed.");
	if (entry & XENPT_PTE_CONTIG)
		return xenpt_tell_msg(x, step, XENPT_RC_INVAL,
				      "Removing entry with contiguous bit set is not allowed.");
	return 0;
}

static int insert(struct xenpt *x, const struct xenpt_step *step, uint64_t before, uint64_t *after)
{
	uint64_t maddr = step->mfn << XENPT_FRAME_SHIFT; /* bits that fall off the top are lost */
	int rc = check_insert(x, step, before);

	if (rc)
		return rc;
	if (maddr & ~bits_mask(x->arch->paddr_bits - 1, 0))
		return xenpt_tell_assert(x, step, "!(mfn_to_maddr(mfn) & ~PADDR_MASK)");
	*after = new_leaf(step, maddr);
	return 0;
}

/* Everything but the permissions stays as it was. */
static int modify(struct xenpt *x, const struct xenpt_step *step, uint64_t before, uint64_t *after)
{
	*after = (before & ~(XENPT_PTE_RO | XENPT_PTE_XN)) | permission_bits(step->flags);
	return check_modify(x, step, before);
}

int xenpt_entry_next(struct xenpt *x, const struct xenpt_step *step, uint64_t before,
		     uint64_t *after)
{
	bool has_mfn = step->mfn != XENPT_NO_MFN;

	if (step->flags & XENPT_PRESENT)
		return has_mfn ? insert(x, step, before, after) : modify(x, step, before, after);
	if (has_mfn)
		return xenpt_tell_assert(x, step, "mfn_eq(mfn, INVALID_MFN)");
	if (step->flags & XENPT_POPULATE) {
		*after = before;
		return 0;
	}
	*after = 0;
	return check_remove(x, step, before);
}

void xenpt_tell(struct xenpt *x, const struct xenpt_event *ev)
{
	if (x->event)
		x->event(x->event_arg, ev);
}

int xenpt_tell_msg(struct xenpt *x, const struct xenpt_step *step, int rc, const char *fmt, ...)
{
	char text[128];
	va_list ap;

	if (!x->event)
		return rc;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	xenpt_tell(x, &(struct xenpt_event){.kind = XENPT_EV_MSG, .step = step, .text = text});
	return rc;
}

int xenpt_tell_assert(struct xenpt *x, const struct xenpt_step *step, const char *text)
{
	xenpt_tell(x, &(struct xenpt_event){.kind = XENPT_EV_ASSERT, .step = step, .text = text});
	return XENPT_RC_ASSERT;
}
