/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "src/xen/p2m_odd.h"

#include <string.h>

static const struct p2m_odd_row rows[P2M_ODDS] = {
	[P2M_ODD_TABLE_LEAK] = {"table-leak", false,
				"the new block has the frame of the table that it replaces, so Xen "
				"takes both for the same and never frees that table"},
	[P2M_ODD_REF_KEPT] = {"reference-kept", false,
			      "a foreign page is mapped with its own frame as another type: Xen "
			      "compares frames only, and its reference is never dropped"},
	[P2M_ODD_REF_LOST] = {"reference-lost", false,
			      "the split failed and the foreign block stays, but its references "
			      "are dropped all the same, at each try"},
	[P2M_ODD_REF_BLOCK] = {"references-of-block-kept", false,
			       "a foreign superpage goes, and the references on its frames stay"},
	[P2M_ODD_SPLIT_COUNTED] = {"split-counted", false, "the split was undone, and is counted"},
	[P2M_ODD_INVALIDATE] = {"roots-not-invalidated", false,
				"p2m_invalidate_root of this Xen clears as many root tables as the "
				"number of the root's level, so these roots stay valid"},
	[P2M_ODD_LATE_FLUSH] =
		{"flush-late", false,
		 "mapped while the flush of a removal is pending: the entry was 0, so "
		 "nothing is flushed now, and the guest may still use the old "
		 "translation until the lock is released"},
	[P2M_ODD_COUNTER] = {"counter-negative", false,
			     "a replaced entry is counted down and the new one not up, so the "
			     "numbers of p2m_dump_info are wrong"},
	[P2M_ODD_TYPE_INVALID] =
		{"type-invalid", false,
		 "a mapping of type invalid is valid to the hardware and nothing to "
		 "Xen, which stores over it without a flush"},
	[P2M_ODD_SHATTERED] = {"shattered", true,
			       "nothing makes the block whole again but an update of its own size "
			       "and alignment"},
	[P2M_ODD_SAME_AGAIN] = {"same-again", true,
				"the very same mapping is zeroed, flushed and written again"},
	[P2M_ODD_STAYS] = {"not-rolled-back", true, "what was done before the error stays"},
};

const struct p2m_odd_row *p2m_odd_row(enum p2m_odd_id id)
{
	return &rows[id];
}

static bool is_foreign(uint64_t entry)
{
	enum p2m_type t = p2m_entry_type(entry);

	return t == P2M_FOREIGN_RW || t == P2M_FOREIGN_RO;
}

static bool is_leaf(uint64_t entry, unsigned level)
{
	return p2m_entry_present(entry) && !p2m_entry_is_table(entry, level);
}

/* The value that the step's own entry gets is known: hold it against the one that it had. */
static void compare(struct p2m_odds *o, const struct p2m_event *ev, uint64_t before)
{
	bool same_frame = p2m_entry_frame(before) == p2m_entry_frame(ev->after);

	if (!p2m_entry_present(before) || !same_frame)
		return;
	if (p2m_entry_is_table(before, ev->level) && !p2m_entry_is_table(ev->after, ev->level))
		o->times[P2M_ODD_TABLE_LEAK]++;
	else if (is_leaf(before, ev->level) && is_foreign(before) && !is_foreign(ev->after))
		o->times[P2M_ODD_REF_KEPT]++;
	else if (before == ev->after)
		o->times[P2M_ODD_SAME_AGAIN]++;
}

/* Frames removed by this operation or one before it under the same lock, and not flushed since. */
static bool was_removed(const struct p2m_odds *o, const struct p2m_step *s)
{
	uint64_t n = UINT64_C(1) << s->order;

	for (unsigned i = 0; i < P2M_ODD_RUNS; i++)
		if (s->gfn < o->removed[i].gfn + o->removed[i].nr && o->removed[i].gfn < s->gfn + n)
			return true;
	return false;
}

static void note_removed(struct p2m_odds *o, const struct p2m_step *s)
{
	uint64_t n = UINT64_C(1) << s->order;

	if (o->removed[o->last].nr && o->removed[o->last].gfn + o->removed[o->last].nr == s->gfn) {
		o->removed[o->last].nr += n;
		return;
	}
	o->last = (o->last + 1) % P2M_ODD_RUNS;
	o->removed[o->last].gfn = s->gfn;
	o->removed[o->last].nr = n;
}

static void on_write(struct p2m_odds *o, const struct p2m *p, const struct p2m_event *ev)
{
	const struct p2m_step *s = ev->step;

	if (!s || ev->level != s->level || o->splitting)
		return;
	if (!ev->after) {
		o->before = ev->before;
		o->has_before = true;
		if (s->mfn == P2M_NONE && ev->before & 1) {
			note_removed(o, s);
			if (is_leaf(ev->before, ev->level) && is_foreign(ev->before) &&
			    (s->level == 1 || (s->level == 2 && !p->dialect->puts_2m)))
				o->times[P2M_ODD_REF_BLOCK]++;
		}
		return;
	}
	compare(o, ev, o->has_before ? o->before : ev->before);
	if (!p2m_entry_present(ev->after))
		o->times[P2M_ODD_TYPE_INVALID]++;
	if (!o->has_before && !ev->before && was_removed(o, s))
		o->times[P2M_ODD_LATE_FLUSH]++;
}

void p2m_odds_begin(struct p2m_odds *o)
{
	memset(o->times, 0, sizeof(o->times));
	o->done = 0;
}

void p2m_odds_event(struct p2m_odds *o, const struct p2m *p, const struct p2m_event *ev)
{
	switch (ev->kind) {
	case P2M_EV_STEP: o->has_before = o->splitting = o->split_failed = false; break;
	case P2M_EV_STEP_END: o->done += !ev->step->rc; break;
	case P2M_EV_SPLIT: o->splitting = true; break;
	case P2M_EV_NO_ALLOC: o->split_failed = o->splitting; break;
	case P2M_EV_PUT: o->times[P2M_ODD_REF_LOST] += o->split_failed; break;
	case P2M_EV_FLUSH:
		memset(o->removed, 0, sizeof(o->removed));
		if (ev->due)
			break;
		o->times[P2M_ODD_SHATTERED] += o->splitting; /* its table is in its place */
		o->splitting = false;
		break;
	case P2M_EV_WRITE: on_write(o, p, ev); break;
	case P2M_EV_FREE: o->times[P2M_ODD_SPLIT_COUNTED] += o->split_failed; break;
	default: break;
	}
}

void p2m_odds_end(struct p2m_odds *o, const struct p2m *p, const struct p2m_op *op, int rc)
{
	for (unsigned level = 1; level < P2M_LEVELS; level++)
		if (p->now.mappings[level] < 0 && !p->now.uncounted)
			o->times[P2M_ODD_COUNTER] = 1;
	if (op->kind == P2M_INVALIDATE && !p->iommu && !p->dialect->all_roots &&
	    p->root_level < p->roots)
		o->times[P2M_ODD_INVALIDATE] = p->roots - p->root_level;
	if (rc < 0 && o->done)
		o->times[P2M_ODD_STAYS] = 1;
}
