/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The order of a step. One function looks at one candidate; choosing takes the first that nothing
 * stops, explaining keeps them all, so that both cannot disagree.
 *
 * The rule: an entry of order n maps 2^n frames to 2^n frames, so both the first vfn and the first
 * mfn must be multiples of 2^n (their low n bits are zero) and at least 2^n frames must be left. A
 * group is sixteen such entries and obeys the same rule with 2^(n + 4).
 */
#include "src/xen/xenpt_int.h"

enum { LARGEST = XENPT_ORDER_STEP * (XENPT_ORDERS - 1), GROUP_ORDER = 4 };

static unsigned stops_asked(const struct xenpt_dialect *d, bool group, uint64_t mfn, uint32_t flags)
{
	if (group ? !d->contig : !d->block)
		return XENPT_STOP_DIALECT;
	return (flags & XENPT_BLOCK ? 0 : XENPT_STOP_FLAG) |
	       (group && mfn == XENPT_NO_MFN ? XENPT_STOP_NO_MFN : 0);
}

static struct xenpt_candidate candidate(const struct xenpt_dialect *d, unsigned order, bool group,
					uint64_t vfn, uint64_t mfn, uint64_t left, uint32_t flags)
{
	uint64_t frames = UINT64_C(1) << (order + (group ? GROUP_ORDER : 0));
	uint64_t low = frames - 1;
	struct xenpt_candidate c = {
		.order = order,
		.group = group,
		.frames = frames,
		.vfn_bits = vfn & low,
		.mfn_bits = mfn == XENPT_NO_MFN ? 0 : mfn & low,
		.left_bits = left & low,
	};

	if (frames == 1)
		return c;
	c.stops = stops_asked(d, group, mfn, flags);
	c.stops |= c.vfn_bits ? XENPT_STOP_VFN : 0;
	c.stops |= c.mfn_bits ? XENPT_STOP_MFN : 0;
	c.stops |= (d->left_in_mask ? c.left_bits != 0 : left < frames) ? XENPT_STOP_LEFT : 0;
	return c;
}

unsigned xenpt_order(const struct xenpt_dialect *d, uint64_t vfn, uint64_t mfn, uint64_t left,
		     uint32_t flags, bool *group)
{
	unsigned order = LARGEST;

	*group = false;
	if (!d->block || !(flags & XENPT_BLOCK)) /* would stop them all; most steps are such */
		return 0;
	while (candidate(d, order, false, vfn, mfn, left, flags).stops)
		order -= XENPT_ORDER_STEP;
	*group = !candidate(d, order, true, vfn, mfn, left, flags).stops;
	return order;
}

/* Where the order of a step was chosen: inside a group that is its first step. */
static uint64_t back_to_group(uint64_t frame, const struct xenpt_step *step)
{
	return frame == XENPT_NO_MFN ? frame : frame - ((uint64_t)step->index << step->order);
}

void xenpt_why_step(const struct xenpt_dialect *d, const struct xenpt_step *step,
		    struct xenpt_why *out)
{
	bool chosen = false;

	*out = (struct xenpt_why){
		.vfn = back_to_group(step->vfn, step),
		.mfn = back_to_group(step->mfn, step),
		.left = step->left,
		.flags = step->flags,
		.left_in_mask = d->left_in_mask,
		.index = step->index,
	};
	for (unsigned i = 0; i < XENPT_ORDERS; i++) {
		out->cand[i] = candidate(d, LARGEST - i * XENPT_ORDER_STEP, false, out->vfn,
					 out->mfn, out->left, out->flags);
		if (!chosen && !out->cand[i].stops) {
			out->chosen = i;
			chosen = true;
		}
	}
	out->cand[XENPT_ORDERS] = candidate(d, out->cand[out->chosen].order, true, out->vfn,
					    out->mfn, out->left, out->flags);
	out->grouped = !out->cand[XENPT_ORDERS].stops;
}

const char *xenpt_size_name(uint64_t frames)
{
	static const struct {
		uint64_t frames;
		const char *name;
	} sizes[] = {
		{UINT64_C(1), "4K"},	    {UINT64_C(1) << 4, "64K"}, {UINT64_C(1) << 9, "2M"},
		{UINT64_C(1) << 13, "32M"}, {UINT64_C(1) << 18, "1G"}, {UINT64_C(1) << 22, "16G"},
	};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		if (sizes[i].frames == frames)
			return sizes[i].name;
	return "?";
}
