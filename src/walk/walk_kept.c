/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a walk that ended at a kept descriptor would go on to, if it were valid. */
#include "src/bits.h"
#include "src/walk/walk_run.h"

/* The regime of the stage that a walk ended in. */
static const struct regime *regime_of(const struct walker *w, int stage)
{
	return stage == w->r.stage ? &w->r : &w->s2;
}

/* The descriptor of `ia` in the table that `raw` leads to; false where it cannot be read. */
static bool next(struct walker *w, const struct regime *r, struct ia ia, struct walk_kept *k,
		 uint64_t *raw)
{
	struct oa table = desc_table_oa(r->geo, *raw);
	struct pa pa = addr_physical(addr_oa(table.v + regime_index(r, k->level + 1, ia) * 8ul));

	if ((r->oa_bits < 64 && table.v >> r->oa_bits) || mem_read(w->mem, pa, raw, sizeof(*raw)))
		return false;
	*raw = bits_le64(*raw);
	k->level++;
	return true;
}

/* A leaf is where it ends; k->out and k->size say so. */
static void take(const struct regime *r, struct ia ia, uint64_t raw, struct walk_kept *k)
{
	k->size = regime_entry_size(r, k->level);
	k->out = desc_leaf_oa(r->geo, k->level, raw).v + (ia.v & (k->size - 1));
	k->has_out = r->oa_bits >= 64 || !(k->out >> r->oa_bits);
}

void walk_find_kept(struct walker *w, struct walk_result *out)
{
	const struct walk_step *s = out->nsteps ? &out->steps[out->nsteps - 1] : NULL;
	struct walk_kept *k = &out->kept;
	const struct regime *r;
	enum desc_kind kind;
	uint64_t raw;

	if (out->fault != WALK_FAULT_TRANSLATION || !s || s->st || s->stage != out->fault_stage)
		return;
	r = regime_of(w, s->stage);
	k->row = kept_of(r, s->level, s->raw);
	if (!k->row)
		return;
	k->level = s->level;
	k->owner_given = r->owner_given;
	raw = s->raw;
	kind = kept_kind(r, s->level, raw, k->row);
	/* Tables of a nested stage 1 are behind stage 2; no owner keeps such. */
	while (kind == DESC_TABLE) {
		if (r->stage != 2 || !next(w, r, s->ia, k, &raw))
			return;
		kind = raw & 1 || kept_of(r, k->level, raw)
			       ? desc_classify(r->geo, k->level, raw | 1)
			       : DESC_INVALID;
	}
	if (kind == DESC_BLOCK || kind == DESC_PAGE)
		take(r, s->ia, raw, k);
}
