/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The reasons of xenpt_order.c and xenpt_range.c in words. */
#include "src/xen/xenpt_int.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

/* A buffer that text is put at the end of. len counts what would be there if it were endless. */
struct text {
	char *buf;
	size_t size, len;
};

static void put(struct text *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void put(struct text *t, const char *fmt, ...)
{
	bool room = t->len < t->size;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(room ? t->buf + t->len : NULL, room ? t->size - t->len : 0, fmt, ap);
	va_end(ap);
	t->len += n > 0 ? (size_t)n : 0;
}

static struct text text_in(char *buf, size_t len)
{
	if (len)
		buf[0] = '\0';
	return (struct text){.buf = buf, .size = len};
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

static unsigned lowest_bit(uint64_t v)
{
	return (unsigned)__builtin_ctzll(v);
}

/* "; " from the second reason on. */
static const char *and_then(bool *first)
{
	const char *s = *first ? "" : "; ";

	*first = false;
	return s;
}

static void put_bits(struct text *t, bool *first, const char *name, uint64_t v, uint64_t bits,
		     uint64_t frames)
{
	put(t,
	    "%s%s 0x%" PRIx64 " & 0x%" PRIx64 " = 0x%" PRIx64
	    " (bit %u is set, and bits %u:0 must be clear)",
	    and_then(first), name, v, frames - 1, bits, lowest_bit(bits), lowest_bit(frames) - 1);
}

static void put_left(struct text *t, bool *first, const struct xenpt_why *w,
		     const struct xenpt_candidate *c)
{
	if (w->left_in_mask) {
		put_bits(t, first, "left", w->left, c->left_bits, c->frames);
		put(t, ", and this Xen wants the length aligned, too");
	} else {
		put(t, "%s0x%" PRIx64 " frames are left and it takes 0x%" PRIx64, and_then(first),
		    w->left, c->frames);
	}
}

static void put_stops(struct text *t, const struct xenpt_why *w, const struct xenpt_candidate *c)
{
	bool first = true;

	if (c->stops & XENPT_STOP_DIALECT) {
		put(t, "this Xen has none");
		return;
	}
	if (c->stops & XENPT_STOP_FLAG)
		put(t, "%s_PAGE_BLOCK is not given", and_then(&first));
	if (c->stops & XENPT_STOP_NO_MFN)
		put(t, "%sthe hint is for new mappings", and_then(&first));
	if (c->stops & XENPT_STOP_VFN)
		put_bits(t, &first, "vfn", w->vfn, c->vfn_bits, c->frames);
	if (c->stops & XENPT_STOP_MFN)
		put_bits(t, &first, "mfn", w->mfn, c->mfn_bits, c->frames);
	if (c->stops & XENPT_STOP_LEFT)
		put_left(t, &first, w, c);
}

static void put_candidate(struct text *t, const struct xenpt_why *w, unsigned i)
{
	const struct xenpt_candidate *c = &w->cand[i];

	if (c->group)
		put(t, "%s group (%u x %s): ", xenpt_size_name(c->frames), XENPT_CONTIG_NR,
		    xenpt_size_name(UINT64_C(1) << c->order));
	else
		put(t, "%s (order %u): ", xenpt_size_name(c->frames), c->order);
	if (c->stops) {
		put(t, "no: ");
		put_stops(t, w, c);
	} else if (c->group || i == w->chosen) {
		put(t, "yes");
	} else {
		put(t, "would do, but a larger one fits");
	}
	if (c->group && w->grouped && w->index)
		put(t, ", and this is entry %u of its sixteen", w->index + 1);
	put(t, "\n");
}

size_t xenpt_why_text(const struct xenpt_why *why, char *buf, size_t len)
{
	struct text t = text_in(buf, len);

	for (unsigned i = 0; i < XENPT_CANDIDATES; i++)
		put_candidate(&t, why, i);
	return t.len;
}

static void put_count(struct text *t, const struct xenpt_count *c)
{
	const char *sep = "";

	for (unsigned i = XENPT_ORDERS; i-- > 0;) {
		if (!c->entries[i])
			continue;
		put(t, "%s%" PRIu64 " x %s", sep, c->entries[i],
		    xenpt_size_name(UINT64_C(1) << (i * XENPT_ORDER_STEP)));
		if (c->hinted[i])
			put(t, " (%" PRIu64 " with the contiguous hint)", c->hinted[i]);
		sep = " + ";
	}
	put(t, c->total ? "" : "nothing");
}

static void put_shift(struct text *t, const struct xenpt_gain *g)
{
	unsigned bit = lowest_bit(g->disagree);

	put(t, "vfn and mfn differ in bit %u, below bit %u: no length helps. ", bit, g->order);
	put(t, "Move vfn %s by 0x%" PRIx64 " frames", g->shift < 0 ? "down" : "up",
	    g->shift < 0 ? g->down : g->up);
}

static void put_growth(struct text *t, const struct xenpt_gain *g)
{
	if (g->front)
		put(t, "%s 0x%" PRIx64 " frames in front", g->agrees ? "add" : " and add",
		    g->front);
	if (g->back)
		put(t, "%s 0x%" PRIx64 " frames at the end",
		    g->front ? " and" : (g->agrees ? "add" : " and add"), g->back);
}

static void put_outcome(struct text *t, const struct xenpt_gain *g)
{
	put(t, ": ");
	put_count(t, &g->after);
	if (g->saved)
		put(t, ", %" PRId64 " %s %s", g->saved < 0 ? -g->saved : g->saved,
		    g->saved == 1 || g->saved == -1 ? "entry" : "entries",
		    g->saved < 0 ? "more" : "fewer");
	else
		put(t, ", as many entries");
}

static void put_gain(struct text *t, const struct xenpt_gain *g)
{
	put(t, "%s: ", xenpt_size_name(UINT64_C(1) << g->order));
	if (!g->exists) {
		put(t, "this Xen has none\n");
		return;
	}
	if (g->used) {
		put(t, "used\n");
		return;
	}
	if (g->needs_flag)
		put(t, "give _PAGE_BLOCK%s", g->agrees && !g->front && !g->back ? "" : "; then ");
	if (!g->agrees)
		put_shift(t, g);
	put_growth(t, g);
	put_outcome(t, g);
	put(t, "\n");
}

size_t xenpt_range_text(const struct xenpt_range_why *why, char *buf, size_t len)
{
	struct text t = text_in(buf, len);

	put(&t, "now: ");
	put_count(&t, &why->now);
	put(&t, "\n");
	for (unsigned i = 0; i + 1 < XENPT_ORDERS; i++)
		put_gain(&t, &why->gain[i]);
	return t.len;
}
