/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/walk/owner.h"

#include "src/bits.h"

enum {
	PIECE = 512,	 /* descriptors read at once */
	MOST = 16 * 512, /* of the largest concatenated root (DDI 0487, D8.2.2) */
};

/* Of a table descriptor of Xen's: bits 58:55 p2m_ram_rw, 10:2 those of a page that is read, written
 * and executed. Valid or not. */
static const uint64_t xen_mask = UINT64_C(0x0780000000000ffe);
static const uint64_t xen_table = UINT64_C(0x00800000000007fe);

/* Count what is Xen's table and what cannot be Xen's. */
static void look(const struct regime *r, uint64_t raw, unsigned *tables, unsigned *others)
{
	enum desc_kind kind = desc_classify(r->geo, r->start_level, raw | 1);

	if (!raw)
		return;
	if (kind == DESC_TABLE && (raw & xen_mask) == xen_table)
		(*tables)++;
	else if (kind == DESC_TABLE || !bits_get(raw, 58, 55))
		(*others)++;
}

static bool is_xens(struct mem *m, const struct regime *r)
{
	unsigned tables = 0, others = 0;
	uint64_t e[PIECE];

	if (r->geo->granule_shift != 12 || r->root_entries > MOST)
		return false;
	for (unsigned done = 0; done < r->root_entries; done += PIECE) {
		unsigned n = r->root_entries - done < PIECE ? r->root_entries - done : PIECE;

		if (mem_read(m, addr_pa(r->root.v + done * 8ul), e, n * sizeof(*e)))
			return false;
		for (unsigned i = 0; i < n; i++)
			look(r, bits_le64(e[i]), &tables, &others);
	}
	return tables && !others;
}

void owner_infer(struct walker *w)
{
	struct regime *r = w->has_s2 ? &w->s2 : &w->r;

	if (r->stage == 2 && is_xens(w->mem, r))
		r->owner = REGIME_OWNER_XEN;
}

bool owner_is_xen(const struct walker *w)
{
	struct regime s2;
	struct err err;

	if (w->r.owner_given)
		return w->r.owner == REGIME_OWNER_XEN;
	for (unsigned cpu = 0; cpu < w->mem->ncpus; cpu++)
		if (!regime_from_regs(REGIME_S2, &w->mem->cpus[cpu], cpu, &s2, &err) &&
		    is_xens(w->mem, &s2))
			return true;
	return false;
}

void owner_give(struct walker *w, enum regime_software owner)
{
	w->r.owner = w->s2.owner = owner;
	w->r.owner_given = w->s2.owner_given = true;
}
