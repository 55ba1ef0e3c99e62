/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Why a step has its size.
 *
 * The lowest bit that is set in vfn | mfn says how well aligned both are; the highest bit of what
 * is left says how large an entry can be. (In the proposal of November 2020 the lowest bit of what
 * is left counts like those of vfn and mfn.) So one bit decides, and the ruler marks it.
 */
#include "report/replay/replay.h"

#include <inttypes.h>
#include <stdio.h>

#include "report/replay/replay_words.h"
#include "report/replay/ruler.h"
#include "src/bits.h"
#include "src/number.h"

enum { DETAIL_INDENT = 4 };

static unsigned lowest_bit(uint64_t v)
{
	return (unsigned)__builtin_ctzll(v);
}

static unsigned highest_bit(uint64_t v)
{
	return 63 - (unsigned)__builtin_clzll(v);
}

/* What stops the next larger order than the one taken; NULL where there is none larger. */
static const struct xenpt_candidate *refused(const struct xenpt_why *w)
{
	return w->chosen ? &w->cand[w->chosen - 1] : NULL;
}

/* The row and bit that decide. */
struct decision {
	const char *row;
	unsigned bit;
	bool by_length; /* the highest bit of left, rather than a lowest one */
	bool is_left;	/* the lowest bit of left */
};

/* False where no bit decides: nothing larger exists, or it was not asked for. */
static bool decide(const struct xenpt_why *w, struct decision *d)
{
	const struct xenpt_candidate *c = refused(w);
	uint64_t left, low;

	if (!c || c->stops & (XENPT_STOP_DIALECT | XENPT_STOP_FLAG))
		return false;
	left = w->left_in_mask ? c->left_bits : 0;
	low = c->vfn_bits | c->mfn_bits | left;
	if (!low) {
		*d = (struct decision){"left", highest_bit(w->left), true, false};
		return true;
	}
	*d = (struct decision){"left", lowest_bit(low), false, false};
	if (c->vfn_bits >> d->bit & 1)
		d->row = c->mfn_bits >> d->bit & 1 ? "vfn and mfn" : "vfn";
	else if (c->mfn_bits >> d->bit & 1)
		d->row = "mfn";
	else
		d->is_left = true;
	return true;
}

static void put_mark(struct text *t, const struct xenpt_why *w, const struct decision *d,
		     const struct replay_options *o)
{
	const char *size = xenpt_size_name(refused(w)->frames);

	ruler_mark(t, d->bit, o);
	if (d->by_length)
		text_put(t, TEXT_PLAIN, "bit %u is the highest of left: less than %s\n", d->bit,
			 size);
	else
		text_put(t, TEXT_PLAIN, "bit %u of %s: not a multiple of %s%s\n", d->bit, d->row,
			 size, d->is_left ? " (this Xen aligns the length, too)" : "");
}

/* The lowest bit of a row that stops the next order. */
static unsigned stopping_bit(uint64_t bits)
{
	return bits ? lowest_bit(bits) : RULER_TOP + 1;
}

void replay_show_ruler(struct text *t, const struct xenpt_why *w, const struct replay_options *o)
{
	const struct xenpt_candidate *c = refused(w);
	struct decision d;

	if (!decide(w, &d))
		return;
	ruler_scale(t);
	ruler_row(t, "vfn", w->vfn, stopping_bit(c->vfn_bits), o);
	if (w->mfn != XENPT_NO_MFN)
		ruler_row(t, "mfn", w->mfn, stopping_bit(c->mfn_bits), o);
	ruler_row(t, "left", w->left,
		  d.by_length	    ? d.bit
		  : w->left_in_mask ? stopping_bit(c->left_bits)
				    : RULER_TOP + 1,
		  o);
	put_mark(t, w, &d, o);
}

/* ---- Candidates ---- */

static void put_masked(struct text *t, const char **sep, const char *name, uint64_t bits,
		       uint64_t frames)
{
	text_put(t, TEXT_PLAIN, "%s%s & 0x%" PRIx64 " = 0x%" PRIx64, *sep, name, frames - 1, bits);
	*sep = ", ";
}

static void put_stops(struct text *t, const struct xenpt_why *w, const struct xenpt_candidate *c)
{
	const char *sep = "";

	if (c->stops & XENPT_STOP_VFN)
		put_masked(t, &sep, "vfn", c->vfn_bits, c->frames);
	if (c->stops & XENPT_STOP_MFN)
		put_masked(t, &sep, "mfn", c->mfn_bits, c->frames);
	if (!(c->stops & XENPT_STOP_LEFT))
		return;
	if (w->left_in_mask)
		put_masked(t, &sep, "left", c->left_bits, c->frames);
	else
		text_put(t, TEXT_PLAIN, "%sleft 0x%" PRIx64 " < 0x%" PRIx64, sep, w->left,
			 c->frames);
}

static void put_candidate(struct text *t, const struct xenpt_why *w,
			  const struct xenpt_candidate *c)
{
	text_pad(t, DETAIL_INDENT);
	if (c->group)
		text_put(t, TEXT_PLAIN, "%dx", XENPT_CONTIG_NR);
	text_put(t, TEXT_PLAIN, "%s", xenpt_size_name(UINT64_C(1) << c->order));
	text_pad(t, DETAIL_INDENT + 7);
	text_put(t, c->stops ? TEXT_WARN : TEXT_BLOCK, "%s%s", c->stops ? "no" : "yes",
		 !c->group  ? ""
		 : c->stops ? " contiguous hint"
			    : ", with the contiguous hint");
	text_put(t, TEXT_PLAIN, "%s", c->stops ? ": " : "");
	put_stops(t, w, c);
	if (c->group && w->grouped && w->index)
		text_put(t, TEXT_PLAIN, ", as decided at vfn 0x%" PRIx64, w->vfn);
	text_put(t, TEXT_PLAIN, "\n");
}

/* Superpages were not asked for, or there are none. */
static void put_only_pages(struct text *t, unsigned stops)
{
	text_pad(t, DETAIL_INDENT);
	text_put(t, TEXT_DIM, "4K only: %s\n",
		 stops & XENPT_STOP_DIALECT ? "this Xen has no superpages"
					    : "_PAGE_BLOCK is not given");
}

void replay_show_candidates(struct text *t, const struct xenpt_why *w)
{
	const struct xenpt_candidate *group = &w->cand[XENPT_ORDERS];

	if (w->cand[0].stops & (XENPT_STOP_DIALECT | XENPT_STOP_FLAG)) {
		put_only_pages(t, w->cand[0].stops);
		return;
	}
	for (unsigned i = 0; i <= w->chosen; i++)
		put_candidate(t, w, &w->cand[i]);
	if (!(group->stops & (XENPT_STOP_DIALECT | XENPT_STOP_NO_MFN)))
		put_candidate(t, w, group);
}

/* ---- Ranges ---- */

/* "2 x 2M + 1 x 4K"; hinted ones are said. */
static void show_count(struct text *t, const struct xenpt_count *c)
{
	const char *sep = "";

	for (unsigned i = XENPT_ORDERS; i-- > 0;) {
		if (!c->entries[i])
			continue;
		text_put(t, i ? TEXT_BLOCK : TEXT_PAGE, "%s%" PRIu64 " x %s", sep, c->entries[i],
			 xenpt_size_name(UINT64_C(1) << (i * XENPT_ORDER_STEP)));
		if (c->hinted[i])
			text_put(t, TEXT_DIM, " (%" PRIu64 " contiguous)", c->hinted[i]);
		sep = " + ";
	}
	if (!c->total)
		text_put(t, TEXT_DIM, "none");
}

/* More growth than the range has length is no advice. */
static bool is_silly(const struct xenpt_range_why *w, const struct xenpt_gain *g)
{
	return !g->exists || g->used || g->front + g->back > w->r.nr || g->saved <= 0;
}

static void put_agreement(struct text *t, const struct xenpt_gain *g)
{
	const char *size = xenpt_size_name(UINT64_C(1) << g->order);
	char frames[REPLAY_SIZE_MAX];

	if (g->agrees) {
		text_put(t, TEXT_PLAIN, "vfn and mfn agree modulo %s; ", size);
		return;
	}
	text_put(t, TEXT_PLAIN,
		 "vfn and mfn differ in bit %u, so they never agree modulo %s: no length helps.\n",
		 lowest_bit(g->disagree), size);
	text_pad(t, DETAIL_INDENT + 7);
	text_put(t, TEXT_PLAIN, "move vfn %s by 0x%" PRIx64 " frames (%s); ",
		 g->shift < 0 ? "down" : "up", g->shift < 0 ? g->down : g->up,
		 replay_words_size(g->shift < 0 ? g->down : g->up, frames));
}

static void put_change(struct text *t, const struct xenpt_gain *g)
{
	char size[REPLAY_SIZE_MAX];

	if (g->needs_flag)
		text_put(t, TEXT_PLAIN, "give _PAGE_BLOCK; ");
	if (g->front)
		text_put(t, TEXT_PLAIN, "add 0x%" PRIx64 " frames (%s) in front; ", g->front,
			 replay_words_size(g->front, size));
	if (g->back)
		text_put(t, TEXT_PLAIN, "add 0x%" PRIx64 " frames (%s) at the end; ", g->back,
			 replay_words_size(g->back, size));
}

static void put_gain(struct text *t, const struct xenpt_range *r, const struct xenpt_gain *g,
		     const struct physmap *map)
{
	text_pad(t, DETAIL_INDENT);
	text_put(t, TEXT_WARN, "%-6s ", xenpt_size_name(UINT64_C(1) << g->order));
	put_agreement(t, g);
	put_change(t, g);
	text_put(t, TEXT_PLAIN, "then ");
	show_count(t, &g->after);
	text_put(t, TEXT_PLAIN, ", %" PRId64 " %s fewer\n", g->saved,
		 number_word((uint64_t)g->saved, "entry", "entries"));
	replay_memory_show_growth(t, map, r, g, DETAIL_INDENT + 7);
}

static void put_now(struct text *t, const struct xenpt_count *now)
{
	text_put(t, TEXT_HEAD, "  larger entries than ");
	show_count(t, now);
	text_put(t, TEXT_HEAD, ", if the range may be moved or grown:\n");
}

/* The explanation counts in frames and does not wrap. */
static bool wraps(const struct xenpt_range *r)
{
	const uint64_t widest = bits_mask(63 - XENPT_FRAME_SHIFT, 0);

	return r->nr > widest || r->vfn > widest - r->nr ||
	       (r->mfn != XENPT_NO_MFN && (r->mfn > widest || r->mfn > widest - r->nr));
}

bool replay_why_range(const struct xenpt_dialect *d, const struct xenpt_range *r,
		      struct xenpt_range_why *out)
{
	if (!r->nr || wraps(r))
		return false;
	xenpt_why_range(d, r, out);
	return true;
}

void replay_show_range(struct text *t, const struct xenpt_dialect *d, const struct xenpt_range *r,
		       const struct physmap *map)
{
	struct xenpt_range_why w;
	bool begun = false;

	if (!replay_why_range(d, r, &w))
		return;
	for (unsigned i = 0; i + 1 < XENPT_ORDERS; i++) {
		if (is_silly(&w, &w.gain[i]))
			continue;
		if (!begun)
			put_now(t, &w.now);
		begun = true;
		put_gain(t, r, &w.gain[i], map);
	}
}
