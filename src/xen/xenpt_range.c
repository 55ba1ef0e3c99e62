/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A range as a whole: how many entries it takes, and what would let it use larger ones.
 *
 * vfn and mfn advance together, so the low n bits of their difference never change: where they
 * differ modulo 2^n at the start they differ everywhere, and no length wins order n. Where they
 * agree, order n is used from the first multiple of 2^n on, if a whole 2^n frames follow.
 */
#include "src/xen/xenpt_int.h"

/* The bits below an order in which vfn and mfn differ. */
static uint64_t disagreement(const struct xenpt_range *r, unsigned order)
{
	uint64_t low = (UINT64_C(1) << order) - 1;

	return r->mfn == XENPT_NO_MFN ? 0 : (r->vfn ^ r->mfn) & low;
}

static uint64_t up_to_multiple(uint64_t v, uint64_t of)
{
	return (v + of - 1) & ~(of - 1);
}

/* Whether a longer run of smaller entries will reach a place where this order can be used. */
static bool reachable(const struct xenpt_dialect *d, const struct xenpt_range *r, unsigned order)
{
	uint64_t low = (UINT64_C(1) << order) - 1;

	if (order > XENPT_ORDER_STEP * (XENPT_ORDERS - 1) || !d->block || !(r->flags & XENPT_BLOCK))
		return false;
	return !disagreement(r, order) && !(d->left_in_mask && (r->vfn + r->nr) & low);
}

/* How many entries of an order follow each other from the start of r on. */
static uint64_t run_length(const struct xenpt_dialect *d, const struct xenpt_range *r,
			   unsigned order)
{
	uint64_t next = UINT64_C(1) << (order + XENPT_ORDER_STEP);
	uint64_t frames = r->nr;

	if (reachable(d, r, order + XENPT_ORDER_STEP) && r->vfn & (next - 1) &&
	    next - (r->vfn & (next - 1)) < frames)
		frames = next - (r->vfn & (next - 1));
	return frames >> order;
}

/* Of a run of n entries, those in whole aligned groups of sixteen. */
static uint64_t hinted(const struct xenpt_dialect *d, const struct xenpt_range *r, unsigned order,
		       uint64_t n)
{
	uint64_t group = (uint64_t)XENPT_CONTIG_NR << order;
	uint64_t first = up_to_multiple(r->vfn, group);
	uint64_t end = r->vfn + (n << order);

	if (!d->contig || !(r->flags & XENPT_BLOCK) || r->mfn == XENPT_NO_MFN || first >= end)
		return 0;
	return (r->vfn ^ r->mfn) & (group - 1) ? 0 : (end - first) / group * XENPT_CONTIG_NR;
}

void xenpt_count(const struct xenpt_dialect *d, const struct xenpt_range *r,
		 struct xenpt_count *out)
{
	struct xenpt_range rest = *r;

	*out = (struct xenpt_count){.total = 0};
	while (rest.nr) {
		bool group;
		unsigned order = xenpt_order(d, rest.vfn, rest.mfn, rest.nr, rest.flags, &group);
		uint64_t n = run_length(d, &rest, order);

		out->entries[order / XENPT_ORDER_STEP] += n;
		out->hinted[order / XENPT_ORDER_STEP] += hinted(d, &rest, order, n);
		out->total += n;
		rest.vfn += n << order;
		rest.mfn += rest.mfn == XENPT_NO_MFN ? 0 : n << order;
		rest.nr -= n << order;
	}
}

uint64_t xenpt_entries(const struct regime *r, uint64_t in, uint64_t out, uint64_t bytes)
{
	struct xenpt_range range = {.vfn = in >> XENPT_FRAME_SHIFT,
				    .mfn = out >> XENPT_FRAME_SHIFT,
				    .nr = bytes >> XENPT_FRAME_SHIFT,
				    .flags = XENPT_PRESENT | XENPT_BLOCK};
	struct xenpt_count count;

	if (r->geo->granule_shift != XENPT_FRAME_SHIFT)
		return 0;
	xenpt_count(xenpt_dialect_newest(), &range, &count);
	return count.total;
}

/*
 * The least growth of r (whose vfn and mfn agree) until an entry of the order fits: either the
 * first aligned block inside is completed at the back, or the one that r starts in is completed on
 * both sides. Where the length counts for alignment, the end has to be a multiple as well.
 */
static void growth(const struct xenpt_dialect *d, const struct xenpt_range *r, unsigned order,
		   struct xenpt_gain *g)
{
	uint64_t block = UINT64_C(1) << order;
	uint64_t end = r->vfn + r->nr;
	uint64_t down = r->vfn & (block - 1);
	uint64_t from[2] = {up_to_multiple(r->vfn, block), r->vfn - down};

	for (unsigned i = 0; i < 2; i++) {
		uint64_t front = i ? down : 0;
		uint64_t to = from[i] + block > end ? from[i] + block : end;
		uint64_t back = (d->left_in_mask ? up_to_multiple(to, block) : to) - end;

		if (i == 0 || front + back < g->front + g->back) {
			g->front = front;
			g->back = back;
		}
	}
}

/* r, moved and grown as g says. */
static struct xenpt_range improved(const struct xenpt_range *r, const struct xenpt_gain *g)
{
	struct xenpt_range to = *r;

	to.vfn += (uint64_t)g->shift - g->front;
	to.mfn -= to.mfn == XENPT_NO_MFN ? 0 : g->front;
	to.nr += g->front + g->back;
	to.flags |= XENPT_BLOCK;
	return to;
}

static void gain(const struct xenpt_dialect *d, const struct xenpt_range *r,
		 const struct xenpt_count *now, unsigned order, struct xenpt_gain *g)
{
	uint64_t low = (UINT64_C(1) << order) - 1;
	struct xenpt_range to;

	*g = (struct xenpt_gain){.order = order, .exists = d->block};
	if (!g->exists)
		return;
	g->used = now->entries[order / XENPT_ORDER_STEP] != 0;
	g->needs_flag = !(r->flags & XENPT_BLOCK);
	g->disagree = disagreement(r, order);
	g->agrees = !g->disagree;
	if (!g->agrees) {
		g->up = (r->mfn - r->vfn) & low;
		g->down = low + 1 - g->up;
		g->shift =
			g->up <= g->down || g->down > r->vfn ? (int64_t)g->up : -(int64_t)g->down;
	}
	to = improved(r, g);
	growth(d, &to, order, g);
	to = improved(r, g);
	xenpt_count(d, &to, &g->after);
	g->saved = (int64_t)(now->total - g->after.total);
}

void xenpt_why_range(const struct xenpt_dialect *d, const struct xenpt_range *r,
		     struct xenpt_range_why *out)
{
	out->r = *r;
	xenpt_count(d, r, &out->now);
	for (unsigned i = 0; i + 1 < XENPT_ORDERS; i++)
		gain(d, r, &out->now, (i + 1) * XENPT_ORDER_STEP, &out->gain[i]);
}
